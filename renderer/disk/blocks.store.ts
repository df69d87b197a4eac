/**
 * The block table of the disk in sight. It is apart from the store because scans change it many times a second: only what
 * shows blocks is told of it.
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
  shares: new Uint8Array(),
};

type Held = { readonly image: ImageId | null; readonly table: BlockTable };
const useTable = create<Held>(() => ({ image: null, table: NO_BLOCKS }));

const tableFor = (held: Held, image: ImageId): BlockTable => (held.image === image ? held.table : NO_BLOCKS);

/** The table of that image; empty where it is not the one in sight. */
export const blocksOf = (image: ImageId): BlockTable => tableFor(useTable.getState(), image);
export const setBlocks = (image: ImageId, table: BlockTable): void => useTable.setState({ image, table });
export const forgetBlocks = (): void => useTable.setState({ image: null, table: NO_BLOCKS });

/** View and block table of the disk in sight, as the state stands. */
export function diskIn(state: WindowState): Disk | null {
  const shown = shownIn(state);
  return shown === null ? null : { view: shown.view, blocks: blocksOf(shown.view.image) };
}
export const currentDisk = (): Disk | null => diskIn(now());

/** View and block table, rendered anew whenever a scan found something: for what shows states of blocks. */
export function useDisk(): Disk | null {
  const view = useStore((state) => shownIn(state)?.view ?? null);
  const held = useTable();
  return useMemo(() => (view === null ? null : { view, blocks: tableFor(held, view.image) }), [view, held]);
}

/** The same, rendered anew only when blocks moved: for what asks where things are, and not in which state. */
export function useDiskLayout(): Disk | null {
  const view = useStore((state) => shownIn(state)?.view ?? null);
  const entries = useTable((held) => (view === null ? null : tableFor(held, view.image).entries));
  // oxlint-disable-next-line react/exhaustive-deps -- `entries` says when the table's layout changed; states are not followed.
  return useMemo(() => (view === null ? null : { view, blocks: blocksOf(view.image) }), [view, entries]);
}
