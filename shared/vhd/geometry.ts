/**
 * Cylinders, heads, sectors per track, and which values a disk of a given size gets. Spec 1.0, appendix "CHS Calculation"; all
 * divisions are integer divisions.
 */
import type { Geometry } from '../views';
import { SECTOR_BYTES } from './units';

const MAX_SECTORS = 65_535 * 16 * 255;
const LARGE_DISK = 65_535 * 16 * 63;

const div = (a: number, b: number): number => Math.floor(a / b);

/**
 * The geometry that the specification's algorithm gives for a disk of `sectors`. It rounds down and never covers more than the
 * disk.
 */
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

/** QEMU and disk2vhd store 65535/16/255 to say "do not use geometry". */
export const isGeometryMarker = ({ cylinders, heads, sectorsPerTrack }: Geometry): boolean =>
  cylinders === 65_535 && heads === 16 && sectorsPerTrack === 255;

const MAX_CHS = { cylinders: 65_535, heads: 255, sectorsPerTrack: 255 } as const;

const isSame = (a: Geometry, b: Geometry): boolean =>
  a.cylinders === b.cylinders && a.heads === b.heads && a.sectorsPerTrack === b.sectorsPerTrack;

/** Reads `733/7/17`, as BIOS setups and emulators write it; null if the text is not a geometry that a footer can hold. */
export function parseGeometry(text: string): Geometry | null {
  const [, c, h, s] = /^(\d{1,5})\/(\d{1,3})\/(\d{1,3})$/.exec(text.trim()) ?? [];
  const geometry = { cylinders: Number(c), heads: Number(h), sectorsPerTrack: Number(s) };
  return (Object.keys(MAX_CHS) as (keyof Geometry)[]).every((key) => geometry[key] >= 1 && geometry[key] <= MAX_CHS[key]) ? geometry : null;
}

export const geometryText = ({ cylinders, heads, sectorsPerTrack }: Geometry): string => `${cylinders}/${heads}/${sectorsPerTrack}`;

/** Whether somebody chose this geometry: it gives exactly the size, but is not the one by the specification. */
export const isChosenGeometry = (geometry: Geometry, sectors: number): boolean =>
  geometrySectors(geometry) === sectors && !isSame(geometry, geometryOf(sectors));

/**
 * The geometry of a disk that is made from another one. A chosen geometry is kept, with as many cylinders as the new size
 * needs. If that is no whole number, or too many, `lost` is true and the specification's geometry is used.
 */
export function carriedGeometry(old: Geometry, from: number, to: number): { readonly geometry: Geometry; readonly lost: boolean } {
  if (!isChosenGeometry(old, from)) return { geometry: geometryOf(to), lost: false };
  const cylinders = to / (old.heads * old.sectorsPerTrack);
  const fits = Number.isInteger(cylinders) && cylinders >= 1 && cylinders <= MAX_CHS.cylinders;
  return fits ? { geometry: { ...old, cylinders }, lost: false } : { geometry: geometryOf(to), lost: true };
}

/**
 * Whether this geometry is plausible for a disk of `sectors`: it covers no more than the disk, and no less than the
 * specification's geometry does. Emulators of old machines let users choose one that gives exactly the size.
 */
export function isGeometryFit(geometry: Geometry, sectors: number): boolean {
  const covered = geometrySectors(geometry);
  return covered <= sectors && covered >= geometrySectors(geometryOf(sectors));
}

/** A geometry of exactly that many sectors, with as many heads, then as many sectors per track, as possible. Null if there is none. */
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
 * The size of a disk that QEMU creates without force_size: what the geometry covers, for the smallest number from `sectors` on
 * whose geometry covers the request. Beyond what geometry can express, it is the request itself.
 */
export function qemuCreatedSectors(sectors: number): number {
  for (let request = sectors; request < MAX_SECTORS; request++) {
    const covered = geometrySectors(geometryOf(request));
    if (covered >= sectors) return covered;
  }
  return sectors;
}
