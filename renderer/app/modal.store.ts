/** Opens, changes and closes the one modal. */
import type { AlertText } from './alert.text';
import type { Modal, QuestionModal, Sheet, SheetOf, TypedOn } from './modalState';
import { now, setState, useStore } from './store';

/** The sheet that is open, even if alerts or questions cover it. */
export const sheetIn = (modal: Modal | null): Sheet | null =>
  modal?.kind === 'alert' || modal?.kind === 'question' ? sheetIn(modal.under) : modal;
/** The same alerts and questions over another sheet, or over none. */
const over = (modal: Modal, sheet: Sheet | null): Modal | null =>
  modal.kind === 'alert' || modal.kind === 'question' ? { ...modal, under: modal.under === null ? null : over(modal.under, sheet) } : sheet;
/** The question that waits for its answer, even if an alert covers it. */
export const questionIn = (modal: Modal | null): QuestionModal | null =>
  modal?.kind === 'alert' ? questionIn(modal.under) : modal?.kind === 'question' ? modal : null;

/** The open sheet if it is of that kind, even if an alert covers it; else null. */
export function sheetOf<K extends Sheet['kind']>(kind: K, modal: Modal | null = now().modal): SheetOf<K> | null {
  const sheet = sheetIn(modal);
  return sheet?.kind === kind ? (sheet as SheetOf<K>) : null;
}

/** For the parts of an open sheet. While the sheet closes, they still see it as it last was. */
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

/** Changes the open sheet if it is of that kind. */
export function changeSheet<K extends Sheet['kind']>(
  kind: K,
  change: Partial<Omit<SheetOf<K>, 'kind'>> | ((sheet: SheetOf<K>) => Partial<Omit<SheetOf<K>, 'kind'>>),
): void {
  setState(({ modal }) => {
    const sheet = sheetOf(kind, modal);
    if (sheet === null || modal === null) return {};
    return { modal: over(modal, { ...sheet, ...(typeof change === 'function' ? change(sheet) : change) } as Sheet) };
  });
}

/** Closes the open sheet if it is of that kind. An alert over it stays until the user has read it. */
export function closeSheet(kind: Sheet['kind']): void {
  setState(({ modal }) => {
    const sheet = sheetOf(kind, modal);
    if (sheet === null || modal === null) return {};
    return { modal: over(modal, null) };
  });
}

/**
 * Tells the user, over whatever sheet or question is open, that something did not happen. `repairs`: index of the problem whose
 * repair helps; null: none.
 */
export const alertUser = ({ title, detail }: AlertText, repairs: number | null = null): void =>
  setState(({ modal }) => ({
    // The same message twice is read once.
    modal: {
      kind: 'alert',
      title,
      detail,
      under: modal?.kind === 'alert' && modal.title === title ? modal.under : modal,
      ...(repairs === null ? {} : { repairs }),
    },
  }));
/** Asks the user before something happens. */
export const askUser = (question: Omit<QuestionModal, 'kind' | 'under' | 'typing'> & { readonly typing?: TypedOn }): void =>
  setState(({ modal }) => ({ modal: { kind: 'question', typing: null, ...question, under: modal } }));
/** Shows what the user went on to type while the question is up. */
export const showTyped = (shown: Pick<TypedOn, 'typed' | 'what'>): void =>
  setState(({ modal }) =>
    modal?.kind === 'question' && modal.typing !== null ? { modal: { ...modal, typing: { ...modal.typing, ...shown } } } : {},
  );
/** Closes the alert or question, so that what is below it shows again. */
export const dismissOver = (): void =>
  setState(({ modal }) => ({ modal: modal?.kind === 'alert' || modal?.kind === 'question' ? modal.under : modal }));
