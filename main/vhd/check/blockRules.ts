/** B rules: what can be wrong with the BAT and the blocks' places, without reading any block. Spec 1.0, "Block Allocation Table". */
import type { Finding, FindingPlace } from '../../../shared/findings';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { bitmapAt, endOfCore, extentSectors, placedBlocks, touchesCore, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import { spacingOf } from '../format/spacing';
import type { Gaps } from '../format/places';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { BLOCK_STATE } from '../../../shared/views';
import { hasRoom, isGarbage } from '../repair/lostTable';
import { suspectBlocks, wrongEntries } from '../repair/wrongEntries';
import { finding, findingPlace } from './finding';

const entryPlace = (map: BlockMap, block: number): FindingPlace => findingPlace('bat', map.tableAt + block * 4, 4);

/** So many runs of entries are shown with a finding. */
const RUNS_SHOWN = 16;

/** The first runs of neighbouring entries that have a fault. */
function entryPlaces(map: BlockMap, first: number, isFaulty: (at: number, block: number) => boolean): FindingPlace[] {
  const places: FindingPlace[] = [];
  let from = -1;
  for (let block = first; block <= map.entries.length && places.length < RUNS_SHOWN; block++) {
    const isIn = block < map.entries.length && isFaulty(map.entries[block] as number, block);
    if (isIn && from < 0) from = block;
    if (isIn || from < 0) continue;
    places.push(findingPlace('bat', map.tableAt + from * 4, (block - from) * 4));
    from = -1;
  }
  return places;
}

/** One finding per cause, however many blocks are affected; places.ts has judged the entries. */
export function checkBlocks(image: Image): Finding[] {
  const { map } = image;
  // A disk of no size (F07) has no blocks to judge.
  if (map === null || map.entries.length === 0) return [];
  const whole = checkWholeTable(image, map);
  if (whole !== null) return [whole];
  const { beyond, shared, structure } = map.faults;
  const findings: Finding[] = [];
  const end = Math.floor(image.dataEnd / SECTOR_BYTES);
  if (beyond.blocks > 0)
    findings.push({
      ...finding('B01', 'error', { ...beyond, ...garbageOf(image, map) }),
      where: entryPlaces(map, beyond.first, (at) => at !== UNALLOCATED && at >= end),
    });
  const isOver = overStructures(image, map);
  if (shared.blocks > 0) {
    const isShared = (_: number, block: number): boolean => map.states[block] === BLOCK_STATE.overlapping && !isOver(block);
    findings.push({ ...finding('B02', 'error', shared), where: entryPlaces(map, shared.first, isShared) });
  }
  if (structure.blocks > 0) {
    const isIn = (at: number, block: number): boolean => at !== UNALLOCATED && isOver(block);
    findings.push({ ...finding('B03', 'error', structure), where: entryPlaces(map, structure.first, isIn) });
  }
  return [...findings, ...checkCut(image, map), ...checkSurplus(map), ...checkGaps(image, map)];
}

const REBUILDS = { rebuilds: true } as const;

const garbageOf = (image: Image, map: BlockMap): { garbage?: true; rebuilds?: true } =>
  isGarbage(map) ? { garbage: true, ...(hasRoom(image, map) ? REBUILDS : {}) } : {};

/** Whether a block lies over header, table, parent locators, batmap or footer. */
function overStructures({ locators, batmap, dataEnd, footers }: Image, map: BlockMap): (block: number) => boolean {
  const extras = [
    ...locators.filter(({ verdict }) => verdict === 'good').map(({ dataAt, dataBytes }) => ({ at: dataAt, bytes: dataBytes })),
    ...(batmap === null
      ? []
      : [
          { at: batmap.headerAt, bytes: SECTOR_BYTES },
          { at: batmap.mapAt, bytes: batmap.mapBytes },
        ]),
  ];
  const bytes = extentSectors(map) * SECTOR_BYTES;
  return (block) => {
    const at = bitmapAt(map, block);
    const isOverEnd = footers?.footer != null && at < dataEnd && at + bytes > dataEnd && map.states[block] === BLOCK_STATE.overlapping;
    return isOverEnd || touchesCore(map, block) || extras.some((one) => at < one.at + one.bytes && at + bytes > one.at);
  };
}

/** If one cause explains all entries, that is reported instead of its many consequences. */
function checkWholeTable(image: Image, map: BlockMap): Finding | null {
  const { entries } = map;
  const where = findingPlace('bat', map.tableAt, entries.length * 4);
  if (entries.every((at) => at === 0))
    return finding('B13', 'error', { blocks: entries.length, ...(hasRoom(image, map) ? REBUILDS : {}) }, where);
  const swapped = swappedBlocks(image, map);
  if (swapped > 0) return finding('B10', 'error', { blocks: swapped }, where);
  const spacing = spacingOf(image, map);
  if (spacing?.kind === 'no-bitmaps') {
    const { missingSectors, blocks, first } = spacing;
    // Nobody knows which sectors are a child's own.
    const rebuilds = image.kind === 'differencing' ? {} : REBUILDS;
    return finding('B12', 'error', { blocks, first, missingSectors, ...rebuilds }, entryPlace(map, first));
  }
  if (spacing?.kind === 'other-size' && image.header !== null) {
    const blockSize = map.blockSectors * SECTOR_BYTES;
    return finding('B09', 'error', { blockSize, spacing: spacing.blockBytes }, findingPlace('dynamic-header', image.header.at + 32, 4));
  }
  return null;
}

export const turned = (value: number): number =>
  (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

/**
 * The number of allocated entries, if some of them are impossible and all become possible, side by side, once their bytes
 * are swapped.
 */
function swappedBlocks(image: Image, map: BlockMap): number {
  const { beyond, cut, structure, shared } = map.faults;
  if (beyond.blocks + cut.blocks + structure.blocks + shared.blocks === 0) return 0;
  const places = new Uint32Array(map.entries.length);
  let count = 0;
  const least = endOfCore(map.core);
  const most = image.dataEnd / SECTOR_BYTES - extentSectors(map);
  for (let block = 0; block < map.entries.length; block++) {
    const at = map.entries[block] as number;
    if (at === UNALLOCATED) continue;
    if (turned(at) < least || turned(at) > most) return 0;
    places[count] = turned(at);
    count += 1;
  }
  const sorted = places.subarray(0, count).sort();
  return sorted.every((at, i) => i === 0 || at - (sorted[i - 1] as number) >= extentSectors(map)) ? count : 0;
}

/** The last block may end early where the disk ends early (DiscUtils writes so). A block that lacks sectors of the disk is cut. */
function checkCut(image: Image, map: BlockMap): Finding[] {
  const { blocks, first: block } = map.faults.cut;
  if (blocks === 0) return [];
  const isLast = block === map.entries.length - 1;
  const sectors = isLast ? map.bitmapSectors + image.sectors - block * map.blockSectors : extentSectors(map);
  const missingBytes = bitmapAt(map, block) + sectors * SECTOR_BYTES - image.dataEnd;
  const off = wrongEntries(image, map, suspectBlocks(image, map)).includes(block) ? { off: true as const } : {};
  return [finding('B04', 'error', { block, missingBytes, ...off }, entryPlace(map, block))];
}

function checkSurplus(map: BlockMap): Finding[] {
  const { entries, first, over, beyond } = map.surplus;
  if (entries === 0) return [];
  return [finding('B05', over + beyond > 0 ? 'warning' : 'note', { entries, first, over, beyond }, entryPlace(map, first))];
}

/**
 * The room that belongs to nothing, as it is told. Where the footer at the end is lost and something stands in its place (zeros, or
 * what Xen writes there), that sector is no room, though the search for blocks looks at it too.
 */
export function unclaimedRoom({ footers, file }: Image, { gaps }: BlockMap): Pick<Gaps, 'bytes' | 'first'> {
  const isReplaced = footers !== null && footers.footer === null && (footers.tail === 'blank' || footers.tail === 'in-use-by-xen');
  if (!isReplaced || !gaps.toEnd || file.bytes % SECTOR_BYTES !== 0) return gaps;
  const end = file.bytes - FOOTER_BYTES;
  return {
    bytes: gaps.bytes - FOOTER_BYTES,
    first: gaps.first.map((gap) => (gap.at + gap.bytes > end ? { ...gap, bytes: end - gap.at } : gap)),
  };
}

function checkGaps(image: Image, map: BlockMap): Finding[] {
  const { count: gaps, fits } = map.gaps;
  const { bytes, first } = unclaimedRoom(image, map);
  if (gaps === 0) return [];
  const named = placedBlocks(image, map);
  // If the table names no block at all, the table is as doubtful as the room.
  const table = named === 0 && fits > 0 ? [findingPlace('bat', map.tableAt, map.entries.length * 4)] : [];
  const where = [...first.map((gap) => findingPlace('gap', gap.at, gap.bytes)), ...table];
  // The table may have been wiped, all of it or in part. Only reading the room tells.
  const severity = fits > 0 ? 'warning' : 'note';
  const isOff = map.faults.cut.blocks > 0 && wrongEntries(image, map, suspectBlocks(image, map)).length > 0;
  const overlap = map.faults.shared.blocks > 0 || isOff ? { overlap: true as const } : {};
  return [{ ...finding('B06', severity, { gaps, bytes, fits, named, looked: false, lost: 0, unclear: 0, ...overlap }), where }];
}
