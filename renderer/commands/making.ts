/** Making a new disk from the one that is shown: what the sheet's buttons do. Paths stay in main; here are tickets and names. */
import { sizeText } from '../../shared/text/size';
import { grouped } from '../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { fileTypeOf, OPERATIONS, reasonAgainst, suggestedName, wishOf, type Operation } from '../kernels/making';
import { readSize } from '../kernels/newDiskSize';
import { replaces } from '../kernels/place';
import { selectDisk } from '../store/selectors';
import { useStore, type Store } from '../store/store';
import { startJob } from './jobs';
import { askForPlace, lookAtPlace } from './place';

/** To be changed from: short where that says it exactly. */
function exactSize(sectors: number): string {
  const short = sizeText(sectors * SECTOR_BYTES);
  return readSize(short, 'bytes')?.bytes === sectors * SECTOR_BYTES ? short : `${grouped(sectors)} sectors`;
}

export const canFlatten = (state: Store): boolean => {
  const disk = selectDisk(state);
  return disk !== null && reasonAgainst(disk, 'flatten') === null;
};

/** Begins with the operation that is wanted, where the disk allows it; else with the first that it allows. */
export function startMaking(wanted?: Operation): void {
  const state = useStore.getState();
  const disk = selectDisk(state);
  if (disk === null) return;
  const order = wanted === undefined ? OPERATIONS : [wanted, ...OPERATIONS];
  const operation = order.find((each) => reasonAgainst(disk, each) === null) ?? 'skeleton';
  state.resetMaking({ operation, sizeText: exactSize(disk.view.disk?.sectors ?? 0) });
  state.setView({ dialog: 'makeNew' });
}

export const closeMaking = (): void => useStore.getState().setView({ dialog: null });

/** Beside what was chosen before, or beside the disk. */
export async function chooseMakingPlace(): Promise<void> {
  const { making, disk, changeMaking } = useStore.getState();
  if (disk.kind !== 'open') return;
  const suggestion = making.place?.choice.name ?? suggestedName(disk.view.name, making);
  const choice = await askForPlace(suggestion, making.place?.choice.ticket ?? disk.file.ticket, fileTypeOf(making));
  if (choice === null) return;
  changeMaking({ place: { choice, look: { kind: 'looking' } } });
  await lookAgain();
}

/** Room, rights and what stands there change. */
export async function lookAgain(): Promise<void> {
  const { place } = useStore.getState().making;
  if (place === null) return;
  const looked = await lookAtPlace(place.choice, null);
  const { making, changeMaking } = useStore.getState();
  if (making.place?.choice.ticket === place.choice.ticket) changeMaking({ place: looked, refusal: making.refusal });
}

/** The job goes on by itself: the sheet closes, the list tells the rest. */
export async function make(): Promise<void> {
  const state = useStore.getState();
  const disk = selectDisk(state);
  const { making, changeMaking } = state;
  const wish = disk === null ? null : wishOf(disk, making);
  if (wish === null || making.place === null || making.isStarting) return;
  changeMaking({ isStarting: true });
  const refusal = await startJob(wish, { place: making.place.choice.ticket, replace: replaces(making.place) });
  if (refusal === null) {
    closeMaking();
    return;
  }
  changeMaking({ isStarting: false, refusal });
  await lookAgain();
}

/** What is staged first: the sheet makes room for the review. */
export function reviewFirst(): void {
  closeMaking();
  void useStore.getState().openReview();
}
