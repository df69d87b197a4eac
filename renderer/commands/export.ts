/** Exporting: what the sheet's buttons do, and the ways to it. Paths stay in main; here are tickets and names. */
import { FILE_TYPES } from '../../shared/fileTypes';
import { api } from '../api';
import {
  exportName,
  outcomeOfExport,
  structuresAlone,
  whatIsPossible,
  type ExportDraft,
  type ExportOutcome,
  type ExportScene,
} from '../kernels/exportDraft';
import { replaces } from '../kernels/place';
import { blockOf } from '../kernels/translate';
import { selectDisk } from '../store/selectors';
import { useStore, type Store } from '../store/store';
import { askForPlace, lookAtPlace } from './place';

/** What the export is taken from, as the window stands. */
export function exportScene(state: Store): ExportScene | null {
  const disk = selectDisk(state);
  if (disk === null) return null;
  const { selection, cursor, edits } = state;
  const spaces = edits.changes.flatMap(({ ranges }) => ranges.map(({ space }) => space));
  const staged = spaces.length === 0 ? 'nothing' : spaces.includes('file') ? 'structures' : 'disk-bytes';
  return { disk, selection, cursor, staged };
}

/** Opens the sheet on what is most likely wanted: the selection, else what the cursor stands on. */
export function startExport(wish: Partial<ExportDraft> = {}): void {
  const state = useStore.getState();
  const scene = exportScene(state);
  if (scene === null) return;
  const possible = whatIsPossible(scene);
  const { cursor, disk } = scene;
  const block = cursor.space === 'disk' ? blockOf(disk, cursor.at) : null;
  const structure = structuresAlone(disk).findIndex(
    ({ at, bytes }) => cursor.space === 'file' && cursor.at >= at && cursor.at < at + bytes,
  );
  state.resetExport({
    what: possible.selection ? 'selection' : structure >= 0 ? 'structure' : possible.disk ? 'disk' : 'structure',
    fromText: String(cursor.space === 'disk' ? Math.floor(cursor.at / 512) : 0),
    firstBlock: String(block ?? 0),
    structure: Math.max(0, structure),
    ...wish,
  });
  state.setView({ dialog: 'export' });
}

export const closeExport = (): void => useStore.getState().setView({ dialog: null });

export async function chooseExportPlace(scene: ExportScene, outcome: ExportOutcome): Promise<void> {
  const { exporting, disk, changeExport } = useStore.getState();
  const near = exporting.place?.choice.ticket ?? (disk.kind === 'open' ? disk.file.ticket : null);
  const { fileType } = outcome;
  const choice = await askForPlace(exportName(exporting, scene, outcome, FILE_TYPES[fileType].extensions[0]), near, fileType);
  if (choice === null) return;
  changeExport({ place: { choice, look: { kind: 'looking' } } });
  await inspectExportPlace();
}

/** Asks again what stands there: room and rights change. */
export async function inspectExportPlace(): Promise<void> {
  const { place } = useStore.getState().exporting;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, null);
  const { exporting } = useStore.getState();
  // An error that is shown is about the place, too: it stays until something else is asked for.
  if (exporting.place?.choice.ticket === place.choice.ticket) useStore.setState({ exporting: { ...exporting, place: looked } });
}

/** The job goes on in the list of jobs; the sheet closes. */
export async function runExport({ wish }: ExportOutcome): Promise<void> {
  const { exporting, disk, failExport, setView } = useStore.getState();
  if (wish === null || exporting.place === null || disk.kind !== 'open') return;
  const { place } = exporting;
  const target = { place: place.choice.ticket, replace: replaces(place) };
  const answer = await api['job/start']({ image: disk.view.image, wish, target });
  if (answer.ok) {
    setView({ dialog: null, notice: `Exporting to ${place.choice.name}` });
    return;
  }
  failExport(answer.error);
  await inspectExportPlace();
}

/** What the sheet shows of a draft. */
export const outcomeNow = (scene: ExportScene, draft: ExportDraft): ExportOutcome => outcomeOfExport(draft, scene);
