/** Saves that were cut off, settled from the command line: the journal is a real one, the cut is where a power cut would be. */
import { copyFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { encodeState } from '../../main/io/journal';
import { onWindows } from '../support/cli';
import { doneHere, platterHere } from '../support/cliHere';
import { BYTES, cutAt } from '../support/cutSave';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

test.each(['data', 'table'] as const)('cut before “%s” is durable: told of, refused, and taken back', async (stop) => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, stop);
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(false);
  expect((await platterHere(['info', file])).err).toContain('--interrupted');
  expect(await platterHere(['write', file, '--lba', '0'], { input: BYTES })).toMatchObject({ code: 1 });
  expect(await platterHere(['repair', file, '--yes'])).toMatchObject({ code: 1, err: expect.stringContaining('--interrupted') as string });
  await doneHere('repair', file, '--interrupted', 'undo');
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
  expect((await platterHere(['info', file])).err).toBe('');
});

test.each(['journal-name', 'reserve', 'data', 'table'] as const)(
  'cut before “%s” is durable: finished, for the journal has all of it',
  async (stop) => {
    const file = path.join(tempDir(), 'disk.vhd');
    writeFileSync(file, baseImage());
    await cutAt(file, stop);
    const told = await doneHere('repair', file, '--interrupted', 'finish');
    expect(told).toBe(`${file}: the interrupted save is finished\n`);
    expect((await platterHere(['read', file, '--lba', '5000'])).bytes.equals(Buffer.from(BYTES))).toBe(true);
    expect(await platterHere(['check', file, '--deep'])).toMatchObject({ code: 0, err: '' });
  },
);

test('a save that had been taken back already is not finished, and called that', async () => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, 'data');
  const journal = readFileSync(`${file}.platter-journal`);
  await doneHere('repair', file, '--interrupted', 'undo');
  journal.set(encodeState('rolled-back', 1), 512);
  writeFileSync(`${file}.platter-journal`, journal);
  expect(await doneHere('repair', file, '--interrupted', 'finish')).toContain('taken back already');
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
  expect(readdirSync(path.dirname(file))).toEqual(['disk.vhd']);
});

test('a file that was moved since, or whose writer’s number runs again, is settled when the user insists', async () => {
  const folder = tempDir();
  const [file, moved] = [path.join(folder, 'disk.vhd'), path.join(folder, 'moved.vhd')];
  writeFileSync(file, baseImage());
  await cutAt(file, 'data');
  copyFileSync(file, moved);
  renameSync(`${file}.platter-journal`, `${moved}.platter-journal`);
  expect(await platterHere(['repair', moved, '--interrupted', 'undo'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('--force') as string,
  });
  await doneHere('repair', moved, '--interrupted', 'undo', '--force');
  expect(readFileSync(moved).equals(Buffer.from(baseImage()))).toBe(true);

  writeFileSync(file, baseImage());
  await cutAt(file, 'data', process.ppid);
  const undo = ['repair', file, '--interrupted', 'undo'];
  // Off Linux nobody asks for the number: a journal that can be opened has no living writer.
  if (!onWindows && process.platform === 'linux') {
    expect(await platterHere(undo)).toMatchObject({ code: 1, err: expect.stringContaining(`process ${process.ppid}`) as string });
    await doneHere(...undo, '--force');
  } else await doneHere(...undo);
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
});

test('a journal that is torn is put aside, and the file can be written again', async () => {
  const folder = tempDir();
  const file = path.join(folder, 'disk.vhd');
  writeFileSync(file, baseImage());
  writeFileSync(`${file}.platter-journal`, 'torn');
  expect(await platterHere(['repair', file, '--interrupted', 'finish'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('--interrupted set-aside') as string,
  });
  const told = await doneHere('repair', file, '--interrupted', 'set-aside');
  const [name = ''] = readdirSync(folder).filter((each) => each.includes('set-aside'));
  expect([told.includes(name), readFileSync(path.join(folder, name), 'utf8'), name !== '']).toEqual([true, 'torn', true]);
  expect(await platterHere(['write', file, '--lba', '0'], { input: BYTES })).toMatchObject({ code: 0 });
});

test.each([
  ['journal-name', 'that was cut off before it changed the disk'],
  ['commit-mark', 'that is over'],
] as const)('cut before “%s” is durable, the disk is whole, and the journal is one of a save %s', async (stop, words) => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, stop);
  expect((await platterHere(['info', file])).err).toContain(`a journal stands beside ${file}, of a save ${words}. Settle it:`);
});

test('a save of which every byte is there is finished', async () => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, 'commit-mark');
  expect(await platterHere(['repair', file, '--interrupted', 'undo'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('complete') as string,
  });
  await doneHere('repair', file, '--interrupted', 'finish');
  expect((await platterHere(['read', file, '--lba', '5000'])).bytes.equals(Buffer.from(BYTES))).toBe(true);
  expect(await platterHere(['check', file, '--deep'])).toMatchObject({ code: 0, err: '' });
});
