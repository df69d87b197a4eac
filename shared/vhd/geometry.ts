/** Cylinders, heads, sectors per track, and what a disk of given size gets of them. Spec 1.0, appendix "CHS Calculation"; integer division throughout. */
import type { Geometry } from '../views';
import { SECTOR_BYTES } from './units';

const MOST_SECTORS = 65_535 * 16 * 255;
const LARGE_DISK = 65_535 * 16 * 63;

const div = (a: number, b: number): number => Math.floor(a / b);

/** The geometry the specification's algorithm gives for a disk of `sectors`. Rounds down: it never covers more. */
export function geometryOf(sectors: number): Geometry {
  const total = Math.min(sectors, MOST_SECTORS);
  if (total >= LARGE_DISK) return { cylinders: div(div(total, 255), 16), heads: 16, sectorsPerTrack: 255 };
  let sectorsPerTrack = 17;
  let tracks = div(total, sectorsPerTrack);
  let heads = Math.max(4, div(tracks + 1023, 1024));
  if (tracks >= heads * 1024 || heads > 16) {
    sectorsPerTrack = 31;
    heads = 16;
    tracks = div(total, sectorsPerTrack);
    if (tracks >= heads * 1024) {
      sectorsPerTrack = 63;
      tracks = div(total, sectorsPerTrack);
    }
  }
  return { cylinders: div(tracks, heads), heads, sectorsPerTrack };
}

export const geometrySectors = ({ cylinders, heads, sectorsPerTrack }: Geometry): number => cylinders * heads * sectorsPerTrack;
export const geometryBytes = (geometry: Geometry): number => geometrySectors(geometry) * SECTOR_BYTES;

/** QEMU and disk2vhd store 65535/16/255 to say "do not go by geometry". */
export const isGeometryMarker = ({ cylinders, heads, sectorsPerTrack }: Geometry): boolean =>
  cylinders === 65_535 && heads === 16 && sectorsPerTrack === 255;

/**
 * The size QEMU gives a disk it creates without force_size: the smallest number of sectors from `sectors` on whose
 * geometry covers the wish. Beyond what geometry can say, the wish itself.
 */
export function qemuCreatedSectors(sectors: number): number {
  for (let wish = sectors; wish < MOST_SECTORS; wish++) {
    const covered = geometrySectors(geometryOf(wish));
    if (covered >= sectors) return covered;
  }
  return sectors;
}
