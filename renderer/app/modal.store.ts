/** Opens, changes and closes the one modal. */
import type { AlertText } from './alert.text';
import type { Modal, QuestionModal, Sheet, SheetOf } from './modalState';
import { now, setState, useStore } from './store';

/** The sheet that is open, also where an alert or a question stands over it. */
export const sheetIn = (modal: Modal | null): Sheet | null =>
  modal === null ? null : modal.kind === 'alert' || modal.kind === 'question' ? modal.under : modal;

/** The sheet of that kind, also where an alert stands over it; null where it is not open. */
export function sheetOf<K extends Sheet['kind']>(kind: K, modal: Modal | null = now().modal): SheetOf<K> | null {
  const sheet = sheetIn(modal);
  return sheet?.kind === kind ? (sheet as SheetOf<K>) : null;
}

/** For the parts of an open sheet. While it closes they see it as it last was. */
const lastSheets = new Map<Sheet['kind'], Sheet>();
useStore.subscribe(({ modal }) => {
  const sheet = sheetIn(modal);
  if (sheet !== null) lastSheets.set(sheet.kind, sheet);
});
export function useSheet<K extends Sheet['kind'], T>(kind: K, select: (sheet: SheetOf<K>) => T): T {
  return useStore(({ modal }) => {
    const sheet = sheetOf(kind, modal) ?? lastSheets.get(kind);
    if (sheet === undefined) throw new Error(`part of the sheet ${kind} is shown without it`);
    return select(sheet as SheetOf<K>);
  });
}

export const openModal = (modal: Sheet): void => setState({ modal });

/** Changes the sheet of that kind, where it is open. */
export function changeSheet<K extends Sheet['kind']>(
  kind: K,
  change: Partial<Omit<SheetOf<K>, 'kind'>> | ((sheet: SheetOf<K>) => Partial<Omit<SheetOf<K>, 'kind'>>),
): void {
  setState(({ modal }) => {
    const sheet = sheetOf(kind, modal);
    if (sheet === null || modal === null) return {};
    const next = { ...sheet, ...(typeof change === 'function' ? change(sheet) : change) } as Sheet;
    return { modal: modal === sheet ? next : ({ ...modal, under: next } as Modal) };
  });
}

/** Closes it, if it is the one that is open; an alert over it stays until it is read. */
export function closeSheet(kind: Sheet['kind']): void {
  setState(({ modal }) => {
    const sheet = sheetOf(kind, modal);
    if (sheet === null || modal === null) return {};
    return { modal: modal === sheet ? null : ({ ...modal, under: null } as Modal) };
  });
}

/** Says what did not happen, over whatever sheet is open. */
export const alertUser = ({ title, detail }: AlertText): void =>
  setState(({ modal }) => ({ modal: { kind: 'alert', title, detail, under: sheetIn(modal) } }));
/** Asks before something happens. */
export const askUser = (question: Omit<QuestionModal, 'kind' | 'under'>): void =>
  setState(({ modal }) => ({ modal: { kind: 'question', ...question, under: sheetIn(modal) } }));
/** Takes the alert or question away; the sheet below is back. */
export const dismissOver = (): void => setState(({ modal }) => ({ modal: sheetIn(modal) }));
