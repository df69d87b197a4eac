/**
 * Sizes as people type them, in every box of the window and on the command line: "40 GiB", "10G", "127 GB", "1,5 TiB",
 * "266338304 sectors", "0x200". Units count in 1024, "GB" too, as Windows counts: a disk of "127 GB" has 127 GiB.
 * Decimals are counted in whole numbers, so that no byte is lost to rounding.
 */
import { SECTOR_BYTES } from '../vhd/units';

export const SIZE_UNITS = ['bytes', 'sectors', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
export type SizeUnit = (typeof SIZE_UNITS)[number];

export type SizeInput = {
  /** Rounded up to whole bytes. At most 2⁵³ − 1: what is beyond is too large for every disk anyway. */
  readonly bytes: number;
  /** Whether the text says a whole number of bytes. */
  readonly isWhole: boolean;
  /** The unit that the text itself names; null where it is a bare number. */
  readonly unit: SizeUnit | null;
  /** For "127 GB": what was typed, how it is read, and the bytes it would be in powers of ten. Else null. */
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
const MAX_DIGITS = 24;

type Digits = { readonly whole: bigint; readonly fraction: bigint; readonly scale: bigint };

/** Commas and blanks group digits; a comma that does not is a decimal one, as half of the world writes it. */
function digitsOf(text: string): Digits | null {
  const joined = text.replaceAll(/[\s_'’\u00a0\u202f]/g, '');
  if (joined.length > MAX_DIGITS) return null;
  if (/^0x[\da-f]+$/i.test(joined)) return { whole: BigInt(joined), fraction: 0n, scale: 1n };
  const isGrouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(joined);
  const plain = isGrouped ? joined.replaceAll(',', '') : joined.replace(',', '.');
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
  const [, whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '') return null;
  return { whole: BigInt(whole || '0'), fraction: BigInt(fraction || '0'), scale: 10n ** BigInt(fraction.length) };
}

const asNumber = (value: bigint): number => Number(value > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : value);

function inUnit({ whole, fraction, scale }: Digits, factor: bigint): { readonly bytes: number; readonly isWhole: boolean } {
  const scaled = (whole * scale + fraction) * factor;
  return { bytes: asNumber((scaled + scale - 1n) / scale), isWhole: scaled % scale === 0n };
}

/** `otherwise` is the unit of a bare number. Null for what is no size. */
export function readSizeInput(text: string, otherwise: SizeUnit): SizeInput | null {
  const [, number = '', word = ''] = /^(0x[\da-f]+|.*?)\s*([a-z]*)$/is.exec(text.trim()) ?? [];
  const unit = word === '' ? null : (WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? undefined);
  const digits = digitsOf(number);
  if (unit === undefined || digits === null) return null;
  const tens = unit !== null && /^.b$/i.test(word) ? POWERS_OF_TEN[unit] : undefined;
  const decimal =
    tens === undefined
      ? null
      : { typed: `${number} ${word.toUpperCase()}`, readAs: `${number} ${unit}`, bytes: inUnit(digits, tens).bytes };
  return { ...inUnit(digits, FACTORS[unit ?? otherwise]), unit, decimal };
}

/** Bytes, where the text says a whole number of them below 2⁵³; else null. A bare number counts bytes. */
export function parseSize(text: string): number | null {
  const read = readSizeInput(text, 'bytes');
  return read?.isWhole === true && read.bytes < Number.MAX_SAFE_INTEGER ? read.bytes : null;
}

/** A whole number without a unit, decimal or with 0x; null when it is none, or beyond 2⁵³ − 1. */
export function parseNumber(text: string): number | null {
  if (!/^(\d+|0x[\da-f]+)$/i.test(text.trim())) return null;
  const value = BigInt(text.trim());
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

/** Said beside a box in which "127 GB" was typed. */
export const readAsText = ({ readAs }: NonNullable<SizeInput['decimal']>): string => `Read as ${readAs}, the way Windows counts.`;

/** The number of the text without its unit, for another unit to be put behind it. */
export const withoutUnit = (text: string): string => text.trim().replace(/\s*[a-z]*$/i, '');
