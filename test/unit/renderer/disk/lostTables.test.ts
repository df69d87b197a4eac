/** What the window says of disks whose block table was wiped or overwritten: one truth in every place. */
import { expect, test } from 'vitest';
import { zerosFrom } from '../../../../renderer/disk/doubtfulTable.model';
import { stateHint, unallocatedHint } from '../../../../renderer/disk/origin.text';
import { positionText } from '../../../../renderer/disk/position.model';
import { toDiskOffset, toFileOffset } from '../../../../renderer/disk/translate.model';
import { supplierText } from '../../../../renderer/disk/supplier.text';
import { holeText } from '../../../../renderer/features/hex/hexText.model';
import { blockFacts } from '../../../../renderer/features/inspector/blockFacts.model';
import { diskSentence } from '../../../../renderer/features/overview/sentence.text';
import { BLOCK_STATE } from '../../../../shared/views';
import { baseImage, TABLE_AT, withEntry } from '../../../support/fixtures';
import { diskIn } from '../support/disks';

const FREE = 0xffff_ffff;
/** The disk has four blocks, two of which stand in the file. */
const withTable = (...entries: number[]): Uint8Array =>
  entries.reduce<Uint8Array>((bytes, entry, block) => withEntry(bytes, block, entry), baseImage());

test('a wiped table is not called an empty disk', async () => {
  const { view } = await diskIn(withTable(FREE, FREE, FREE, FREE));
  expect(diskSentence(view)).toContain('Its block table gives no block a place, and the file has room for 2 blocks: see Problems.');
  expect(diskSentence(view)).not.toContain('Nothing is stored');
});

test('entries that point past the end are no blocks in the file, and all of them are shown with the finding', async () => {
  const { view } = await diskIn(withTable(0x8000_0000, 0x9000_0000, 0x7000_0000, 0xa000_0000));
  expect(view.disk?.blocks.allocated).toBe(0);
  expect(diskSentence(view)).toContain('gives no block a place');
  expect(view.findings.find(({ code }) => code === 'B01')?.where).toEqual([{ structure: 'bat', at: TABLE_AT, bytes: 16 }]);
  expect(view.structures.some(({ kind }) => kind === 'blocks')).toBe(false);
});

test('entries of zeros are damaged blocks, and no byte of a structure is on the disk', async () => {
  const disk = await diskIn(withTable(0, 0, 0, 0));
  expect([...disk.blocks.states]).toEqual(Array.from({ length: 4 }, () => BLOCK_STATE.damaged));
  expect(disk.view.disk?.blocks.allocated).toBe(0);
  expect(disk.view.structures.map(({ kind }) => kind)).not.toContain('blocks');
  for (const at of [0, 512, TABLE_AT, TABLE_AT + 8]) expect(toDiskOffset(disk, at)).toBeNull();
  expect(toFileOffset(disk, 0)).toBeNull();
  expect(positionText(disk, { space: 'file', at: TABLE_AT }, 'hex')).toBe('file 0x600 · Block allocation table');
  expect(diskSentence(disk.view)).toContain('gives no block a place');
});

const MAY_BE_LOST = '. The block table may have been wiped, and the block lost: see Problems';

test('where the table may have been wiped, nothing of the disk is called zeros without a word of that', async () => {
  const disk = await diskIn(withTable(FREE, FREE, FREE, FREE));
  const hint = `Not in the file; reads as zeros${MAY_BE_LOST}`;
  expect([stateHint(disk, 0, 'unallocated'), unallocatedHint(disk.view)]).toEqual([hint, hint]);
  const from = 'nowhere, if the block table is right: reads as zeros';
  expect(blockFacts(disk, 0, 'hex').find(({ name }) => name === 'Comes from')?.value).toBe(from);
  expect(supplierText(disk, [{ lba: 0, sectors: 4096, source: 'zero', layer: 0, at: null }], 5)).toBe(from);
  expect(holeText(disk, { kind: 'hole', at: 0, end: 2 ** 21, source: 'zero', layer: 0, fileAt: null })).toBe(
    'not allocated, reads as zeros · the block table may have been wiped',
  );
});

test('entries of zeros are said to come from a wiped table', async () => {
  const disk = await diskIn(withTable(0, 0, 0, 0));
  expect(stateHint(disk, 1, 'damaged').endsWith(MAY_BE_LOST)).toBe(true);
});

test('a sound table is believed: what it does not name reads as zeros', async () => {
  const disk = await diskIn(baseImage());
  expect([stateHint(disk, 1, 'unallocated'), zerosFrom(disk.view)]).toEqual(['Not in the file; reads as zeros', 'nowhere: reads as zeros']);
});
