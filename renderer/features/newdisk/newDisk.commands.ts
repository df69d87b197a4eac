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

/** A failure is about what was asked for; once that changes it has nothing to say any more. */
export const changeForm = (change: Partial<NewDiskForm>): void =>
  changeSheet('newDisk', ({ form, writing }) => {
    const idle: Writing = { kind: 'idle' };
    return { form: { ...form, ...change }, writing: writing.kind === 'failed' ? idle : writing };
  });
export const setStep = (step: Step): void => changeSheet('newDisk', { step });
const setWriting = (writing: Writing): void => changeSheet('newDisk', { writing });

/** While a disk is being written the sheet stays: it has to be cancelled first. */
export function closeNewDisk(): void {
  if (sheetOf('newDisk')?.writing.kind === 'writing') void cancelNewDisk();
  else closeSheet('newDisk');
}

export async function chooseParent(): Promise<void> {
  const answer = await api['disk/chooseParent']({});
  if (answer.ok && answer.value !== null) await takeParent(answer.value);
}

/** The disk this window shows, as the parent. */
export async function takeOpenDisk(): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await takeParent(shown.file);
}

async function takeParent(file: FileTicket): Promise<void> {
  changeForm({ parent: { file, look: { kind: 'looking' } } });
  const answer = await api['disk/inspectParent']({ ticket: file.ticket });
  if (formNow().parent?.file.ticket !== file.ticket) return;
  changeForm({ parent: { file, look: answer.ok ? { kind: 'ready', info: answer.value } : { kind: 'failed', error: answer.error } } });
  await inspectPlace();
}

/** A copy of the parent that needs no parents, where a chain would become deep: made in the window that shows the parent. */
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

/** Two tickets may stand for one file. */
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

/** Beside what was chosen before, the parent, or the disk this window shows. */
export async function choosePlace(): Promise<void> {
  const near = formNow().place?.choice.ticket ?? parentTicket() ?? shownDisk()?.file.ticket ?? null;
  const choice = await askForPlace(suggestedName(), near, 'vhd');
  if (choice === null) return;
  changeForm({ place: { choice, look: { kind: 'looking' } } });
  await inspectPlace();
}

/** Asks again what stands there: room and rights change, and another parent may be in the way. */
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
    // The place as it is after a failure, before the failure is shown.
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
