/**
 * Sizes as people type them: "40 GiB", "127 GB", "1,5 TiB", "266338304 sectors". Exact: decimals are counted in whole
 * numbers, and what is no whole sector is rounded up.
 */
import { SECTOR_BYTES } from '../../shared/vhd/units';

export const SIZE_UNITS = ['bytes', 'sectors', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
export type SizeUnit = (typeof SIZE_UNITS)[number];

export type SizeRead = {
  /** Whole sectors, more than zero. */
  readonly bytes: number;
  /** The unit the text itself names; null where it is a bare number. */
  readonly unit: SizeUnit | null;
  readonly wasRounded: boolean;
  /** For "127 GB", which is read as Windows counts: what was typed, and what it is in powers of ten. */
  readonly decimal: { readonly typed: string; readonly readAs: string; readonly bytes: number } | null;
};

const FACTORS: Readonly<Record<SizeUnit, bigint>> = {
  bytes: 1n,
  sectors: BigInt(SECTOR_BYTES),
  KiB: 1n << 10n,
  MiB: 1n << 20n,
  GiB: 1n << 30n,
  TiB: 1n << 40n,
};
const POWERS_OF_TEN: Readonly<Partial<Record<SizeUnit, bigint>>> = { KiB: 10n ** 3n, MiB: 10n ** 6n, GiB: 10n ** 9n, TiB: 10n ** 12n };
const WORDS: readonly (readonly [RegExp, SizeUnit])[] = [
  [/^(b|bytes?)$/i, 'bytes'],
  [/^(s|sectors?)$/i, 'sectors'],
  [/^k(i?b)?$/i, 'KiB'],
  [/^m(i?b)?$/i, 'MiB'],
  [/^g(i?b)?$/i, 'GiB'],
  [/^t(i?b)?$/i, 'TiB'],
];
/** Far beyond every disk; longer numbers are nobody's size. */
const MOST_DIGITS = 24;

type Digits = { readonly whole: bigint; readonly fraction: bigint; readonly scale: bigint };

/** Commas and blanks group digits; a comma that does not is a decimal one, as half of the world writes it. */
function digitsOf(text: string): Digits | null {
  const grouped = text.replaceAll(/[\s_'’\u00a0\u202f]/g, '');
  const isGrouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(grouped);
  const plain = isGrouped ? grouped.replaceAll(',', '') : grouped.replace(',', '.');
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
  const [, whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '' || plain.length > MOST_DIGITS) return null;
  return { whole: BigInt(whole || '0'), fraction: BigInt(fraction || '0'), scale: 10n ** BigInt(fraction.length) };
}

const upTo = (value: bigint, by: bigint): bigint => ((value + by - 1n) / by) * by;
/** At the most 2⁵³ − 1; what is beyond is too large anyway. */
const asNumber = (value: bigint): number => Number(value > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : value);
const bytesOf = ({ whole, fraction, scale }: Digits, factor: bigint): bigint => whole * factor + upTo(fraction * factor, scale) / scale;

/** `otherwise` is the unit of a bare number. Null for what is no size, zero included. */
export function readSize(text: string, otherwise: SizeUnit): SizeRead | null {
  const match = /^(.*?)\s*([a-z]*)$/is.exec(text.trim());
  const [, number = '', word = ''] = match ?? [];
  const unit = word === '' ? null : (WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? undefined);
  const digits = digitsOf(number);
  if (unit === undefined || digits === null) return null;
  const exact = bytesOf(digits, FACTORS[unit ?? otherwise]);
  if (exact === 0n) return null;
  const bytes = upTo(exact, BigInt(SECTOR_BYTES));
  const tens = unit !== null && /^.b$/i.test(word) ? POWERS_OF_TEN[unit] : undefined;
  return {
    bytes: asNumber(bytes),
    unit,
    wasRounded: bytes !== exact,
    decimal:
      tens === undefined
        ? null
        : {
            typed: `${number} ${word.toUpperCase()}`,
            readAs: `${number} ${unit}`,
            bytes: asNumber(upTo(bytesOf(digits, tens), BigInt(SECTOR_BYTES))),
          },
  };
}

/** The number of the text without its unit, for another unit to be put behind it. */
export const withoutUnit = (text: string): string => text.trim().replace(/\s*[a-z]*$/i, '');
