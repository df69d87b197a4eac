/** Unsaved changes of the virtual disk, laid over the saved bytes. */
import type { SectorRange } from '../../shared/jobs';
import { layOver, type Piece } from '../../shared/overlaidFile';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { ExtentRange } from '../vhd/read/extents';
import type { Overlay } from './tasks';

/** The bytes, which begin at `at`, with the changes applied. */
export function overlaid(data: Uint8Array, at: number, overlay: Overlay): Uint8Array {
  for (const edit of overlay) layOver(data, at, edit);
  return data;
}

/** The parts of the changes inside the range of sectors; addresses are in bytes from its start. */
export function overlayIn(overlay: Overlay, { from, sectors }: ExtentRange): Piece[] {
  const [start, end] = [from * SECTOR_BYTES, (from + sectors) * SECTOR_BYTES];
  return overlay.flatMap(({ at, bytes }) => {
    const [first, last] = [Math.max(start, at), Math.min(end, at + bytes.length)];
    return first < last ? [{ at: first - start, bytes: bytes.subarray(first - at, last - at) }] : [];
  });
}

/** Sectors that the pieces touch: ascending, disjoint, adjacent ranges joined. */
export function touchedBy(pieces: readonly Piece[]): SectorRange[] {
  const ranges: { firstLba: number; sectors: number }[] = [];
  for (const { at, bytes } of pieces) {
    const first = Math.floor(at / SECTOR_BYTES);
    const end = Math.ceil((at + bytes.length) / SECTOR_BYTES);
    const last = ranges.at(-1);
    if (last !== undefined && last.firstLba + last.sectors >= first) last.sectors = Math.max(last.sectors, end - last.firstLba);
    else ranges.push({ firstLba: first, sectors: end - first });
  }
  return ranges;
}
