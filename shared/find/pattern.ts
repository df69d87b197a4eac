/** What people search for, and the needles that find it. Used while it is typed, and by the scan. */
import { err, ok, type Result } from '../result';
import { bytesIn, rangeTerms, termsText, unsignedRanges, type ByteClass, type Term } from './byteClasses';
import { inCodePage } from './codePages';
import { dateRanges, readDate, type DateFormat, type NumberRange } from './dates';
import { caseForms } from './letterCase';
import { LONGEST_MATCH, type Needle } from './needle';
import { FOUND_STRUCTURES, type FoundStructure, type StructureName } from './structures';

export const TEXT_ENCODINGS = ['utf8', 'utf16le', 'utf16be', 'latin1', 'windows-1252', 'cp437'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];
export const NUMBER_BITS = [8, 16, 32, 64] as const;
export const BYTE_ORDERS = ['le', 'be', 'both'] as const;
export type ByteOrder = (typeof BYTE_ORDERS)[number];

/**
 * `hex`: such as `DE AD ?? 4?`. A regular expression is matched against bytes as Latin-1; `^` and `$` stand at the ends of lines
 * (LF or CR) and of what is searched; a match longer than 4 KiB is cut there. `number`: one, or `least..most`. `date`: a day or a
 * moment in UTC, or `first..last`.
 */
export type SearchPattern =
  | { readonly kind: 'hex'; readonly hex: string }
  | { readonly kind: 'text'; readonly text: string; readonly encoding: TextEncoding; readonly ignoreCase: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | { readonly kind: 'number'; readonly number: string; readonly bits: (typeof NUMBER_BITS)[number]; readonly order: ByteOrder }
  | { readonly kind: 'guid'; readonly guid: string; readonly order: ByteOrder }
  | { readonly kind: 'date'; readonly date: string; readonly format: DateFormat }
  | { readonly kind: 'structure'; readonly structure: StructureName };

/** Why a pattern cannot be searched for. */
export type PatternFault =
  | 'empty'
  | 'hex'
  | 'regex'
  /** A regular expression that took too long on the bytes of this disk. */
  | 'costly'
  | 'too-long'
  | 'encoding'
  | 'number'
  | 'number-size'
  | 'range'
  | 'guid'
  | 'date'
  | 'no-such-date';

const MAX_BYTES = 4096;

type Made = Result<readonly Needle[], PatternFault>;

export function needlesOf(pattern: SearchPattern): Made {
  switch (pattern.kind) {
    case 'hex':
      return hexNeedles(pattern.hex);
    case 'text':
      return formsOf(pattern.text, (text) => textNeedles(text, pattern.encoding, pattern.ignoreCase));
    case 'regex':
      return regexNeedles(pattern.source, pattern.ignoreCase);
    case 'number':
      return numberNeedles(pattern.number, pattern.bits, pattern.order);
    case 'guid':
      return guidNeedles(pattern.guid, pattern.order);
    case 'date':
      return dateNeedles(pattern.date, pattern.format);
    case 'structure':
      return structureNeedles(FOUND_STRUCTURES[pattern.structure]);
    default:
      return pattern satisfies never;
  }
}

/** Pairs of hex digits with any spaces; `?` stands for any digit. */
function hexNeedles(hex: string, { skip = 0, align = 1 }: { readonly skip?: number; readonly align?: number } = {}): Made {
  const parts = hex.split(/[\s,]+/).map((part) => part.replace(/^0x(.)$/i, '0$1'));
  // What is written apart is not joined to a byte: in “0x1, 0x2” there are two.
  if (parts.length > 1 && parts.some((part) => part.length % 2 !== 0)) return err('hex');
  const digits = parts.join('').replace(/0x/gi, '');
  if (digits === '') return err('empty');
  if (!/^([0-9a-f?]{2})+$/i.test(digits)) return err('hex');
  if (/^\?+$/.test(digits)) return err('empty');
  const digit = (at: number): number => (digits[at] === '?' ? 0 : Number.parseInt(digits[at] as string, 16));
  const known = (at: number): number => (digits[at] === '?' ? 0 : 0xf);
  const length = digits.length / 2;
  if (skip + length > MAX_BYTES) return err('too-long');
  const [bytes, mask] = [new Uint8Array(skip + length), new Uint8Array(skip + length)];
  for (let i = 0; i < length; i++) {
    bytes[skip + i] = digit(2 * i) * 16 + digit(2 * i + 1);
    mask[skip + i] = known(2 * i) * 16 + known(2 * i + 1);
  }
  return ok([{ kind: 'bytes', bytes, mask, align }]);
}

const structureNeedles = ({ hex, skip = 0, align }: FoundStructure): Made => hexNeedles(hex, { skip, align });

const bytesNeedle = (bytes: Uint8Array): Needle => ({ kind: 'bytes', bytes, mask: new Uint8Array(bytes.length).fill(0xff), align: 1 });

/**
 * An accented letter is one character or a letter and an accent (Unicode's NFC and NFD). They look the same, so both are looked
 * for, as far as the encoding has them; the text as it was typed first.
 */
function formsOf(text: string, made: (text: string) => Made): Made {
  const typed = made(text);
  const others = [text.normalize('NFC'), text.normalize('NFD')].filter((form, i, all) => form !== text && all.indexOf(form) === i);
  const all = [typed, ...others.map(made)].filter((each) => each.ok);
  return all.length === 0 ? typed : ok(all.flatMap(({ value }) => value));
}

function textNeedles(text: string, encoding: TextEncoding, ignoreCase: boolean): Made {
  if (text === '') return err('empty');
  const bytes = encoded(text, encoding);
  if (bytes === null) return err('encoding');
  if (bytes.length > MAX_BYTES) return err('too-long');
  if (!ignoreCase) return ok([bytesNeedle(bytes)]);
  const known = new Map<string, readonly Uint8Array[]>();
  const letters = Array.from(text, (letter) => {
    const forms = known.get(letter) ?? formsIn(letter, encoding);
    known.set(letter, forms);
    return forms;
  });
  const source = letters.map((forms) => `(?:${forms.map(quoted).join('|')})`).join('');
  const longest = letters.reduce((sum, forms) => sum + forms.reduce((most, { length }) => Math.max(most, length), 0), 0);
  const regex = new RegExp(source, 'gs');
  return ok([{ kind: 'regex', regex, starts: startsOf(letters), longest, around: 0, overlaps: true, align: 1 }]);
}

/** A letter in either case, with no regard to the letters around it: “ss” does not find ß, though ß finds “ss”. */
const formsIn = (letter: string, encoding: TextEncoding): readonly Uint8Array[] =>
  caseForms(letter)
    .map((form) => encoded(form, encoding))
    .filter((bytes) => bytes !== null);

/** The scan looks at no more. */
const MAX_STARTS = 32;

/** The bytes that may stand at each place of a match, as far as the shortest match goes: forms of a letter may be of several lengths. */
function startsOf(letters: readonly (readonly Uint8Array[])[]): readonly (readonly number[])[] {
  const starts: Set<number>[] = [];
  /** Where the next letter may begin, and the first of these places. */
  let [offsets, first] = [new Set([0]), 0];
  for (const forms of letters) {
    if (first >= MAX_STARTS) break;
    const next = new Set<number>();
    for (const offset of offsets)
      for (const form of forms) {
        for (const [place, byte] of form.entries()) (starts[offset + place] ??= new Set()).add(byte);
        next.add(offset + form.length);
      }
    offsets = next;
    first = [...next].reduce((least, offset) => Math.min(least, offset));
  }
  return starts.slice(0, first).map((bytes) => [...bytes]);
}

const quoted = (bytes: Uint8Array): string => Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

function encoded(text: string, encoding: TextEncoding): Uint8Array | null {
  switch (encoding) {
    case 'utf8':
      return utf8(text);
    case 'utf16le':
      return utf16(text, 'le');
    case 'utf16be':
      return utf16(text, 'be');
    case 'latin1':
      return /^[\0-\xff]*$/.test(text) ? Uint8Array.from(text, (letter) => letter.charCodeAt(0)) : null;
    case 'windows-1252':
    case 'cp437':
      return inCodePage(text, encoding);
    default:
      return encoding satisfies never;
  }
}

const REPLACEMENT = 0xfffd;

/** Half a surrogate pair becomes the replacement character, as every encoder writes it. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text) {
    const point = letter.codePointAt(0) as number;
    const code = point >= 0xd800 && point < 0xe000 ? REPLACEMENT : point;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
    bytes.push(more === 0 ? code : ((0xf0 << (3 - more)) & 0xff) | (code >> (6 * more)));
    for (let i = more - 1; i >= 0; i--) bytes.push(0x80 | ((code >> (6 * i)) & 0x3f));
  }
  return Uint8Array.from(bytes);
}

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), order === 'le');
  return new Uint8Array(view.buffer);
}

function regexNeedles(source: string, ignoreCase: boolean): Made {
  if (source === '') return err('empty');
  try {
    const regex = new RegExp(source, ignoreCase ? 'gsmi' : 'gsm');
    return ok([{ kind: 'regex', regex, starts: [], longest: LONGEST_MATCH, around: LONGEST_MATCH, overlaps: false, align: 1 }]);
  } catch {
    return err('regex');
  }
}

/** Both ends of `a..b`, or twice the same. */
function endsOf(text: string): readonly [string, string] {
  const [first = '', last = first, more] = text.split('..').map((part) => part.trim());
  // A third end is none that a number or a date could be read from.
  return more === undefined ? [first, last] : ['', ''];
}

function readNumber(text: string): bigint | null {
  const plain = text.trim().replace(/(?<=^-?\d{1,3}(?:[ ,]\d{3})*)[ ,](?=\d{3}(?:[ ,]\d{3})*$)/g, '');
  const [, minus = '', digits = ''] = /^(-?)(0x[0-9a-f]+|\d+)$/i.exec(plain.replaceAll('_', '')) ?? [];
  return digits === '' ? null : minus === '' ? BigInt(digits) : -BigInt(digits);
}

function numberNeedles(text: string, bits: number, order: ByteOrder): Made {
  const [least, most] = endsOf(text).map(readNumber);
  if (text.trim() === '') return err('empty');
  if (least == null || most == null) return err('number');
  if (least > most) return err('range');
  const half = 1n << BigInt(bits - 1);
  const limit = least < 0n ? half : 2n * half;
  if (most >= limit || least < -half) return err('number-size');
  const bytes = bits / 8;
  const orders = order === 'both' && bytes > 1 ? (['le', 'be'] as const) : ([order === 'be' ? 'be' : 'le'] as const);
  const ranges = unsignedRanges(least, most, bytes);
  return ok(orders.flatMap((one) => ranges.map(([from, to]) => rangeNeedle({ least: from, most: to, bytes, order: one }))));
}

function rangeNeedle({ least, most, bytes, order }: NumberRange): Needle {
  const terms = rangeTerms(least, most, bytes).map((term): Term => (order === 'be' ? term : term.toReversed()));
  if (least === most) return bytesNeedle(Uint8Array.from((terms[0] as Term).map(([byte]) => byte)));
  const starts = Array.from({ length: bytes }, (_, place) => bytesIn(terms.map((term) => term[place] as ByteClass)));
  return { kind: 'regex', regex: new RegExp(termsText(terms), 'gs'), starts, longest: bytes, around: 0, overlaps: true, align: 1 };
}

/** `be`: the bytes as they are written (RFC 9562); `le`: the first three fields little-endian, as Windows and GPT store them. */
function guidNeedles(text: string, order: ByteOrder): Made {
  const digits = text.replace(/[{}\s-]/g, '');
  if (digits === '') return err('empty');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return err('guid');
  const written = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  const mixed = Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], (i) => written[i] as number);
  return ok([...(order === 'le' ? [] : [bytesNeedle(written)]), ...(order === 'be' ? [] : [bytesNeedle(mixed)])]);
}

function dateNeedles(text: string, format: DateFormat): Made {
  if (text.trim() === '') return err('empty');
  const [first, last] = endsOf(text).map(readDate);
  if (first == null || last == null) return err('date');
  if (first.first > last.last) return err('range');
  const ranges = dateRanges(format, first.first, last.last);
  return ranges.length === 0 ? err('no-such-date') : ok(ranges.map(rangeNeedle));
}
