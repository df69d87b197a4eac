/**
 * Finds the blocks of a file whose table says nothing about them, by their spacing: programs put blocks one behind the other,
 * or each with its data on a page border. Three that stand in step prove the step; a block whose bitmap is damaged is then
 * found between its neighbours, and nothing inside a block’s data is taken for one.
 */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';

const PAGE_BYTES = 4096;
/** So many steps are compared to decide where the first block stands. */
const MAX_COMPARED = 64;
/** The bitmap of a smaller block says too little: nearly every sector looks like one, and the first that does is taken. */
const MIN_SECTORS = 128;
/** So many places in step are looked over for the next block before every sector is. */
const MAX_MISSED = 64;

/** `ones`: nothing but ones, in bitmap and data. `zeros`: a bitmap without a set bit. */
export type SlotLook = 'block' | 'ones' | 'zeros' | 'other';

export type Walk = {
  readonly map: BlockMap;
  /** In bytes of the file. */
  readonly room: { readonly at: number; readonly end: number };
  readonly most: number;
  readonly isStopped: () => boolean;
  readonly report: (at: number) => void;
  readonly looksAt: (at: number) => Promise<Result<SlotLook, IoError>>;
  /** Whether the room from one offset to the other holds zeros only. */
  readonly isEmpty: (from: number, to: number) => Promise<Result<boolean, IoError>>;
  /** Looks sector by sector. */
  readonly nextFrom: (at: number, until: number) => Promise<Result<number | null, IoError>>;
};

type Steps = { readonly at: number; readonly hits: number };

/** Byte offsets of the blocks’ bitmaps, in file order. */
export async function walkBlocks(walk: Walk): Promise<Result<number[], IoError>> {
  const { room, most } = walk;
  const extent = extentSectors(walk.map) * SECTOR_BYTES;
  const start = await startIn(walk, extent);
  if (!start.ok) return start;
  const found: number[] = [];
  let next = start.value;
  while (next !== null && found.length < most && !walk.isStopped()) {
    walk.report(next);
    found.push(next);
    const after = await nextBlock(walk, found, extent);
    if (!after.ok) return after;
    for (const between of after.value.between) found.push(between);
    next = after.value.at;
  }
  const ending = await onesAtEnd(walk, found, extent);
  if (!ending.ok) return ending;
  return ok([...frontOf(found, room.at, extent), ...found, ...ending.value].slice(0, most));
}

/** Where the next block may stand, given the one before: packed, with its data on a page, or at the distance seen last. */
function stepsFrom({ map }: Walk, at: number, stride: number | null, extent: number): number[] {
  const bitmapBytes = map.bitmapSectors * SECTOR_BYTES;
  const packed = at + extent;
  const steps = [packed, roundUp(packed + bitmapBytes, PAGE_BYTES) - bitmapBytes, ...(stride === null ? [] : [at + stride])];
  return [...new Set(steps)];
}

/** The distance of the last two blocks. */
const strideOf = (found: readonly number[]): number | null =>
  found.length < 2 ? null : (found.at(-1) as number) - (found.at(-2) as number);

/** Whether the last three blocks stand at one distance. */
const isProven = (found: readonly number[]): boolean => found.length >= 3 && strideOf(found) === strideOf(found.slice(0, -1));

/** The first block: of all that may be it, the one that most others stand in step with. */
async function startIn(walk: Walk, extent: number): Promise<Result<number | null, IoError>> {
  const { map, room } = walk;
  const bitmapBytes = map.bitmapSectors * SECTOR_BYTES;
  const fronts = [room.at, roundUp(room.at + bitmapBytes, PAGE_BYTES) - bitmapBytes];
  let best: Steps | null = null;
  const tryAt = async (at: number): Promise<Result<null, IoError>> => {
    const hits = await hitsFrom(walk, at, extent);
    if (hits.ok && hits.value > (best?.hits ?? 0)) best = { at, hits: hits.value };
    return hits.ok ? ok(null) : hits;
  };
  const bestHits = (): number => (best as Steps | null)?.hits ?? 0;
  for (const at of fronts.filter((one) => one + extent <= room.end)) {
    const tried = await tryAt(at);
    if (!tried.ok) return tried;
  }
  // Where a front is in step with others, nothing inside its data is worth a look.
  let from = room.at;
  const last = room.end - extent;
  const until = (): number => Math.min(last + 1, bestHits() > 1 ? room.at : bestHits() === 1 ? room.at + extent : Infinity);
  const isWeak = map.blockSectors < MIN_SECTORS;
  for (let tries = 0; from < until() && !(isWeak && bestHits() > 0) && tries < MAX_COMPARED && !walk.isStopped(); tries++) {
    const next = await walk.nextFrom(from, until());
    if (!next.ok) return next;
    if (next.value === null) break;
    const tried = await tryAt(next.value);
    if (!tried.ok) return tried;
    from = next.value + SECTOR_BYTES;
  }
  return ok((best as Steps | null)?.at ?? null);
}

/** How many blocks stand one behind the other from there on. */
async function hitsFrom(walk: Walk, from: number, extent: number): Promise<Result<number, IoError>> {
  let hits = 0;
  let steps = [from];
  let stride: number | null = null;
  let before = from;
  const most = walk.map.blockSectors < MIN_SECTORS ? 1 : MAX_COMPARED;
  while (hits < most) {
    const hit = await firstBlockAt(walk, steps, hits === 0 ? null : before + extent);
    if (!hit.ok) return hit;
    if (hit.value === null) break;
    if (hits > 0) stride = hit.value - before;
    before = hit.value;
    hits += 1;
    steps = stepsFrom(walk, before, stride, extent);
  }
  return ok(hits);
}

/** `behind`: the end of the block before. What is left free between two blocks holds zeros. */
async function firstBlockAt(walk: Walk, steps: readonly number[], behind: number | null): Promise<Result<number | null, IoError>> {
  const extent = extentSectors(walk.map) * SECTOR_BYTES;
  for (const at of steps) {
    if (at + extent > walk.room.end) continue;
    const isFree = behind === null || at - behind > PAGE_BYTES ? ok(true) : await walk.isEmpty(behind, at);
    if (!isFree.ok) return isFree;
    if (!isFree.value) continue;
    const look = await walk.looksAt(at);
    if (!look.ok) return look;
    if (look.value === 'block') return ok(at);
  }
  return ok(null);
}

type Next = { readonly at: number | null; readonly between: readonly number[] };

/** In step; else, where the step is proven, behind blocks whose bitmaps say nothing; else anywhere behind the last one. */
async function nextBlock(walk: Walk, found: readonly number[], extent: number): Promise<Result<Next, IoError>> {
  const last = found.at(-1) as number;
  const stride = strideOf(found);
  const hit = await firstBlockAt(walk, stepsFrom(walk, last, stride, extent), last + extent);
  if (!hit.ok) return hit;
  if (hit.value !== null) return ok({ at: hit.value, between: [] });
  if (stride !== null && isProven(found)) {
    const between: number[] = [last + stride];
    for (let at = last + 2 * stride; between.length <= MAX_MISSED && at + extent <= walk.room.end; at += stride) {
      const look = await walk.looksAt(at);
      if (!look.ok) return look;
      if (look.value === 'block') return ok({ at, between });
      between.push(at);
    }
  }
  const next = await walk.nextFrom(last + extent, walk.room.end - extent + 1);
  return next.ok ? ok({ at: next.value, between: [] }) : next;
}

/** Blocks of ones behind the last one, if they fill the room to its end: an erased place seldom ends in step. */
async function onesAtEnd(walk: Walk, found: readonly number[], extent: number): Promise<Result<number[], IoError>> {
  const last = found.at(-1);
  const ones: number[] = [];
  const stride = strideOf(found) ?? extent;
  for (let at = (last ?? Infinity) + stride; at + extent <= walk.room.end; at += stride) {
    const look = await walk.looksAt(at);
    if (!look.ok) return look;
    if (look.value !== 'ones') return ok([]);
    ones.push(at);
  }
  const end = (last ?? 0) + (ones.length + 1) * stride;
  return ok(isProven(found) && walk.room.end - end < PAGE_BYTES ? ones : []);
}

/** Blocks in front of the first one that was found, if the step is proven and leads to where the room begins. */
function frontOf(found: readonly number[], from: number, extent: number): number[] {
  const [first, second, third] = found;
  if (first === undefined || second === undefined || third === undefined) return [];
  const stride = second - first;
  if (stride !== third - second || stride - extent >= PAGE_BYTES) return [];
  const front: number[] = [];
  for (let at = first - stride; at >= from; at -= stride) front.unshift(at);
  const left = (front[0] ?? first) - from;
  return left < 2 * PAGE_BYTES ? front : [];
}
