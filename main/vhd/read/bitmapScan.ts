/**
 * What one file's sector bitmaps say about its blocks, for code that reads them: which are worth reading, in which order,
 * and what each one means. Clear bits count as absent, whatever readers make of them.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE, WHOLE } from '../../../shared/views';
import { dataAt } from '../format/bat';
import { blockCountOf, blockSectorsOf } from '../describe/blockTable';
import type { Image } from './image';

/** Half-open, in blocks of the map. */
export type BlockRange = { readonly first: number; readonly end: number };

/**
 * The blocks of the range that this file stores undamaged, in the order of the file; the states of damaged and overlapping
 * blocks are known already. For a fixed or raw disk: the units of the map that lie in the file.
 */
export function storedBlocks(image: Image, range: BlockRange = { first: 0, end: blockCountOf(image) }): Uint32Array {
  const { map } = image;
  const end = Math.min(range.end, blockCountOf(image));
  const blocks = new Uint32Array(Math.max(0, end - range.first));
  let count = 0;
  for (let block = range.first; block < end; block++) if (isReadable(image, block)) blocks[count++] = block;
  const stored = blocks.subarray(0, count);
  return map === null ? stored : inFileOrder(stored, map.entries);
}

function isReadable({ map, kind, sectors, dataEnd }: Image, block: number): boolean {
  if (map !== null) return map.entries[block] !== UNALLOCATED && map.states[block] === BLOCK_STATE.unscanned;
  const unit = blockSectorsOf({ map, sectors });
  const isFlat = kind === 'fixed' || kind === 'raw';
  return isFlat && Math.min((block + 1) * unit, sectors) * SECTOR_BYTES <= dataEnd;
}

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/** Sorts by entry, digit by digit (radix sort): a table of millions takes a fraction of a second. */
function inFileOrder(blocks: Uint32Array, entries: Uint32Array): Uint32Array {
  let from: Uint32Array = blocks;
  let to: Uint32Array = new Uint32Array(blocks.length);
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const next = new Uint32Array(DIGITS + 1);
    const digit = (block: number): number => ((entries[block] as number) >>> shift) & (DIGITS - 1);
    for (const block of from) next[digit(block) + 1] = (next[digit(block) + 1] as number) + 1;
    for (let i = 0; i < DIGITS; i++) next[i + 1] = (next[i + 1] as number) + (next[i] as number);
    for (const block of from) {
      const d = digit(block);
      to[next[d] as number] = block;
      next[d] = (next[d] as number) + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Sectors of the disk in a block: the last block may have fewer. */
export const sectorsOfBlock = (image: Pick<Image, 'map' | 'sectors'>, block: number): number => {
  const unit = blockSectorsOf(image);
  return Math.max(0, Math.min(unit, image.sectors - block * unit));
};

/** The bytes of the file that hold a stored block's data, up to the disk's end. */
export const dataRange = (image: Image, block: number): { readonly at: number; readonly bytes: number } => ({
  at: image.map === null ? block * blockSectorsOf(image) * SECTOR_BYTES : dataAt(image.map, block),
  bytes: sectorsOfBlock(image, block) * SECTOR_BYTES,
});

/** The state of a block with `set` present sectors, and its share as in BlockTable. */
export function stateOfBits(set: number, sectors: number): { readonly state: number; readonly share: number } {
  if (set === sectors) return { state: BLOCK_STATE.full, share: 0 };
  if (set === 0) return { state: BLOCK_STATE.unset, share: 0 };
  return { state: BLOCK_STATE.partial, share: Math.max(1, Math.min(WHOLE - 1, Math.round((WHOLE * set) / sectors))) };
}
