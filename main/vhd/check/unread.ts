/** Bytes of the file that the drive does not give: found while something else is looked for, told once for all of them. */
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { BlockFile } from '../read/blockFile';
import { finding, place, tellingCounts, type Tell } from './finding';

/** Ranges of the file in bytes, as they were found. */
export type Unread = { readonly at: number; readonly bytes: number };

/** The file is another one, or closed, or nobody wants to know any more: that is no fault of the drive. */
const NOT_THE_DRIVE: readonly string[] = ['EOF', 'EBADF', 'ECANCELED'];

export const isUnread = (error: IoError): error is Extract<IoError, { readonly kind: 'read-failed' }> =>
  error.kind === 'read-failed' && !NOT_THE_DRIVE.includes(error.code);

/** Reads that fail before the rest of a range is believed to be lost too: a drive answers each of them slowly. */
const MAX_FAILURES = 256;
/** A range that fails is asked for again in so many parts, down to a sector. */
const PARTS = 8;

/** How many reads may still fail before what is left is believed to be lost too. */
export type Failures = { left: number };

/** Which sectors of a range, of which a read has failed, cannot be read. `failures` may be shared by several ranges. */
export async function unreadIn(file: BlockFile, { at, bytes }: Unread, failures: Failures = { left: MAX_FAILURES }): Promise<Unread[]> {
  const found: { at: number; bytes: number }[] = [];
  const note = (from: number, length: number): void => {
    const last = found.at(-1);
    if (last !== undefined && last.at + last.bytes === from) last.bytes += length;
    else found.push({ at: from, bytes: length });
  };
  const ask = async (from: number, length: number): Promise<void> => {
    if (failures.left <= 0) return note(from, length);
    if ((await file.read(fileOffset(from), length)).ok) return undefined;
    failures.left -= 1;
    if (length <= SECTOR_BYTES) return note(from, length);
    const step = Math.max(SECTOR_BYTES, Math.ceil(length / PARTS / SECTOR_BYTES) * SECTOR_BYTES);
    for (let done = 0; done < length; done += step) await ask(from + done, Math.min(step, length - done));
    return undefined;
  };
  await ask(at, bytes);
  return found;
}

type Given = {
  /** What the drive gives of the range, in order and apart. */
  readonly pieces: readonly StructBytes[];
  /** And what it does not, with the reason. */
  readonly unread: readonly Unread[];
  readonly why: IoError | null;
};

/** `room` as in BlockFile: pieces may lie in it. */
type Reading = { readonly room?: Uint8Array<ArrayBuffer>; readonly failures?: Failures };

/** Reads around what the drive does not give. */
export async function givenIn(file: BlockFile, { at, bytes }: Unread, { room, failures }: Reading = {}): Promise<Result<Given, IoError>> {
  const whole = await file.read(fileOffset(at), bytes, room);
  if (whole.ok) return ok({ pieces: [{ at, bytes: whole.value }], unread: [], why: null });
  if (!isUnread(whole.error)) return whole;
  const unread = await unreadIn(file, { at, bytes }, failures);
  const pieces: StructBytes[] = [];
  let from = at;
  for (const lost of [...unread, { at: at + bytes, bytes: 0 }]) {
    const piece = lost.at > from ? await file.read(fileOffset(from), lost.at - from) : null;
    if (piece !== null && !piece.ok) return piece;
    if (piece !== null) pieces.push({ at: from, bytes: piece.value });
    from = lost.at + lost.bytes;
  }
  return ok({ pieces, unread, why: whole.error });
}

/** Places that are listed; all of them are counted. */
const MAX_PLACES = 100;
/** Ranges that are held apart. Of those behind them only the number is kept. */
const MAX_HELD = 16_384;

export type LostRanges = {
  /** A range that the drive does not give. */
  note(range: Unread): void;
  /** A range of which a read has failed: which sectors it was is found out. */
  lookAt(range: Unread): Promise<void>;
  /** Everything was looked at. */
  end(): void;
};

/** What of the structures is among it, as opening found it. */
type LostStructures = { readonly header: boolean; readonly blocks: number };

/** E12: one finding with the places, told as they become more. */
export function lostRanges(file: BlockFile, structures: LostStructures, tell: Tell): LostRanges {
  let held: { at: number; end: number }[] = [];
  const behind = { ranges: 0, bytes: 0 };
  const noted = { blocks: 0 };
  const tighten = (): void => {
    held = joined(held);
    for (const { at, end } of held.splice(MAX_HELD)) {
      behind.ranges += 1;
      behind.bytes += end - at;
    }
  };
  const note = ({ at, bytes }: Unread): void => {
    held.push({ at, end: at + bytes });
    noted.blocks += 1;
    if (held.length >= 2 * MAX_HELD) tighten();
  };
  const unread = (): Finding => {
    tighten();
    const bytes = held.reduce((sum, { at, end }) => sum + end - at, behind.bytes);
    const where = held.slice(0, MAX_PLACES).map(({ at, end }) => place('unread', at, end - at));
    return { ...finding('E12', 'error', { ranges: held.length + behind.ranges, bytes, ...structures }), where };
  };
  const counts = tellingCounts([{ tally: noted, finding: unread }], tell);
  return {
    note: (range) => {
      note(range);
      counts.grown();
    },
    lookAt: async (range) => {
      const parts = await unreadIn(file, range);
      // Where a second try succeeds the drive is failing all the same, and what was to be looked for there was not found.
      for (const part of parts.length === 0 ? [range] : parts) note(part);
      counts.grown();
    },
    end: counts.end,
  };
}

function joined(ranges: { at: number; end: number }[]): { at: number; end: number }[] {
  const apart: { at: number; end: number }[] = [];
  for (const { at, end } of ranges.sort((a, b) => a.at - b.at)) {
    const last = apart.at(-1);
    if (last !== undefined && at <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ at, end });
  }
  return apart;
}
