/** B rules: what can be wrong with the BAT and the blocks' places, without reading any block. */
import type { Finding } from '../../../shared/findings';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, extentSectors, type BlockMap } from '../bat';
import type { Image } from '../image';
import { finding, place } from './finding';

/** Windows aligns every block's data to 4 KiB and so leaves this between blocks. */
const ALIGNMENT_GAP = 4096;

const entryPlace = (map: BlockMap, block: number): ReturnType<typeof place> => place('bat', map.tableAt + block * 4, 4);

export function checkBlocks(image: Image): Finding[] {
  const { map } = image;
  if (map === null) return [];
  return [...checkEntries(image, map), ...checkSurplus(map), ...checkGaps(image, map)];
}

type Tally = { blocks: number; first: number };

function checkEntries(image: Image, map: BlockMap): Finding[] {
  const beyond: Tally = { blocks: 0, first: 0 };
  const shared: Tally = { blocks: 0, first: 0 };
  const metadata: Tally = { blocks: 0, first: 0 };
  const cut: Tally = { blocks: 0, first: 0 };
  const count = (tally: Tally, block: number): void => {
    if (tally.blocks === 0) tally.first = block;
    tally.blocks += 1;
  };
  const structuresEnd = Math.max((image.header?.at ?? 0) + 1024, map.tableAt + map.tableBytes);
  for (let block = 0; block < map.entries.length; block++) {
    const state = map.states[block];
    if (state === BLOCK_STATE.damaged) count(isCut(image, map, block) ? cut : beyond, block);
    if (state === BLOCK_STATE.overlapping) count(bitmapAt(map, block) < structuresEnd ? metadata : shared, block);
  }
  const findings: Finding[] = [];
  if (beyond.blocks > 0) findings.push(finding('B01', 'error', beyond, entryPlace(map, beyond.first)));
  if (shared.blocks > 0) findings.push(finding('B02', 'error', shared, entryPlace(map, shared.first)));
  if (metadata.blocks > 0) findings.push(finding('B03', 'error', metadata, entryPlace(map, metadata.first)));
  if (cut.blocks > 0) {
    const missingBytes = bitmapAt(map, cut.first) + extentSectors(map) * SECTOR_BYTES - image.dataEnd;
    findings.push(finding('B04', 'error', { block: cut.first, missingBytes }, entryPlace(map, cut.first)));
  }
  return findings;
}

/** The block starts inside the file and ends behind it. */
const isCut = (image: Image, map: BlockMap, block: number): boolean => bitmapAt(map, block) < image.dataEnd;

function checkSurplus(map: BlockMap): Finding[] {
  const { entries, first } = map.surplus;
  return entries === 0 ? [] : [finding('B05', 'note', { entries, first }, entryPlace(map, first))];
}

/** Room between blocks, and behind the last, that nothing refers to. */
function checkGaps(image: Image, map: BlockMap): Finding[] {
  const starts = Uint32Array.from(map.entries.filter((entry) => entry !== UNALLOCATED)).sort();
  const extent = extentSectors(map) * SECTOR_BYTES;
  let gaps = 0;
  let bytes = 0;
  let firstAt = 0;
  for (let i = 0; i < starts.length; i++) {
    const end = (starts[i] as number) * SECTOR_BYTES + extent;
    const next = i + 1 < starts.length ? (starts[i + 1] as number) * SECTOR_BYTES : image.dataEnd;
    if (next - end <= ALIGNMENT_GAP) continue;
    if (gaps === 0) firstAt = end;
    gaps += 1;
    bytes += next - end;
  }
  return gaps === 0 ? [] : [finding('B06', 'note', { gaps, bytes }, place('gap', firstAt, bytes))];
}
