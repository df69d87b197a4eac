/** A save that another run began and did not finish: what is known of it, and the image as it was before it. */
import type { InterruptedView } from '../../shared/edits';
import { inspectJournal, type Inspection, type Verdict } from '../io/recover';
import type { SaveContext } from '../io/saveContext';
import { throughJournal } from '../io/throughJournal';
import type { BlockFile } from '../vhd/blockFile';

const STATES: Readonly<Record<Verdict['kind'], InterruptedView['state']>> = {
  committed: 'complete',
  'taken-back': 'taken-back',
  'all-new': 'all-written',
  'all-old': 'nothing-written',
  mixed: 'partly-written',
  foreign: 'changed-since',
};

function viewOf(found: Exclude<Inspection, { kind: 'none' }>): InterruptedView {
  if (found.kind === 'unusable') return { began: new Date(0).toISOString(), ranges: 0, state: 'unusable', moved: false };
  const { created, records } = found.journal;
  const state = found.kind === 'live' ? 'running' : STATES[found.verdict.kind];
  return { began: new Date(created).toISOString(), ranges: records.length, state, moved: found.kind === 'moved' };
}

/** Half-written bytes are never shown as the disk: until the user has decided, the old ones are, out of the journal. */
export async function throughSave(
  file: BlockFile,
  path: string,
  context: SaveContext,
): Promise<{ readonly seen: BlockFile; readonly interrupted: InterruptedView | null }> {
  const found = await inspectJournal(path, context);
  if (!found.ok || found.value.kind === 'none') return { seen: file, interrupted: null };
  const interrupted = viewOf(found.value);
  const isHalf = (found.value.kind === 'own' || found.value.kind === 'moved') && found.value.verdict.kind === 'mixed';
  return { seen: isHalf && 'journal' in found.value ? throughJournal(file, found.value.journal) : file, interrupted };
}
