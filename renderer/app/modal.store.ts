/** Opens, changes and closes the one modal. */
import type { AlertText } from './alert.text';
import type { Modal, QuestionModal, Sheet, SheetOf, TypedOn } from './modalState';
import { now, setState, useStore } from './store';

/** The sheet that is open, even if an alert or a question covers it. */
export const sheetIn = (modal: Modal | null): Sheet | null =>
  modal === null ? null : modal.kind === 'alert' || modal.kind === 'question' ? modal.under : modal;

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
    const next = { ...sheet, ...(typeof change === 'function' ? change(sheet) : change) } as Sheet;
    return { modal: modal === sheet ? next : ({ ...modal, under: next } as Modal) };
  });
}

/** Closes the open sheet if it is of that kind. An alert over it stays until the user has read it. */
export function closeSheet(kind: Sheet['kind']): void {
  setState(({ modal }) => {
    const sheet = sheetOf(kind, modal);
    if (sheet === null || modal === null) return {};
    return { modal: modal === sheet ? null : ({ ...modal, under: null } as Modal) };
  });
}

/** Tells the user, over whatever sheet is open, that something did not happen. */
export const alertUser = ({ title, detail }: AlertText): void =>
  setState(({ modal }) => ({ modal: { kind: 'alert', title, detail, under: sheetIn(modal) } }));
/** Asks the user before something happens. */
export const askUser = (question: Omit<QuestionModal, 'kind' | 'under' | 'typing'> & { readonly typing?: TypedOn }): void =>
  setState(({ modal }) => ({ modal: { kind: 'question', typing: null, ...question, under: sheetIn(modal) } }));
/** Shows what the user went on to type while the question is up. */
export const showTyped = (shown: Pick<TypedOn, 'typed' | 'what'>): void =>
  setState(({ modal }) =>
    modal?.kind === 'question' && modal.typing !== null ? { modal: { ...modal, typing: { ...modal.typing, ...shown } } } : {},
  );
/** Closes the alert or question, so that the sheet below it shows again. */
export const dismissOver = (): void => setState(({ modal }) => ({ modal: sheetIn(modal) }));
