/** Sizes as people read them, in KiB, MiB, GiB or TiB; rounded to three or four digits unless they are exact. */
import { grouped } from './numbers';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** "127 GiB", "1.5 MiB", "512 bytes". 2040 GiB is written 2,040 GiB, because it is not exact in TiB. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1 && !(value < 10_240 && unit === 3 && value % 1 === 0 && (value / 1024) % 1 !== 0)) {
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
