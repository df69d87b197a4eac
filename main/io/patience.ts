/**
 * Retries calls that may succeed a moment later: a virus scanner or an indexer has the file, or a signal interrupted the
 * call. Only for opening and for names; never for data and syncs, where a second answer proves nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf } from './errno';

const TRIES = 10;
export const PAUSE_MS = 100;
const PASSING: readonly string[] = ['EBUSY', 'EAGAIN', 'EINTR'];
/** Windows refuses to move or remove a file that somebody has open, with the error of a missing right. */
const PASSING_FOR_NAMES: readonly string[] = [...PASSING, 'EPERM', 'EACCES'];

export type Patience = { readonly platform?: NodeJS.Platform; readonly pauseMs?: number };

async function tried<T>(work: () => Promise<T>, passing: readonly string[], pauseMs: number): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await work();
    } catch (cause) {
      if (turn >= TRIES || !passing.includes(errnoOf(cause))) throw cause;
      await sleep(pauseMs);
    }
  }
}

/** Opens something, retrying for about a second; throws the last error. */
export const openPatiently = <T>(work: () => Promise<T>, { pauseMs = PAUSE_MS }: Patience = {}): Promise<T> =>
  tried(work, PASSING, pauseMs);

/** Gives, moves or removes a name, retrying for about a second; throws the last error. */
export const renamePatiently = <T>(
  work: () => Promise<T>,
  { platform = process.platform, pauseMs = PAUSE_MS }: Patience = {},
): Promise<T> => tried(work, platform === 'win32' ? PASSING_FOR_NAMES : PASSING, pauseMs);
