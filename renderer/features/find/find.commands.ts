/** Opens the search, and what it replaces hits by. */
import { changeDisk, setState } from '../../app/store';

export function goToFind(): void {
  changeDisk(({ findForm }) => ({ bottom: 'find', findForm: { ...findForm, isComparing: false } }));
  setState({ wantedPane: 'find' });
}

/** The text of the last time is there again. */
export function goToReplace(): void {
  changeDisk(({ findForm }) => ({ findForm: { ...findForm, replacement: findForm.replacement ?? '' } }));
  goToFind();
}

export function goToCompare(): void {
  changeDisk(({ findForm }) => ({ bottom: 'find', findForm: { ...findForm, isComparing: true } }));
  setState({ wantedPane: 'find' });
}
