/** Files that another program has open while ours are to take their place. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appears } from '../support/appears';
import { platter, WINDOWS } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const [command = '', ...first] = WINDOWS ?? [];

test.skipIf(WINDOWS === null)('a file that another program reads is not replaced, for that reason, and nothing is left', async () => {
  const folder = tempDir();
  for (const name of ['disk.vhd', 'other.vhd']) writeFileSync(path.join(folder, name), baseImage());
  const script = `fs.openSync('disk.vhd', 'r'); fs.writeFileSync('reads', ''); setTimeout(() => {}, 600_000)`;
  const reader = spawn(command, [...first, '-e', script], { cwd: folder, stdio: 'ignore' });
  await appears(path.join(folder, 'reads'), reader);
  for (const words of [
    ['compact', 'disk.vhd', '--backup'],
    ['convert', 'other.vhd', 'disk.vhd', '--type', 'dynamic', '--force'],
  ]) {
    const { code, err } = platter(words, { cwd: folder });
    expect([words, code, err]).toEqual([words, 1, expect.stringContaining('another program holds the file')]);
  }
  expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'other.vhd', 'reads']);
  expect(readFileSync(path.join(folder, 'disk.vhd')).equals(Buffer.from(baseImage()))).toBe(true);
  const ended = new Promise((resolve) => reader.on('close', resolve));
  reader.kill('SIGKILL');
  await ended;
  expect(platter(['compact', 'disk.vhd', '--backup'], { cwd: folder }).code).toBe(0);
});
