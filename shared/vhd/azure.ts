/** The disks that Azure takes: fixed ones of whole MiB, 20 MiB to 32 TiB, whose file is 512 bytes longer than the disk. */
import { roundUp, SECTOR_BYTES } from './units';

const MIB = 1024 * 1024;
export const AZURE_STEP_BYTES = MIB;
export const MIN_AZURE_BYTES = 20 * MIB;
export const MAX_AZURE_BYTES = 32 * 2 ** 40;

/** The size in sectors of the smallest disk that Azure takes and that has at least `sectors`. */
export const azureSectors = (sectors: number): number =>
  Math.max(MIN_AZURE_BYTES, roundUp(sectors * SECTOR_BYTES, AZURE_STEP_BYTES)) / SECTOR_BYTES;
