/** Changes of the virtual disk that are not saved yet, over the bytes that are. */
import type { SectorRange } from '../../shared/jobs';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { Overlay } from './requests';

/** Changes that are not saved, over the bytes from `at` on. */
export function overlaid(data: Uint8Array, at: number, overlay: Overlay): Uint8Array {
  for (const edit of overlay) {
    const from = Math.max(edit.at, at);
    const to = Math.min(edit.at + edit.bytes.length, at + data.length);
    if (from < to) data.set(edit.bytes.subarray(from - edit.at, to - edit.at), from - at);
  }
  return data;
}

/** Whether every sector of the range is touched by it. */
export function covers(overlay: Overlay, { firstLba, sectors }: SectorRange): boolean {
  for (let sector = firstLba; sector < firstLba + sectors; sector++) {
    const at = sector * SECTOR_BYTES;
    if (!overlay.some((edit) => edit.at < at + SECTOR_BYTES && edit.at + edit.bytes.length > at)) return false;
  }
  return true;
}
