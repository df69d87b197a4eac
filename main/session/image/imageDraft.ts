/** Changes to an image kept from an earlier run: whether there are any, and what becomes of them. */
import type { DraftError, DraftView } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import { draftOffer, restaged, type DraftOffer } from '../edit/draftOffer';
import { isStaged } from '../edit/editSession';
import type { HeldImage } from './heldImage';

export type ImageDraft = {
  /** Stages the changes from an earlier run, in edit mode, if nothing else is staged. */
  restoreDraft(): Promise<Result<void, DraftError>>;
  forgetDraft(): Promise<void>;
  /** Call it after another window has restored or deleted a draft. True if that was the one offered here. */
  lookForDraft(): Promise<boolean>;
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
  let offered: DraftOffer | null = null;
  const weigh = async (): Promise<void> => {
    const { opened } = held;
    // While a save is half done, the file's real state is hidden, so the draft cannot be judged.
    const isShown = slot !== null && opened.interrupted === null;
    offered = isShown ? await draftOffer(opened.chain, opened.identity, slot) : null;
  };
  /** The draft that the window shows; null also once another window has restored or deleted it. */
  const current = (): DraftOffer | null => (offered !== null && slot?.found() === offered.draft ? offered : null);
  const restore = async (): Promise<Result<void, DraftError>> => {
    const draft = current()?.draft ?? null;
    if (slot === null || draft === null) return err({ kind: 'no-draft' });
    if (isStaged(held.staged)) return err({ kind: 'changes-first' });
    const again = await restaged(held.opened.chain, draft, held.staged.log.revision + 1);
    if (again === null) return err({ kind: 'draft-misfit' });
    if (!slot.takeOver(draft)) return err({ kind: 'no-draft' });
    await held.take(again);
    await weigh();
    return ok(undefined);
  };
  return {
    draft: () => current()?.view ?? null,
    weigh,
    lookForDraft: () =>
      held.inTurn(async () => {
        if (offered === null || current() !== null) return false;
        await weigh();
        return true;
      }),
    restoreDraft: async () => (isEditing() ? held.inTurn(restore) : err({ kind: 'not-editing' })),
    forgetDraft: () =>
      held.inTurn(async () => {
        const draft = current()?.draft ?? null;
        if (draft !== null) await slot?.forgetFound(draft);
        await weigh();
      }),
    discardDraft: async () => slot?.discardDraft(),
  };
}
