/** Whether changes that an earlier run left can be put back into the disk as it is now. */
import type { DraftView } from '../../shared/edits';
import type { Identity } from '../io/fileSystem';
import type { Chain } from '../vhd/chain';
import { identityText, planDigest, type Draft } from './draftFile';
import { replanned, type Staged } from './editSession';
import { activeGroups, withGroups, type EditLog } from './editLog';
import type { DraftSlot } from './drafts';

/** What would be staged with the draft's edits in the log; null where the planner makes something else of them by now. */
export async function restaged(base: Chain, log: EditLog, draft: Draft): Promise<Staged | null> {
  const again = await replanned(base, withGroups(log, draft.groups));
  if (!again.ok) return null;
  const { plan } = again.value;
  return plan === null || (await planDigest(plan)) === draft.plan ? again.value : null;
}

/** What the window is told; null when nothing was left, or all of it stands in the file already. */
export async function draftView(base: Chain, log: EditLog, identity: Identity, slot: DraftSlot): Promise<DraftView | null> {
  const draft = slot.found();
  if (draft === null) return null;
  const again = await restaged(base, log, draft);
  if (again !== null && again.plan === null) {
    await slot.forgetFound();
    return draftView(base, log, identity, slot);
  }
  return {
    made: draft.made,
    changes: draft.groups.length,
    file: draft.identity === identityText(identity) ? 'unchanged' : 'changed',
    fits: again !== null,
  };
}

/** Tells the slot what is staged over that file. */
export function noteStaged({ log, plan }: Staged, identity: Identity, slot: DraftSlot): void {
  slot.note(plan === null ? null : { groups: activeGroups(log), plan, identity });
}
