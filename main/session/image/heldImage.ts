/**
 * The image of a session as it is now: the open files, what is staged over them, and the result. Only this module changes
 * it, one change after the other; the other parts of a session read it.
 */
import type { EditError } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import type { Description } from '../../vhd/describe/describe';
import { noteStaged } from '../edit/draftOffer';
import type { DraftSlot } from '../edit/drafts';
import { nothingStaged, type Staged } from '../edit/editSession';
import { described, type Opened, type Origin } from './openedImage';

export type HeldImage = {
  readonly origin: Origin;
  /** Where staged changes are kept for later; null if they are not kept. */
  readonly slot: DraftSlot | null;
  readonly opened: Opened;
  /** A new value after every change: results about one value do not hold for the next. */
  readonly staged: Staged;
  readonly description: Description;
  /** Runs the work after the work that was queued before it. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** The same for work that writes to the file: what would change the image meanwhile waits for its end. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** Whether such work runs, or waits for its turn. */
  isWriting(): boolean;
  /** Call it only inside `inTurn` or `write`. `over`: the open files from now on. */
  take(staged: Staged, over?: Opened): Promise<void>;
  /** Call it after `take`, in the same turn: what is staged now shows the same bytes as that `revision` did, because it was saved. */
  noteSaved(revision: number): void;
  /**
   * Stages the result of `make`, if the disk still shows the bytes of the `revision` that the request was made for: nothing else
   * was staged since, and at most that revision was saved.
   */
  change<E>(revision: number, make: () => Promise<Result<Staged, E>>): Promise<Result<void, E | EditError>>;
};

/** Nothing is staged yet over the opened files. */
export async function heldImage(origin: Origin, first: Opened, slot: DraftSlot | null): Promise<HeldImage> {
  const { now } = origin;
  let opened = first;
  let staged = nothingStaged(first.chain);
  let description = await described(first.chain, now());
  let saved: { readonly from: number; readonly to: number } | null = null;
  let writes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  const take = async (next: Staged, over: Opened = opened): Promise<void> => {
    opened = over;
    staged = next;
    if (slot !== null) noteStaged(next, opened.identity, slot);
    description = await described(next.chain, now());
  };
  return {
    origin,
    slot,
    get opened() {
      return opened;
    },
    get staged() {
      return staged;
    },
    get description() {
      return description;
    },
    inTurn,
    write: (work) => {
      writes += 1;
      return inTurn(work).finally(() => {
        writes -= 1;
      });
    },
    isWriting: () => writes > 0,
    take,
    noteSaved: (from) => {
      saved = { from, to: staged.log.revision };
    },
    change: (revision, make) =>
      inTurn(async () => {
        const latest = staged.log.revision;
        const isSame = revision === latest || (revision === saved?.from && latest === saved.to);
        if (!isSame) return err({ kind: 'stale-revision' });
        const next = await make();
        if (!next.ok) return next;
        await take(next.value);
        return ok(undefined);
      }),
  };
}
