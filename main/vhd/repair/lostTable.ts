/** Whether a block table says nothing about where the blocks are, so that they have to be looked for in the file. */
import type { Finding } from '../../../shared/findings';
import { err, ok, type Result } from '../../../shared/result';
import type { RepairError } from '../../../shared/repairs';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { endOfCore, extentSectors, hasPlace, type BlockMap } from '../format/bat';
import { isDisk, type Disk, type Image } from '../read/image';
import { openDisk } from '../read/openImage';
import { entryEdits, unreadable } from './fix';
import { patchedFile } from './patched';
import { suspectBlocks, wrongEntries } from './wrongEntries';

/** Room for structures that stand between the table and the first block, in sectors. */
const BEFORE_BLOCKS = 65_536;
/** Alignment leaves at most so many sectors free before a block. */
const PAGE_SECTORS = 8;

/**
 * Most entries lie further out than all blocks of the disk together would reach: they are no places, but random bytes. The
 * table of a file that was cut off is none of these: its entries keep the order in which the blocks stood.
 */
export function isGarbage(map: BlockMap): boolean {
  const reach = endOfCore(map.core) + BEFORE_BLOCKS + map.entries.length * (extentSectors(map) + PAGE_SECTORS);
  let [set, far] = [0, 0];
  for (const at of map.entries) {
    if (at === UNALLOCATED) continue;
    set += 1;
    if (at > reach) far += 1;
  }
  return far * 2 > set;
}

export const isLostTable = (top: Disk, map: BlockMap): boolean =>
  map.entries.length > 0 && (isGarbage(map) || map.entries.every((_, block) => !hasPlace(top, map, block)));

/** The disk with an empty table, so that no entry is taken for a place. */
export async function withEmptyTable(top: Disk, map: BlockMap): Promise<Result<Disk & { readonly map: BlockMap }, RepairError>> {
  const entries = [...map.entries.keys()]
    .filter((block) => map.entries[block] !== UNALLOCATED)
    .map((block) => [block, UNALLOCATED] as const);
  const edits = entryEdits(map, entries);
  const image = await openDisk(patchedFile({ base: top.file, bytes: top.file.bytes, edits }), top.footers.farAt);
  if (!image.ok) return unreadable(image.error);
  const { value } = image;
  return isDisk(value) && value.map !== null ? ok({ ...value, map: value.map }) : err({ kind: 'no-evidence', candidates: [] });
}

/** Whether the file is long enough for one block besides header and table: else there is nothing to be found in it. */
export function hasRoom({ dataEnd }: Image, map: BlockMap): boolean {
  const end = dataEnd / SECTOR_BYTES;
  const taken = map.core.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, end) - from), 0);
  return end - taken >= map.blockSectors;
}

/** Whether an entry that cannot be right may lie over the block that another one names no more: there is room that nothing names. */
export const hidesBlocks = (image: Image, map: BlockMap, findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'B06') && wrongEntries(image, map, suspectBlocks(image, map)).length > 0;

/** Whether a rebuild is offered for what the checks found: nothing else gives all of the blocks back. */
export function needsRebuild(image: Image, findings: readonly Finding[]): boolean {
  const { map } = image;
  if (map === null || !hasRoom(image, map)) return false;
  const isLost = (one: Finding): boolean =>
    ['B12', 'B13', 'B14', 'B22'].includes(one.code) ||
    (one.code === 'B06' && one.facts.fits > 0 && (!one.facts.looked || one.facts.lost > 0));
  return findings.some(isLost) || isGarbage(map) || hidesBlocks(image, map, findings);
}
