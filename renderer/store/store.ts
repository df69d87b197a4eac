/** The window's one store, put together from its slices. Bulk bytes live in pages.ts; the store holds their version. */
import { create } from 'zustand';
import { cursorSlice, type CursorSlice } from './cursor';
import { editsSlice, type EditsSlice } from './edits';
import { diskSlice, type DiskSlice } from './disk';
import { exportSlice, type ExportSlice } from './export';
import { importSlice, type ImportSlice } from './import';
import { jobsSlice, type JobsSlice } from './jobs';
import { makingSlice, type MakingSlice } from './making';
import { newDiskSlice, type NewDiskSlice } from './newDisk';
import { repairSlice, type RepairSlice } from './repair';
import { scanSlice, type ScanSlice } from './scan';
import { viewSlice, type ViewSlice } from './view';

export type Store = DiskSlice &
  CursorSlice &
  EditsSlice &
  ViewSlice &
  NewDiskSlice &
  JobsSlice &
  MakingSlice &
  ExportSlice &
  ImportSlice &
  RepairSlice &
  ScanSlice;

export const useStore = create<Store>()((...a) => ({
  ...diskSlice(...a),
  ...cursorSlice(...a),
  ...editsSlice(...a),
  ...viewSlice(...a),
  ...newDiskSlice(...a),
  ...jobsSlice(...a),
  ...exportSlice(...a),
  ...importSlice(...a),
  ...makingSlice(...a),
  ...repairSlice(...a),
  ...scanSlice(...a),
}));
