/** Creating a disk: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import type { FileTicket, ImageView, OpenTicket } from '../../shared/views';
import { api } from '../api';
import { outcomeOf, specOf, type ParentDraft } from '../kernels/newDiskDraft';
import { useStore } from '../store/store';
import { startMaking } from './making';
import { askForPlace, lookAtPlace } from './place';

export function startNewDisk(): void {
  const { resetNewDisk, setView } = useStore.getState();
  resetNewDisk();
  setView({ dialog: 'newDisk' });
}

/** While a disk is being written the sheet stays: it has to be cancelled first. */
export function closeNewDisk(): void {
  const { writing, setView } = useStore.getState();
  if (writing.kind === 'writing') void cancelNewDisk();
  else setView({ dialog: null });
}

export async function chooseParent(): Promise<void> {
  const answer = await api['disk/chooseParent']({});
  if (answer.ok && answer.value !== null) await takeParent(answer.value);
}

/** The disk this window shows, as the parent. */
export async function takeOpenDisk(): Promise<void> {
  const { disk } = useStore.getState();
  if (disk.kind === 'open') await takeParent(disk.file);
}

async function takeParent(file: FileTicket): Promise<void> {
  const { changeDraft } = useStore.getState();
  changeDraft({ parent: { file, look: { kind: 'looking' } } });
  const answer = await api['disk/inspectParent']({ ticket: file.ticket });
  if (useStore.getState().draft.parent?.file.ticket !== file.ticket) return;
  changeDraft({ parent: { file, look: answer.ok ? { kind: 'ready', info: answer.value } : { kind: 'failed', error: answer.error } } });
  await inspectPlace();
}

/** A copy of the parent that needs no parents, where a chain would become deep: made in the window that shows the parent. */
export async function flattenParent(): Promise<void> {
  const { draft, disk, setView, open } = useStore.getState();
  const { parent } = draft;
  if (parent === null) return;
  const isShown = disk.kind === 'open' && isSameFile(parent, disk.view);
  if (disk.kind === 'open' && !isShown) {
    await api['app/openInWindow']({ ticket: parent.file.ticket, run: 'file.flatten' });
    return;
  }
  setView({ dialog: null });
  if (!isShown) await open(parent.file, 'disk');
  startMaking('flatten');
}

/** Two tickets may stand for one file. */
const isSameFile = ({ look }: ParentDraft, { name, folder }: ImageView): boolean =>
  look.kind === 'ready' && look.info.name === name && look.info.folder === folder;

const parentTicket = (): OpenTicket | null => {
  const { draft } = useStore.getState();
  return draft.kind === 'differencing' ? (draft.parent?.file.ticket ?? null) : null;
};

const suggestedName = (): string => {
  const { kind, parent, place } = useStore.getState().draft;
  if (place !== null) return place.choice.name;
  return kind === 'differencing' && parent !== null ? parent.file.name.replace(/(\.a?vhd)?$/i, '-child.vhd') : 'disk.vhd';
};

/** Beside what was chosen before, the parent, or the disk this window shows. */
export async function choosePlace(): Promise<void> {
  const { draft, disk, changeDraft } = useStore.getState();
  const near = draft.place?.choice.ticket ?? parentTicket() ?? (disk.kind === 'open' ? disk.file.ticket : null);
  const choice = await askForPlace(suggestedName(), near, 'vhd');
  if (choice === null) return;
  changeDraft({ place: { choice, look: { kind: 'looking' } } });
  await inspectPlace();
}

/** Asks again what stands there: room and rights change, and another parent may be in the way. */
export async function inspectPlace(): Promise<void> {
  const { place } = useStore.getState().draft;
  if (place === null) return;
  const { choice } = place;
  const parent = parentTicket();
  const looked = await lookAtPlace(choice, parent);
  const { draft, writing, changeDraft } = useStore.getState();
  const isStale = draft.place?.choice.ticket !== choice.ticket || parentTicket() !== parent || writing.kind === 'writing';
  if (!isStale) changeDraft({ place: looked });
}

export async function createDisk(): Promise<void> {
  const { draft, setWriting } = useStore.getState();
  const spec = specOf(draft, outcomeOf(draft));
  if (spec === null) return;
  setWriting({ kind: 'writing', progress: null, isStopping: false });
  const answer = await api['disk/create'](spec);
  if (!answer.ok) {
    const isCancelled = answer.error.kind === 'cancelled';
    await inspectAfterwards();
    useStore.getState().setWriting(isCancelled ? { kind: 'idle' } : { kind: 'failed', error: answer.error });
    return;
  }
  setWriting({ kind: 'idle' });
  const { setView, open } = useStore.getState();
  setView({ dialog: null, notice: `Created ${answer.value.name}` });
  await open(answer.value, 'disk');
}

/** The place as it is after a failure, before the failure is shown. */
async function inspectAfterwards(): Promise<void> {
  useStore.getState().setWriting({ kind: 'idle' });
  await inspectPlace();
}

export async function cancelNewDisk(): Promise<void> {
  const { writing, setWriting } = useStore.getState();
  if (writing.kind !== 'writing') return;
  setWriting({ ...writing, isStopping: true });
  await api['disk/cancelCreate']({});
}
