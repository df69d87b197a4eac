/**
 * Xen's batmap says for each block whether it is allocated and wholly written. Nobody needs the hint, but a wrong bit loses
 * data when chains are merged. Our new blocks leave their bit clear; a bit that was set wrongly is cleared before the table
 * points at a block that is not whole. Source: blktap libvhd.c, vhd_batmap functions; big-endian.
 */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { onesComplementSum } from '../../../shared/vhd/defineStruct';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Image } from '../read/image';
import { sameBytes } from '../read/sameBytes';
import type { Step } from './plan';
import { patchAt } from './patches';

const VERSION_AT = 20;
const CHECKSUM_AT = 24;
/** Version 1.1 summed signed bytes. */
const SIGNED_VERSION = 0x0001_0001;
/** One sector of the map has the bits of 4,096 blocks of 2 MiB; Xen counts in whole 16 MiB. */
const BYTES_PER_MAP_BYTE = 16 * 1024 * 1024;
const NO_SUM = 0x1_0000_0000;

/** Bytes of the map that its checksum covers. */
export const coveredBytes = (diskBytes: number, mapBytes: number): number => {
  const sectors = Math.max(1, Math.ceil(Math.floor(diskBytes / BYTES_PER_MAP_BYTE) / SECTOR_BYTES));
  return Math.min(sectors * SECTOR_BYTES, mapBytes);
};

/** Bytes of the map that have bits of this disk's blocks, or that its checksum covers; a map may claim far more. */
export function usedBytes({ sectors, map }: Pick<Image, 'sectors' | 'map'>, mapBytes: number): number {
  const needed = roundUp(Math.ceil((map?.entries.length ?? 0) / 8), SECTOR_BYTES);
  return Math.min(mapBytes, Math.max(needed, coveredBytes(sectors * SECTOR_BYTES, mapBytes)));
}

/** Ones' complement of the sum, unsigned. */
export function mapSum(map: Uint8Array, version: number): number {
  if (version !== SIGNED_VERSION) return onesComplementSum(map, NO_SUM);
  return ~map.reduce((sum, byte) => sum + ((byte << 24) >> 24), 0) >>> 0;
}

/** Steps that clear the bits of these blocks if they are set; almost always none. */
export async function clearedInBatmap(image: Image, blocks: readonly number[]): Promise<Result<Step[], IoError>> {
  const { batmap, file } = image;
  if (batmap === null || blocks.length === 0) return ok([]);
  const read = await file.read(fileOffset(batmap.mapAt), usedBytes(image, batmap.mapBytes));
  if (!read.ok) return read;
  const map = read.value.slice();
  for (const block of blocks) if (block >> 3 < map.length) map[block >> 3] = (map[block >> 3] as number) & ~(0x80 >> (block & 7));
  if (sameBytes(map, read.value)) return ok([]);
  const head = await file.read(fileOffset(batmap.headerAt), SECTOR_BYTES);
  if (!head.ok) return head;
  const after = head.value.slice();
  const view = new DataView(after.buffer);
  view.setUint32(CHECKSUM_AT, mapSum(map.subarray(0, coveredBytes(image.sectors * SECTOR_BYTES, map.length)), view.getUint32(VERSION_AT)));
  const steps: Step[] = [];
  for (let from = 0; from < map.length; from += SECTOR_BYTES) {
    const step = await patchAt(file, batmap.mapAt + from, map.slice(from, from + SECTOR_BYTES), { stage: 'bitmaps', why: 'batmap' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  const sum = await patchAt(file, batmap.headerAt, after, { stage: 'bitmaps', why: 'batmap' });
  if (!sum.ok) return sum;
  return ok(sum.value === null ? steps : [...steps, sum.value]);
}
