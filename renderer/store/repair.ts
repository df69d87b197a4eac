/** What can be repaired in this window's disk, the sheet that shows one repair, and the check of everything while it runs. */
import type { StateCreator } from 'zustand';
import type { Severity } from '../../shared/findings';
import type { OffersView, RepairProgress, RepairView, RepairWish } from '../../shared/repairViews';
import type { FileTicket } from '../../shared/views';
import { api } from '../api';
import type { AlertText } from '../text/parentErrors';
import { selectFindings } from './selectors';
import type { Store } from './store';

export type Working = { readonly progress: RepairProgress | null; readonly isStopping: boolean };

export type RepairSheetState = {
  readonly title: string;
  readonly wish: RepairWish;
  /** The file that did not open, where the wish is to rescue it. */
  readonly file: FileTicket | null;
  /** Null while main plans. The last plan stays in sight until the next one is there. */
  readonly view: RepairView | null;
  readonly isPlanning: boolean;
  readonly doing: 'staging' | 'applying' | (Working & { readonly name: string }) | null;
  readonly failure: AlertText | null;
};

export type RepairSlice = {
  readonly offers: OffersView;
  /** Problems of this severity alone are listed; null: all. */
  readonly severity: Severity | null;
  readonly checking: Working | null;
  readonly repair: RepairSheetState | null;
  showSeverity(severity: Severity | null): void;
  setRepair(repair: RepairSheetState | null): void;
  changeRepair(change: Partial<RepairSheetState>): void;
  setChecking(checking: Working | null): void;
  noteRepairProgress(progress: RepairProgress): void;
  /** Asks main again when what is found is something else than last time. */
  loadOffers(): Promise<void>;
};

export const NO_OFFERS: OffersView = { offers: [], canRebuild: false };

export const repairSlice: StateCreator<Store, [], [], RepairSlice> = (set, get) => {
  let asked = '';
  return {
    offers: NO_OFFERS,
    severity: null,
    checking: null,
    repair: null,
    showSeverity: (severity) => set({ severity }),
    setRepair: (repair) => set({ repair }),
    changeRepair: (change) => {
      const { repair } = get();
      if (repair !== null) set({ repair: { ...repair, ...change } });
    },
    setChecking: (checking) => set({ checking }),
    noteRepairProgress: (progress) => {
      const { checking, repair } = get();
      if (progress.unit === 'blocks' && checking !== null) set({ checking: { ...checking, progress } });
      if (progress.unit === 'bytes' && repair?.doing != null && typeof repair.doing === 'object')
        set({ repair: { ...repair, doing: { ...repair.doing, progress } } });
    },
    loadOffers: async () => {
      const { disk } = get();
      const findings = selectFindings(get());
      const key = disk.kind === 'open' ? `${disk.view.image} ${JSON.stringify(findings)}` : '';
      if (key === asked) return;
      asked = key;
      if (disk.kind !== 'open' || findings.length === 0) {
        set({ offers: NO_OFFERS });
        return;
      }
      const answer = await api['repair/offers']({ image: disk.view.image });
      if (asked === key) set({ offers: answer.ok ? answer.value : NO_OFFERS });
    },
  };
};
