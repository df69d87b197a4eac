/**
 * What a bulk job must touch: a range of the disk in windows of bounded size, in disk order; everything that no layer holds
 * is skipped. Code that moves bytes uses this and never reads a block map.
 */
import { lba, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE, type SectorRun } from '../../../shared/views';
import type { Chain } from './chain';
import type { Image } from './image';
import { sectorRuns } from './readDisk';

/** 4 MiB of disk: at worst each sector is a run, which is still little. */
export const WINDOW_SECTORS = 8192;

export type ExtentRange = { readonly from: number; readonly sectors: number };
/** Half-open. */
export type Window = { readonly from: number; readonly to: number };

/**
 * A chain of some of its layers: what they leave open is `unknown`. For one layer of a differencing disk, that is what the
 * parent must give.
 */
export const layersOf = (chain: Chain, first: number, count: number): Chain => ({
  layers: chain.layers.slice(first, first + count) as unknown as Chain['layers'],
  parent: chain.layers.length > first + count ? null : chain.parent,
});

/** The layers below the first `count`, as a chain of their own; null when there are none. */
export const below = (chain: Chain, count: number): Chain | null =>
  count >= chain.layers.length ? null : layersOf(chain, count, chain.layers.length - count);

/** The whole disk. */
export const wholeOf = (chain: Chain): ExtentRange => ({ from: 0, sectors: chain.layers[0].sectors });

/**
 * Windows in which any of the chains may hold something, in order, each inside one WINDOW_SECTORS. `firsts`: for each chain,
 * the sector that is sector 0 of the windows, if parts of disks are laid side by side.
 */
export function* heldWindows(
  chains: readonly Chain[],
  from: number,
  end: number,
  firsts: readonly number[] = chains.map(() => 0),
): Generator<Window> {
  const walks = chains.map((chain, i) => {
    const first = firsts[i] ?? 0;
    return { first, walk: walkOf(heldRuns(chain, from + first, end + first)) };
  });
  for (let at = from; at < end; ) {
    const start = at;
    at = walks.reduce((least, { first, walk }) => {
      const run = walk.behind(start + first);
      return run === null ? least : Math.min(least, Math.max(start, run.from - first));
    }, end);
    if (at >= end) return;
    const to = Math.min(end, (Math.floor(at / WINDOW_SECTORS) + 1) * WINDOW_SECTORS);
    yield { from: at, to };
    at = to;
  }
}

/** Windows in which the disk shows anything, or nobody can tell: if a parent is missing, that may be anywhere. */
export function* seenWindows(chain: Chain, from: number, end: number): Generator<Window> {
  if (chain.parent === null) return yield* heldWindows([chain], from, end);
  for (let at = from; at < end; at += WINDOW_SECTORS) yield { from: at, to: Math.min(end, at + WINDOW_SECTORS) };
}

/**
 * Runs of a window, in order; none behind the chain's end. Runs of `zero` and `unknown`, for which nothing is read, are
 * included: `unknown` is what the layers leave to a parent that is not among them.
 */
export async function runsIn(chain: Chain, { from, to }: Window): Promise<readonly SectorRun[]> {
  const end = Math.min(to, chain.layers[0].sectors);
  return end <= from ? [] : sectorRuns(chain, lba(from), end - from, 'honour');
}

/** Sectors of the range that some layer may hold: for progress, and for the room needed. */
export function heldSectors(chain: Chain, { from, sectors }: ExtentRange): number {
  let sum = 0;
  for (const run of heldRuns(chain, from, from + sectors)) sum += run.to - run.from;
  return sum;
}

/**
 * Stretches of the range that some layer may hold, in order, none touching the next. Every layer's table is walked once,
 * whatever the block sizes; a layer without a table is one stretch.
 */
export function* heldRuns({ layers }: Pick<Chain, 'layers'>, from: number, end: number): Generator<Window> {
  const last = Math.min(end, layers[0].sectors);
  const lowest = layers.findIndex(({ kind }) => kind !== 'differencing');
  const asked = lowest < 0 ? layers : layers.slice(0, lowest + 1);
  const walks = asked.map((image, depth) => walkOf(runsOfLayer(image, depth, { from, to: last })));
  for (let at = from; at < last; ) {
    const start = walks.reduce((first, walk) => Math.min(first, Math.max(at, walk.behind(at)?.from ?? last)), last);
    if (start >= last) return;
    let to = start;
    for (let before = -1; before < to; ) {
      before = to;
      for (const walk of walks) {
        const run = walk.behind(to);
        if (run !== null && run.from <= to) to = run.to;
      }
    }
    yield { from: start, to };
    at = to;
  }
}

type Walk = {
  /** The first stretch that ends behind `at`, which never decreases; null behind the last one. */
  behind(at: number): Window | null;
};

function walkOf(runs: Generator<Window>): Walk {
  let current: Window | null = { from: -1, to: -1 };
  return {
    behind: (at) => {
      while (current !== null && current.to <= at) {
        const next = runs.next();
        current = next.done === true ? null : next.value;
      }
      return current;
    },
  };
}

/** Eight million entries are gone through: what they are compared with is fetched once. */
const FREE = UNALLOCATED;
const { damaged } = BLOCK_STATE;

function* runsOfLayer({ map, sectors }: Image, depth: number, { from, to: end }: Window): Generator<Window> {
  if (map === null) {
    yield { from, to: end };
    return;
  }
  const last = Math.min(end, sectors);
  const { entries, states, blockSectors } = map;
  const blocks = Math.ceil(last / blockSectors);
  for (let block = Math.floor(from / blockSectors); block < blocks; ) {
    while (block < blocks && entries[block] === FREE && states[block] !== damaged) block += 1;
    const first = block;
    while (block < blocks && (entries[block] !== FREE || states[block] === damaged)) block += 1;
    if (block > first) yield { from: Math.max(from, first * blockSectors), to: Math.min(last, block * blockSectors) };
  }
  // A parent that ends before its child gives zeros behind its end; these count as held, because layers below are not asked.
  if (depth > 0 && sectors < end) yield { from: Math.max(from, sectors), to: end };
}
