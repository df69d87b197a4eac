/**
 * Room for new blocks: always behind everything the file has, never in a gap, so that nothing unknown is overwritten. The
 * new end of the file, including the footer, is written before the old footer's place is touched, and the table points at a
 * block only when the block is whole. Order and reasons: vhd-format "Crash-safe writing", A.
 */
import type { PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { footerPlace } from '../../../shared/vhd/newLayout';
import { fileOffset, roundUp, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import type { BlockMap } from '../format/bat';
import { isSoundFooter } from '../format/footers';
import type { Image } from '../read/image';
import { isClaimed, occupied } from '../describe/occupied';
import type { Stage, Step, WriteReason } from './plan';
import { saysItsKind } from './tail';

/** Windows and Xen align each block's data to 4 KiB, converters sometimes to 1 MiB; anything else is chance. */
const PAGE_BYTES = 4096;
const MAX_ALIGNMENT = 1024 * 1024;
/** Bits of a sector number that are zero on a page border. */
const PAGE_MASK = PAGE_BYTES / SECTOR_BYTES - 1;
/** The last file sector an entry can name: one less than "unallocated". */
const LAST_SECTOR = UNALLOCATED - 1;

/** The number of blocks that have a table entry; a disk may claim a million more. */
const tabled = (map: BlockMap): number => Math.min(map.entries.length, map.tableEntries);

/** Sectors of one block, beginning at its `sector`. */
export type BlockPiece = { readonly sector: number; readonly bytes: Uint8Array };
export type NewBlock = { readonly block: number; readonly pieces: readonly BlockPiece[] };

export type Growth = {
  readonly steps: readonly Step[];
  readonly lengthAfter: number;
  /** File sector of each new block, in the order of the request. */
  readonly entries: readonly { readonly block: number; readonly sector: number }[];
};

const standsAligned = (image: Image, bitmapBytes: number): boolean => (image.dataEnd + bitmapBytes) % PAGE_BYTES === 0;

/**
 * The alignment of the blocks' data in bytes, so that new blocks keep it. For a disk without blocks, the footer's place and
 * Xen's name tell it.
 */
export function alignmentOf(image: Image, map: BlockMap): number {
  let bits = 0;
  let blocks = 0;
  // One block off a page border settles it.
  for (let block = 0; block < tabled(map) && (bits & PAGE_MASK) === 0; block++) {
    if (map.states[block] !== BLOCK_STATE.unscanned) continue;
    bits |= (map.entries[block] as number) + map.bitmapSectors;
    blocks += 1;
  }
  if (blocks === 0) {
    const isXen = image.footer !== null && footer.get(image.footer, 'creatorApplication').startsWith('tap');
    return isXen || standsAligned(image, map.bitmapSectors * SECTOR_BYTES) ? PAGE_BYTES : SECTOR_BYTES;
  }
  const lowest = Math.abs(bits & -bits) * SECTOR_BYTES;
  if (lowest < PAGE_BYTES) return SECTOR_BYTES;
  // A single block may lie on a mebibyte by chance.
  return lowest >= MAX_ALIGNMENT && blocks > 1 ? MAX_ALIGNMENT : PAGE_BYTES;
}

/** Why this image gets no new blocks; null when it may. */
export function growthRefusal(image: Image, map: BlockMap): PlanError | null {
  const { footers } = image;
  const cannot = (why: 'no-footer' | 'trailing-bytes' | 'damaged-table'): PlanError => ({ kind: 'cannot-grow', why });
  if (footers === null || footers.footer === null || footers.trusted !== 'footer') return cannot('no-footer');
  const { at, bytes } = footers.footer;
  if (!isSoundFooter(bytes) || !saysItsKind(image, bytes) || at % SECTOR_BYTES !== 0) return cannot('no-footer');
  if (footers.trailingBytes > 0) return cannot('trailing-bytes');
  const { beyond, cut, structure } = map.faults;
  if (beyond.blocks + cut.blocks + structure.blocks + map.unknown > 0 || !map.tableFits) return cannot('damaged-table');
  // A structure that reaches into the footer is damage, and a new block would lie over it.
  if (occupied(image).structures.some(({ kind, from, to }) => kind !== 'trailing' && from < at && to > at)) return cannot('damaged-table');
  return null;
}

/** A bitmap for a new block: all bits set on a dynamic disk, those of the written sectors on a differencing one. */
function newBitmap(image: Image, map: BlockMap, pieces: readonly BlockPiece[]): Uint8Array {
  const bitmap = new Uint8Array(map.bitmapSectors * SECTOR_BYTES);
  if (image.kind === 'dynamic') setBits(bitmap, 0, map.blockSectors);
  else for (const { sector, bytes } of pieces) setBits(bitmap, sector, bytes.length / SECTOR_BYTES);
  return bitmap;
}

/** Most significant bit first. */
export function setBits(bitmap: Uint8Array, from: number, count: number): void {
  for (let sector = from; sector < from + count; sector++) {
    bitmap[sector >> 3] = (bitmap[sector >> 3] as number) | (0x80 >> (sector & 7));
  }
}

export function clearBits(bitmap: Uint8Array, from: number, count: number): void {
  for (let sector = from; sector < from + count; sector++) {
    bitmap[sector >> 3] = (bitmap[sector >> 3] as number) & ~(0x80 >> (sector & 7));
  }
}

/** `blocks` must be unallocated and inside the table. */
export function growBy(image: Image, map: BlockMap, blocks: readonly NewBlock[]): Result<Growth, PlanError> {
  const refusal = growthRefusal(image, map);
  const oldFooter = image.footers?.footer ?? null;
  if (refusal !== null || oldFooter === null) return err(refusal ?? { kind: 'cannot-grow', why: 'no-footer' });
  const align = alignmentOf(image, map);
  const bitmapBytes = map.bitmapSectors * SECTOR_BYTES;
  const tail = tailWriter(image.file.bytes, oldFooter);
  const entries: { block: number; sector: number }[] = [];
  let { end } = occupied(image);
  for (const { block, pieces } of blocks) {
    const dataAt = roundUp(end + bitmapBytes, align);
    const at = dataAt - bitmapBytes;
    if (at / SECTOR_BYTES > LAST_SECTOR) return err({ kind: 'cannot-grow', why: 'beyond-reach' });
    entries.push({ block, sector: at / SECTOR_BYTES });
    tail.put(at, newBitmap(image, map, pieces), 'data', 'bitmap');
    for (const { sector, bytes } of pieces) tail.put(dataAt + sector * SECTOR_BYTES, bytes, 'data', 'payload');
    end = dataAt + map.blockSectors * SECTOR_BYTES;
  }
  const footerAt = footerPlace(end, bitmapBytes, standsAligned(image, bitmapBytes) ? Math.min(align, PAGE_BYTES) : SECTOR_BYTES);
  const lengthAfter = footerAt + FOOTER_BYTES;
  if (isClaimed(image, oldFooter.at, lengthAfter)) return err({ kind: 'cannot-grow', why: 'damaged-table' });
  return ok({ steps: tail.close(lengthAfter), lengthAfter, entries });
}

/** Splits what is put at and behind the footer's place into patches of the old file and appends behind its end. */
function tailWriter(
  length: number,
  oldFooter: { readonly at: number; readonly bytes: Uint8Array },
): { put(at: number, data: Uint8Array, stage: Stage, why: WriteReason): void; close(lengthAfter: number): Step[] } {
  const steps: Step[] = [];
  const old = oldFooter.bytes.subarray(0, length - oldFooter.at);
  let covered = oldFooter.at;
  const put = (at: number, data: Uint8Array, stage: Stage, why: WriteReason): void => {
    const inside = Math.max(0, Math.min(data.length, length - at));
    if (inside > 0) {
      const before = old.slice(at - oldFooter.at, at - oldFooter.at + inside);
      steps.push({ kind: 'patch', at: fileOffset(at), before, after: data.subarray(0, inside), stage, why });
      covered = at + inside;
    }
    if (inside < data.length) steps.push({ kind: 'append', at: fileOffset(at + inside), data: data.subarray(inside), stage, why });
  };
  const close = (lengthAfter: number): Step[] => {
    // If alignment leaves a gap before the first block, the old footer is overwritten, so that it is not taken for a footer
    // later.
    if (covered < length) put(covered, new Uint8Array(length - covered), 'data', 'old-footer');
    const footerAt = lengthAfter - FOOTER_BYTES;
    return [
      { kind: 'append', at: fileOffset(footerAt), data: oldFooter.bytes, stage: 'end', why: 'footer' },
      { kind: 'zeros', at: fileOffset(length), bytes: footerAt - length, stage: 'reserve', why: 'new-block' },
      ...steps,
    ];
  };
  return { put, close };
}
