/** What is staged for this window's disk, and the requests to main's log of changes. */
import type { Space } from '../../shared/vhd/units';
import type { ChangeView, EditRequest, EditsView, RecoverAction } from '../../shared/edits';
import type { Edited, PatchStaged } from '../../shared/ipc/contract';
import type { EventPayload } from '../../shared/ipc/events';
import type { Result } from '../../shared/result';
import { lostRoomOf, overLostText } from '../../shared/text/lostBlocks';
import { childrenText, MAX_CHILDREN } from '../../shared/text/children';
import { savedText } from '../../shared/text/written';
import type { ImageId, OpenTicket } from '../../shared/views';
import { api } from '../api';
import type { AlertText } from '../app/alert.text';
import { UNKEPT } from './draft.text';
import { editErrorText, rebaseErrorText, recoverErrorText, saveErrorText, type EditFailure } from './editErrors.text';
import { takeView, takeWrittenView } from './disk.store';
import { inTurn } from './editQueue.store';
import { overlapRepair } from './repairWays.model';
import { alertUser, askUser, changeSheet, closeSheet, openModal, sheetOf } from '../app/modal.store';
import { refreshPages } from './pages.store';
import { refreshBlocks } from './scan.store';
import { showNotice } from '../app/notice.store';
import { focusForCentre } from '../app/focus.store';
import { changeDisk, now, setState, shownDisk } from '../app/store';
import { dismissToasts, showToast } from '../app/toasts.store';

const imageNow = (): ImageId | null => shownDisk()?.view.image ?? null;
const revisionNow = (): number => shownDisk()?.edits.revision ?? 0;

/** Also clears the notice: what it said of the disk may not be true after a change. */
function setEdits(edits: Edited['edits']): void {
  const before = shownDisk()?.edits;
  if (edits.editing !== before?.editing || edits.revision !== before.revision) setState({ notice: null });
  changeDisk({ edits });
}

/** Shows the disk as it would be with the staged changes. */
async function showEdited({ view, edits }: Edited): Promise<void> {
  const before = shownDisk()?.edits;
  if (before === undefined) return;
  await takeView(view);
  if (imageNow() !== view.image) return;
  setEdits(edits);
  // The toast is shown only when the changes begin to be unkept, and not for every further change.
  if (edits.unkept !== null && before.unkept === null) showToast(UNKEPT[edits.unkept], null, 'unkept');
  refreshPages();
  void refreshBlocks(edits.touched);
}

/** Shows the disk as it was written. */
async function showWritten({ view, edits }: Edited): Promise<void> {
  setEdits(edits);
  refreshPages();
  await takeWrittenView(view);
}

type Call = (image: ImageId) => Promise<Result<Edited, EditFailure>>;
const always = (): boolean => true;

/**
 * Asks main, in turn, and shows the result or says why there is none. `isMeant`: whether the request still makes sense when its
 * turn comes.
 */
async function ask(call: Call, isMeant: (edits: EditsView) => boolean = always): Promise<boolean> {
  changeDisk(({ asking }) => ({ asking: asking + 1 }));
  const image = imageNow();
  try {
    return await inTurn(async () => {
      // The request was for the disk that was shown then, and must not go to another one that took its place.
      const shown = shownDisk();
      if (image === null || shown?.view.image !== image || !isMeant(shown.edits)) return false;
      const answer = await call(image);
      if (answer.ok) await showEdited(answer.value);
      else alertUser(editErrorText(answer.error), answer.error.kind === 'overlapping-block' ? overlapRepair(shown) : null);
      return answer.ok;
    });
  } finally {
    if (imageNow() === image) changeDisk(({ asking }) => ({ asking: asking - 1 }));
  }
}

export async function toggleEditing(): Promise<void> {
  const editing = shownDisk()?.edits.editing === true;
  const focusCentre = focusForCentre();
  const switched = await ask((image) => (editing ? api['edit/end']({ image }) : api['edit/begin']({ image })));
  if (switched && !editing) focusCentre();
  if (switched && !editing) tellOfLostBlocks();
  if (switched && !editing) await tellOfChildren();
}

/** Before the first change: a rebuild is best done while nothing is written. */
function tellOfLostBlocks(): void {
  const room = lostRoomOf(shownDisk()?.view.findings ?? []);
  if (room !== null) showToast(overLostText(room), 'rebuild', 'editing');
}

/** Disks that are based on this one are named as soon as it can be changed. */
async function tellOfChildren(): Promise<void> {
  const image = imageNow();
  const answer = image === null ? null : await api['edit/children']({ image });
  if (answer?.ok !== true || answer.value.length === 0 || imageNow() !== image) return;
  const [text, all] = [childrenText(answer.value), childrenText(answer.value, MAX_CHILDREN)];
  showToast(text, text === all ? null : { all }, 'editing');
}

/** True if it was staged. */
export const stage = (request: EditRequest): Promise<boolean> =>
  ask((image) => api['edit/stage']({ image, revision: revisionNow(), request }));

/** Stages all bytes of a file that the user chose, over the disk's bytes from `at` on. */
export const stageFile = (content: OpenTicket, at: number): Promise<boolean> =>
  ask((image) => api['edit/stageContent']({ image, revision: revisionNow(), content, at }));

/** Stages what a patch file changes as one change; main switches edit mode on for it. What was staged, or null. */
export async function stagePatch(patch: OpenTicket, ipsOf: Space): Promise<Pick<PatchStaged, 'otherDisk'> | null> {
  let staged: PatchStaged | null = null;
  await ask(async (image) => {
    const answer = await api['edit/stagePatch']({ image, revision: revisionNow(), patch, ipsOf });
    if (answer.ok) staged = answer.value;
    return answer;
  });
  return staged;
}

/** Stages the plan as one change; main switches edit mode on for it. True if it was staged. */
export const stageRepair = (plan: number): Promise<boolean> => ask((image) => api['repair/stage']({ image, plan }));

/** Main asks the user and then writes the repair at once. True if it was written, null if the user declined. */
export const applyRepair = (plan: number): Promise<boolean | null> =>
  inTurn(async () => {
    const image = imageNow();
    if (image === null) return false;
    const answer = await api['repair/apply']({ image, plan });
    if (answer.ok) {
      await showWritten(answer.value);
      showToast('Repaired. Verified.', 'undo-save');
      return true;
    }
    const text = saveErrorText(answer.error);
    if (text !== null) alertUser(text);
    return text === null ? null : false;
  });

/**
 * Shows the disk as main reports it. While that waited for its turn, what was before it in the queue may have shown the disk as
 * it became later: that stays.
 */
export const takeEdited = (edited: Edited): Promise<void> =>
  inTurn(async () => {
    if (edited.edits.revision >= revisionNow()) await showEdited(edited);
  });

/** Something that this page did not ask for has ended in main: a save, perhaps, or a change. */
export const takeLate = ({ isCheckOver, isLate, ...edited }: EventPayload<'image/changed'>): Promise<void> =>
  inTurn(async () => {
    if (imageNow() !== edited.view.image) return;
    if (isCheckOver) changeDisk({ checking: null });
    if (edited.edits.revision > revisionNow() && isLate) showToast('What was under way when this window was loaded again is done.');
    if (edited.edits.revision >= revisionNow()) return showWritten(edited);
    // What this page has staged since then is newer, and shown; of the blocks under it nothing is known.
    const shown = shownDisk();
    if (shown !== null) await takeWrittenView(shown.view);
  });

/** Why a save did not happen that the user agreed to before the disk would leave. The disk stays. */
export const takeNotSaved = ({ image, failure }: EventPayload<'image/notSaved'>): Promise<void> =>
  inTurn(async () => {
    if (imageNow() === image) sayNotSaved(failure);
  });

/** Another window has restored or discarded the kept changes that were offered here. */
export function takeDraft({ image, draft }: EventPayload<'image/draft'>): void {
  const shown = shownDisk();
  if (shown?.view.image === image) changeDisk({ view: { ...shown.view, draft } });
}

/** If undo is pressed more often than there are changes, the surplus does nothing. */
export async function undo(): Promise<void> {
  await ask(
    (image) => api['edit/undo']({ image, revision: revisionNow() }),
    ({ changes }) => changes > 0,
  );
}

export async function redo(): Promise<void> {
  await ask(
    (image) => api['edit/redo']({ image, revision: revisionNow() }),
    (edits) => edits.redo !== null,
  );
}

/** The staged changes that come before change number `before`, newest first. Main answers only some at a time. */
export async function earlierChanges(before: number): Promise<readonly ChangeView[]> {
  const image = imageNow();
  const answer = image === null ? null : await api['edit/list']({ image, before });
  return answer?.ok === true ? answer.value : [];
}

export const discard = async (): Promise<void> => void (await ask((image) => api['edit/discard']({ image })));

/** Stages the changes that an earlier run left. */
export async function restoreDraft(): Promise<void> {
  const focusCentre = focusForCentre();
  const restored = await ask((image) => api['edit/restoreDraft']({ image }));
  if (restored) focusCentre();
}

export const forgetDraft = async (): Promise<void> => void (await ask((image) => api['edit/forgetDraft']({ image })));

/** Opens the sheet that shows what a save would do; not over one that the user opens while that is looked up. */
export function openReview(): Promise<void> {
  const { modal } = now();
  return inTurn(async () => {
    const image = imageNow();
    const answer = image === null ? null : await api['edit/review']({ image });
    if (answer?.ok !== true || now().modal !== modal) return;
    if (answer.value !== null) openModal({ kind: 'review', review: answer.value, isSaving: false });
    else if ((shownDisk()?.edits.changes ?? 0) > 0) showNotice('The file holds these bytes already: there is nothing to save');
  });
}

/** Bytes that another program wrote are never overwritten unseen: they are shown first, with the changes over them. */
const askToRebase = ({ detail }: AlertText): void =>
  askUser({
    title: 'The disk changed since it was opened.',
    detail: `${detail} It can be read again, with your changes over it; review them then, for what they change may be something else now.`,
    yes: 'Reload and keep my changes',
    run: () => void rebase(),
  });

/** Nothing is said where the user declined. What the review shows is not what a save would do any more. */
function sayNotSaved(error: Parameters<typeof saveErrorText>[0]): void {
  const text = saveErrorText(error);
  if (text === null) return;
  const cause = 'cause' in error ? error.cause : null;
  closeSheet('review');
  if (cause?.kind === 'changed-on-disk' && cause.what !== 'replaced') askToRebase(text);
  else alertUser(text);
}

/** Saves exactly what the sheet shows: main refuses any other revision. */
export async function save(): Promise<void> {
  const sheet = sheetOf('review');
  if (sheet === null || sheet.isSaving) return;
  changeSheet('review', { isSaving: true });
  await inTurn(async () => {
    const image = imageNow();
    if (image === null || sheetOf('review') === null) return;
    const { review } = sheet;
    const changes = shownDisk()?.edits.changes ?? 0;
    const answer = await api['edit/save']({ image, revision: review.revision });
    if (answer.ok) {
      await showWritten(answer.value);
      closeSheet('review');
      showToast(savedText(changes, review), 'undo-save');
      return;
    }
    changeSheet('review', { isSaving: false });
    sayNotSaved(answer.error);
  });
}

/** Reads the file again and puts the staged changes over it. */
export const rebase = (): Promise<void> =>
  inTurn(async () => {
    const view = shownDisk()?.view;
    if (view === undefined) return;
    const answer = await api['edit/rebase']({ image: view.image });
    if (!answer.ok) return alertUser(rebaseErrorText(answer.error, view.name));
    await showWritten(answer.value);
    showToast('Reloaded. Your changes are kept, and not saved.', null, 'unsaved');
  });

export const undoSaved = (): Promise<void> =>
  inTurn(() => restored('The disk is as it was before the save.', (image) => api['edit/undoSaved']({ image })));
const RECOVERED: Readonly<Record<RecoverAction, string>> = {
  'roll-back': 'The interrupted save is settled.',
  finish: 'The interrupted save is settled.',
  'set-aside': 'The journal is put aside. The disk stays as it is, and can be edited.',
};
export const recover = (action: RecoverAction): Promise<void> =>
  inTurn(() => restored(RECOVERED[action], (image) => api['edit/recover']({ image, action })));

async function restored(
  said: string,
  call: (image: ImageId) => Promise<Result<Edited, Parameters<typeof recoverErrorText>[0]>>,
): Promise<void> {
  const image = imageNow();
  if (image === null) return;
  const answer = await call(image);
  if (answer.ok) {
    await showWritten(answer.value);
    dismissToasts(({ action }) => action === 'undo-save');
    showToast(said);
    return;
  }
  const text = recoverErrorText(answer.error);
  if (text !== null) alertUser(text);
}
