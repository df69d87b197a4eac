/** Changes to an image kept from an earlier run: whether there are any, and what becomes of them. */
import type { DraftError, DraftView } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import { draftView, restaged } from '../edit/draftOffer';
import { isStaged } from '../edit/editSession';
import type { HeldImage } from './heldImage';

export type ImageDraft = {
  /** Stages the changes from an earlier run, in edit mode, if nothing else is staged. */
  restoreDraft(): Promise<Result<void, DraftError>>;
  forgetDraft(): Promise<void>;
  /** The user discards what is staged: it is not kept for later, either. */
  discardDraft(): Promise<void>;
};

/** Used by the other parts of the session. */
export type OfferedDraft = ImageDraft & {
  draft(): DraftView | null;
  /** Checks the draft again, after the file or its parents have changed. Call it inside `inTurn`, as changes are. */
  weigh(): Promise<void>;
};

export function imageDraft(held: HeldImage, isEditing: () => boolean): OfferedDraft {
  const { slot } = held;
  let draft: DraftView | null = null;
  const weigh = async (): Promise<void> => {
    const { opened } = held;
    // While a save is half done, the file's real state is hidden, so the draft cannot be judged.
    const isShown = slot !== null && opened.interrupted === null;
    draft = isShown ? await draftView(opened.chain, opened.identity, slot) : null;
  };
  const restore = async (): Promise<Result<void, DraftError>> => {
    const found = slot?.found() ?? null;
    if (slot === null || found === null || isStaged(held.staged)) return err({ kind: 'no-draft' });
    const again = await restaged(held.opened.chain, found, held.staged.log.revision + 1);
    if (again === null) return err({ kind: 'draft-misfit' });
    slot.takeOver();
    await held.take(again);
    await weigh();
    return ok(undefined);
  };
  return {
    draft: () => draft,
    weigh,
    restoreDraft: async () => (isEditing() ? held.inTurn(restore) : err({ kind: 'not-editing' })),
    forgetDraft: () =>
      held.inTurn(async () => {
        await slot?.forgetFound();
        await weigh();
      }),
    discardDraft: async () => slot?.discardDraft(),
  };
}
