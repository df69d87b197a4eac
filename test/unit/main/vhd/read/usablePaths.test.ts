/** Which paths out of an image may be offered at all. What they mean: Microsoft, "Naming Files, Paths, and Namespaces". */
import { describe, expect, it, test } from 'vitest';
import { resolveChain } from '../../../../../main/vhd/read/chain';
import { needsWarning } from '../../../../../main/io/paths';
import { translated, usableOn } from '../../../../../main/vhd/read/usablePaths';
import { childImage } from '../../../../support/fixtures';
import { HOSTILE_PATHS } from '../../../../support/hostilePaths';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

describe('outside Windows', () => {
  test.each([
    '/vm/p.vhd',
    '../base/p.vhd',
    'sub/p.vhd',
    '/media/user/disk/p.vhd',
    '/developer/p.vhd',
    '/home/a.vhd',
    'a.vhd',
    '..\\p.vhd',
    '.\\..\\p.vhd',
    'sub\\p.vhd',
    '/devices/a.vhd',
  ])('%s can be followed when the user agrees', (path) => {
    expect(usableOn('other', path)).toBe(true);
  });

  test.each([...HOSTILE_PATHS.filter((path) => !/^(\.\.?[\\/]|sub|\/etc)/.test(path)), 'c:/a.vhd', '/../proc/self/mem', '/a\u0007'])(
    '%j cannot',
    (path) => {
      expect(usableOn('other', path)).toBe(false);
    },
  );
});

test('a relative path is written with the system’s separators', () => {
  expect(translated('other', '..\\base\\p.vhd')).toBe('../base/p.vhd');
  expect(translated('windows', '..\\base\\p.vhd')).toBe('..\\base\\p.vhd');
  expect(translated('other', '/vm/a\\b.vhd')).toBe('/vm/a\\b.vhd');
});

describe('on Windows', () => {
  test.each([
    'C:\\vm\\p.vhd',
    'c:/vm/p.vhd',
    '..\\x\\parent.vhd',
    '.\\x\\..\\p.vhd',
    '../x/p.vhd',
    'sub\\p.vhd',
    '\\vm\\p.vhd',
    '\\\\server\\share\\p.vhd',
    '\\\\?\\C:\\vm\\p.vhd',
    '\\\\?\\UNC\\server\\share\\p.vhd',
  ])('%s can be followed when the user agrees', (path) => {
    expect(usableOn('windows', path)).toBe(true);
  });

  test.each([
    'C:p.vhd',
    '/home/user/p.vhd',
    '\\\\.\\PhysicalDrive0',
    '//./PhysicalDrive0',
    '\\??\\C:\\p.vhd',
    '\\\\?\\globalroot\\device\\mup\\host\\s',
    '\\\\?\\PhysicalDrive0',
    '\\\\?\\pipe\\x',
    '//?/C:',
    'C:\\vm\\p.vhd:stream',
    'file://host/s/p.vhd',
    'C:\\nul\\p.vhd',
    'C:\\vm\\con.vhd',
    'C:\\vm\\p.vhd.',
    'C:\\a\u0007.vhd',
  ])('%j cannot', (path) => {
    expect(usableOn('windows', path)).toBe(false);
  });

  it('a path to a server, or past the rules for names, is asked about twice', () => {
    for (const path of ['\\\\server\\s\\p.vhd', '//server/s/p.vhd', '\\/server\\s', '\\\\?\\C:\\p.vhd'])
      expect([path, needsWarning(path)]).toEqual([path, true]);
    for (const path of ['C:\\p.vhd', '..\\p.vhd', '\\p.vhd', '/p.vhd']) expect([path, needsWarning(path)]).toEqual([path, false]);
  });

  it('a child’s paths of drives and folders are offered', async () => {
    const child = await imageIn(
      memoryFile(childImage({ header: { parentId: new Uint8Array(16).fill(9), parentName: 'C:\\vm\\p.vhd' } }).bytes),
    );
    const finder = { byName: () => Promise.resolve(null), others: async function* none() {} };
    const usable = async (system: 'windows' | 'other'): Promise<unknown> =>
      (await resolveChain(child, { ...finder, system })).parent?.elsewhere.find(({ path }) => path === 'C:\\vm\\p.vhd')?.usableHere;
    expect([await usable('windows'), await usable('other')]).toEqual([true, false]);
  });
});
