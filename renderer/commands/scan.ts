/** The scan for blocks that hold nothing but zeros: of the selected blocks, or of the whole disk. */
import type { BlockSpan } from '../../shared/views';
import { selectDisk, selectView } from '../store/selectors';
import type { Store } from '../store/store';

export const canScanContent = (state: Store): boolean => (selectView(state)?.disk?.blocks.allocated ?? 0) > 0;

/** The blocks the selection touches, when it is as long as a block; null means the whole disk. */
export function blocksToScan(state: Pick<Store, 'selection'>, blockBytes: number): BlockSpan | null {
  const { selection } = state;
  if (selection === null || selection.space !== 'disk' || selection.bytes < blockBytes) return null;
  return { first: Math.floor(selection.at / blockBytes), end: Math.ceil((selection.at + selection.bytes) / blockBytes) };
}

export function scanContent(state: Store): Promise<void> {
  return state.startScan('content', blocksToScan(state, selectDisk(state)?.view.disk?.blocks.sizeBytes ?? 0));
}
