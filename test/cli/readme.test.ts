/** The lines of use in the README, run as they stand there. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLI, done } from '../support/cli';
import { tempDir } from '../support/tempDir';

const section = readFileSync('README.md', 'utf8').split('## On the command line')[1]?.split('\n## ')[0] ?? '';
const lines = (/```\n([\s\S]*?)```/.exec(section)?.[1] ?? '').trim().split('\n');

test('the README shows six lines of use', () => {
  expect(lines).toHaveLength(6);
});

// The lines are those of a POSIX shell.
test.skipIf(process.platform === 'win32')('and each of them does what it says', () => {
  const folder = tempDir();
  done('create', path.join(folder, 'disk.vhd'), '--type', 'dynamic', '--size', '20MiB', '--partition-table', 'mbr');
  done('create', path.join(folder, 'snapshot.vhd'), '--type', 'differencing', '--parent', path.join(folder, 'disk.vhd'));
  writeFileSync(path.join(folder, 'boot.bin'), new Uint8Array(512).fill(0xeb));
  for (const line of lines) {
    const ran = spawnSync('bash', ['-c', `platter() { ${process.execPath} ${CLI} "$@"; }\n${line}`], { cwd: folder, encoding: 'utf8' });
    expect({ line, code: ran.status, err: ran.stderr }).toEqual({ line, code: 0, err: '' });
  }
  expect(readFileSync(path.join(folder, 'disk.raw.sha256'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}disk\.raw\n$/);
});
