/** The file this window shows: nothing, on its way, refused, or open. */
import type { StateCreator } from 'zustand';
import type { BoundaryError, OpenError } from '../../shared/errors';
import type { BlockTable, FileTicket, ImageView } from '../../shared/views';
import { api } from '../api';
import { carriedOver } from '../kernels/scanned';
import { clearPages } from './pages';
import { NO_EDITS } from './edits';
import { NO_SCANS } from './scan';
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
  /** The same after the file was written to: nothing that was known of its blocks counts any more. */
  adoptFresh(view: ImageView): Promise<void>;
};

const NO_BLOCKS: BlockTable = { states: new Uint8Array(), owners: new Uint8Array(), entries: new Uint32Array(), shares: new Uint8Array() };

const blocksOf = async (view: ImageView): Promise<BlockTable> => {
  if (view.disk === null) return NO_BLOCKS;
  const answer = await api['image/readBlocks']({ image: view.image });
  return answer.ok ? answer.value : NO_BLOCKS;
};

/**
 * Whether the block table can be what it was: a table of two tebibytes is not fetched again for every byte that is typed.
 * What changes it shows in the file's length, in the blocks it counts, or in what is found about it.
 */
const sameBlocks = (a: ImageView, b: ImageView): boolean =>
  a.fileBytes === b.fileBytes &&
  a.layers.length === b.layers.length &&
  a.disk?.blocks.allocated === b.disk?.blocks.allocated &&
  a.disk?.blocks.tableHash === b.disk?.blocks.tableHash;

export const diskSlice: StateCreator<Store, [], [], DiskSlice> = (set, get) => {
  /** Where there are bitmaps to read; nobody waits for it. */
  const scanBitmaps = (): void => {
    const { disk, startScan } = get();
    const blocks = disk.kind === 'open' ? disk.view.disk?.blocks : undefined;
    if (blocks?.inTable === true && blocks.allocated > 0) void startScan('bitmaps', null);
  };

  return {
    disk: { kind: 'none' },

    open: async (file, as) => {
      await get().settled();
      const before = get().disk;
      // With unsaved changes the disk stays in sight while main asks about them.
      if (get().edits.changes.length === 0) set({ disk: { kind: 'opening', file } });
      const answer = await api['image/open']({ ticket: file.ticket, as });
      if (!answer.ok) {
        set({ disk: answer.error.kind === 'unsaved-changes' ? before : { kind: 'failed', file, error: answer.error } });
        return;
      }
      const view = answer.value;
      const blocks = await blocksOf(view);
      clearPages();
      get().resetCursor(view.disk === null ? 'file' : 'disk');
      const hasErrors = view.findings.some((finding) => finding.severity === 'error');
      set({
        disk: { kind: 'open', file, as, view, blocks },
        edits: NO_EDITS,
        review: null,
        toast: null,
        tab: view.disk === null ? 'hex' : hasErrors ? 'mapHex' : 'overview',
        problemsOpen: hasErrors,
        scans: NO_SCANS,
      });
      scanBitmaps();
    },

    close: async () => {
      await get().settled();
      const { disk } = get();
      const answer = disk.kind === 'open' ? await api['image/close']({ image: disk.view.image }) : null;
      if (answer?.ok === false && answer.error.kind === 'unsaved-changes') return;
      set({ disk: { kind: 'none' }, scans: NO_SCANS, edits: NO_EDITS, review: null, toast: null, problemsOpen: false });
      clearPages();
    },

    reload: async () => {
      const { disk, open } = get();
      if (disk.kind === 'open') await open(disk.file, disk.as);
      if (disk.kind === 'failed') await open(disk.file, 'disk');
    },

    adopt: async (view) => {
      const { disk } = get();
      if (disk.kind !== 'open') return;
      const fresh = sameBlocks(disk.view, view) ? null : await blocksOf(view);
      // A scan may have found something meanwhile.
      const now = get().disk;
      if (now.kind === 'open') set({ disk: { ...now, view, blocks: fresh === null ? now.blocks : carriedOver(now.blocks, fresh) } });
    },

    adoptFresh: async (view) => {
      const blocks = await blocksOf(view);
      const { disk } = get();
      if (disk.kind !== 'open') return;
      set({ disk: { ...disk, view, blocks }, scans: NO_SCANS });
      scanBitmaps();
    },
  };
};
