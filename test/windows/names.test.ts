/** Names that are too long, of which Windows only says that there is no such file. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { platter } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

test('a name that leaves no room for that of a journal is told to be too long, and the file stays as it is', () => {
  const folder = tempDir();
  const [name, longer] = [`${'n'.repeat(240)}.vhd`, `${'n'.repeat(252)}.vhd`];
  writeFileSync(path.join(folder, name), baseImage());
  writeFileSync(path.join(folder, 'sector'), Buffer.alloc(512));
  for (const words of [
    ['write', name, '--lba', '0', '--in', 'sector'],
    ['set', name, 'footer.creatorApplication=abcd'],
  ]) {
    const { code, err } = platter(words, { cwd: folder });
    expect([words[0], code, err]).toEqual([words[0], 1, expect.stringContaining('its name is too long')]);
  }
  for (const words of [
    ['create', longer, '--type', 'dynamic', '--size', '3MiB'],
    ['export', name, longer],
    ['info', longer],
  ]) {
    const { code, err } = platter(words, { cwd: folder });
    expect([words[0], code, err]).toEqual([words[0], 1, expect.stringContaining('is longer than the drive allows')]);
  }
  expect(readFileSync(path.join(folder, name)).equals(Buffer.from(baseImage()))).toBe(true);
});
