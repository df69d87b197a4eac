/** What a search in the window is asked for, and what it tells while it runs. */
import type { OpenError } from '../errors';
import type { FindSummary, JobEnd, JobError } from '../jobs';
import type { JobStartError } from '../jobList';
import type { Space } from '../vhd/units';
import type { OtherView } from './differences';
import type { SearchPattern } from './pattern';

/**
 * `range`: in bytes of the space; null: all of it. `layer`: of a differencing disk only what its own file holds. Bytes that were
 * changed and not saved are searched as they are shown, as far as the changes are of the disk's bytes.
 */
export type FindRequest = {
  readonly patterns: readonly SearchPattern[];
  readonly space: Space;
  readonly layer: boolean;
  readonly range: { readonly at: number; readonly bytes: number } | null;
};

/** Hits are packed: byte offset in the space, length in bytes, index of the pattern. */
export const NUMBERS_A_HIT = 3;
/** More hits than this are counted and not listed: a list of them takes 24 MB. */
export const MAX_LISTED_HITS = 1_000_000;

/** `hits`: those since the last part, ascending by place. `found`: all so far, listed or not. `done` and `total`: bytes read. */
export type FoundPart = { readonly hits: Float64Array; readonly found: number; readonly done: number; readonly total: number };

/**
 * How a search ended. `parts`: how many parts were sent before; the answer may arrive before the last of them. `asSaved`: there
 * are unsaved changes, and the search did not see them.
 */
export type FindEnd = {
  readonly end:
    | JobEnd<FindSummary>
    | { readonly kind: 'refused'; readonly error: JobStartError }
    /** The disk to compare with cannot be opened. */
    | { readonly kind: 'no-other'; readonly error: OpenError }
    /** The file to compare with is the disk's own. */
    | { readonly kind: 'same-file' };
  readonly parts: number;
  readonly asSaved: boolean;
  /** The disk that this one was compared with. */
  readonly other?: OtherView;
};
/** Why a search ended early, or could not begin. */
export type FindFailure =
  | { readonly of: 'job'; readonly error: JobError }
  | { readonly of: 'start'; readonly error: JobStartError }
  | { readonly of: 'other'; readonly error: OpenError }
  | { readonly of: 'same-file' };
