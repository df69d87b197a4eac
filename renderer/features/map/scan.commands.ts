/** The scan for blocks that hold nothing but zeros: of the selected blocks, or of the whole disk. */
import type { BlockSpan } from '../../../shared/views';
import { startScan } from '../../disk/scan.store';
import { selectView } from '../../app/selectors.store';
import type { OpenDisk, WindowState } from '../../app/state';
import { shownDisk } from '../../app/store';

export const canScanContent = (state: WindowState): boolean => (selectView(state)?.disk?.blocks.allocated ?? 0) > 0;

/** The blocks the selection touches, when it is as long as a block; null means the whole disk. */
export function blocksToScan(selection: OpenDisk['selection'], blockBytes: number): BlockSpan | null {
  if (selection === null || selection.space !== 'disk' || selection.bytes < blockBytes) return null;
  return { first: Math.floor(selection.at / blockBytes), end: Math.ceil((selection.at + selection.bytes) / blockBytes) };
}

export async function scanContent(): Promise<void> {
  const shown = shownDisk();
  if (shown !== null) await startScan('content', blocksToScan(shown.selection, shown.view.disk?.blocks.sizeBytes ?? 0));
}
