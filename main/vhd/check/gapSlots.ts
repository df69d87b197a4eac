/**
 * Looks at the places in unclaimed room where a lost block can stand: behind the block before, packed or with its data on a page
 * border, and in front of the block behind. A place that cannot be told ends nothing, and what is in no block and is not zero is
 * counted, so that nobody calls it harmless.
 */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { isSet } from '../../../shared/vhd/sectorBitmap';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';
import type { Gap } from '../format/places';
import { isOnPages } from '../format/spacing';
import type { BlockFile } from '../read/blockFile';
import { dataIn } from '../read/holes';
import { isAllZero } from '../read/sameBytes';
import { isAllOnes, looksLikeBlock } from './lostBlocks';

const PAGE_BYTES = 4096;
const PIECE_BYTES = 256 * 1024;
/** So many places in a row are looked at in vain where the room is not read for what is not zero. */
const MAX_MISSED = 4096;

/** `blank`: a bitmap of ones over zeros, which is a block only beside others. `none`: nothing that tells. */
type SlotLook = 'block' | 'blank' | 'none';

export type Slots = {
  readonly file: BlockFile;
  readonly map: BlockMap;
  readonly most: number;
  /** Zeros are passed over by reading the room, which takes as long as the room is large. */
  readonly isDeep: boolean;
  readonly isStopped: () => boolean;
  readonly report: (at: number) => void;
};

/** Byte offsets of the blocks' bitmaps, in file order. */
export async function blocksInGap(slots: Slots, gap: Gap): Promise<Result<number[], IoError>> {
  const end = gap.at + gap.bytes;
  const fromBlock = slots.map.entries.includes(end / SECTOR_BYTES) ? await beforeBlock(slots, gap) : ok([]);
  if (!fromBlock.ok) return fromBlock;
  const { extent } = sizesOf(slots.map);
  // Where those fill the room, nothing else is looked for. The room may begin with padding that looks like a block's bitmap.
  const isFilled = fromBlock.value.length > 0 && (fromBlock.value[0]?.at ?? end) - gap.at < extent;
  const fromStart = isFilled ? ok([]) : await behindStart(slots, gap);
  if (!fromStart.ok) return fromStart;
  const found = blocksAmong(fromStart.value) > blocksAmong(fromBlock.value) ? fromStart.value : fromBlock.value;
  return ok(blocksAmong(found) > 0 ? found.map(({ at }) => at) : []);
}

const blocksAmong = (found: readonly Slot[]): number => found.filter(({ look }) => look === 'block').length;

/** First in step with the beginning of the room, then with its end. */
async function behindStart(slots: Slots, gap: Gap): Promise<Result<Slot[], IoError>> {
  const forward = await inStep(slots, gap.at, gap.at + gap.bytes);
  if (!forward.ok) return forward;
  const backward = await fromEnd(slots, forward.value.at(-1), gap);
  return backward.ok ? ok([...forward.value, ...backward.value]) : backward;
}

/** First in step with the block that the table names behind the room, then with the room's beginning. */
async function beforeBlock(slots: Slots, gap: Gap): Promise<Result<Slot[], IoError>> {
  const backward = await fromEnd(slots, undefined, gap);
  if (!backward.ok) return backward;
  const forward = await inStep(slots, gap.at, backward.value[0]?.at ?? gap.at + gap.bytes);
  return forward.ok ? ok([...forward.value, ...backward.value]) : forward;
}

type Slot = { readonly at: number; readonly look: SlotLook };

const sizesOf = (map: BlockMap): { readonly bitmap: number; readonly extent: number } => ({
  bitmap: map.bitmapSectors * SECTOR_BYTES,
  extent: extentSectors(map) * SECTOR_BYTES,
});

/** The nearest place from `at` on at which a block's data stands on a page border. */
const onPage = (at: number, bitmap: number): number => roundUp(at + bitmap, PAGE_BYTES) - bitmap;

async function inStep(slots: Slots, from: number, end: number): Promise<Result<Slot[], IoError>> {
  const { file, map, isDeep, most } = slots;
  const { bitmap, extent } = sizesOf(map);
  const inUse = isOnPages(map);
  const found: Slot[] = [];
  let [packed, paged, missed] = [from, from, 0];
  while (found.length < most && !slots.isStopped() && packed + extent <= end && missed < MAX_MISSED) {
    slots.report(packed);
    const starts = [packed, onPage(paged, bitmap)];
    const hit = await firstOf(slots, inUse ? starts.reverse() : starts, end);
    if (!hit.ok) return hit;
    if (hit.value !== null) {
      found.push(hit.value);
      packed = paged = hit.value.at + extent;
      missed = 0;
      continue;
    }
    packed += extent;
    paged = onPage(paged, bitmap) + extent;
    missed += isDeep ? 0 : 1;
    if (!isDeep) continue;
    const filled = await firstFilled(file, packed, end, slots.isStopped);
    if (!filled.ok) return filled;
    // All of what is passed over is zeros, so that no bitmap stands there.
    packed += Math.max(0, Math.floor((filled.value - packed) / extent)) * extent;
    const step = roundUp(extent, PAGE_BYTES);
    paged += Math.max(0, Math.floor((filled.value - paged) / step)) * step;
  }
  return ok(found);
}

/** Blocks that stand in step with the end of the gap, behind those that are found already. */
async function fromEnd(slots: Slots, last: Slot | undefined, { at: from, bytes }: Gap): Promise<Result<Slot[], IoError>> {
  const { extent } = sizesOf(slots.map);
  const least = last === undefined ? from : last.at + extent;
  const found: Slot[] = [];
  // The distance that the other blocks keep comes first: bytes inside of a block may look like a bitmap.
  let steps = [extent, roundUp(extent, PAGE_BYTES)];
  if (isOnPages(slots.map)) steps.reverse();
  for (let at = from + bytes; found.length < slots.most && !slots.isStopped(); ) {
    const starts = steps.map((step) => at - step).filter((start) => start >= least);
    const hit = await firstOf(slots, starts, from + bytes);
    if (!hit.ok) return hit;
    if (hit.value === null) break;
    found.unshift(hit.value);
    const seen = at - hit.value.at;
    steps = [seen, ...steps.filter((step) => step !== seen)];
    at = hit.value.at;
  }
  return ok(found);
}

async function firstOf({ file, map }: Slots, starts: readonly number[], end: number): Promise<Result<Slot | null, IoError>> {
  const { extent } = sizesOf(map);
  for (const at of new Set(starts)) {
    if (at + extent > end) continue;
    const look = await slotAt(file, map, at);
    if (!look.ok) return look;
    if (look.value !== 'none') return ok({ at, look: look.value });
  }
  return ok(null);
}

async function slotAt(file: BlockFile, map: BlockMap, at: number): Promise<Result<SlotLook, IoError>> {
  const read = await file.read(fileOffset(at), map.bitmapSectors * SECTOR_BYTES);
  if (!read.ok) return read;
  const bitmap = read.value.slice();
  if (isAllZero(bitmap)) return ok('none');
  if (isAllOnes(bitmap, map)) return onesAt(file, map, at);
  const looks = await looksLikeBlock(file, map, at);
  if (!looks.ok || looks.value) return looks.ok ? ok('block') : looks;
  const agrees = await agreesThroughout(file, map, { at, bitmap });
  return agrees.ok ? ok(agrees.value ? 'block' : 'none') : agrees;
}

/** All bits are set. A place that was erased is ones throughout. */
async function onesAt(file: BlockFile, map: BlockMap, at: number): Promise<Result<SlotLook, IoError>> {
  // Most blocks begin with data: then one sector tells.
  const first = await file.read(fileOffset(at + map.bitmapSectors * SECTOR_BYTES), SECTOR_BYTES);
  if (!first.ok) return first;
  if (!isAllZero(first.value) && first.value.some((byte) => byte !== 0xff)) return ok('block');
  let [zeros, ones] = [true, true];
  for await (const piece of dataOf(file, map, at)) {
    if (!piece.ok) return piece;
    zeros = zeros && isAllZero(piece.value.bytes);
    ones = ones && piece.value.bytes.every((byte) => byte === 0xff);
    if (!zeros && !ones) return ok('block');
  }
  return ok(zeros ? 'blank' : 'none');
}

/**
 * Whether the bits tell the sectors that hold something from those that are zeros, however often they change. Not every set bit
 * has data under it, for zeros are written too; and a few sectors may hold old data under clear bits.
 */
async function agreesThroughout(
  file: BlockFile,
  map: BlockMap,
  { at, bitmap }: { readonly at: number; readonly bitmap: Uint8Array },
): Promise<Result<boolean, IoError>> {
  let [set, filled, hidden] = [0, 0, 0];
  for await (const piece of dataOf(file, map, at)) {
    if (!piece.ok) return piece;
    const { from, bytes } = piece.value;
    for (let i = 0; i * SECTOR_BYTES < bytes.length; i++) {
      const isBit = isSet(bitmap, from + i);
      const isFilled = !isAllZero(bytes.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES));
      set += isBit ? 1 : 0;
      filled += isBit && isFilled ? 1 : 0;
      hidden += !isBit && isFilled ? 1 : 0;
    }
  }
  return ok(filled > 0 && filled * 2 > set && hidden * 8 <= filled);
}

type Piece = { readonly from: number; readonly bytes: Uint8Array };

/** The data of the block that would stand there. `from`: its first sector within the block. */
async function* dataOf(file: BlockFile, map: BlockMap, at: number): AsyncGenerator<Result<Piece, IoError>> {
  const sectors = PIECE_BYTES / SECTOR_BYTES;
  for (let from = 0; from < map.blockSectors; from += sectors) {
    const count = Math.min(sectors, map.blockSectors - from);
    const read = await file.read(fileOffset(at + (map.bitmapSectors + from) * SECTOR_BYTES), count * SECTOR_BYTES);
    yield read.ok ? ok({ from, bytes: read.value }) : read;
    if (!read.ok) return;
  }
}

/** The first byte from `at` on, in steps of a piece, that may not be zero; `end` if all is zeros. */
async function firstFilled(file: BlockFile, at: number, end: number, isStopped: () => boolean): Promise<Result<number, IoError>> {
  for await (const data of dataIn(file, { at, end })) {
    for (let from = data.at; from < data.end && !isStopped(); from += PIECE_BYTES) {
      const read = await file.read(fileOffset(from), Math.min(PIECE_BYTES, data.end - from));
      if (!read.ok) return read;
      if (!isAllZero(read.value)) return ok(from);
    }
  }
  return ok(end);
}

/** How many blocks' worth of the gap is in none of the blocks and not zero; a rest that is too small for data counts as none. */
export async function unclearIn(slots: Slots, gap: Gap, blocks: readonly number[]): Promise<Result<number, IoError>> {
  const { file, map } = slots;
  const { bitmap, extent } = sizesOf(map);
  let [unclear, from] = [0, gap.at];
  for (const until of [...blocks, gap.at + gap.bytes]) {
    const bytes = until - from;
    if (bytes >= extent - bitmap) {
      const filled = await firstFilled(file, from, until, slots.isStopped);
      if (!filled.ok) return filled;
      if (filled.value < until) unclear += Math.max(1, Math.floor(bytes / extent));
    }
    from = until + extent;
  }
  return ok(unclear);
}
