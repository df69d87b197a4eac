/** Finds a missing parent: with the system's dialog, or at a path that the image names, about which main asks the user first. */
import type { Answer } from '../../../shared/ipc/contract';
import type { ImageView, OpenTicket, ParentCandidate, ParentCandidates } from '../../../shared/views';
import { api } from '../../api';
import { refreshPages } from '../../disk/pages.store';
import { visibleText } from '../../../shared/vhd/codec';
import { reconnectParent } from '../../disk/repair.commands';
import { ownStandIn, unfoundWaysOf } from '../../disk/standIns.model';
import { takeView } from '../../disk/disk.store';
import { alertUser } from '../../app/modal.store';
import { showNotice } from '../../app/notice.store';
import { shownDisk } from '../../app/store';
import { parentErrorText } from './parentErrors.text';

/** Until the file says so too, the parent is known to this window alone. */
function foundText(view: ImageView): string {
  const found = 'Parent found: the chain is complete';
  const [way] = unfoundWaysOf(view);
  if (way === undefined) return found;
  if (way.isNamed === true) return `${found}. Opening the disk anew asks before looking there`;
  return way.of === undefined
    ? `${found}. The file does not lead there yet: “Reconnect parent…” writes it`
    : `${found}. ${visibleText(way.of)} does not lead there yet: open that disk and reconnect its parent there`;
}

async function tellAnswer(answer: Answer<'image/useParent'>): Promise<void> {
  if (answer.ok) {
    await takeView(answer.value);
    refreshPages();
    const left = answer.value.parent === null;
    showNotice(
      left ? foundText(answer.value) : 'Parent found; its own parent is still missing',
      ({ view }) => view.image === answer.value.image,
    );
    return;
  }
  tellError(answer.error);
}

function tellError(error: Parameters<typeof parentErrorText>[0]): void {
  const text = parentErrorText(error);
  if (text !== null) alertUser(text);
}

/** The user names the parent, and the window uses it for now: nothing is written. */
export async function locateParent(): Promise<void> {
  const [shown, parent] = [shownDisk(), await chooseParent()];
  if (shown !== null && parent !== null) await tellAnswer(await api['image/useParent']({ image: shown.view.image, parent }));
}

/** Null if the user dismissed the dialog. */
async function chooseParent(): Promise<OpenTicket | null> {
  const shown = shownDisk();
  const answer = shown === null ? null : await api['image/chooseParent']({ image: shown.view.image });
  return answer?.ok === true ? (answer.value?.ticket ?? null) : null;
}

/** Shows what would be written so that the disk leads to its parent; if that is missing, the user finds it first. */
export async function reconnectOrLocate(): Promise<void> {
  const view = shownDisk()?.view;
  const parent = view?.parent ?? null;
  const standIn = view === undefined ? null : ownStandIn(view);
  if (standIn !== null) return nameStandIn(standIn.found);
  if (parent !== null && parent.childLayer > 0) return reconnectLayer(parent.childLayer);
  if (parent === null) return reconnectParent();
  const chosen = await chooseParent();
  if (chosen !== null) await reconnectWith(chosen);
}

/** Makes the parent that was a guess the one that the user names; if it is gone since, the user finds it. */
async function nameStandIn(found: string): Promise<void> {
  const known = await findCandidates();
  const candidate = known?.candidates.find(({ name, evidence }) => evidence.id && name === found);
  const parent = candidate?.ticket ?? (await chooseParent());
  if (parent !== null) await reconnectWith(parent);
}

/** What leads to the parent of a disk further down is stored in that disk: it is opened, and reconnected there. */
export async function reconnectLayer(layer: number): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await api['image/reconnectLayer']({ image: shown.view.image, layer });
}

/**
 * Shows what would be written so that the disk leads to a file that was found to be its parent. The parent of a disk further
 * down is only used.
 */
export async function reconnectTo({ ticket }: ParentCandidate): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const isOwn = shown.view.parent?.childLayer === 0 || ownStandIn(shown.view) !== null;
  if (isOwn) await reconnectWith(ticket);
  else await tellAnswer(await api['image/useParent']({ image: shown.view.image, parent: ticket }));
}

/**
 * Until the repair is carried out the file is only looked at: the window's disk and its problems stay as they are. If the disk
 * leads there already, there is nothing to write, and the file is used.
 */
async function reconnectWith(parent: OpenTicket): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const { image } = shown.view;
  const tried = await api['image/tryParent']({ image, parent });
  if (!tried.ok) tellError(tried.error);
  else if (tried.value.isToWrite) await reconnectParent(parent);
  else await tellAnswer(await api['image/useParent']({ image, parent }));
}

/** Null if the disk was closed meanwhile. */
export async function findCandidates(): Promise<ParentCandidates | null> {
  const shown = shownDisk();
  const answer = shown === null ? null : await api['image/parentCandidates']({ image: shown.view.image });
  return answer?.ok === true ? answer.value : null;
}

/** `index` is that of ParentView.elsewhere. */
export async function visitParent(index: number): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await tellAnswer(await api['image/visitParent']({ image: shown.view.image, index }));
}
