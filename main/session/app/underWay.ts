/** What is under way in a window, and would be lost if the window closed. A hash that is not done is begun again; nobody is asked about it. */
import type { Jobs } from '../jobs/jobs';
import type { NewDisks } from '../newdisk/newDisk';
import type { RepairWork } from '../repair/repairWork';
import type { WindowId } from './tickets';

export type UnderWay = {
  /** Jobs that make a file. */
  readonly copies: number;
  /** A new disk is being written. */
  readonly newDisk: boolean;
  /** A repaired or rescued copy is being written. */
  readonly repairedCopy: boolean;
  /** Every block of the disk is being checked. */
  readonly check: boolean;
  /** A footer is being looked for in a whole file. */
  readonly search: boolean;
};

type Works = {
  readonly jobs: Pick<Jobs, 'newFiles'>;
  readonly newDisks: Pick<NewDisks, 'isCreating'>;
  readonly repairs: Pick<RepairWork, 'isChecking' | 'isCopying' | 'isSearching'>;
};

/** Null: nothing is. */
export function underWayIn(window: WindowId, { jobs, newDisks, repairs }: Works): UnderWay | null {
  const found: UnderWay = {
    copies: jobs.newFiles(window),
    newDisk: newDisks.isCreating(window),
    repairedCopy: repairs.isCopying(window),
    check: repairs.isChecking(window),
    search: repairs.isSearching(window),
  };
  return Object.values(found).some((one) => one !== 0 && one !== false) ? found : null;
}
