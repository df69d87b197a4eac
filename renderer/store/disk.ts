/** The file this window shows: nothing, on its way, refused, or open. */
import type { StateCreator } from 'zustand';
import type { BoundaryError, OpenError } from '../../shared/errors';
import type { BlockTable, FileTicket, ImageView } from '../../shared/views';
import { api } from '../api';
import { clearPages } from './pages';
import type { Store } from './store';

export type OpenAs = 'disk' | 'raw' | 'bytes';

export type DiskState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly file: FileTicket }
  | { readonly kind: 'failed'; readonly file: FileTicket; readonly error: OpenError | BoundaryError }
  | { readonly kind: 'open'; readonly file: FileTicket; readonly as: OpenAs; readonly view: ImageView; readonly blocks: BlockTable };

export type DiskSlice = {
  readonly disk: DiskState;
  open(file: FileTicket, as: OpenAs): Promise<void>;
  close(): Promise<void>;
  /** Reads the same file again. */
  reload(): Promise<void>;
  /** A new view of the same image, after its parent was found. */
  adopt(view: ImageView): Promise<void>;
};

const NO_BLOCKS: BlockTable = { states: new Uint8Array(), owners: new Uint8Array(), entries: new Uint32Array() };

const blocksOf = async (view: ImageView): Promise<BlockTable> => {
  if (view.disk === null) return NO_BLOCKS;
  const answer = await api['image/readBlocks']({ image: view.image });
  return answer.ok ? answer.value : NO_BLOCKS;
};

export const diskSlice: StateCreator<Store, [], [], DiskSlice> = (set, get) => ({
  disk: { kind: 'none' },

  open: async (file, as) => {
    set({ disk: { kind: 'opening', file } });
    const answer = await api['image/open']({ ticket: file.ticket, as });
    if (!answer.ok) {
      set({ disk: { kind: 'failed', file, error: answer.error } });
      return;
    }
    const view = answer.value;
    const blocks = await blocksOf(view);
    clearPages();
    get().resetCursor(view.disk === null ? 'file' : 'disk');
    const hasErrors = view.findings.some((finding) => finding.severity === 'error');
    set({
      disk: { kind: 'open', file, as, view, blocks },
      tab: view.disk === null ? 'hex' : hasErrors ? 'mapHex' : 'overview',
      problemsOpen: hasErrors,
    });
  },

  close: async () => {
    const { disk } = get();
    set({ disk: { kind: 'none' }, problemsOpen: false });
    clearPages();
    if (disk.kind === 'open') await api['image/close']({ image: disk.view.image });
  },

  reload: async () => {
    const { disk, open } = get();
    if (disk.kind === 'open') await open(disk.file, disk.as);
    if (disk.kind === 'failed') await open(disk.file, 'disk');
  },

  adopt: async (view) => {
    const { disk } = get();
    if (disk.kind !== 'open') return;
    const blocks = await blocksOf(view);
    clearPages();
    set({ disk: { ...disk, view, blocks } });
  },
});
