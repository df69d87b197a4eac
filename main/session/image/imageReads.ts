/** What the window shows of an image's blocks, sectors and bytes, including staged changes. */
import { MAX_MARKS, type ByteRange } from '../../../shared/edits';
import type { ReadError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { SECTORS_AT_ONCE, type BitmapPolicy, type BlockSpan, type BlockTable, type PageView, type SectorRun } from '../../../shared/views';
import { lba, SECTOR_BYTES, type Space } from '../../../shared/vhd/units';
import { blockTable } from '../../vhd/describe/blockTable';
import { sectorRuns } from '../../vhd/read/readDisk';
import { bitStates, sectorMarks } from '../../vhd/read/sectorMarks';
import { changedBlocks } from '../edit/editLog';
import { isStaged } from '../edit/editSession';
import type { HeldImage } from './heldImage';
import { readDiskPage, readFilePage } from './pages';

export type ImageReads = {
  /** Identities of the file and its parents, as in BlockFile. */
  identities(): readonly string[];
  readBlocks(): BlockTable;
  readBlockMap(block: number, bitmaps: BitmapPolicy): Promise<Result<readonly SectorRun[], ReadError>>;
  readPage(space: Space, page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>>;
  /** One byte per sector, for a piece of SECTORS_AT_ONCE; null if the block has no bitmap. */
  readSectors(block: number, piece: number): Promise<Result<Uint8Array | null, ReadError>>;
  /** States and shares of blocks by their bitmaps, including staged changes; NO_BITS if there is no bitmap. */
  readBits(blocks: readonly number[]): Promise<{ readonly states: Uint8Array; readonly shares: Uint16Array }>;
  /** Blocks of the range that staged changes touch, ascending, at most MAX_MARKS. */
  changedBlocks(range: BlockSpan): readonly number[];
};

export function imageReads(held: HeldImage): ImageReads {
  const hasBlock = (block: number): boolean => block < (held.description.disk?.blocks.count ?? 0);
  return {
    identities: () => held.staged.chain.layers.map((layer) => layer.file.identity),
    readBlocks: () => blockTable(held.staged.chain),
    readBlockMap: async (block, bitmaps) => {
      const { disk } = held.description;
      if (disk === null || !hasBlock(block)) return err({ kind: 'out-of-range' });
      const perBlock = disk.blocks.sizeBytes / SECTOR_BYTES;
      const from = block * perBlock;
      return ok(await sectorRuns(held.staged.chain, lba(from), Math.min(perBlock, disk.sectors - from), bitmaps));
    },
    readPage: (space, page, bitmaps) =>
      space === 'disk' ? readDiskPage(held.opened.chain, held.staged, page, bitmaps) : readFilePage(held.staged, page),
    readSectors: async (block, piece) => {
      if (!hasBlock(block)) return err({ kind: 'out-of-range' });
      const { opened, staged } = held;
      const { chain, stack, log } = staged;
      const changedIn = (at: number, bytes: number): readonly ByteRange[] => stack.changedIn(log.cursor, at, bytes);
      const unsaved = isStaged(staged) ? { saved: opened.chain.layers[0], changedIn } : null;
      return sectorMarks(chain, { block, from: piece * SECTORS_AT_ONCE, count: SECTORS_AT_ONCE }, unsaved);
    },
    readBits: (blocks) => bitStates(held.staged.chain.layers[0], blocks),
    changedBlocks: (range) => changedBlocks(held.staged.log, range, MAX_MARKS),
  };
}
