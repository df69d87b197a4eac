/** Making a disk from a raw image: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import { api } from '../../api';
import { NEW_IMPORT, outcomeOfImport, type ImportForm } from './import.model';
import { replaces } from '../../app/place.model';
import { changeSheet, closeSheet, openModal, sheetOf } from '../../app/modal.store';
import { chooseBytes } from '../../disk/chooseBytes.commands';
import { askForPlace, lookAtPlace } from '../../app/place.commands';

export async function startImport(): Promise<void> {
  openModal({ kind: 'import', form: NEW_IMPORT, isStarting: false, refusal: null });
  await chooseImportSource();
}

export const closeImport = (): void => closeSheet('import');

export const changeImport = (change: Partial<ImportForm>): void =>
  changeSheet('import', ({ form }) => ({ form: { ...form, ...change }, refusal: null }));

export async function chooseImportSource(): Promise<void> {
  const source = await chooseBytes();
  if (source === null) return;
  changeImport({ source });
  await inspectImportPlace();
}

export async function chooseImportPlace(): Promise<void> {
  const form = sheetOf('import')?.form;
  if (form === undefined) return;
  const { place, source } = form;
  const suggestion = place?.choice.name ?? `${source?.name.replace(/\.[^.]*$/, '') ?? 'disk'}.vhd`;
  const choice = await askForPlace(suggestion, place?.choice.ticket ?? source?.ticket ?? null, 'vhd');
  if (choice === null) return;
  changeImport({ place: { choice, look: { kind: 'looking' } } });
  await inspectImportPlace();
}

/** Asks again about the place: room, permissions and the file there may have changed, and the image itself must not be replaced. */
export async function inspectImportPlace(): Promise<void> {
  const { place = null, source = null } = sheetOf('import')?.form ?? {};
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, source?.ticket ?? null);
  changeSheet('import', ({ form }) => {
    const isStale = form.place?.choice.ticket !== place.choice.ticket || form.source?.ticket !== source?.ticket;
    return isStale ? {} : { form: { ...form, place: looked } };
  });
}

/** If the job has begun, the sheet closes: the list of jobs shows how it goes on. */
export async function runImport(): Promise<void> {
  const sheet = sheetOf('import');
  if (sheet === null || sheet.isStarting) return;
  const { request } = outcomeOfImport(sheet.form);
  const { place, source } = sheet.form;
  if (request === null || place === null || source === null) return;
  changeSheet('import', { isStarting: true });
  const answer = await api['job/import']({
    source: source.ticket,
    request,
    target: { place: place.choice.ticket, replace: replaces(place) },
  });
  if (answer.ok) {
    closeImport();
    return;
  }
  changeSheet('import', { isStarting: false, refusal: answer.error });
  await inspectImportPlace();
}
