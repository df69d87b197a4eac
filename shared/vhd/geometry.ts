/** Cylinders, heads, sectors per track, and what a disk of given size gets of them. Spec 1.0, appendix "CHS Calculation"; integer division throughout. */
import type { Geometry } from '../views';
import { SECTOR_BYTES } from './units';

const MAX_SECTORS = 65_535 * 16 * 255;
const LARGE_DISK = 65_535 * 16 * 63;

const div = (a: number, b: number): number => Math.floor(a / b);

/** The geometry the specification's algorithm gives for a disk of `sectors`. Rounds down: it never covers more. */
export function geometryOf(sectors: number): Geometry {
  const total = Math.min(sectors, MAX_SECTORS);
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

const MOST = { cylinders: 65_535, heads: 255, sectorsPerTrack: 255 } as const;

const isSame = (a: Geometry, b: Geometry): boolean =>
  a.cylinders === b.cylinders && a.heads === b.heads && a.sectorsPerTrack === b.sectorsPerTrack;

/** `733/7/17`, as BIOS setups and emulators have it; null when the text is none that a footer can hold. */
export function parseGeometry(text: string): Geometry | null {
  const [, c, h, s] = /^(\d{1,5})\/(\d{1,3})\/(\d{1,3})$/.exec(text.trim()) ?? [];
  const geometry = { cylinders: Number(c), heads: Number(h), sectorsPerTrack: Number(s) };
  return (Object.keys(MOST) as (keyof Geometry)[]).every((key) => geometry[key] >= 1 && geometry[key] <= MOST[key]) ? geometry : null;
}

export const geometryText = ({ cylinders, heads, sectorsPerTrack }: Geometry): string => `${cylinders}/${heads}/${sectorsPerTrack}`;

/** Whether somebody chose it for the disk: it says exactly the size, and is not what the specification gives. */
export const isChosenGeometry = (geometry: Geometry, sectors: number): boolean =>
  geometrySectors(geometry) === sectors && !isSame(geometry, geometryOf(sectors));

/**
 * The geometry of a disk that is made of another one. One that was chosen stays, with as many cylinders as the new size has;
 * where these are no whole number, or too many, it is lost: `lost`, and the specification's follows.
 */
export function carriedGeometry(old: Geometry, from: number, to: number): { readonly geometry: Geometry; readonly lost: boolean } {
  if (!isChosenGeometry(old, from)) return { geometry: geometryOf(to), lost: false };
  const cylinders = to / (old.heads * old.sectorsPerTrack);
  const fits = Number.isInteger(cylinders) && cylinders >= 1 && cylinders <= MOST.cylinders;
  return fits ? { geometry: { ...old, cylinders }, lost: false } : { geometry: geometryOf(to), lost: true };
}

/**
 * Whether a disk of `sectors` can well have this geometry: it covers no more than the disk, and no less than what the
 * specification's algorithm would. Emulators of old machines let users choose one that says the size exactly.
 */
export function isGeometryFit(geometry: Geometry, sectors: number): boolean {
  const covered = geometrySectors(geometry);
  return covered <= sectors && covered >= geometrySectors(geometryOf(sectors));
}

/** A geometry of just so many sectors: as many heads, then sectors per track, as they can be. Null where there is none. */
export function exactGeometry(sectors: number): Geometry | null {
  for (let heads = 16; heads > 0; heads--) {
    for (let sectorsPerTrack = 63; sectorsPerTrack > 0; sectorsPerTrack--) {
      const cylinders = sectors / (heads * sectorsPerTrack);
      if (Number.isInteger(cylinders) && cylinders > 0 && cylinders <= 65_535) return { cylinders, heads, sectorsPerTrack };
    }
  }
  return null;
}

/**
 * The size QEMU gives a disk it creates without force_size: the smallest number of sectors from `sectors` on whose
 * geometry covers the request. Beyond what geometry can say, the request itself.
 */
export function qemuCreatedSectors(sectors: number): number {
  for (let request = sectors; request < MAX_SECTORS; request++) {
    const covered = geometrySectors(geometryOf(request));
    if (covered >= sectors) return covered;
  }
  return sectors;
}
