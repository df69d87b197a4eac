/** Whether changes from an earlier run can be applied to the disk as it is now. */
import type { DraftView } from '../../../shared/edits';
import type { Identity } from '../../io/fileSystem';
import type { Chain } from '../../vhd/read/chain';
import { identityText, type Draft } from './draftFile';
import { isStaged, replayed, type Staged } from './editSession';
import type { DraftSlot } from './drafts';

/**
 * What would be staged with the draft's edits; null if the planner now makes other plans of them. `revision`: that of the
 * new log.
 */
export async function restaged(base: Chain, { entries }: Draft, revision: number): Promise<Staged | null> {
  const again = await replayed(base, { entries, cursor: entries.length }, revision);
  if (!again.ok) return null;
  const isSame = entries.every(({ plan }, i) => again.value.log.entries[i]?.plan === plan);
  return isSame || !isStaged(again.value) ? again.value : null;
}

/** A draft, and what the window is told of it. */
export type DraftOffer = { readonly draft: Draft; readonly view: DraftView };

/** Null when there is no draft, or the file already has all of its changes. */
export async function draftOffer(base: Chain, identity: Identity, slot: DraftSlot): Promise<DraftOffer | null> {
  const draft = slot.found();
  if (draft === null) return null;
  const again = await restaged(base, draft, 0);
  if (again !== null && !isStaged(again)) {
    await slot.forgetFound(draft);
    return draftOffer(base, identity, slot);
  }
  const view: DraftView = {
    made: draft.entries.at(-1)?.made ?? '',
    changes: draft.entries.filter(({ joins }) => !joins).length,
    file: draft.identity === identityText(identity) ? 'unchanged' : 'changed',
    fits: again !== null,
    isCut: draft.isCut,
  };
  return { draft, view };
}

/** Tells the slot what is staged for that file. */
export function noteStaged(staged: Staged, identity: Identity, slot: DraftSlot): void {
  slot.note(isStaged(staged) ? { log: staged.log, identity } : null);
}
