/** The window's one store, put together from its slices. Bulk bytes live in pages.ts; the store holds their version. */
import { create } from 'zustand';
import { cursorSlice, type CursorSlice } from './cursor';
import { diskSlice, type DiskSlice } from './disk';
import { newDiskSlice, type NewDiskSlice } from './newDisk';
import { viewSlice, type ViewSlice } from './view';

export type Store = DiskSlice & CursorSlice & ViewSlice & NewDiskSlice;

export const useStore = create<Store>()((...a) => ({
  ...diskSlice(...a),
  ...cursorSlice(...a),
  ...viewSlice(...a),
  ...newDiskSlice(...a),
}));
