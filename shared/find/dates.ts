/** Dates as disks store them, as ranges of numbers. All times are UTC. */
import { VHD_EPOCH_UNIX_SECONDS } from '../vhd/codec';

/**
 * `vhd`: seconds since 2000 in 32 bits, big-endian. `unix`: seconds since 1970 in 32 bits. `filetime`: units of 100 ns since 1601
 * in 64 bits, little-endian. `dos`: FAT's time and date in 32 bits, little-endian, in steps of two seconds.
 */
export const DATE_FORMATS = ['vhd', 'unix', 'filetime', 'dos'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

export type NumberRange = { readonly least: bigint; readonly most: bigint; readonly bytes: number; readonly order: 'le' | 'be' };

/** Seconds from 1601 to 1970. [MS-DTYP] 2.3.3 */
const FILETIME_EPOCH = 11_644_473_600n;
const FILETIME_UNITS = 10_000_000n;
const MAX_U32 = 0xffff_ffffn;

/** `first` and `last` in Unix seconds, both included. Empty if the format has no such dates. */
export function dateRanges(format: DateFormat, first: number, last: number): readonly NumberRange[] {
  const [from, to] = [BigInt(first), BigInt(last)];
  switch (format) {
    case 'vhd': {
      const epoch = BigInt(VHD_EPOCH_UNIX_SECONDS);
      return within(from - epoch, to - epoch, 4, ['be']);
    }
    case 'unix':
      return within(from, to, 4, ['le', 'be']);
    case 'filetime':
      return within((from + FILETIME_EPOCH) * FILETIME_UNITS, (to + FILETIME_EPOCH + 1n) * FILETIME_UNITS - 1n, 8, ['le']);
    case 'dos':
      return last < DOS_FIRST || first > DOS_LAST
        ? []
        : within(dosNumber(Math.max(first, DOS_FIRST)), dosNumber(Math.min(last, DOS_LAST)), 4, ['le']);
    default:
      return format satisfies never;
  }
}

function within(from: bigint, to: bigint, bytes: number, orders: readonly ('le' | 'be')[]): readonly NumberRange[] {
  const [least, most] = [from < 0n ? 0n : from, bytes === 4 && to > MAX_U32 ? MAX_U32 : to];
  return least > most ? [] : orders.map((order) => ({ least, most, bytes, order }));
}

const DOS_FIRST = Date.UTC(1980, 0, 1) / 1000;
const DOS_LAST = Date.UTC(2107, 11, 31, 23, 59, 59) / 1000;

/** The date in the high half, the time in the low half: later times are larger numbers. Microsoft FAT specification, "Date and Time". */
function dosNumber(seconds: number): bigint {
  const at = new Date(seconds * 1000);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return BigInt(date) * 0x1_0000n + BigInt(time);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?Z?$/;
const DAY = 86_400;

/** A day or a moment, as the first and the last second of it, in Unix seconds; null if it is no date. */
export function readDate(text: string): { readonly first: number; readonly last: number } | null {
  const match = DATE.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date takes February 30 for a day in March, and the year 70 for 1970.
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return null;
  const first = at.getTime() / 1000;
  const length = match[4] === undefined ? DAY : match[6] === undefined ? 60 : 1;
  return { first, last: first + length - 1 };
}
