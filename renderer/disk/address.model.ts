/** How addresses and counts are written: hex or decimal as the user chose, digits grouped, as wide as the size of the space needs. */
import { grouped, hex } from '../../shared/text/numbers';

export type Radix = 'hex' | 'dec';

const inFours = (digits: string): string => digits.replace(/\B(?=(.{4})+(?!.))/g, ' ');

/** "0x2C41F0C00" or "11,878,206,464". */
export const offsetText = (at: number, radix: Radix): string => (radix === 'hex' ? `0x${hex(at)}` : grouped(at));

/** Digits in groups, without a prefix, padded to the widest offset below `size`, for columns. */
export function gutterText(at: number, size: number, radix: Radix): string {
  const base = radix === 'hex' ? 16 : 10;
  const widest = Math.max(radix === 'hex' ? 8 : 1, Math.max(0, size - 1).toString(base).length);
  if (radix === 'hex') return inFours(hex(at).padStart(widest, '0'));
  return grouped(at).padStart(grouped(Math.max(0, size - 1)).length, ' ');
}

export const groupedHex = (at: number): string => inFours(hex(at));
