/** Exporting: what the sheet's buttons do, and the ways to it. Paths stay in main; here are tickets and names. */
import type { EditsView } from '../../../shared/edits';
import { FILE_TYPES } from '../../../shared/fileTypes';
import { api } from '../../api';
import {
  exportName,
  NEW_EXPORT,
  outcomeOfExport,
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

/** Opens the sheet on what is most likely wanted: the selection, else what the cursor stands on. */
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
    structure: Math.max(0, structure),
    ...request,
  };
  openModal({ kind: 'export', form, isStarting: false, refusal: null });
}

export const closeExport = (): void => closeSheet('export');

/** A refusal is about what was asked for: it goes as soon as that changes. */
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

/** Asks again what stands there: room and rights change. */
export async function inspectExportPlace(): Promise<void> {
  const place = sheetOf('export')?.form.place ?? null;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, null);
  // A refusal that is shown is about the place, too: it stays until something else is asked for.
  changeSheet('export', ({ form }) => (form.place?.choice.ticket === place.choice.ticket ? { form: { ...form, place: looked } } : {}));
}

/** The job goes on in the list of jobs; the sheet closes. */
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

/** What is staged is saved first: the sheet makes room for the review. */
export function reviewBeforeExport(): void {
  closeExport();
  void openReview();
}

/** What the sheet shows of a form. */
export const outcomeNow = (scene: ExportScene, form: ExportForm): ExportOutcome => outcomeOfExport(form, scene);
