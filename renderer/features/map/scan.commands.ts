/** Scans for blocks that hold only zeros, in the selected blocks or on the whole disk. */
import type { BlockSpan } from '../../../shared/views';
import { startScan } from '../../disk/scan.store';
import { selectView } from '../../app/selectors.store';
import type { OpenDisk, WindowState } from '../../app/state';
import { shownDisk } from '../../app/store';

export const canScanContent = (state: WindowState): boolean => (selectView(state)?.disk?.blocks.allocated ?? 0) > 0;

/** The blocks that the selection touches, if it is at least as long as a block; null for the whole disk. */
export function blocksToScan(selection: OpenDisk['selection'], blockBytes: number): BlockSpan | null {
  if (selection === null || selection.space !== 'disk' || selection.bytes < blockBytes) return null;
  return { first: Math.floor(selection.at / blockBytes), end: Math.ceil((selection.at + selection.bytes) / blockBytes) };
}

export async function scanContent(): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await startScan('content', blocksToScan(shown.selection, shown.view.disk?.blocks.sizeBytes ?? 0));
}
