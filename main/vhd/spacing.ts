/**
 * What the blocks' places say about their size: blocks stand behind each other, each a bitmap and its data, so the
 * smallest distance between two of them is the size of one. Evidence against a header that says something else.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { bitmapSectorsOf } from '../../shared/vhd/newLayout';
import { extentSectors, type BlockMap } from './bat';
import type { Image } from './image';

export type Spacing =
  /** Every block starts `missingSectors` before the block in front of it ends. */
  | { readonly kind: 'no-bitmaps'; readonly missingSectors: number; readonly blocks: number; readonly first: number }
  | { readonly kind: 'other-size'; readonly blockBytes: number };

/** Between the smallest and the largest anybody makes: 4 KiB and 256 MiB. */
const SIZES = Array.from({ length: 17 }, (_, i) => 4096 * 2 ** i);
/** Windows and Xen lay data on 4 KiB. */
const PAGE_SECTORS = 8;

/** The block size that a distance between two blocks speaks of, bitmap and alignment included; null for none. */
export const blockBytesAt = (distance: number): number | null =>
  SIZES.find((bytes) => {
    const sectors = bytes / SECTOR_BYTES;
    const extent = sectors + bitmapSectorsOf(sectors);
    return distance === extent || distance === Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS;
  }) ?? null;

/** Places in the file, sorted; `entries` as in the table. */
export const sortedPlaces = (entries: Uint32Array): Uint32Array => entries.filter((at) => at !== UNALLOCATED && at > 0).sort();

/** The smallest distances between neighbours: `end` is where the last block ends. */
export function distancesOf(places: Uint32Array, end: number): number[] {
  const all: number[] = [];
  for (let i = 0; i < places.length; i++) all.push((places[i + 1] ?? end) - (places[i] as number));
  return all;
}

/** Where the places contradict the header; null where they do not. At least two blocks are needed. */
export function spacingOf(image: Image, map: BlockMap): Spacing | null {
  // Blocks that neither touch nor leave room lie as the header says; that is every disk but the odd one.
  if (map.faults.shared.blocks === 0 && map.gaps.count === 0) return null;
  const places = sortedPlaces(map.entries);
  const least = Math.max(...map.core.map(({ to }) => to));
  const end = image.dataEnd / SECTOR_BYTES;
  if (places.length < 2 || (places[0] as number) < least || (places.at(-1) as number) >= end) return null;
  const distances = distancesOf(places, end);
  const smallest = distances.slice(0, -1).reduce((a, b) => Math.min(a, b));
  const extent = extentSectors(map);
  const missingSectors = extent - smallest;
  if (missingSectors > 0 && missingSectors <= map.bitmapSectors && distances.slice(0, -1).every((d) => d === smallest || d >= extent)) {
    return { kind: 'no-bitmaps', missingSectors, blocks: places.length, first: map.entries.indexOf(places[0] as number) };
  }
  const blockBytes = blockBytesAt(smallest);
  if (blockBytes === null || blockBytes === map.blockSectors * SECTOR_BYTES) return null;
  // A block of the other size must end where the data does, too: a gap between blocks is no evidence.
  const lastFits = distances.at(-1) === smallest || distances.at(-1) === extentOf(blockBytes);
  const allFit = distances.every((d) => d >= smallest);
  return lastFits && allFit && (smallest < extent || isEmptySpread(distances, smallest)) ? { kind: 'other-size', blockBytes } : null;
}

const extentOf = (blockBytes: number): number => blockBytes / SECTOR_BYTES + bitmapSectorsOf(blockBytes / SECTOR_BYTES);

/** All distances are the same: with smaller blocks each would have a gap of its own behind it, every time the same. */
const isEmptySpread = (distances: readonly number[], smallest: number): boolean => distances.every((d) => d === smallest);
