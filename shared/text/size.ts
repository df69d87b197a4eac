/** Sizes as people read them, in KiB, MiB, GiB or TiB; rounded to three or four digits unless they are exact. */
import { grouped } from './numbers';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

/**
 * "127 GiB", "1.5 MiB", "512 bytes". From 1 to 10 TiB only whole eighths are written in TiB, the rest in GiB: "1.5 TiB", but
 * "2,040 GiB", so that sizes of the same order that stand beside each other have the same unit.
 */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes >= TIB && bytes < 10 * TIB) {
    const isEighth = (bytes * 8) % TIB === 0;
    return isEighth ? `${grouped(bytes / TIB)} TiB` : `${grouped(Math.round(bytes / GIB))} GiB`;
  }
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = Number.isInteger(value) || value >= 1000 ? Math.round(value) : Number(value.toPrecision(value >= 100 ? 4 : 3));
  return `${grouped(shown)} ${UNITS[unit]}`;
}

/** "2 MiB blocks", "512-byte blocks": the size in front of what has it. */
export const sizedText = (bytes: number, what: string): string => `${bytes < 1024 ? `${bytes}-byte` : sizeText(bytes)} ${what}`;

/** "2,097,152 bytes": the exact number, for tooltips. */
export const bytesText = (bytes: number): string => (bytes === 1 ? '1 byte' : `${grouped(bytes)} bytes`);
