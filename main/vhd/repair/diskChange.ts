/**
 * What a repair does to the disk itself, beside mending it: the size that it has before and after, and what is stored for
 * it now and is no part of it afterwards. The one place where the two are compared. And what a shorter file loses.
 */
import type { CutBytes, DiskChange } from '../../../shared/repairs';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { touchesCore, type BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';

type Shown = Pick<Image, 'kind' | 'sectors' | 'map' | 'dataEnd'>;

/**
 * `others`: the disk as another of its footers means it, which some program may show. Where the repair takes something from
 * one of these readings, it is compared with that one: what was stored for it is given up, whoever showed it.
 */
export function diskChange(shown: Shown, others: readonly Shown[], after: Shown): DiskChange | null {
  const byLoss = others.map((other) => changeOf(other, after)).sort((a, b) => lessBy(b) - lessBy(a));
  const [first] = byLoss;
  const own = changeOf(shown, after);
  return first !== undefined && lessBy(first) > lessBy(own) ? first : own;
}

/** How much smaller the disk gets, and how much it stores less. */
const lessBy = (change: DiskChange | null): number =>
  change === null ? 0 : Math.max(0, change.bytesBefore - change.bytesAfter) + change.lostBytes;

/** Null: the disk keeps its size and everything that is stored for it. */
function changeOf(before: Shown, after: Shown): DiskChange | null {
  const lost = lostOf(before, after);
  if (before.sectors === after.sectors && lost.lostBytes === 0) return null;
  return { bytesBefore: before.sectors * SECTOR_BYTES, bytesAfter: after.sectors * SECTOR_BYTES, ...lost };
}

type Lost = Pick<DiskChange, 'lostBlocks' | 'lostBytes'>;

function lostOf(before: Shown, after: Shown): Lost {
  if (before.kind === 'fixed' && after.kind === 'fixed')
    return { lostBlocks: 0, lostBytes: Math.max(0, storedInFixed(before) - storedInFixed(after)) };
  // Blocks of another size, or of a table that was not readable, are other blocks: none can be said to be lost.
  if (before.map === null || after.map === null || before.map.blockSectors !== after.map.blockSectors)
    return { lostBlocks: 0, lostBytes: 0 };
  let lostBlocks = 0;
  let sectors = 0;
  for (let block = 0; block < before.map.entries.length; block++) {
    const fewer = storedSectors(before, before.map, block) - storedSectors(after, after.map, block);
    if (fewer <= 0) continue;
    lostBlocks += 1;
    sectors += fewer;
  }
  return { lostBlocks, lostBytes: sectors * SECTOR_BYTES };
}

const storedInFixed = ({ sectors, dataEnd }: Shown): number => Math.min(sectors * SECTOR_BYTES, dataEnd);

/** Sectors of the disk that this block stores. One whose entry leads out of the file or into its head stores nothing. */
function storedSectors({ sectors, dataEnd }: Shown, map: BlockMap, block: number): number {
  const { entries, blockSectors } = map;
  const entry = entries[block] ?? UNALLOCATED;
  if (entry === UNALLOCATED || entry * SECTOR_BYTES >= dataEnd || touchesCore(map, block)) return 0;
  return Math.max(0, Math.min(blockSectors, sectors - block * blockSectors));
}

/** More of a tail is not looked through before somebody decides: it may be as long as a drive. */
const MAX_LOOKED = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;

/** What is lost of a file that ends at `end`; null where it gets no shorter. What cannot be read was not looked at. */
export async function cutBytes(file: BlockFile, end: number): Promise<CutBytes | null> {
  const bytes = file.bytes - end;
  if (bytes <= 0) return null;
  let looked = 0;
  let nonZero = 0;
  while (looked < Math.min(bytes, MAX_LOOKED)) {
    const piece = await file.read(fileOffset(end + looked), Math.min(PIECE, bytes - looked));
    if (!piece.ok) break;
    for (const byte of piece.value) if (byte !== 0) nonZero += 1;
    looked += piece.value.length;
  }
  return { bytes, looked, nonZero };
}
