/**
 * What the user has filled into a sheet, for the page that takes the place of this one when it fails. The window's session
 * storage outlives its pages, and ends with the window.
 */
import { openModal, sheetIn } from './modal.store';
import { leftWithoutDisk, type Sheet, type SheetOf } from './modalState';
import { shownDisk, useStore } from './store';

const KEY = 'sheet';
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Sheets with something that is filled in and then sent. */
type Filled = SheetOf<'newDisk' | 'convert' | 'export' | 'import' | 'insert'>;
const FILLED: readonly Sheet['kind'][] = ['newDisk', 'convert', 'export', 'import', 'insert'] satisfies readonly Filled['kind'][];
const isFilled = (sheet: Sheet): sheet is Filled => FILLED.includes(sheet.kind);

function isSent(sheet: Filled): boolean {
  if (sheet.kind === 'newDisk') return sheet.writing.kind === 'writing';
  return sheet.kind === 'insert' ? sheet.isStaging : sheet.isStarting;
}

/** What is kept of the sheet. Null if nothing is filled in, or if it was sent: main goes on with that. */
function keptOf(sheet: Sheet | null): Filled | null {
  if (sheet === null || !isFilled(sheet) || isSent(sheet)) return null;
  // Nobody would wait for that answer any more. A place is looked at again by the sheet itself.
  const isLooking = sheet.kind === 'newDisk' && sheet.form.parent?.look.kind === 'looking';
  return isLooking ? { ...sheet, form: { ...sheet.form, parent: null } } : sheet;
}

/** Keeps the form of the sheet that is open, at every change. Returns a function that stops. */
export function keepSheet(storage: Store = sessionStorage): () => void {
  return useStore.subscribe(({ modal }, { modal: before }) => {
    const sheet = sheetIn(modal);
    // A sheet that was given back is kept again once the user changes it: if it is what fails, the next page comes without it.
    if (sheet === sheetIn(before) || sheet === givenBack) return;
    const kept = keptOf(sheet);
    if (kept === null) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(kept));
  });
}
let givenBack: Sheet | null = null;

/** What the page before this one kept; null if there is none. It is given only once. */
export function takeKeptSheet(storage: Store = sessionStorage): Sheet | null {
  const text = storage.getItem(KEY);
  storage.removeItem(KEY);
  return text === null ? null : (JSON.parse(text) as Sheet);
}

/** Opens the sheet again, unless it is about a disk that is not open any more, or something else is open by now. */
export function giveBack(sheet: Sheet): void {
  if (useStore.getState().modal !== null || (shownDisk() === null && leftWithoutDisk(sheet) === null)) return;
  givenBack = sheet;
  openModal(sheet);
}
