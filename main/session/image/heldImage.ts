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
  /** Call it only inside `inTurn`. `over`: the open files from now on. */
  take(staged: Staged, over?: Opened): Promise<void>;
  /** Stages the result of `make`, if the staged changes still have the `revision` that the request was made for. */
  change<E>(revision: number, make: () => Promise<Result<Staged, E>>): Promise<Result<void, E | EditError>>;
};

/** Nothing is staged yet over the opened files. */
export async function heldImage(origin: Origin, first: Opened, slot: DraftSlot | null): Promise<HeldImage> {
  const { now } = origin;
  let opened = first;
  let staged = nothingStaged(first.chain);
  let description = await described(first.chain, now());
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
    take,
    change: (revision, make) =>
      inTurn(async () => {
        if (revision !== staged.log.revision) return err({ kind: 'stale-revision' });
        const next = await make();
        if (!next.ok) return next;
        await take(next.value);
        return ok(undefined);
      }),
  };
}
