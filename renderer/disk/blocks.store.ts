/**
 * The block table of the disk in sight. It is kept apart from the store because scans change it many times a second, and only
 * what shows blocks should be rendered then.
 */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { BlockTable, ImageId } from '../../shared/views';
import type { Disk } from './translate.model';
import type { WindowState } from '../app/state';
import { now, shownIn, useStore } from '../app/store';

export const NO_BLOCKS: BlockTable = {
  states: new Uint8Array(),
  owners: new Uint8Array(),
  entries: new Uint32Array(),
  shares: new Uint16Array(),
};

type Held = { readonly image: ImageId | null; readonly table: BlockTable };
const useTable = create<Held>(() => ({ image: null, table: NO_BLOCKS }));

const tableFor = (held: Held, image: ImageId): BlockTable => (held.image === image ? held.table : NO_BLOCKS);

/** The table of that image; empty if the image is not the one in sight. */
export const blocksOf = (image: ImageId): BlockTable => tableFor(useTable.getState(), image);
export const setBlocks = (image: ImageId, table: BlockTable): void => useTable.setState({ image, table });
export const forgetBlocks = (): void => useTable.setState({ image: null, table: NO_BLOCKS });

/** View and block table of the disk in sight in that state. */
export function diskIn(state: WindowState): Disk | null {
  const shown = shownIn(state);
  return shown === null ? null : { view: shown.view, blocks: blocksOf(shown.view.image) };
}
export const currentDisk = (): Disk | null => diskIn(now());

/** View and block table, rendered again whenever a scan found something: for what shows the states of blocks. */
export function useDisk(): Disk | null {
  const view = useStore((state) => shownIn(state)?.view ?? null);
  const held = useTable();
  return useMemo(() => (view === null ? null : { view, blocks: tableFor(held, view.image) }), [view, held]);
}

/** The same, rendered again only when blocks have moved: for what needs to know where blocks are, but not their state. */
export function useDiskLayout(): Disk | null {
  const view = useStore((state) => shownIn(state)?.view ?? null);
  const entries = useTable((held) => (view === null ? null : tableFor(held, view.image).entries));
  // oxlint-disable-next-line react/exhaustive-deps -- `entries` says when the table's layout changed; states are not followed.
  return useMemo(() => (view === null ? null : { view, blocks: blocksOf(view.image) }), [view, entries]);
}

/** The state of one block, as a number of BLOCK_STATE; rendered again only when a scan or a change finds another one. */
export function useBlockState(block: number): number {
  const image = useStore((state) => shownIn(state)?.view.image ?? null);
  return useTable((held) => (image === null ? 0 : (tableFor(held, image).states[block] ?? 0)));
}
