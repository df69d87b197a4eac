/** What Windows says of files and drives. Answers are written down by hand: .NET's FileAttributes, DriveFormat and DriveType. */
import { expect, it, test } from 'vitest';
import { driveFacts, fileFacts, powerShell, type AskSystem } from '../../../../main/io/windowsFacts';

/** Always the same answer; `asked` keeps the paths, which must never be part of the script. */
function system(answer: string | null): { readonly ask: AskSystem; readonly asked: string[] } {
  const asked: string[] = [];
  const ask: AskSystem = async (script, file) => {
    expect(script).not.toContain(file);
    asked.push(file);
    return answer;
  };
  return { ask, asked };
}

// FILE_ATTRIBUTE_ARCHIVE 0x20, SPARSE_FILE 0x200, REPARSE_POINT 0x400, COMPRESSED 0x800, OFFLINE 0x1000, ENCRYPTED 0x4000,
// RECALL_ON_DATA_ACCESS 0x400000.
test.each([
  ['32\r\n', [], false],
  [`${0x20 | 0x200}\r\n`, ['sparse'], false],
  [`${0x20 | 0x800 | 0x4000}`, ['compressed', 'encrypted'], false],
  [`${0x20 | 0x400 | 0x40_0000}`, [], true],
  [`${0x1000}`, [], true],
  ['Get-Item : Zugriff verweigert', [], false],
  [null, [], false],
] as const)('attributes %j: %j', async (answer, attributes, isPlaceholder) => {
  const { ask, asked } = system(answer);
  expect(await fileFacts('C:\\vm\\it’s $(x).vhd', 'win32', ask)).toEqual({ attributes, isPlaceholder });
  expect(asked).toEqual(['C:\\vm\\it’s $(x).vhd']);
});

it('nothing is known where PowerShell cannot even be started, as where a policy forbids it', async () => {
  // Node throws for a path with a NUL, as it does for most refusals of the system, instead of telling the callback.
  expect(await fileFacts('C:\\vm\\a\0.vhd', 'win32')).toEqual({ attributes: [], isPlaceholder: false });
});

it('nobody is asked on other systems', async () => {
  const { ask, asked } = system('512');
  expect(await fileFacts('/vm/a.vhd', 'linux', ask)).toEqual({ attributes: [], isPlaceholder: false });
  expect(asked).toEqual([]);
});

test.each([
  ['C:\\vm', 'C:\\', 'NTFS Fixed\r\n', false, false],
  ['e:\\', 'e:\\', 'FAT32 Removable', true, false],
  ['E:\\a\\b', 'E:\\', 'FAT Removable', true, false],
  ['E:\\a', 'E:\\', 'exFAT Removable', false, false],
  ['Z:\\vm', 'Z:\\', 'NTFS Network', false, true],
  ['C:\\vm', 'C:\\', null, false, false],
])('the drive of %s, asked as %s, is %j', async (folder, root, answer, isFat, isNetwork) => {
  const { ask, asked } = system(answer);
  expect(await driveFacts(folder, ask)).toEqual({ isFat, isNetwork });
  expect(asked).toEqual([root]);
});

it('a share is a network drive, and no server is asked', async () => {
  const { ask, asked } = system('NTFS Fixed');
  for (const folder of ['\\\\server\\share\\vm', '//server/share', '\\\\?\\UNC\\server\\share'])
    expect([folder, await driveFacts(folder, ask)]).toEqual([folder, { isFat: false, isNetwork: true }]);
  expect(asked).toEqual([]);
  expect(await driveFacts('\\\\?\\C:\\vm', ask)).toEqual({ isFat: false, isNetwork: false });
});

test.each([
  ['D:\\WINNT', 'D:\\WINNT\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
  ['', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
  ['here', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
])('with Windows in “%s” PowerShell is asked by its whole path', (root, file) => {
  expect(powerShell(root)).toBe(file);
});
