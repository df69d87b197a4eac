import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../../../shared/text/shellWord';

const NAMES = [
  'disk.vhd',
  '../other folder/disk.vhd',
  "Ann's disks/a.vhd",
  '$HOME `x` !!.vhd',
  'a"b.vhd',
  '~/disk.vhd',
  'größe.vhd',
  String.raw`back\slash.vhd`,
  String.raw`two\\slashes.vhd`,
  'ends with \\',
  '*.vhd',
  'a;b&c|d.vhd',
  '(1).vhd',
  '#1.vhd',
  'C:\\a"; echo b; ".vhd',
  'C:\\$(echo a); echo b.vhd',
  'C:\\`echo a`.vhd',
  'C:\\a b\\',
];

describe.skipIf(process.platform === 'win32')('a name in a command that is pasted', () => {
  test.each(NAMES)('is that name to the shell: %s', (name) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' })).toBe(name);
  });
});

test('a name that needs no quotes has none', () => {
  expect(shellWord('../disks/disk-2.vhd')).toBe('../disks/disk-2.vhd');
});

test('a name that looks like an option is a path', () => {
  expect(shellWord('--yes')).toBe('./--yes');
});

test('paths of Windows are in the quotes that both systems know', () => {
  expect(shellWord(String.raw`C:\My disks\disk.vhd`)).toBe(String.raw`"C:\My disks\disk.vhd"`);
});

// By the rules of cmd (“cmd /?”) and of PowerShell (about_Quoting_Rules): `$` starts a name, `(` or `{` only in the latter.
test.each([
  [String.raw`\\nas\d$\vm\disk.vhd`, String.raw`"\\nas\d$\vm\disk.vhd"`],
  [String.raw`C:\new!\a b.vhd`, String.raw`"C:\new!\a b.vhd"`],
  [String.raw`C:\vm\\disk.vhd`, String.raw`"C:\vm\\disk.vhd"`],
  [String.raw`C:\$old\Ann's.vhd`, String.raw`'C:\$old\Ann''s.vhd'`],
  ['C:\\a`b.vhd', "'C:\\a`b.vhd'"],
])('a path of Windows is in the quotes of its shells: %s', (name, word) => {
  expect(shellWord(name)).toBe(word);
});

test('letters that cannot be seen are spelled out', () => {
  expect(shellWord('a\u001b[31m.vhd')).not.toContain('\u001b');
});
