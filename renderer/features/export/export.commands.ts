/** Exporting: what the sheet's buttons do, and how it is opened. Paths stay in main; here are tickets and names. */
import type { EditsView } from '../../../shared/edits';
import { FILE_TYPES } from '../../../shared/fileTypes';
import { api } from '../../api';
import {
  exportName,
  NEW_EXPORT,
  outcomeOfExport,
  partitionAtCursor,
  structuresAlone,
  whatIsPossible,
  type ExportForm,
  type ExportOutcome,
  type ExportScene,
} from './export.model';
import { replaces } from '../../app/place.model';
import { blockOf, type Disk } from '../../disk/translate.model';
import { currentDisk } from '../../disk/blocks.store';
import { openReview } from '../../disk/edits.store';
import { changeSheet, closeSheet, openModal, sheetOf } from '../../app/modal.store';
import type { OpenDisk } from '../../app/state';
import { shownDisk } from '../../app/store';
import { askForPlace, lookAtPlace } from '../../app/place.commands';

type Pointed = Pick<OpenDisk, 'selection' | 'cursor'> & { readonly staged: EditsView['of'] };

/** What the export is taken from. */
export const exportScene = (disk: Disk, { selection, cursor, staged }: Pointed): ExportScene => ({ disk, selection, cursor, staged });

/** Opens the sheet with what the user most likely wants: the selection, else the structure at the cursor, else the whole disk. */
export function startExport(request: Partial<ExportForm> = {}): void {
  const [shown, from] = [shownDisk(), currentDisk()];
  if (shown === null || from === null) return;
  const scene = exportScene(from, { ...shown, staged: shown.edits.of });
  const possible = whatIsPossible(scene);
  const { cursor, disk } = scene;
  const block = cursor.space === 'disk' ? blockOf(disk, cursor.at) : null;
  const structure = structuresAlone(disk).findIndex(
    ({ at, bytes }) => cursor.space === 'file' && cursor.at >= at && cursor.at < at + bytes,
  );
  const form: ExportForm = {
    ...NEW_EXPORT,
    what: possible.selection ? 'selection' : structure >= 0 ? 'structure' : possible.disk ? 'disk' : 'structure',
    fromText: String(cursor.space === 'disk' ? Math.floor(cursor.at / 512) : 0),
    firstBlock: String(block ?? 0),
    partition: partitionAtCursor(scene),
    structure: Math.max(0, structure),
    ...request,
  };
  openModal({ kind: 'export', form, isStarting: false, refusal: null });
}

export const closeExport = (): void => closeSheet('export');

/** A refusal disappears as soon as the user changes what is asked for. */
export const changeExport = (change: Partial<ExportForm>): void =>
  changeSheet('export', ({ form }) => ({ form: { ...form, ...change }, refusal: null }));

export async function chooseExportPlace(scene: ExportScene, outcome: ExportOutcome): Promise<void> {
  const form = sheetOf('export')?.form;
  if (form === undefined) return;
  const near = form.place?.choice.ticket ?? shownDisk()?.file.ticket ?? null;
  const { fileType } = outcome;
  const choice = await askForPlace(exportName(form, scene, outcome, FILE_TYPES[fileType].extensions[0]), near, fileType);
  if (choice === null) return;
  changeExport({ place: { choice, look: { kind: 'looking' } } });
  await inspectExportPlace();
}

/** Asks again about the place: room, permissions and the file there may have changed. */
export async function inspectExportPlace(): Promise<void> {
  const place = sheetOf('export')?.form.place ?? null;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, null);
  // Keeps a refusal that is shown, because it is about the place too. It goes when something else is asked for.
  changeSheet('export', ({ form }) => (form.place?.choice.ticket === place.choice.ticket ? { form: { ...form, place: looked } } : {}));
}

/** If the job has begun, the sheet closes: the list of jobs shows how it goes on. */
export async function runExport({ request }: ExportOutcome): Promise<void> {
  const sheet = sheetOf('export');
  const shown = shownDisk();
  const place = sheet?.form.place ?? null;
  if (sheet === null || sheet.isStarting || request === null || place === null || shown === null) return;
  changeSheet('export', { isStarting: true });
  const target = { place: place.choice.ticket, replace: replaces(place) };
  const answer = await api['job/start']({ image: shown.view.image, request, target });
  if (answer.ok) {
    closeExport();
    return;
  }
  changeSheet('export', { isStarting: false, refusal: answer.error });
  await inspectExportPlace();
}

/** Closes the sheet to review and save the staged changes first. */
export function reviewBeforeExport(): void {
  closeExport();
  void openReview();
}

/** What the sheet shows for the form. */
export const outcomeNow = (scene: ExportScene, form: ExportForm): ExportOutcome => outcomeOfExport(form, scene);
