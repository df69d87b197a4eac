/** Making a new disk from the one that is shown: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import { sizeText } from '../../../shared/text/size';
import { withoutUnit } from '../../../shared/text/sizeInput';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { fileTypeOf, OPERATIONS, reasonAgainst, suggestedName, requestOf, type Operation } from './convert.model';
import { REASONS } from './convert.text';
import { readSize, typedSize } from '../../disk/diskSize.model';
import { replaces } from '../../app/place.model';
import type { CommandId } from '../../../shared/commands';
import { currentDisk, diskIn } from '../../disk/blocks.store';
import { openReview } from '../../disk/edits.store';
import { changeSheet, closeSheet, openModal, sheetOf } from '../../app/modal.store';
import type { ConvertModal } from '../../app/modalState';
import type { WindowState } from '../../app/state';
import { shownDisk } from '../../app/store';
import { startJob } from '../../app/jobs.commands';
import { askForPlace, lookAtPlace } from '../../app/place.commands';
import { grouped } from '../../../shared/text/numbers';

/** The size that the size box begins with: in a large unit if that is exact, else in sectors. */
function exactSize(sectors: number): string {
  const short = sizeText(sectors * SECTOR_BYTES);
  return readSize(short, 'bytes')?.bytes === sectors * SECTOR_BYTES ? short : `${grouped(sectors)} sectors`;
}

/** Commands that begin with one operation. */
export const OPERATION_COMMANDS: ReadonlyMap<CommandId, Operation> = new Map([
  ['file.flatten', 'flatten'],
  ['make.compact', 'compact'],
  ['make.resize', 'resize'],
  ['make.dynamic', 'dynamic'],
  ['make.fixed', 'fixed'],
  ['make.raw', 'raw'],
  ['make.defragment', 'defragment'],
  ['make.merge', 'merge'],
  ['make.azure', 'azure'],
  ['make.skeleton', 'skeleton'],
]);

export const canMake = (operation: Operation, state: WindowState): boolean => {
  const disk = diskIn(state);
  return disk !== null && reasonAgainst(disk, operation) === null;
};

/** The reason as text; null if nothing is against it. */
export function whyNotMade(operation: Operation, state: WindowState): string | null {
  const disk = diskIn(state);
  const reason = disk === null ? null : reasonAgainst(disk, operation);
  return reason === null ? null : REASONS[reason];
}

const NEW: ConvertModal = {
  kind: 'convert',
  operation: 'compact',
  flattenTo: 'dynamic',
  ancestors: 1,
  sizeText: '',
  unit: 'GiB',
  place: null,
  isStarting: false,
  refusal: null,
};

/** Begins with the operation that is wanted if the disk allows it, else with the first one that it allows. */
export function startConvert(wanted?: Operation): void {
  const disk = currentDisk();
  if (disk === null) return;
  const order = wanted === undefined ? OPERATIONS : [wanted, ...OPERATIONS];
  const operation = order.find((each) => reasonAgainst(disk, each) === null) ?? 'skeleton';
  const { sizeText, unit } = typedSize(exactSize(disk.view.disk?.sectors ?? 0), NEW.unit);
  // The unit stands beside the box.
  openModal({ ...NEW, operation, sizeText: withoutUnit(sizeText), unit });
}

export const closeConvert = (): void => closeSheet('convert');

/** Clears the refusal, which was about the form before, and the place if it was for another type of file. */
export const changeConvert = (change: Partial<ConvertModal>): void =>
  changeSheet('convert', (before) => {
    const after = { ...before, refusal: null, ...change };
    return fileTypeOf(before) === fileTypeOf(after) ? after : { ...after, place: null };
  });

/** Suggests the place chosen before, or else the disk's folder. */
export async function chooseConvertPlace(): Promise<void> {
  const form = sheetOf('convert');
  const shown = shownDisk();
  if (form === null || shown === null) return;
  const suggestion = form.place?.choice.name ?? suggestedName(shown.view.name, form);
  const choice = await askForPlace(suggestion, form.place?.choice.ticket ?? shown.file.ticket, fileTypeOf(form));
  if (choice === null) return;
  changeConvert({ place: { choice, look: { kind: 'looking' } } });
  await lookAgain();
}

/** Asks again about the place: room, permissions and the file there may have changed. */
export async function lookAgain(): Promise<void> {
  const place = sheetOf('convert')?.place ?? null;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, null);
  changeSheet('convert', (form) => (form.place?.choice.ticket === place.choice.ticket ? { place: looked } : {}));
}

/** If the job has begun, the sheet closes: the list of jobs shows how it goes on. */
export async function make(): Promise<void> {
  const disk = currentDisk();
  const form = sheetOf('convert');
  const request = disk === null || form === null ? null : requestOf(disk, form);
  if (request === null || form === null || form.place === null || form.isStarting) return;
  changeConvert({ isStarting: true });
  const refusal = await startJob(request, { place: form.place.choice.ticket, replace: replaces(form.place) });
  if (refusal === null) {
    closeConvert();
    return;
  }
  changeConvert({ isStarting: false, refusal });
  await lookAgain();
}

/** Closes the sheet to review and save the staged changes first. */
export function reviewFirst(): void {
  closeConvert();
  void openReview();
}
