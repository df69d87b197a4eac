/** The folder that a Windows user can have today: cli.cjs, worker/, platter.cmd, and a node.exe beside them. */
import { copyFileSync, cpSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync, closeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLI, WINDOWS } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const [wine = '', node = ''] = WINDOWS ?? [];

test.skipIf(WINDOWS === null)('platter.cmd runs from any folder, hands on words with spaces and answers with the exit code', () => {
  const root = tempDir();
  const home = path.join(root, 'Platter (portable)');
  mkdirSync(home);
  copyFileSync(CLI, path.join(home, 'cli.cjs'));
  copyFileSync(path.join(import.meta.dirname, '../../assets/windows/platter.cmd'), path.join(home, 'platter.cmd'));
  cpSync(path.join(path.dirname(CLI), 'worker'), path.join(home, 'worker'), { recursive: true });
  symlinkSync(node, path.join(home, 'node.exe'));
  writeFileSync(path.join(root, 'my disk.vhd'), baseImage());
  const run = (...words: string[]): [number | null, string] => {
    const file = path.join(root, 'out.txt');
    const out = openSync(file, 'w');
    // As a user types it: in a batch file, for /c takes quotes away.
    const line = words.map((word) => `"${word}"`).join(' ');
    writeFileSync(path.join(root, 'typed.cmd'), `@"Platter (portable)\\platter.cmd" ${line}\r\n`);
    const { status } = spawnSync(wine, ['cmd', '/c', 'typed.cmd'], { cwd: root, stdio: ['ignore', out, out] });
    closeSync(out);
    return [status, readFileSync(file, 'utf8')];
  };
  const [code, text] = run('info', 'my disk.vhd', '--json');
  expect([code, (JSON.parse(text) as { file: unknown }).file !== undefined]).toEqual([0, true]);
  expect(run('hash', 'my disk.vhd')[0]).toBe(0);
  expect(run('info', 'gone.vhd')).toEqual([1, expect.stringContaining('there is no such file')]);
  expect(run('frobnicate')[0]).toBe(64);
});
