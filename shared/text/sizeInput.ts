/**
 * Sizes as people type them, in every box of the window and on the command line: "40 GiB", "10G", "127 GB", "1,5 TiB",
 * "266338304 sectors", "0x200". All units are powers of 1024, even "GB", as in Windows: a disk of "127 GB" has 127 GiB.
 * Decimals are computed with whole numbers, so that no byte is lost to rounding.
 */
import { SECTOR_BYTES } from '../vhd/units';

export const SIZE_UNITS = ['bytes', 'sectors', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
export type SizeUnit = (typeof SIZE_UNITS)[number];

export type SizeInput = {
  /** Rounded up to whole bytes. At most 2⁵³ − 1, which is too large for any disk anyway. */
  readonly bytes: number;
  /** Whether the text gives a whole number of bytes. */
  readonly isWhole: boolean;
  /** The unit in the text; null if it is a number without a unit. */
  readonly unit: SizeUnit | null;
  /** Only for units like "GB": what was typed, how it is read, and how many bytes it would be in powers of ten. Else null. */
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
/** Longer numbers are far larger than any disk. */
const MAX_DIGITS = 24;

type Digits = { readonly whole: bigint; readonly fraction: bigint; readonly scale: bigint };

/** Commas and blanks may group digits. A comma that does not group is a decimal comma, as many countries write it. */
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

/** `otherwise`: the unit of a number without one. Null if the text is no size. */
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

/** The bytes that the text gives, if that is a whole number below 2⁵³; else null. A number without a unit counts bytes. */
export function parseSize(text: string): number | null {
  const read = readSizeInput(text, 'bytes');
  return read?.isWhole === true && read.bytes < Number.MAX_SAFE_INTEGER ? read.bytes : null;
}

/** A whole number without a unit, decimal or with 0x; null if the text is none, or if it is beyond 2⁵³ − 1. */
export function parseNumber(text: string): number | null {
  if (!/^(\d+|0x[\da-f]+)$/i.test(text.trim())) return null;
  const value = BigInt(text.trim());
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

/** Why a box does not take a text that is no size. */
export const noSizeText = (typed: string): string =>
  typed.trim() === '' ? 'Enter a size such as 40 GiB.' : `“${typed.trim()}” is no size. Enter one such as 40 GiB.`;

/** The remark beside a box in which "127 GB" was typed. */
export const readAsText = ({ readAs }: NonNullable<SizeInput['decimal']>): string => `Read as ${readAs}, the way Windows counts.`;

/** The number in the text without its unit, so that another unit can be added. */
export const withoutUnit = (text: string): string => text.trim().replace(/\s*[a-z]*$/i, '');
