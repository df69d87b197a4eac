/** Finds out by its content where a block belongs on the disk. */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import { isSigned } from '../partitions/bootSector';
import { gptPlace, isGptHeader } from '../partitions/gptHeader';

/** Reads only the sectors where headers usually stand, or the whole block. */
export type Depth = 'ends' | 'whole';

/** GPT headers name their own place; a boot sector stands in the first block. */
export async function evidenceIn(
  file: BlockFile,
  map: BlockMap,
  sector: number,
  depth: Depth = 'whole',
): Promise<Result<Placement | null, IoError>> {
  const dataAt = (sector + map.bitmapSectors) * SECTOR_BYTES;
  const bytes = map.blockSectors * SECTOR_BYTES;
  // A block of one sector has no second one: what follows is another block, or the end of the file.
  for (const at of [SECTOR_BYTES, bytes - SECTOR_BYTES].filter((start) => start < storedBytes(file, map, sector))) {
    const read = await file.read(fileOffset(dataAt + at), SECTOR_BYTES);
    if (!read.ok) return read;
    const lba = ownLba(read.value);
    if (lba !== null && lba % map.blockSectors === at / SECTOR_BYTES)
      return ok({ sector, block: Math.floor(lba / map.blockSectors), confidence: 'certain', evidence: 'partition-table' });
  }
  const inside = depth === 'whole' ? await backupInside(file, map, sector) : ok(null);
  if (!inside.ok || inside.value !== null) return inside;
  if (storedBytes(file, map, sector) === 0) return ok(null);
  const boot = await file.read(fileOffset(dataAt), SECTOR_BYTES);
  if (!boot.ok) return boot;
  return ok(isSigned(boot.value) ? { sector, block: 0, confidence: 'likely', evidence: 'boot-sector' } : null);
}

/** How many bytes of the data of the block there the file has, in whole sectors: its end may cut the block, or the disk's last one be short. */
export function storedBytes(file: Pick<BlockFile, 'bytes'>, map: BlockMap, sector: number): number {
  const left = Math.floor(file.bytes / SECTOR_BYTES) - sector - map.bitmapSectors;
  return Math.max(0, Math.min(map.blockSectors, left)) * SECTOR_BYTES;
}

/** The backup's header is the disk's last sector, which may be anywhere in its last block. */
async function backupInside(file: BlockFile, map: BlockMap, sector: number): Promise<Result<Placement | null, IoError>> {
  const from = (sector + map.bitmapSectors) * SECTOR_BYTES;
  const piece = 512 * SECTOR_BYTES;
  const stored = storedBytes(file, map, sector);
  for (let done = 0; done < stored; done += piece) {
    const read = await file.read(fileOffset(from + done), Math.min(piece, stored - done));
    if (!read.ok) return read;
    for (let at = 0; at < read.value.length; at += SECTOR_BYTES) {
      if (read.value[at] !== 0x45) continue;
      const lba = ownLba(read.value.subarray(at, at + SECTOR_BYTES));
      if (lba !== null && lba % map.blockSectors === (done + at) / SECTOR_BYTES)
        return ok({ sector, block: Math.floor(lba / map.blockSectors), confidence: 'certain', evidence: 'partition-table' });
    }
  }
  return ok(null);
}

/** The place that a GPT header names as its own. */
const ownLba = (sector: Uint8Array): number | null => (isGptHeader(sector) ? gptPlace(sector, 'own') : null);
