/** Creating a disk: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import type { FileTicket, ImageView, OpenTicket } from '../../../shared/views';
import { api } from '../../api';
import { NEW_FORM, outcomeOf, specOf, type NewDiskForm, type ParentForm } from './newDisk.model';
import { openDisk } from '../../disk/disk.store';
import { changeSheet, closeSheet, openModal, sheetOf } from '../../app/modal.store';
import type { Step, Writing } from '../../app/modalState';
import { showNotice } from '../../app/notice.store';
import { shownDisk } from '../../app/store';
import { startConvert } from '../convert/convert.commands';
import { askForPlace, lookAtPlace } from '../../app/place.commands';

export const startNewDisk = (): void => openModal({ kind: 'newDisk', form: NEW_FORM, step: 'kind', writing: { kind: 'idle' } });

const formNow = (): NewDiskForm => sheetOf('newDisk')?.form ?? NEW_FORM;

/** Clears a failure, which was about the form before the change. */
export const changeForm = (change: Partial<NewDiskForm>): void =>
  changeSheet('newDisk', ({ form, writing }) => {
    const idle: Writing = { kind: 'idle' };
    return { form: { ...form, ...change }, writing: writing.kind === 'failed' ? idle : writing };
  });
export const setStep = (step: Step): void => changeSheet('newDisk', { step });
const setWriting = (writing: Writing): void => changeSheet('newDisk', { writing });

/** While a disk is being written, the sheet does not close: the writing has to be cancelled first. */
export function closeNewDisk(): void {
  if (sheetOf('newDisk')?.writing.kind === 'writing') void cancelNewDisk();
  else closeSheet('newDisk');
}

export async function chooseParent(): Promise<void> {
  const answer = await api['disk/chooseParent']({});
  if (answer.ok && answer.value !== null) await takeParent(answer.value);
}

/** Takes the disk that this window shows as the parent. */
export async function takeOpenDisk(): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await takeParent(shown.file);
}

/** The page before this one had not been told about the parent yet. */
export async function lookAtParentAgain(): Promise<void> {
  const { parent } = formNow();
  if (parent?.look.kind === 'looking') await takeParent(parent.file);
}

async function takeParent(file: FileTicket): Promise<void> {
  changeForm({ parent: { file, look: { kind: 'looking' } } });
  const answer = await api['disk/inspectParent']({ ticket: file.ticket });
  if (formNow().parent?.file.ticket !== file.ticket) return;
  changeForm({ parent: { file, look: answer.ok ? { kind: 'ready', info: answer.value } : { kind: 'failed', error: answer.error } } });
  await inspectPlace();
}

/**
 * Instead of making a chain deeper, opens the sheet that flattens the parent into a disk without parents, in the window that
 * shows the parent.
 */
export async function flattenParent(): Promise<void> {
  const { parent } = formNow();
  if (parent === null) return;
  const shown = shownDisk();
  const isShown = shown !== null && isSameFile(parent, shown.view);
  if (shown !== null && !isShown) {
    await api['app/openInWindow']({ ticket: parent.file.ticket, run: 'file.flatten' });
    return;
  }
  closeSheet('newDisk');
  if (!isShown) await openDisk(parent.file, 'disk');
  startConvert('flatten');
}

/** Compares names and folders, as one file may have two tickets. */
const isSameFile = ({ look }: ParentForm, { name, folder }: ImageView): boolean =>
  look.kind === 'ready' && look.info.name === name && look.info.folder === folder;

const parentTicket = (): OpenTicket | null => {
  const form = formNow();
  return form.kind === 'differencing' ? (form.parent?.file.ticket ?? null) : null;
};

const suggestedName = (): string => {
  const { kind, parent, place } = formNow();
  if (place !== null) return place.choice.name;
  return kind === 'differencing' && parent !== null ? parent.file.name.replace(/(\.a?vhd)?$/i, '-child.vhd') : 'disk.vhd';
};

/** Suggests the place chosen before, else the parent's folder, else that of the disk in this window. */
export async function choosePlace(): Promise<void> {
  const near = formNow().place?.choice.ticket ?? parentTicket() ?? shownDisk()?.file.ticket ?? null;
  const choice = await askForPlace(suggestedName(), near, 'vhd');
  if (choice === null) return;
  changeForm({ place: { choice, look: { kind: 'looking' } } });
  await inspectPlace();
}

/** Asks again about the place: room, permissions and the file there may have changed, and another parent must not be replaced. */
export async function inspectPlace(): Promise<void> {
  const { place } = formNow();
  if (place === null) return;
  const { choice } = place;
  const parent = parentTicket();
  const looked = await lookAtPlace(choice, parent);
  const sheet = sheetOf('newDisk');
  const isStale = sheet?.form.place?.choice.ticket !== choice.ticket || parentTicket() !== parent || sheet.writing.kind === 'writing';
  if (!isStale) changeForm({ place: looked });
}

export async function createDisk(): Promise<void> {
  const sheet = sheetOf('newDisk');
  const spec = sheet === null ? null : specOf(sheet.form, outcomeOf(sheet.form));
  if (spec === null || sheet?.writing.kind === 'writing') return;
  setWriting({ kind: 'writing', progress: null, isStopping: false });
  const answer = await api['disk/create'](spec);
  if (!answer.ok) {
    // The sheet first learns how the place is after the failure, and then shows the failure.
    setWriting({ kind: 'idle' });
    await inspectPlace();
    setWriting(answer.error.kind === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', error: answer.error });
    return;
  }
  closeSheet('newDisk');
  await openDisk(answer.value, 'disk');
  showNotice(`Created ${answer.value.name}`, ({ file }) => file.ticket === answer.value.ticket);
}

export async function cancelNewDisk(): Promise<void> {
  const writing = sheetOf('newDisk')?.writing;
  if (writing?.kind !== 'writing') return;
  setWriting({ ...writing, isStopping: true });
  await api['disk/cancelCreate']({});
}
