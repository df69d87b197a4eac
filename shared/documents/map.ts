/** The documents of `map`: runs of blocks, or with `--sectors` runs of sectors. A line of `--jsonl` is one run. */
import { z } from 'zod';
import { count } from './values';

export const blockRun = z.strictObject({
  firstBlock: count,
  blocks: count.min(1),
  /** `unknown`: a missing parent would hold it. `damaged`: the file of its layer cannot give it. */
  state: z.enum(['unallocated', 'full', 'partial', 'zero', 'parent', 'damaged', 'overlapping', 'unscanned', 'unknown']),
  /** Where the first block's data starts in the layer's file, behind its bitmap; null if it is in no file. */
  fileOffset: count.nullable(),
  /** Bytes in the file from one block of the run to the next; null if the run is one block or is in no file. */
  fileStride: count.nullable(),
  /** The file that holds the run: 0 is this one, 1 its parent, and so on. If none does, or a missing parent would, the last that was asked. */
  layer: count,
});
export type BlockRun = z.infer<typeof blockRun>;

export const mapDocument = z.strictObject({ blockSizeBytes: count, blocks: count, runs: z.array(blockRun) });
export type MapDocument = z.infer<typeof mapDocument>;

export const sectorRun = z.strictObject({
  firstLba: count,
  sectors: count.min(1),
  /** `file`: the file of a layer has it; `unknown`: a missing parent would have it; `damaged`: the file cannot give it. */
  source: z.enum(['file', 'zero', 'parent', 'unknown', 'damaged']),
  layer: count,
  fileOffset: count.nullable(),
});
export type SectorRunDocument = z.infer<typeof sectorRun>;

export const sectorMapDocument = z.strictObject({ virtualBytes: count, runs: z.array(sectorRun) });
export type SectorMapDocument = z.infer<typeof sectorMapDocument>;
