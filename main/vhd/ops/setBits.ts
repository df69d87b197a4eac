/**
 * Changes bits of sector bitmaps by hand: whether a sector counts as present in this file. Nothing else is written; data
 * under a cleared bit stays in the file, but readers that honour bitmaps no longer read it.
 */
import { append } from '../../../shared/append';
import type { BitChange } from '../../../shared/edits';
import type { IoError, PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import type { Step } from './plan';
import { isSet } from '../../../shared/vhd/sectorBitmap';
import { zeroSectorsOf } from '../read/sameBytes';
import { clearedInBatmap } from './batmapBits';
import { overlapping, patchAt } from './patches';

/** 512 MiB of disk at once: checking that much takes a second or two. */
export const MAX_BIT_SECTORS = 1024 * 1024;
const PIECE_SECTORS = 512;

/** Half-open, in sectors of the disk. */
export type SectorSpan = { readonly lba: number; readonly sectors: number };

/**
 * Patches of the bitmaps of every block of the range that is in this file; other blocks have no bits. `match` sets bits
 * where the file stores non-zero data, and clears none.
 */
export async function planBits(image: Image, how: BitChange, span: SectorSpan): Promise<Result<readonly Step[], PlanError>> {
  const { map } = image;
  if (map === null) return err({ kind: 'no-block-map' });
  const { lba, sectors } = span;
  const end = lba + sectors;
  if (end > image.sectors) return err({ kind: 'out-of-range', at: lba, sectors, diskSectors: image.sectors });
  if (sectors > MAX_BIT_SECTORS) return err({ kind: 'too-much', bytes: sectors * SECTOR_BYTES, most: MAX_BIT_SECTORS * SECTOR_BYTES });
  const steps: Step[] = [];
  const holed: number[] = [];
  for (let block = Math.floor(lba / map.blockSectors); block * map.blockSectors < end; block++) {
    if (map.entries[block] === UNALLOCATED) continue;
    if (map.states[block] === BLOCK_STATE.overlapping) return err(overlapping(map, block));
    if (map.states[block] !== BLOCK_STATE.unscanned) return err({ kind: 'damaged-block', block });
    const first = block * map.blockSectors;
    const from = Math.max(0, lba - first);
    const more = await blockSteps(image, map, how, { block, from, count: Math.min(map.blockSectors, end - first) - from });
    if (!more.ok) return more;
    append(steps, more.value.steps);
    if (more.value.clears) holed.push(block);
  }
  const hints = await clearedInBatmap(image, holed);
  return hints.ok ? ok([...steps, ...hints.value]) : hints;
}

type Part = { readonly block: number; readonly from: number; readonly count: number };
type Changed = { readonly steps: readonly Step[]; readonly clears: boolean };

async function blockSteps(image: Image, map: BlockMap, how: BitChange, part: Part): Promise<Result<Changed, IoError>> {
  const { block, from, count } = part;
  const at = bitmapAt(map, block);
  const read = await image.file.read(at, map.bitmapSectors * SECTOR_BYTES);
  if (!read.ok) return read;
  const wanted = await wantedBits(image, map, how, part, read.value);
  if (!wanted.ok) return wanted;
  const after = read.value.slice();
  let clears = false;
  for (let i = 0; i < count; i++) {
    const sector = from + i;
    const bit = 0x80 >> (sector & 7);
    if (wanted.value[i] === 0 && isSet(after, sector)) clears = true;
    after[sector >> 3] = wanted.value[i] === 0 ? (after[sector >> 3] as number) & ~bit : (after[sector >> 3] as number) | bit;
  }
  const steps: Step[] = [];
  for (let sector = 0; sector < map.bitmapSectors; sector++) {
    const [start, end] = [sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES];
    const step = await patchAt(image.file, at + start, after.slice(start, end), { stage: 'bitmaps', why: 'bitmap' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  return ok({ steps, clears });
}

/** One value per sector of the part: whether its bit should be set. */
async function wantedBits(
  image: Image,
  map: BlockMap,
  how: BitChange,
  { block, from, count }: Part,
  bitmap: Uint8Array,
): Promise<Result<Uint8Array, IoError>> {
  const now = Uint8Array.from({ length: count }, (_, i) => (isSet(bitmap, from + i) ? 1 : 0));
  if (how === 'set') return ok(now.fill(1));
  if (how === 'clear') return ok(now.fill(0));
  if (how === 'invert') return ok(now.map((bit) => 1 - bit));
  const data = dataAt(map, block) + from * SECTOR_BYTES;
  const stored = Math.min(count, Math.floor((image.dataEnd - data) / SECTOR_BYTES));
  for (let done = 0; done < stored; done += PIECE_SECTORS) {
    const some = Math.min(PIECE_SECTORS, stored - done);
    const read = await image.file.read(fileOffset(data + done * SECTOR_BYTES), some * SECTOR_BYTES);
    if (!read.ok) return read;
    const isZero = zeroSectorsOf(read.value);
    for (let i = 0; i < some; i++) if (!isZero(i)) now[done + i] = 1;
  }
  return ok(now);
}

/**
 * The first sector of the span to whose data some content is written. `contentIn` answers for a range of the file, with a
 * byte offset in it or null. Blocks that are not in the file have no data.
 */
export function firstHeld(
  { map }: Image,
  { lba, sectors }: SectorSpan,
  contentIn: (at: number, bytes: number) => number | null,
): number | null {
  if (map === null) return null;
  const end = lba + sectors;
  for (let block = Math.floor(lba / map.blockSectors); block * map.blockSectors < end; block++) {
    if (map.entries[block] === UNALLOCATED) continue;
    const first = block * map.blockSectors;
    const from = Math.max(lba, first);
    const data = dataAt(map, block);
    const held = contentIn(data + (from - first) * SECTOR_BYTES, (Math.min(first + map.blockSectors, end) - from) * SECTOR_BYTES);
    if (held !== null) return first + Math.floor((held - data) / SECTOR_BYTES);
  }
  return null;
}
