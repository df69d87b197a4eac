/** Steps that saving and recovering share: putting old bytes back, marking the journal, and putting it away. */
import path from 'node:path';
import type { FileError, SaveCause } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';
import type { Done, FileSystem, OpenFile } from './fileSystem';
import { findDifference, writeRange } from './imageBytes';
import { encodeState, STATE_AT, type JournalState } from './journal';
import type { Barrier, Protocol } from './protocol';

export type OldBytes = { readonly at: FileOffset; readonly before: Uint8Array };

/** Writes the old bytes and the old length, makes them durable and checks that they are there. */
export async function putBack(
  file: OpenFile,
  old: readonly OldBytes[],
  lengthBefore: number,
  protocol: Protocol,
): Promise<Result<void, SaveCause>> {
  for (const { at, before } of old) {
    const written = await writeRange(file, at, before);
    if (!written.ok) return written;
  }
  const now = await file.stat();
  if (!now.ok) return now;
  if (protocol.restoresLength && now.value.size !== lengthBefore) {
    const cut = await file.truncate(lengthBefore);
    if (!cut.ok) return cut;
  }
  const synced = await protocol.barrier('restored', () => file.sync());
  return synced.ok ? isBack(file, old, lengthBefore) : synced;
}

async function isBack(file: OpenFile, old: readonly OldBytes[], lengthBefore: number): Promise<Result<void, SaveCause>> {
  const now = await file.stat();
  if (!now.ok) return now;
  if (now.value.size !== lengthBefore) return err({ kind: 'read-back-differs', at: Math.min(now.value.size, lengthBefore) });
  for (const { at, before } of old) {
    const place = await findDifference(file, at, before.length, before);
    if (!place.ok) return place;
    if (place.value !== null) return err({ kind: 'read-back-differs', at: place.value });
  }
  return ok(undefined);
}

const MARK_BARRIERS: Readonly<Record<JournalState, Barrier>> = {
  prepared: 'prepared-mark',
  committed: 'commit-mark',
  'rolled-back': 'rolled-back-mark',
};

/** Writes the journal's state, one sector, and makes it durable. `seq` counts the marks. */
export async function mark(journal: OpenFile, state: JournalState, seq: number, protocol: Protocol): Done {
  const written = await journal.write(STATE_AT, encodeState(state, seq));
  return written.ok ? protocol.barrier(MARK_BARRIERS[state], () => journal.sync()) : written;
}

/** Renames the journal, or removes it if `keepAs` is null. */
export async function putAway(files: FileSystem, journal: string, keepAs: string | null, protocol: Protocol): Done {
  const moved = keepAs === null ? await files.unlink(journal) : await files.rename(journal, keepAs);
  return moved.ok ? protocol.barrier('clean-up', () => files.syncFolder(path.dirname(journal))) : moved;
}

/** The first of the results that is an error, for reporting. */
export const firstError = (...outcomes: readonly Result<unknown, FileError>[]): FileError | null => {
  for (const outcome of outcomes) if (!outcome.ok) return outcome.error;
  return null;
};
