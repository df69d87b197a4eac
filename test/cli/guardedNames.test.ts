/**
 * The names that journals have and the disks that have one are kept from new files, whatever --force says; a disk whose name
 * leaves no room for a journal is sound and is read as such, and is not changed in place; and a digest that could not be
 * written beside a new file is told of as that and no more.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileHash, onWindows } from '../support/cli';
import type { Cli } from '../../main/cli/context';
import { doneHere, platterHere } from '../support/cliHere';
import { BYTES, cutAt } from '../support/cutSave';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeEach(() => {
  folder = tempDir();
  for (const name of ['disk.vhd', 'other.vhd']) writeFileSync(at(name), baseImage());
});

describe('a half-saved disk and its journal', () => {
  beforeEach(() => cutAt(at('disk.vhd'), 'data'));
  const JOURNAL = 'disk.vhd.platter-journal';

  test.each<[string, readonly string[], string]>([
    ['export over the disk', ['export', 'other.vhd', 'disk.vhd'], '--interrupted finish (or undo)'],
    ['convert over the disk', ['convert', 'other.vhd', 'disk.vhd', '--type', 'fixed'], '--interrupted finish (or undo)'],
    ['create over the disk', ['create', 'disk.vhd', '--type', 'fixed', '--size', '5MiB'], '--interrupted finish (or undo)'],
    ['export over the journal', ['export', 'other.vhd', JOURNAL], 'Choose another name'],
    ['create over the journal', ['create', JOURNAL, '--type', 'fixed', '--size', '5MiB'], 'Choose another name'],
    ['read into the journal', ['read', 'other.vhd', '--lba', '0', '--out', JOURNAL], 'Choose another name'],
    ['export to a journal’s name', ['export', 'other.vhd', 'other.vhd.platter-journal'], 'Choose another name'],
  ])('%s is refused', async (_what, words, todo) => {
    const [before, names] = [readdirSync(folder).map((name) => fileHash(at(name))), readdirSync(folder)];
    const refused = await platterHere([...words.map((word) => (word.includes('.vhd') ? at(word) : word)), '--force']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain(todo);
    expect(readdirSync(folder)).toEqual(names);
    expect(readdirSync(folder).map((name) => fileHash(at(name)))).toEqual(before);
  });

  test('no new file is put where the journal of an earlier one stands', async () => {
    writeFileSync(at('new.raw.platter-journal'), 'torn');
    const refused = await platterHere(['export', at('other.vhd'), at('new.raw')]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('new.raw.platter-journal stands there') as string });
    expect(existsSync(at('new.raw'))).toBe(false);
  });

  test('resize tells of it once', async () => {
    const { code, err } = await platterHere(['resize', at('disk.vhd'), '--size', '128MiB']);
    expect({ code, lines: err.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(err).toContain('--interrupted finish (or undo)');
  });
});

/** The longest names have 255 bytes; a journal's has sixteen more than its disk's. */
describe.skipIf(onWindows)('a disk whose name leaves no room for a journal', () => {
  const LONG = `${'x'.repeat(236)}.vhd`;
  beforeEach(() => writeFileSync(at(LONG), baseImage()));

  test('is sound', async () => {
    expect((await platterHere(['info', at(LONG)])).err).toBe('');
    expect(await platterHere(['export', at(LONG), at('out')])).toMatchObject({ code: 0, err: '' });
    expect(await platterHere(['create', at('kid.vhd'), '--type', 'differencing', '--parent', at(LONG)])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  test.each<[string, ...string[]]>([
    ['set', 'footer.savedState=1', '--force'],
    ['write', '--lba', '0', '--force'],
    ['compact', '--force'],
    ['resize', '--size', '128MiB', '--force'],
  ])('%s in place is refused before anything is done', async (command, ...more) => {
    const refused = await platterHere([command, at(LONG), ...more], { input: BYTES });
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('its name is too long for the file that keeps the change safe. Rename it');
    expect(readFileSync(at(LONG)).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test('has a journal where the name is one byte shorter', async () => {
    const fits = at(LONG.slice(1));
    writeFileSync(fits, baseImage());
    await doneHere('set', fits, 'footer.savedState=1', '--force');
    expect(readFileSync(fits).equals(Buffer.from(baseImage()))).toBe(false);
  });

  test('can be made, up to the longest name there is', async () => {
    for (const name of [`${'v'.repeat(251)}.vhd`, `${'ä'.repeat(125)}.vhd`]) {
      await doneHere('create', at(name), '--type', 'dynamic', '--size', '8MiB');
      await doneHere('convert', at(name), at('fixed.vhd'), '--type', 'fixed', '--force');
      await doneHere('convert', at('fixed.vhd'), at(name), '--type', 'dynamic', '--force');
    }
    const out = at('w'.repeat(248));
    await doneHere('export', at('disk.vhd'), out, '--hash', 'sha256');
    expect(readFileSync(`${out}.sha256`, 'utf8')).toMatch(/^[0-9a-f]{64} {2}w{248}\n$/);
    expect(readdirSync(folder).filter((each) => each.includes('platter-part'))).toEqual([]);
  });

  test('and a name that is too long for its digest is told as that', async () => {
    const { code, err } = await platterHere(['export', at('disk.vhd'), at('y'.repeat(250)), '--hash', 'sha256']);
    expect(code).toBe(1);
    expect(err).toContain('longer than the drive allows. Choose a shorter name.');
    expect(err).not.toMatch(/ddrescue|ENAMETOOLONG/);
  });
});

test.skipIf(onWindows)('a digest that cannot be written leaves the new file, and that is said', async () => {
  // Its temporary name is taken; the tag is made of the first four bytes that are drawn.
  const out = at('z.raw');
  writeFileSync(at('.z.raw.sha256.platter-part-01010101'), '');
  const cli = (usual: Cli): Cli => ({ ...usual, world: { ...usual.world, newId: () => new Uint8Array(16).fill(1) } });
  const { code, out: told, err } = await platterHere(['export', at('disk.vhd'), out, '--hash', 'sha256'], { cli });
  expect(code).toBe(1);
  expect(told).toContain('sha256 ');
  expect(err).toContain('is written and stays; only its digest');
  expect(existsSync(out)).toBe(true);
  expect(existsSync(`${out}.sha256`)).toBe(false);
});
