/** How many blocks a new sparse disk stores, and how many blocks of its source it does not need. */
import type { FileSummary } from '../../shared/jobs';
import { heldRuns } from '../vhd/read/extents';
import type { SparseLayout } from '../vhd/ops/sparseLayout';
import type { Conversion } from './conversion';

export function blocksIn({ rewrite: { view, range } }: Conversion, layout: SparseLayout): FileSummary['blocks'] {
  const { keptBlocks: kept, blocks, blockSectors } = layout;
  let released = 0;
  let next = 0;
  // Blocks behind the end of a disk that became smaller count too.
  for (const { from, to } of heldRuns(view, range.from, view.layers[0].sectors)) {
    const end = Math.ceil((to - range.from) / blockSectors);
    for (next = Math.max(next, Math.floor((from - range.from) / blockSectors)); next < end; next += 1)
      if (next >= blocks || !layout.isKept(next)) released += 1;
  }
  return { kept, dropped: blocks - kept, released };
}
