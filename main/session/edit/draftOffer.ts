/** Whether changes that an earlier run left can be put back into the disk as it is now. */
import type { DraftView } from '../../../shared/edits';
import type { Identity } from '../../io/fileSystem';
import type { Chain } from '../../vhd/read/chain';
import { identityText, type Draft } from './draftFile';
import { isStaged, replayed, type Staged } from './editSession';
import type { DraftSlot } from './drafts';

/** What would be staged with the draft's edits; null where the planner makes something else of them by now. `revision`: of the log that follows. */
export async function restaged(base: Chain, { entries }: Draft, revision: number): Promise<Staged | null> {
  const again = await replayed(base, { entries, cursor: entries.length }, revision);
  if (!again.ok) return null;
  const isSame = entries.every(({ plan }, i) => again.value.log.entries[i]?.plan === plan);
  return isSame || !isStaged(again.value) ? again.value : null;
}

/** What the window is told; null when nothing was left, or all of it stands in the file already. */
export async function draftView(base: Chain, identity: Identity, slot: DraftSlot): Promise<DraftView | null> {
  const draft = slot.found();
  if (draft === null) return null;
  const again = await restaged(base, draft, 0);
  if (again !== null && !isStaged(again)) {
    await slot.forgetFound();
    return draftView(base, identity, slot);
  }
  return {
    made: draft.entries.at(-1)?.made ?? '',
    changes: draft.entries.filter(({ joins }) => !joins).length,
    file: draft.identity === identityText(identity) ? 'unchanged' : 'changed',
    fits: again !== null,
  };
}

/** Tells the slot what is staged over that file. */
export function noteStaged(staged: Staged, identity: Identity, slot: DraftSlot): void {
  slot.note(isStaged(staged) ? { log: staged.log, identity } : null);
}
