/** Bytes of the file that the drive cannot read: found by other checks, reported once for all of them. */
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { BlockFile } from '../read/blockFile';
import { finding, findingPlace, tellingCounts, type Tell } from './finding';

/** Ranges of the file in bytes, as they were found. */
export type Unread = { readonly at: number; readonly bytes: number };

/** These errors are not the drive's fault: the file is another one or closed, or the work was cancelled. */
const NOT_THE_DRIVE: readonly string[] = ['EOF', 'EBADF', 'ECANCELED'];

export const isUnread = (error: IoError): error is Extract<IoError, { readonly kind: 'read-failed' }> =>
  error.kind === 'read-failed' && !NOT_THE_DRIVE.includes(error.code);

/** So many reads may fail before the rest of a range counts as lost too: a drive takes long over each. */
const MAX_FAILURES = 256;
/** A range that fails is read again in so many parts, down to single sectors. */
const PARTS = 8;

/** How many reads may still fail before what is left counts as lost too. */
export type Failures = { left: number };

/** Finds the sectors that cannot be read in a range of which a read has failed. `failures` may be shared by several ranges. */
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
  /** The parts of the range that could be read, in order and disjoint. */
  readonly pieces: readonly StructBytes[];
  /** The parts that could not, and the reason. */
  readonly unread: readonly Unread[];
  readonly why: IoError | null;
};

/** `room` as in BlockFile: the pieces may lie in it. */
type Reading = { readonly room?: Uint8Array<ArrayBuffer>; readonly failures?: Failures };

/** Reads what the drive can read of the range, leaving out the rest. */
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

/** At most so many places are listed; all of them are counted. */
const MAX_PLACES = 100;
/** So many ranges are kept one by one; of further ones only the number is. */
const MAX_HELD = 16_384;

export type LostRanges = {
  /** Notes a range that the drive cannot read. */
  note(range: Unread): void;
  /** Finds out which sectors cannot be read in a range of which a read has failed. */
  lookAt(range: Unread): Promise<void>;
  /** Called when everything was read. */
  end(): void;
};

/** Which structures cannot be read, as found at opening. */
type LostStructures = { readonly header: boolean; readonly blocks: number };

/** E12: one finding with all places, reported again as they become more. */
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
    const where = held.slice(0, MAX_PLACES).map(({ at, end }) => findingPlace('unread', at, end - at));
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
      // If a second read succeeds, the drive is failing nevertheless, and the rule that needed the range found nothing
      // there.
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
