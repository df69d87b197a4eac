/** Sizes as people read them: KiB, MiB, GiB, TiB with at most three significant places, exact where it is exact. */
import { grouped } from './numbers';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** "127 GiB", "1.5 MiB", "512 bytes". 2040 GiB stays 2,040 GiB: the unit only grows while the number stays readable and exact. */
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

/** "2,097,152 bytes": the exact number, for hovers. */
export const bytesText = (bytes: number): string => (bytes === 1 ? '1 byte' : `${grouped(bytes)} bytes`);
