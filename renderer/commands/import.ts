/** Making a disk from a raw image: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import { api } from '../api';
import { outcomeOfImport } from '../kernels/importDraft';
import { replaces } from '../kernels/place';
import { useStore } from '../store/store';
import { askForPlace, lookAtPlace } from './place';

export async function startImport(): Promise<void> {
  const { resetImport, setView } = useStore.getState();
  resetImport();
  setView({ dialog: 'import' });
  await chooseImportSource();
}

export const closeImport = (): void => useStore.getState().setView({ dialog: null });

export async function chooseImportSource(): Promise<void> {
  const answer = await api['app/chooseBytes']({});
  if (!answer.ok || answer.value === null) return;
  useStore.getState().changeImport({ source: answer.value });
  await inspectImportPlace();
}

export async function chooseImportPlace(): Promise<void> {
  const { importing, changeImport } = useStore.getState();
  const { place, source } = importing;
  const suggestion = place?.choice.name ?? `${source?.name.replace(/\.[^.]*$/, '') ?? 'disk'}.vhd`;
  const choice = await askForPlace(suggestion, place?.choice.ticket ?? source?.ticket ?? null, 'vhd');
  if (choice === null) return;
  changeImport({ place: { choice, look: { kind: 'looking' } } });
  await inspectImportPlace();
}

/** Asks again what stands there: room and rights change, and the image itself must not be in the way. */
export async function inspectImportPlace(): Promise<void> {
  const { place, source } = useStore.getState().importing;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, source?.ticket ?? null);
  const { importing } = useStore.getState();
  const isStale = importing.place?.choice.ticket !== place.choice.ticket || importing.source?.ticket !== source?.ticket;
  if (!isStale) useStore.setState({ importing: { ...importing, place: looked } });
}

/** The job goes on in the list of jobs; the sheet closes. */
export async function runImport(): Promise<void> {
  const { importing, failImport, setView } = useStore.getState();
  const { wish } = outcomeOfImport(importing);
  const { place, source } = importing;
  if (wish === null || place === null || source === null) return;
  const answer = await api['job/import']({ source: source.ticket, wish, target: { place: place.choice.ticket, replace: replaces(place) } });
  if (answer.ok) {
    setView({ dialog: null, notice: `Making ${place.choice.name}` });
    return;
  }
  failImport(answer.error);
  await inspectImportPlace();
}
