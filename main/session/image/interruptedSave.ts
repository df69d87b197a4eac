/** A save that another run began and did not finish, as the window is told of it. */
import type { InterruptedView } from '../../../shared/edits';
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

/** What the window tells of it. */
export function interruptedView(save: SaveBeside): InterruptedView {
  if (save.kind === 'unusable' || save.kind === 'unreadable')
    return { began: new Date(0).toISOString(), ranges: 0, state: 'unusable', moved: false };
  if (save.journal === null) return { began: new Date(0).toISOString(), ranges: 0, state: 'running', moved: false };
  const { created, records } = save.journal;
  const state = save.kind === 'live' ? 'running' : STATES[save.verdict.kind];
  return { began: new Date(created).toISOString(), ranges: records.length, state, moved: save.kind === 'moved' };
}
