/** The linter's half of the import table: planted breaches, to prove that its patterns still match our folders. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './sourceTree';

const BREACHES: readonly (readonly [string, string, string])[] = [
  ['main/vhd/a.ts', "import { readFile } from 'node:fs/promises';\nexport const a = readFile;\n", 'no-restricted-imports'],
  ['main/session/a.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['main/io/a.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n", 'no-restricted-imports'],
  ['main/io/b.ts', 'declare const fs: { readFileSync(name: string): string };\nexport const b = fs.readFileSync("c");\n', 'no-sync'],
  ['main/cli/commands/a.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['main/cli/b.ts', "import { readFile } from 'node:fs/promises';\nexport const b = readFile;\n", 'no-restricted-imports'],
  ['main/a.ts', "import { app } from 'electron';\nexport const a = app;\n", 'no-restricted-imports'],
  ['main/index.ts', "import { ipcMain } from 'electron';\nexport const a = ipcMain;\n", 'no-restricted-imports'],
  ['main/ipc/handlers/a.ts', "import { shell } from 'electron';\nexport const a = shell;\n", 'no-restricted-imports'],
  ['shared/a.ts', "import { readFile } from 'node:fs/promises';\nexport const a = readFile;\n", 'no-restricted-imports'],
  ['renderer/app/a.ts', "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;\n", 'no-restricted-imports'],
  ['renderer/ui/a.ts', "import { useStore } from '../app/store';\nexport const a = useStore;\n", 'no-restricted-imports'],
  ['renderer/app/b.ts', 'export const b = window.platter;\n', 'no-restricted-properties'],
  ['renderer/app/c.ts', 'export default 1;\n', 'no-default-export'],
  ['renderer/app/d.ts', `${'export {};\n'.repeat(401)}`, 'max-lines'],
];
const FINE: readonly (readonly [string, string])[] = [
  ['main/window.ts', "import { BrowserWindow } from 'electron';\nexport const a = BrowserWindow;\n"],
  ['main/ipc/serve.ts', "import { ipcMain } from 'electron';\nexport const a = ipcMain;\n"],
  ['main/io/c.ts', "import { readFile } from 'node:fs/promises';\nexport const a = readFile;\n"],
  ['renderer/api.ts', 'export const api = window.platter;\n'],
];

describe('lint', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-lint-'));
  let found: readonly string[] = [];

  beforeAll(() => {
    cpSync(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    for (const [file, text] of [...BREACHES, ...FINE]) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const oxlint = path.join(ROOT, 'node_modules/oxlint/bin/oxlint');
    const words = [oxlint, '--config', '.oxlintrc.json', '--format', 'unix', 'main', 'shared', 'renderer'];
    found = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }).stdout.split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(BREACHES)('refuses %s', (file, _text, rule) => {
    expect(found.filter((line) => line.startsWith(`${file}:`) && line.includes(`(${rule})`))).not.toEqual([]);
  });

  it.each(FINE)('lets %s pass', (file) => {
    expect(found.filter((line) => line.startsWith(`${file}:`))).toEqual([]);
  });
});
