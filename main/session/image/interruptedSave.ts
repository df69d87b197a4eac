/** A save that another run began and did not finish, as the window is told about it. */
import type { InterruptedView } from '../../../shared/edits';
import type { JournalFault } from '../../../shared/errors';
import type { SaveBeside } from '../../io/openImageFile';
import type { Verdict } from '../../io/recover';

const STATES: Readonly<Record<Verdict['kind'], InterruptedView['state']>> = {
  committed: 'complete',
  'taken-back': 'taken-back',
  'all-new': 'all-written',
  'all-old': 'nothing-written',
  mixed: 'partly-written',
  foreign: 'changed-since',
};

const UNUSABLE: Readonly<Partial<Record<JournalFault, InterruptedView['state']>>> = {
  'bad-version': 'other-version',
  'not-a-file': 'not-a-file',
};

/** For a save whose journal does not tell when it began and what it was to change. */
const untold = (state: InterruptedView['state']): InterruptedView => ({
  began: new Date(0).toISOString(),
  ranges: 0,
  state,
  moved: false,
});

/** Whether the disk is whole nevertheless, so that a job may read the file itself. */
export const isWholeBeside = (interrupted: InterruptedView | null): boolean => interrupted === null || interrupted.state === 'never-began';

/** What the window is told about the save. */
export function interruptedView(save: SaveBeside): InterruptedView {
  if (save.kind === 'unreadable') return untold('unreadable');
  if (save.kind === 'unusable') return untold(save.isUntouched === true ? 'never-began' : (UNUSABLE[save.why] ?? 'damaged'));
  if (save.journal === null) return untold('held');
  const { created, records } = save.journal;
  const state = save.kind === 'live' ? 'running' : STATES[save.verdict.kind];
  return { began: new Date(created).toISOString(), ranges: records.length, state, moved: save.kind === 'moved' };
}
