/** B rules: what can be wrong with the BAT and the blocks' places, without reading any block. Spec 1.0, "Block Allocation Table". */
import type { Finding } from '../../../shared/findings';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { bitmapAt, extentSectors, type BlockMap } from '../bat';
import type { Image } from '../image';
import { finding, place } from './finding';

const entryPlace = (map: BlockMap, block: number): ReturnType<typeof place> => place('bat', map.tableAt + block * 4, 4);

/** One finding a cause, however many blocks it has hit; places.ts has judged the entries. */
export function checkBlocks(image: Image): Finding[] {
  const { map } = image;
  // A disk of no size (F07) has no blocks to judge.
  if (map === null || map.entries.length === 0) return [];
  const { beyond, shared, structure } = map.faults;
  const findings: Finding[] = [];
  if (beyond.blocks > 0) findings.push(finding('B01', 'error', beyond, entryPlace(map, beyond.first)));
  if (shared.blocks > 0) findings.push(finding('B02', 'error', shared, entryPlace(map, shared.first)));
  if (structure.blocks > 0) findings.push(finding('B03', 'error', structure, entryPlace(map, structure.first)));
  return [...findings, ...checkCut(image, map), ...checkSurplus(map), ...checkGaps(map)];
}

/** A last block may end early where the disk ends early (DiscUtils writes so); a block that misses sectors of the disk is cut. */
function checkCut(image: Image, map: BlockMap): Finding[] {
  const { blocks, first: block } = map.faults.cut;
  if (blocks === 0) return [];
  const isLast = block === map.entries.length - 1;
  const sectors = isLast ? map.bitmapSectors + image.sectors - block * map.blockSectors : extentSectors(map);
  const missingBytes = bitmapAt(map, block) + sectors * SECTOR_BYTES - image.dataEnd;
  return [finding('B04', 'error', { block, missingBytes }, entryPlace(map, block))];
}

function checkSurplus(map: BlockMap): Finding[] {
  const { entries, first } = map.surplus;
  return entries === 0 ? [] : [finding('B05', 'note', { entries, first }, entryPlace(map, first))];
}

function checkGaps(map: BlockMap): Finding[] {
  const { count: gaps, bytes, first } = map.gaps;
  return gaps === 0 ? [] : [finding('B06', 'note', { gaps, bytes }, ...first.map((gap) => place('gap', gap.at, gap.bytes)))];
}
