/**
 * What our part of the installer writes into the registry, compiled by NSIS and carried out on Windows (under Wine): Platter
 * stands under “Open with”, a double click on a .vhd goes on mounting it, and nothing is left when it is taken away.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { tool, WINDOWS } from '../support/cli';
import { tempDir } from '../support/tempDir';

const OURS = path.join(import.meta.dirname, '../../assets/windows/installer.nsh');
const CLASSES = 'HKCU\\Software\\Classes';
const [wine = ''] = WINDOWS ?? [];

/** An installer with nothing but our macros, as electron-builder calls them for one user. */
const script = (folder: string): string => `
Target amd64-unicode
!define APP_EXECUTABLE_FILENAME "Platter.exe"
!include "${OURS}"
OutFile "${path.join(folder, 'platter-test.exe')}"
InstallDir "C:\\Platter here"
RequestExecutionLevel user
SilentInstall silent
SilentUnInstall silent
Section
  SetShellVarContext current
  SetOutPath $INSTDIR
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\uninstall.exe"
SectionEnd
Section Uninstall
  SetShellVarContext current
  !insertmacro customUnInstall
SectionEnd
`;

test.skipIf(WINDOWS === null)('the installer offers Platter, takes nothing over, and leaves nothing', async () => {
  const folder = tempDir();
  const run = (...words: string[]): { code: number | null; out: string } => {
    const file = path.join(folder, 'out.txt');
    const out = openSync(file, 'w');
    const { status } = spawnSync(wine, words, { cwd: folder, stdio: ['ignore', out, out] });
    closeSync(out);
    return { code: status, out: readFileSync(file, 'utf8') };
  };
  const value = (key: string, ...which: string[]): string | null => {
    const { code, out } = run('reg', 'query', `${CLASSES}\\${key}`, ...which);
    return code === 0 ? (/REG_SZ\s+(.*?)\s*$/m.exec(out)?.[1] ?? '') : null;
  };
  writeFileSync(path.join(folder, 'setup.nsi'), script(folder));
  tool('makensis', '-V2', '-WX', path.join(folder, 'setup.nsi'));
  // What a double click does before: here a stand-in for Explorer's own verb, which mounts the disk.
  run('reg', 'add', `${CLASSES}\\.vhd`, '/ve', '/d', 'Windows.VhdFile', '/f');
  expect(run(path.join(folder, 'platter-test.exe'), '/S').code).toBe(0);
  expect(value('.vhd', '/ve')).toBe('Windows.VhdFile');
  expect(value('.avhd', '/ve') ?? '').not.toContain('Platter');
  for (const ending of ['.vhd', '.avhd']) expect(value(`${ending}\\OpenWithProgids`, '/v', 'Platter.vhd')).not.toBe(null);
  expect(value('Platter.vhd\\shell\\open\\command', '/ve')).toBe('"C:\\Platter here\\Platter.exe" "%1"');
  expect(value('Platter.vhd\\shell\\open', '/ve')).toBe('Open in Platter');
  expect(value('Platter.vhd\\DefaultIcon', '/ve')).toBe('C:\\Platter here\\resources\\document.ico');

  // The uninstaller goes on in a copy of itself when the process we started has ended. What is asked here it takes away last.
  expect(run('C:\\Platter here\\uninstall.exe', '/S').code).toBe(0);
  await vi.waitFor(() => expect(value('Platter.vhd', '/ve')).toBe(null), { timeout: 60_000, interval: 200 });
  for (const ending of ['.vhd', '.avhd']) expect(value(`${ending}\\OpenWithProgids`, '/v', 'Platter.vhd')).toBe(null);
  expect(value('.vhd', '/ve')).toBe('Windows.VhdFile');
  run('reg', 'delete', `${CLASSES}\\.vhd`, '/ve', '/f');
});
