/**
 * What the blocks' places say about the block size: blocks stand behind each other, each with bitmap and data, so the
 * smallest distance between two of them is the size of one. This is evidence against a header that says something else.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { bitmapSectorsOf } from '../../../shared/vhd/newLayout';
import { endOfCore, extentSectors, type BlockMap } from './bat';
import type { Image } from '../read/image';

export type Spacing =
  /** Every block starts `missingSectors` before the end of the block in front of it. */
  | { readonly kind: 'no-bitmaps'; readonly missingSectors: number; readonly blocks: number; readonly first: number }
  | { readonly kind: 'other-size'; readonly blockBytes: number };

/** From the smallest to the largest size that anybody uses: 4 KiB to 256 MiB. */
const SIZES = Array.from({ length: 17 }, (_, i) => 4096 * 2 ** i);
/** Windows and Xen align data to 4 KiB. */
const PAGE_SECTORS = 8;

/** The block size that fits a distance between two blocks, with bitmap and alignment; null if none does. */
export const blockBytesAt = (distance: number): number | null =>
  SIZES.find((bytes) => {
    const sectors = bytes / SECTOR_BYTES;
    const extent = sectors + bitmapSectorsOf(sectors);
    return distance === extent || distance === Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS;
  }) ?? null;

/** Places in the file, sorted; `entries` as in the table. */
export function sortedPlaces(entries: Uint32Array): Uint32Array {
  const places = new Uint32Array(entries.length);
  let count = 0;
  for (let i = 0; i < entries.length; i++) {
    const at = entries[i] as number;
    if (at !== UNALLOCATED && at > 0) places[count++] = at;
  }
  return places.subarray(0, count).sort();
}

/** Distances between neighbours, of which there may be millions, and from the last place to `end`. */
type Distances = { readonly between: Float64Array; readonly last: number };

function distancesOf(places: Uint32Array, end: number): Distances {
  const between = new Float64Array(places.length - 1);
  for (let i = 0; i < between.length; i++) between[i] = (places[i + 1] as number) - (places[i] as number);
  return { between, last: end - (places.at(-1) as number) };
}

/** Whether more of the blocks that follow each other stand a whole number of pages apart than right behind each other. */
export function isOnPages(map: BlockMap): boolean {
  const extent = extentSectors(map);
  const onPages = Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS;
  const places = sortedPlaces(map.entries);
  let [paged, packed] = [0, 0];
  for (let i = 1; i < places.length && onPages !== extent; i++) {
    const distance = (places[i] as number) - (places[i - 1] as number);
    if (distance === onPages) paged += 1;
    if (distance === extent) packed += 1;
  }
  return paged > packed;
}

/** How the places contradict the header; null if they do not. At least two blocks are needed. */
export function spacingOf(image: Image, map: BlockMap): Spacing | null {
  // If blocks neither overlap nor leave gaps, they lie as the header says; that is so on almost every disk.
  if (map.faults.shared.blocks === 0 && map.gaps.count === 0) return null;
  const places = sortedPlaces(map.entries);
  const least = endOfCore(map.core);
  const end = image.dataEnd / SECTOR_BYTES;
  if (places.length < 2 || (places[0] as number) < least || (places.at(-1) as number) >= end) return null;
  const { between, last } = distancesOf(places, end);
  const smallest = between.reduce((a, b) => Math.min(a, b));
  const extent = extentSectors(map);
  const missingSectors = extent - smallest;
  const isShort = missingSectors > 0 && missingSectors <= map.bitmapSectors && between.every((d) => d === smallest || d >= extent);
  if (isShort && !isOneOff(between, smallest, extent)) {
    return { kind: 'no-bitmaps', missingSectors, blocks: places.length, first: map.entries.indexOf(places[0] as number) };
  }
  const blockBytes = blockBytesAt(smallest);
  if (blockBytes === null || blockBytes === map.blockSectors * SECTOR_BYTES) return null;
  // A block of the other size must also end where the data ends: a gap between blocks alone is no evidence.
  // Where the table names more blocks than the header’s size needs, those are missing here: the distances are then whole numbers of blocks.
  const isInStep = map.surplus.entries > 0 && last % smallest === 0 && between.every((d) => d % smallest === 0);
  const lastFits = last === smallest || last === extentOf(blockBytes) || isInStep;
  // If all distances are the same, smaller blocks would leave a gap of the same size behind every block.
  const isEmptySpread = last === smallest && between.every((d) => d === smallest);
  return lastFits && last >= smallest && (smallest < extent || isEmptySpread) ? { kind: 'other-size', blockBytes } : null;
}

/** One entry that is a little off makes one distance short, and the one beside it as much longer. A disk that grows does not change that. */
function isOneOff(between: Float64Array, smallest: number, extent: number): boolean {
  const at = between.indexOf(smallest);
  if (between.lastIndexOf(smallest) !== at) return false;
  const both = [extent, Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS].map((usual) => 2 * usual);
  return [between[at - 1], between[at + 1]].some((beside) => beside !== undefined && both.includes(smallest + beside));
}

const extentOf = (blockBytes: number): number => blockBytes / SECTOR_BYTES + bitmapSectorsOf(blockBytes / SECTOR_BYTES);
