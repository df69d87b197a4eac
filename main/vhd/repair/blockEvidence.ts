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
  for (const at of [SECTOR_BYTES, bytes - SECTOR_BYTES]) {
    const read = await file.read(fileOffset(dataAt + at), SECTOR_BYTES);
    if (!read.ok) return read;
    const lba = ownLba(read.value);
    if (lba !== null && lba % map.blockSectors === at / SECTOR_BYTES)
      return ok({ sector, block: Math.floor(lba / map.blockSectors), confidence: 'certain', evidence: 'partition-table' });
  }
  const inside = depth === 'whole' ? await backupInside(file, map, sector) : ok(null);
  if (!inside.ok || inside.value !== null) return inside;
  const boot = await file.read(fileOffset(dataAt), SECTOR_BYTES);
  if (!boot.ok) return boot;
  return ok(isSigned(boot.value) ? { sector, block: 0, confidence: 'likely', evidence: 'boot-sector' } : null);
}

/** The backup's header is the disk's last sector, which may be anywhere in its last block. */
async function backupInside(file: BlockFile, map: BlockMap, sector: number): Promise<Result<Placement | null, IoError>> {
  const from = (sector + map.bitmapSectors) * SECTOR_BYTES;
  const piece = 512 * SECTOR_BYTES;
  for (let done = 0; done < map.blockSectors * SECTOR_BYTES; done += piece) {
    const read = await file.read(fileOffset(from + done), Math.min(piece, map.blockSectors * SECTOR_BYTES - done));
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
