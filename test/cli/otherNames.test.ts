/**
 * The journal of a save that was cut off stands beside one name of the file. Under any other name in that folder, a hard link
 * or the one the file was given since, it is the same half-saved disk, and is shown and refused as by its first name.
 */
import { copyFileSync, linkSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import { lba } from '../../shared/vhd/units';
import { doneHere, platterHere } from '../support/cliHere';
import { BYTES, cutAt } from '../support/cutSave';
import { baseImage, childImage } from '../support/fixtures';
import { realContext } from '../support/newDisks';
import { imageIn } from '../support/opened';
import { tempDir } from '../support/tempDir';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const inRaw = (name: string): boolean => readFileSync(at(name)).includes(Buffer.from(BYTES));

beforeEach(async () => {
  folder = tempDir();
  writeFileSync(at('disk.vhd'), baseImage());
  await cutAt(at('disk.vhd'), 'data');
  if (!inRaw('disk.vhd')) throw new Error('the save was not cut off');
});

describe.each([
  ['a hard link', () => linkSync(at('disk.vhd'), at('p.vhd'))],
  ['a renamed file', () => renameSync(at('disk.vhd'), at('p.vhd'))],
])('%s of a half-saved disk', (_what, rename) => {
  beforeEach(() => {
    rename();
    writeFileSync(at('kid.vhd'), childImage().bytes);
  });

  test.each([['info'], ['map'], ['read', '--lba', '5000']])('%s shows the disk before the save, and says so', async (command, ...more) => {
    for (const name of ['p.vhd', 'kid.vhd']) {
      const shown = await platterHere([command, at(name), ...more]);
      expect(shown.err).toContain('before that save');
      expect(shown.err).toContain('disk.vhd');
    }
  });

  test.each([
    ['hash', 'p.vhd'],
    ['hash', 'kid.vhd'],
    ['export', 'p.vhd', 'out'],
    ['export', 'kid.vhd', 'out'],
    ['write', 'p.vhd', '--force', '--lba', '0'],
    ['repair', 'p.vhd', '--yes'],
    ['set', 'p.vhd', '--force', 'footer.uniqueId=new'],
    ['create', 'out', '--type', 'differencing', '--parent', 'p.vhd'],
  ])('%s %s is refused with the name whose journal it is, and changes nothing', async (...words) => {
    const before = readFileSync(at('p.vhd'));
    const names = readdirSync(folder);
    const refused = await platterHere(
      words.map((word) => (['p.vhd', 'kid.vhd', 'out'].includes(word) ? at(word) : word)),
      { input: BYTES },
    );
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('disk.vhd') as string });
    expect(refused.err).toContain('--interrupted');
    expect(readFileSync(at('p.vhd')).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(names);
  });

  test('is not saved by the one writer', async () => {
    const before = readFileSync(at('p.vhd'));
    const context = realContext();
    const [file, expected] = [await openReadOnly(at('p.vhd')), await context.files.stat(at('p.vhd'))];
    if (!file.ok || !expected.ok) throw new Error('absent');
    const plan = await planWrites(await imageIn(file.value), [{ lba: lba(9), bytes: BYTES }]);
    await file.value.close();
    if (!plan.ok) throw new Error(plan.error.kind);
    const saved = await applyPlan({ path: at('p.vhd'), plan: plan.value, expected: expected.value, keepUndoAs: null }, context);
    expect(saved).toEqual({ ok: false, error: { fileState: 'untouched', cause: { kind: 'journal-exists', of: 'disk.vhd' } } });
    expect(readFileSync(at('p.vhd')).equals(before)).toBe(true);
  });
});

test.each(['undo', 'finish', 'set-aside'])('a hard link is settled where its journal stands: %s', async (how) => {
  linkSync(at('disk.vhd'), at('hard.vhd'));
  await doneHere('repair', at('hard.vhd'), '--interrupted', how);
  expect(readdirSync(folder)).not.toContain('disk.vhd.platter-journal');
  expect((await platterHere(['hash', at('hard.vhd')])).code).toBe(0);
  if (how === 'undo') expect(readFileSync(at('hard.vhd')).equals(Buffer.from(baseImage()))).toBe(true);
});

test('a renamed file is taken back by its new name', async () => {
  renameSync(at('disk.vhd'), at('new.vhd'));
  await doneHere('repair', at('new.vhd'), '--interrupted', 'undo');
  expect(readdirSync(folder)).toEqual(['new.vhd']);
  expect(readFileSync(at('new.vhd')).equals(Buffer.from(baseImage()))).toBe(true);
});

test('another disk in the folder is not minded, with one name or two', async () => {
  writeFileSync(at('sound.vhd'), baseImage());
  linkSync(at('sound.vhd'), at('again.vhd'));
  copyFileSync(at('disk.vhd.platter-journal'), at('gone.vhd.platter-journal'));
  for (const name of ['sound.vhd', 'again.vhd']) {
    expect(await platterHere(['hash', at(name)])).toMatchObject({ code: 0, err: '' });
    expect((await platterHere(['write', at(name), '--force', '--lba', '0'], { input: BYTES })).code).toBe(0);
  }
});

test('a new file with the number of a journal’s file is not taken for it', async () => {
  renameSync(at('disk.vhd'), at('new.vhd'));
  // The same device and number, and bytes that are neither those before the save nor those after it.
  writeFileSync(at('new.vhd'), childImage().bytes);
  expect((await platterHere(['info', at('new.vhd')])).err).not.toContain('save');
});
