/**
 * What a bulk job must touch: a range of the disk in windows of bounded size, in disk order, with everything that no layer
 * holds skipped without a look. Who moves bytes takes it from here and never reads a block map.
 */
import type { IoError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import { lba, UNALLOCATED } from '../../shared/vhd/units';
import { BLOCK_STATE, type SectorRun } from '../../shared/views';
import type { Chain } from './chain';
import type { Image } from './image';
import { sectorRuns } from './readDisk';

/** 4 MiB of disk: at worst a run for every sector, which still is little. */
export const WINDOW_SECTORS = 8192;
/** Every layer is asked this far at a time: an empty child must not be walked to its end for each block of its parent. */
const HORIZON_SECTORS = 64 * WINDOW_SECTORS;

export type ExtentRange = { readonly from: number; readonly sectors: number };
/** Half-open. */
export type Window = { readonly from: number; readonly to: number };

/**
 * A chain of some of its layers: what they leave open is `unknown`. With one layer of a differencing disk that is what
 * the parent must give.
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

/** Windows in which any of the chains may hold something, in order, each inside one WINDOW_SECTORS of the disk. */
export function* heldWindows(chains: readonly Chain[], from: number, end: number): Generator<Window> {
  // A chain is asked again only behind what it answered: one that is empty must not be walked to its end every time.
  const next = chains.map(() => -1);
  for (let at = from; at < end; ) {
    const start = at;
    chains.forEach((chain, i) => {
      if ((next[i] as number) < start) next[i] = nextHeld(chain, start, end);
    });
    at = Math.min(...next);
    if (at >= end) return;
    const to = Math.min(end, (Math.floor(at / WINDOW_SECTORS) + 1) * WINDOW_SECTORS);
    yield { from: at, to };
    at = to;
  }
}

/**
 * Runs of a window, in order; none behind the chain's end. Sources `zero` and `unknown` come too, where nothing is to be
 * read: `unknown` is what the layers leave to a parent that is not among them.
 */
export async function runsIn(chain: Chain, { from, to }: Window): Promise<Result<readonly SectorRun[], IoError>> {
  const end = Math.min(to, chain.layers[0].sectors);
  return end <= from ? ok([]) : sectorRuns(chain, lba(from), end - from, 'honour');
}

/** Sectors of the range that some layer may hold: for progress, and for room. At most twice as many as there are. */
export function heldSectors(chain: Chain, { from, sectors }: ExtentRange): number {
  const end = from + sectors;
  const step = blockStep(chain);
  let sum = 0;
  for (let at = nextHeld(chain, from, end); at < end; at = nextHeld(chain, at, end)) {
    const to = Math.min(end, (Math.floor(at / step) + 1) * step);
    sum += to - at;
    at = to;
  }
  return sum;
}

/** The smallest block among the layers, or a window where there are none. */
const blockStep = ({ layers }: Chain): number => Math.min(WINDOW_SECTORS, ...layers.map(({ map }) => map?.blockSectors ?? WINDOW_SECTORS));

/** The first sector from `from` on that any layer may hold, or `end`. */
export function nextHeld(chain: Pick<Chain, 'layers'>, from: number, end: number): number {
  const last = Math.min(end, (chain.layers[0] as Image).sectors);
  for (let at = from; at < last; at += HORIZON_SECTORS) {
    const horizon = Math.min(last, at + HORIZON_SECTORS);
    const next = nextWithin(chain, at, horizon);
    if (next < horizon) return next;
  }
  return end;
}

function nextWithin({ layers }: Pick<Chain, 'layers'>, from: number, end: number): number {
  let next = end;
  for (let depth = 0; depth < layers.length && next > from; depth++) {
    const image = layers[depth] as Image;
    next = heldIn(image, from, next, depth);
    if (image.kind !== 'differencing') break;
  }
  return next;
}

function heldIn(image: Image, from: number, end: number, depth: number): number {
  const { map } = image;
  if (map === null) return from;
  const last = Math.min(end, image.sectors);
  for (let block = Math.floor(from / map.blockSectors); block * map.blockSectors < last; block++) {
    if (isHeld(map, block)) return Math.max(from, block * map.blockSectors);
  }
  // A parent that ends before its child answers zeros behind its end: an answer, where layers below are left out.
  return depth > 0 && image.sectors < end ? Math.max(from, image.sectors) : end;
}

const isHeld = (map: NonNullable<Image['map']>, block: number): boolean =>
  map.entries[block] !== UNALLOCATED || map.states[block] === BLOCK_STATE.damaged;
