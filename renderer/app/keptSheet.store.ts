/** What the user has filled into a sheet, for the page that takes the place of this one when it fails. */
import type { RepairRequest } from '../../shared/repairViews';
import type { ImageId } from '../../shared/views';
import { keepText, takeText, type KeptTexts } from './keptText.store';
import { openModal, sheetIn } from './modal.store';
import { isFilledIn, leftWithoutDisk, type FilledSheet, type RepairModal, type Sheet } from './modalState';
import { now, shownDisk, shownIn, useStore } from './store';

const KEY = 'sheet';

/** `image`: the disk that was in sight, which the sheet may be about. */
export type KeptSheet = { readonly image: ImageId | null; readonly sheet: Sheet };

function isSent(sheet: FilledSheet): boolean {
  switch (sheet.kind) {
    // It goes on showing how far the writing has come, and can cancel it.
    case 'newDisk':
      return false;
    case 'insert':
      return sheet.isStaging;
    case 'repair':
      return sheet.doing !== null;
    case 'fill':
      return false;
    case 'convert':
    case 'export':
    case 'import':
      return sheet.isStarting;
    default:
      return sheet satisfies never;
  }
}

/** What is kept of the sheet. Null if nothing is filled in, or if it was sent: main goes on with that. */
function keptOf(sheet: Sheet | null): FilledSheet | null {
  if (sheet === null || !isFilledIn(sheet) || isSent(sheet)) return null;
  // The sheet makes its plan again: what main works out for this page, nobody would wait for any more.
  return sheet.kind === 'repair'
    ? { ...sheet, request: lastRequest(sheet), view: null, isPlanning: false, searched: null, failure: null }
    : sheet;
}

/** A footer that was found is not searched for again. */
const lastRequest = ({ request, view, isPlanning }: RepairModal): RepairRequest =>
  !isPlanning && view?.request.kind === 'far-footer' ? view.request : request;

/** Keeps the form of the sheet that is open, at every change. Returns a function that stops. */
export function keepSheet(storage: KeptTexts = sessionStorage): () => void {
  return useStore.subscribe((state, before) => {
    const sheet = sheetIn(state.modal);
    if (sheet === sheetIn(before.modal)) return;
    const kept = keptOf(sheet);
    if (kept === null) return storage.removeItem(KEY);
    const text = JSON.stringify({ image: shownIn(state)?.view.image ?? null, sheet: kept } satisfies KeptSheet);
    // A sheet that was given back is kept again once the user changes it: if it is what fails, the next page comes without it.
    if (text !== givenBack) keepText(storage, KEY, text);
  });
}
let givenBack: string | null = null;

/** What the page before this one kept; null if there is none. It is given only once. */
export function takeKeptSheet(storage: KeptTexts = sessionStorage): KeptSheet | null {
  const text = takeText(storage, KEY);
  return text === null ? null : (JSON.parse(text) as KeptSheet);
}

/** Whether what the sheet is about is in sight: its disk, or the file that could not be opened and is to be rescued. */
function isInSight({ image, sheet }: KeptSheet): boolean {
  if (leftWithoutDisk(sheet) !== null) return true;
  return sheet.kind === 'repair' && sheet.file !== null ? now().disk.kind === 'failed' : shownDisk()?.view.image === image;
}

/**
 * Opens the sheet again, unless what it is about is not in sight any more, or something else is open by now. `isCreating`:
 * whether main is still writing the disk that the sheet was sent for.
 */
export function giveBack(kept: KeptSheet, isCreating: boolean): void {
  const isSheetCreating = kept.sheet.kind === 'newDisk' && kept.sheet.writing.kind === 'writing';
  if (now().modal !== null || !isInSight(kept) || (isSheetCreating && !isCreating)) return;
  givenBack = JSON.stringify(kept);
  openModal(kept.sheet);
}
