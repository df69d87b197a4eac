/**
 * F24: bytes are missing at the beginning of the file, or stand in front of it, so that everything is out of place by the same
 * number of bytes; or the footer’s place within a sector shows that there are some too many or too few anywhere in it. A number is only said where structures with a right checksum, or a partition table, stand exactly so far from their places.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { latin1 } from '../../../shared/vhd/codec';
import { DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { isSoundFooter } from '../format/footers';
import { USUAL_HEADER_AT } from '../format/header';
import { areSensible, hasStatusBytes, isSigned, usedSlots } from '../partitions/bootSector';
import { gptPlace, isGptHeader } from '../partitions/gptHeader';
import type { Image } from '../read/image';
import { sameBytes } from '../read/sameBytes';
import { finding, findingPlace } from './finding';

/** So many bytes in front of a disk are looked through. */
const MAX_SHIFT = 65_536;
const HEAD_BYTES = MAX_SHIFT + USUAL_HEADER_AT + DYNAMIC_HEADER_BYTES;

export async function checkShift(image: Image): Promise<Result<Finding[], IoError>> {
  const { kind, footer: raw, footers, file, header } = image;
  const isSparse = kind === 'dynamic' || kind === 'differencing';
  const isWhole = raw !== null && footers?.trusted === 'footer' && footers.trailingBytes === 0 && isSoundFooter(raw);
  if (!isWhole || (isSparse ? false : kind !== 'fixed' || excessOf(image) === 0)) return ok([]);
  const within = file.bytes % SECTOR_BYTES === 0 || footers.tail !== 'good' ? [] : [withinSector(file.bytes)];
  if (isSparse && header !== null) return ok(within);
  const head = await file.read(fileOffset(0), Math.min(file.bytes, HEAD_BYTES));
  if (!head.ok) return head;
  const shift = isSparse ? sparseShift(head.value, raw) : flatShift(head.value, excessOf(image), image.sectors);
  if (shift === 0) return ok(within);
  const facts = { shift, lost: isSparse && shift < 0 ? [...raw.subarray(0, Math.min(-shift, FOOTER_BYTES))] : null };
  return ok([finding('F24', 'error', facts, findingPlace('file', 0, Math.max(SECTOR_BYTES, shift)))]);
}

const withinSector = (bytes: number): Finding =>
  finding('F24', 'error', { shift: null, lost: null }, findingPlace('footer', bytes - FOOTER_BYTES, FOOTER_BYTES));

/** So many bytes a fixed disk has too many, or, below zero, too few. */
const excessOf = ({ footer: raw, dataEnd }: Image): number => {
  const size = raw === null ? null : safeNumber(footer.get(raw, 'currentSize'));
  // A size of zero is no size.
  return size === null || size === 0 ? 0 : dataEnd - size;
};

/** By how much the dynamic header and the footer copy are off together; 0 if not both are. */
function sparseShift(head: Uint8Array, raw: Uint8Array): number {
  if (footer.get(raw, 'dataOffset') !== BigInt(USUAL_HEADER_AT)) return 0;
  const text = latin1(head);
  for (let at = text.indexOf(DYNAMIC_HEADER_COOKIE); at >= 0; at = text.indexOf(DYNAMIC_HEADER_COOKIE, at + 1)) {
    const shift = at - USUAL_HEADER_AT;
    const bytes = head.subarray(at, at + DYNAMIC_HEADER_BYTES);
    if (bytes.length < DYNAMIC_HEADER_BYTES || shift === 0) continue;
    const sums = dynamicHeader.sums(bytes);
    const copy = shift > 0 ? sameBytes(head.subarray(shift, at), raw) : sameBytes(head.subarray(0, at), raw.subarray(-shift));
    if (copy && sums?.stored === sums?.computed) return shift;
  }
  return 0;
}

/** The disk’s beginning stands `excess` bytes too late, as its partition table tells, and not in its place; else 0. */
function flatShift(head: Uint8Array, excess: number, sectors: number): number {
  if (Math.abs(excess) > MAX_SHIFT) return 0;
  /** The sector of the disk, where it stands if the whole disk is off; what is missing of it reads as zeros. */
  const sectorAt = (lba: number, shift: number): Uint8Array => {
    const sector = new Uint8Array(SECTOR_BYTES);
    const at = lba * SECTOR_BYTES + shift;
    sector.set(head.subarray(Math.max(0, at), Math.max(0, at + SECTOR_BYTES)), Math.max(0, -at));
    return sector;
  };
  const isStart = (shift: number): boolean => {
    const gpt = sectorAt(1, shift);
    if (isGptHeader(gpt) && gptPlace(gpt, 'own') === 1) return true;
    const mbr = sectorAt(0, shift);
    const slots = usedSlots(mbr);
    return isSigned(mbr) && hasStatusBytes(mbr) && slots.length > 0 && areSensible(slots, sectors);
  };
  // Of the sectors that a shift takes away whole nothing is left to tell.
  return -excess < SECTOR_BYTES && isStart(excess) && !isStart(0) ? excess : 0;
}
