/**
 * F22: the disk was copied as if it were text: each line feed became a carriage return and a line feed, or the other way round.
 * Everything behind the first of them is out of place. Only said where the length or the place of the header shows that bytes
 * were added or lost, and the bytes of the file show that it were these.
 */
import { latin1 } from '../../../shared/vhd/codec';
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { dataIn } from '../read/holes';
import type { Image } from '../read/image';
import { USUAL_HEADER_AT } from '../format/header';
import { finding, findingPlace } from './finding';

/** More bytes 0A than any footer has, each of which may have shifted the rest by one. */
const MAX_SHIFT = 256;
/** So much of the file is counted where not all of it is read anyway; what the system stores as a hole is none of it. */
const COUNTED_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
const [CR, LF] = [0x0d, 0x0a];
/** So many line feeds, all with a carriage return in front of them, are no chance. */
const MIN_PAIRS = 8;
/** Bytes that follow a carriage return as often by chance as a line feed does. */
const LIKE_LF = [0x09, 0x0b, 0x0c, 0x0e] as const;
/** If each of them follows one that often, and a line feed never does, line feeds were taken away. */
const MIN_LIKE = 8;

/** `isDeep`: the whole file is read, if its length raises the suspicion. */
export async function checkTransfer(image: Image, isDeep: boolean): Promise<Result<Finding[], IoError>> {
  const { kind, header, file } = image;
  if (kind === 'raw' || kind === 'bytes') return ok([]);
  if (kind !== 'fixed' && header === null) {
    const early = await inFirstSectors(image);
    if (!early.ok || early.value.length > 0) return early;
  }
  const off = lengthOff(image);
  if (off === 'none') return ok([]);
  const counts = await countIn(image, isDeep ? Infinity : COUNTED_BYTES);
  if (!counts.ok) return counts;
  const { lone, pairs, like, first, firstLone } = counts.value;
  if (off !== 'shorter' && lone === 0 && pairs >= MIN_PAIRS)
    return ok([
      finding('F22', 'error', { way: 'added', at: first }, findingPlace('file', first, Math.min(file.bytes - first, SECTOR_BYTES))),
    ]);
  if (off !== 'longer' && pairs === 0 && like.every((count) => count >= MIN_LIKE))
    return ok([finding('F22', 'error', { way: 'lost', at: firstLone }, findingPlace('file', firstLone, SECTOR_BYTES))]);
  return ok([]);
}

/** The header stands as many bytes behind its place as there are line feeds before it, all of which have a carriage return. */
async function inFirstSectors({ file }: Image): Promise<Result<Finding[], IoError>> {
  const wanted = USUAL_HEADER_AT + MAX_SHIFT + DYNAMIC_HEADER_COOKIE.length;
  const head = await file.read(fileOffset(0), Math.min(file.bytes, wanted));
  if (!head.ok) return head;
  const at = latin1(head.value).indexOf(DYNAMIC_HEADER_COOKIE);
  if (at <= USUAL_HEADER_AT) return ok([]);
  const counts = newCounts();
  addCounts(counts, head.value.subarray(0, at), 0);
  if (counts.lone > 0 || counts.pairs !== at - USUAL_HEADER_AT) return ok([]);
  return ok([
    finding('F22', 'error', { way: 'added', at: counts.first }, findingPlace('dynamic-header', at, DYNAMIC_HEADER_COOKIE.length)),
  ]);
}

/**
 * Whether the file's length shows that bytes were added in the middle or lost there. Of a dynamic disk only that tells which ends
 * within a sector, and not in which way; if its end is missing, none are lost before that.
 */
function lengthOff({ kind, footer: raw, footers, dataEnd, file }: Image): 'none' | 'longer' | 'shorter' | 'either' {
  if (kind !== 'fixed') {
    if (file.bytes % SECTOR_BYTES === 0) return 'none';
    return footers?.footer == null || footers.tail !== 'good' || footers.trailingBytes > 0 ? 'longer' : 'either';
  }
  const size = raw === null ? null : safeNumber(footer.get(raw, 'currentSize'));
  if (size === null || size === dataEnd) return 'none';
  return dataEnd > size ? 'longer' : 'shorter';
}

type Counts = { lone: number; pairs: number; like: number[]; first: number; firstLone: number; last: number };
const newCounts = (): Counts => ({ lone: 0, pairs: 0, like: LIKE_LF.map(() => 0), first: 0, firstLone: 0, last: 0 });

/** `first`: file offset of the first pair; `firstLone`: of the first line feed without a carriage return. */
async function countIn({ file }: Image, most: number): Promise<Result<Counts, IoError>> {
  const counts = newCounts();
  let left = most;
  for await (const data of dataIn(file, { at: 0, end: file.bytes })) {
    for (let at = data.at; at < data.end && left > 0; at += PIECE_BYTES) {
      const read = await file.read(fileOffset(at), Math.min(PIECE_BYTES, data.end - at));
      if (!read.ok) return read;
      addCounts(counts, read.value, at);
      left -= read.value.length;
      // A line feed beside a pair: nothing was done to all of them.
      if (counts.lone > 0 && counts.pairs > 0) return ok(counts);
    }
    if (left <= 0) break;
    // A hole holds zeros.
    counts.last = 0;
  }
  return ok(counts);
}

function addCounts(counts: Counts, bytes: Uint8Array, at: number): void {
  let { last } = counts;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === LF && last === CR) {
      if (counts.pairs === 0) counts.first = at + i - 1;
      counts.pairs += 1;
    } else if (byte === LF) {
      if (counts.lone === 0) counts.firstLone = at + i;
      counts.lone += 1;
    } else if (last === CR) {
      const like = LIKE_LF.indexOf(byte as 0x09);
      if (like >= 0) counts.like[like] = (counts.like[like] as number) + 1;
    }
    last = byte;
  }
  counts.last = last;
}
