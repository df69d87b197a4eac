/** What is staged in this window's disk, and the way to main's log of it. Every change goes through one queue. */
import type { StateCreator } from 'zustand';
import type { EditsView, EditWish, RecoverAction, ReviewView } from '../../shared/edits';
import type { BoundaryError } from '../../shared/errors';
import type { BytesFile, OpenTicket } from '../../shared/views';
import type { Edited } from '../../shared/ipc/contract';
import type { Result } from '../../shared/result';
import { bytesText } from '../../shared/text/size';
import { api } from '../api';
import type { AlertText } from '../text/parentErrors';
import { editErrorText, recoverErrorText, saveErrorText, type EditFailure } from '../text/editErrors';
import { UNKEPT } from '../text/draft';
import { refreshPages } from './pages';
import type { Store } from './store';
import type { Question } from './view';

const REBASE_FAILED =
  'Somebody else changed what they need. Nothing was changed in the file, and they are still here: export what you need, or discard them.';

export const NO_EDITS: EditsView = {
  revision: 0,
  editing: false,
  changes: [],
  redo: null,
  changed: { file: [], disk: [] },
  growthBytes: 0,
  canUndoSave: false,
  unkept: null,
};

export type EditsSlice = {
  readonly edits: EditsView;
  /** What a save would do; the sheet is open while it is there. */
  readonly review: ReviewView | null;
  /** What main was asked and has not answered: who presses Save right after a key means that key too. */
  readonly asking: number;
  /** When all that was asked so far is answered. */
  settled(): Promise<void>;
  toggleEditing(): Promise<void>;
  /** True when it is staged. */
  stage(wish: EditWish): Promise<boolean>;
  /** All bytes of a file the user chose, from byte `at` of the disk on. */
  stageFile(content: OpenTicket, at: number): Promise<boolean>;
  /** The file that is to be written into the disk, and where to as it was first proposed; null: none is. */
  readonly content: { readonly file: BytesFile | null; readonly at: string } | null;
  /** The plan of that number becomes one change; edit mode is switched on for it. True when it is staged. */
  stageRepair(plan: number): Promise<boolean>;
  /** Main asks the user, then writes it at once. True when it is written, null when the user said no. */
  applyRepair(plan: number): Promise<boolean | null>;
  /** Shows the disk as main says it is now. */
  adoptEdited(edited: Edited): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  discard(): Promise<void>;
  /** Stages the changes that an earlier run left. */
  restoreDraft(): Promise<void>;
  forgetDraft(): Promise<void>;
  openReview(): Promise<void>;
  closeReview(): void;
  save(): Promise<void>;
  /** Reads the file anew, and puts what is staged over it. */
  rebase(): Promise<void>;
  undoSaved(): Promise<void>;
  recover(action: RecoverAction): Promise<void>;
};

type Answered = Result<Edited, EditFailure>;

export const editsSlice: StateCreator<Store, [], [], EditsSlice> = (set, get) => {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work);
    queue = next.catch(() => undefined);
    return next;
  };
  const imageOf = () => {
    const { disk } = get();
    return disk.kind === 'open' ? disk.view.image : null;
  };

  /** Shows the disk as it would be. */
  const adopt = async ({ view, edits }: Edited): Promise<void> => {
    const { changed } = get().edits;
    await get().adopt(view);
    // Said once for each disk, when it begins to be so.
    if (edits.unkept !== null && get().edits.unkept === null) set({ toast: { text: UNKEPT[edits.unkept], action: null } });
    set({ edits });
    refreshPages();
    void get().refreshTouched(changed);
  };
  /** Shows the disk as it was written. */
  const adoptWritten = async ({ view, edits }: Edited): Promise<void> => {
    set({ edits });
    refreshPages();
    await get().adoptFresh(view);
  };
  /** Asks main, in turn, and shows what follows or says why not. */
  const ask = async (call: (image: NonNullable<ReturnType<typeof imageOf>>) => Promise<Answered>): Promise<boolean> => {
    set(({ asking }) => ({ asking: asking + 1 }));
    try {
      return await inTurn(async () => {
        const image = imageOf();
        if (image === null) return false;
        const answer = await call(image);
        if (answer.ok) await adopt(answer.value);
        else set({ alert: editErrorText(answer.error) });
        return answer.ok;
      });
    } finally {
      set(({ asking }) => ({ asking: asking - 1 }));
    }
  };

  /** Somebody else's bytes are never written over unseen: they are shown first, with the changes over them. */
  const changedMeanwhile = ({ detail }: AlertText): Question => ({
    title: 'The disk changed since it was opened.',
    detail: `${detail} It can be read again, with your changes over it; review them then, for what they change may be something else now.`,
    yes: 'Reload and keep my changes',
    run: () => void get().rebase(),
  });

  return {
    edits: NO_EDITS,
    review: null,
    asking: 0,
    settled: () => inTurn(async () => {}),

    toggleEditing: async () => {
      const { editing } = get().edits;
      const switched = await ask((image) => (editing ? api['edit/end']({ image }) : api['edit/begin']({ image })));
      if (switched && !editing) set({ wantedPane: 'hex' });
    },
    stage: (wish) => ask((image) => api['edit/stage']({ image, revision: get().edits.revision, wish })),
    content: null,
    stageFile: (content, at) => ask((image) => api['edit/stageContent']({ image, revision: get().edits.revision, content, at })),
    stageRepair: async (plan) => {
      const editing = get().edits.editing || (await ask((image) => api['edit/begin']({ image })));
      return editing && (await ask((image) => api['repair/stage']({ image, plan })));
    },
    applyRepair: (plan) =>
      inTurn(async () => {
        const image = imageOf();
        if (image === null) return false;
        const answer = await api['repair/apply']({ image, plan });
        if (answer.ok) {
          await adopt(answer.value);
          set({ toast: { text: 'Repaired. Verified.', action: 'undo-save' } });
          return true;
        }
        const text = saveErrorText(answer.error);
        if (text !== null) set({ alert: text });
        return text === null ? null : false;
      }),
    adoptEdited: (edited) => inTurn(() => adopt(edited)),
    undo: async () => {
      await get().settled();
      if (get().edits.changes.length > 0) await ask((image) => api['edit/undo']({ image, revision: get().edits.revision }));
    },
    redo: async () => {
      await get().settled();
      if (get().edits.redo !== null) await ask((image) => api['edit/redo']({ image, revision: get().edits.revision }));
    },
    discard: async () => void (await ask((image) => api['edit/discard']({ image }))),
    restoreDraft: async () => {
      const restored = await ask((image) => api['edit/restoreDraft']({ image }));
      if (restored) set({ wantedPane: 'hex' });
    },
    forgetDraft: async () => void (await ask((image) => api['edit/forgetDraft']({ image }))),

    openReview: () =>
      inTurn(async () => {
        const image = imageOf();
        const answer = image === null ? null : await api['edit/review']({ image });
        if (answer?.ok === true) set({ review: answer.value });
      }),
    closeReview: () => set({ review: null }),

    save: () =>
      inTurn(async () => {
        const image = imageOf();
        const { edits, review } = get();
        if (image === null || review === null) return;
        const answer = await api['edit/save']({ image, revision: edits.revision });
        if (answer.ok) {
          await adoptWritten(answer.value);
          set({
            review: null,
            toast: { text: `Saved ${bytesText(review.changedBytes + review.growthBytes)}. Verified.`, action: 'undo-save' },
          });
          return;
        }
        const text = saveErrorText(answer.error);
        if (text === null) return;
        const cause = 'cause' in answer.error ? answer.error.cause : null;
        if (cause?.kind === 'changed-on-disk' && cause.what !== 'replaced') set({ review: null, question: changedMeanwhile(text) });
        else set({ review: null, alert: text });
      }),
    rebase: () =>
      inTurn(async () => {
        const image = imageOf();
        if (image === null) return;
        const answer = await api['edit/rebase']({ image });
        if (!answer.ok) return set({ alert: { title: 'Your changes don’t fit the file as it is now.', detail: REBASE_FAILED } });
        await adoptWritten(answer.value);
        set({ toast: { text: 'Reloaded. Your changes are kept, and not saved.', action: null } });
      }),

    undoSaved: () => inTurn(() => restored('The disk is as it was before the save.', (image) => api['edit/undoSaved']({ image }))),
    recover: (action) => inTurn(() => restored('The interrupted save is settled.', (image) => api['edit/recover']({ image, action }))),
  };

  async function restored(
    said: string,
    call: (
      image: NonNullable<ReturnType<typeof imageOf>>,
    ) => Promise<Result<Edited, Parameters<typeof recoverErrorText>[0] | BoundaryError>>,
  ): Promise<void> {
    const image = imageOf();
    if (image === null) return;
    const answer = await call(image);
    if (answer.ok) {
      await adoptWritten(answer.value);
      set({ toast: { text: said, action: null } });
      return;
    }
    const text = recoverErrorText(answer.error);
    if (text !== null) set({ alert: text });
  }
};
