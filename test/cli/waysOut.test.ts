/** What a refusal or a plan tells the user to do next can be done. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const file = at('disk.vhd');
writeFileSync(file, baseImage());

test('an empty name for a new file is no name, and not a file that is there already', async () => {
  const ran = await platterHere(['export', file, '']);
  expect([ran.code, ran.err]).toEqual([1, 'platter: cannot write a file: no name was given for it. Name a new file.\n']);
});

test('a repair that makes the file shorter names --output at once, which it takes', async () => {
  const long = at('long.vhd');
  writeFileSync(long, Buffer.concat([baseImage(), Buffer.alloc(4096)]));
  const plan = await doneHere('repair', long);
  expect(plan).toContain('The file shrinks');
  expect(plan).toContain('Add --output COPY');
  expect(plan).not.toContain('--yes');
  expect((await platterHere(['repair', long, '--yes'])).code).toBe(1);
  await doneHere('repair', long, '--output', at('short.vhd'));
});

test('bytes that are not whole sectors are told how many are missing, and with them they are taken', async () => {
  writeFileSync(at('ragged.raw'), Buffer.alloc(1000));
  for (const words of [
    ['compare', file, at('ragged.raw')],
    ['write', file, '--lba', '0', '--in', at('ragged.raw')],
  ]) {
    const ran = await platterHere(words);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('Fill them up with 24 zero bytes first.')]);
  }
  writeFileSync(at('whole.raw'), Buffer.alloc(1024));
  await doneHere('write', file, '--lba', '0', '--in', at('whole.raw'), '--dry-run');
});
