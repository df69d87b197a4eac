/** What people type to search for: bytes by the Unicode and ASCII tables, and refusals by name. */
import { expect, test } from 'vitest';
import type { Needle } from '../../../../shared/find/needle';
import { needlesOf, type PatternFault, type SearchPattern, type TextEncoding } from '../../../../shared/find/pattern';
import { FOUND_STRUCTURES, STRUCTURE_NAMES } from '../../../../shared/find/structures';

const text = (words: string, encoding: TextEncoding, ignoreCase = false): SearchPattern => ({
  kind: 'text',
  text: words,
  encoding,
  ignoreCase,
});
const hex = (pairs: string): SearchPattern => ({ kind: 'hex', hex: pairs });
const number = (value: string, bits: 8 | 16 | 32 | 64 = 32, order: 'le' | 'be' | 'both' = 'both'): SearchPattern => ({
  kind: 'number',
  number: value,
  bits,
  order,
});
const guid = (value: string, order: 'le' | 'be' | 'both' = 'both'): SearchPattern => ({ kind: 'guid', guid: value, order });
const date = (value: string, format: 'vhd' | 'unix' | 'filetime' | 'dos' = 'unix'): SearchPattern => ({
  kind: 'date',
  date: value,
  format,
});
const regex = (source: string, ignoreCase = false): SearchPattern => ({ kind: 'regex', source, ignoreCase });

function needles(pattern: SearchPattern): readonly Needle[] {
  const made = needlesOf(pattern);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

function onlyNeedle(pattern: SearchPattern): Needle {
  const [one, ...more] = needles(pattern);
  if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} needles`);
  return one;
}

function bytesOf(pattern: SearchPattern): number[] {
  const needle = onlyNeedle(pattern);
  if (needle.kind !== 'bytes') throw new Error(needle.kind);
  return [...needle.bytes];
}

function regexOf(pattern: SearchPattern): RegExp {
  const needle = onlyNeedle(pattern);
  if (needle.kind !== 'regex') throw new Error(needle.kind);
  return needle.regex;
}

test.each([
  ['utf8', [0xc3, 0xa4, 0x42]],
  ['utf16le', [0xe4, 0x00, 0x42, 0x00]],
  ['utf16be', [0x00, 0xe4, 0x00, 0x42]],
  ['latin1', [0xe4, 0x42]],
  ['windows-1252', [0xe4, 0x42]],
  ['cp437', [0x84, 0x42]],
] as const)('“äB” in %s', (encoding, bytes) => {
  // As typed; the other form of the accent comes behind it.
  const [first] = needles(text('äB', encoding));
  expect(first?.kind === 'bytes' ? [...first.bytes] : null).toEqual(bytes);
});

test('hex takes spaces, commas, 0x, either case, and ?? for any byte', () => {
  expect(bytesOf(hex('0xDE ad,ef'))).toEqual([0xde, 0xad, 0xef]);
  // As in the source code of C.
  expect(bytesOf(hex('0x1, 0x2'))).toEqual([1, 2]);
  const needle = onlyNeedle(hex('55 ?? 4? ?5'));
  expect(needle.kind === 'bytes' ? [[...needle.bytes], [...needle.mask]] : null).toEqual([
    [0x55, 0, 0x40, 5],
    [0xff, 0, 0xf0, 0x0f],
  ]);
});

test('either case of a letter is found, in bytes of its encoding', () => {
  expect(regexOf(text('aÄ', 'latin1', true)).test('A\u00e4')).toBe(true);
  expect(regexOf(text('a', 'utf16be', true)).test('\0A')).toBe(true);
  expect(regexOf(text('.', 'utf8', true)).test('x')).toBe(false);
});

// What ripgrep -i finds (Unicode’s simple case folding), and SS for ß.
test.each([
  ['σ', 'σςΣ'],
  ['ς', 'σςΣ'],
  ['Σ', 'σςΣ'],
  ['k', 'kK\u212a'],
  ['S', 'sSſ'],
  ['µ', 'µμΜ'],
  ['ǆ', 'ǄǅǄǆ'],
  ['Ⱥ', 'Ⱥⱥ'],
  ['𐐀', '𐐀𐐨'],
  ['ß', 'ßẞ'],
])('%s is found as each of %s', (letter, forms) => {
  const find = regexOf(text(letter, 'utf8', true));
  for (const form of forms) {
    find.lastIndex = 0;
    const bytes = Buffer.from(form).toString('latin1');
    expect(find.exec(bytes)?.[0]).toBe(bytes);
  }
});

test('ß is found as ss in any case, and ss not as ß; what the encoding lacks is left out', () => {
  const found = (words: string, encoding: TextEncoding, bytes: string): boolean => {
    const regex = regexOf(text(words, encoding, true));
    regex.lastIndex = 0;
    return regex.test(bytes);
  };
  for (const form of ['STRASSE', 'strasse', 'StraSse', 'stra\xdfe']) expect(found('Straße', 'latin1', form)).toBe(true);
  expect(found('strasse', 'latin1', 'stra\xdfe')).toBe(false);
  expect(found('σ', 'cp437', '\xe5')).toBe(true);
  const needle = onlyNeedle(text('Straße', 'utf8', true));
  // Where a match may begin is known to its shortest end, whatever the lengths of its letters.
  const starts = needle.kind === 'regex' ? needle.starts : [];
  expect(starts.length).toBe(7);
  for (const form of ['STRASSE', 'ſtraße', 'strAſſE', 'StraẞE']) {
    const bytes = Buffer.from(form);
    expect(starts.map((some, place) => some.includes(bytes[place] as number))).toEqual(starts.map(() => true));
  }
  // S, ß and the like have forms of more bytes: s, ſ (2), t, r, a, ẞ (3) or ſſ (4), e.
  expect(needle.kind === 'regex' ? needle.longest : 0).toBe(2 + 1 + 1 + 1 + 4 + 1);
});

test('a regular expression is one over bytes, dots and all', () => {
  expect(regexOf(regex('a.b')).test('a\nb')).toBe(true);
  expect(regexOf(regex('AB', true)).test('ab')).toBe(true);
  expect(regexOf(regex('AB')).test('ab')).toBe(false);
});

test.each([
  [hex(''), 'empty'],
  [hex('?? ??'), 'empty'],
  [hex('ABC'), 'hex'],
  [hex('1, 2'), 'hex'],
  [hex('A BC D'), 'hex'],
  [hex('00'.repeat(4097)), 'too-long'],
  [text('', 'utf8'), 'empty'],
  [text('€', 'latin1'), 'encoding'],
  [text('a'.repeat(4097), 'utf8'), 'too-long'],
  [text('a'.repeat(4097), 'utf8', true), 'too-long'],
  [regex(''), 'empty'],
  [regex('(a'), 'regex'],
  [hex('5?A'), 'hex'],
  [text('€', 'cp437'), 'encoding'],
  [number(''), 'empty'],
  [number('12x'), 'number'],
  [number('5..'), 'number'],
  [number('1..2..3'), 'number'],
  [number('1,2'), 'number'],
  [number('10, 20'), 'number'],
  [number('9..5'), 'range'],
  [number('256', 8), 'number-size'],
  [number('-129', 8), 'number-size'],
  [number('-1..200', 8), 'number-size'],
  [guid('0123'), 'guid'],
  [date('2024-02-30'), 'date'],
  [date('0070-01-01'), 'date'],
  [date('2024-01-01..2024-01-02..2024-01-03'), 'date'],
  [date('yesterday'), 'date'],
  [date('2024-01-02..2024-01-01'), 'range'],
  [date('1979-12-31', 'dos'), 'no-such-date'],
  [date('1999-12-31', 'vhd'), 'no-such-date'],
] as const satisfies readonly (readonly [SearchPattern, PatternFault])[])('%j is refused by name', (pattern, why) => {
  expect(needlesOf(pattern)).toEqual({ ok: false, error: why });
});

test('text in the code pages of Windows and DOS', () => {
  expect(bytesOf(text('€“x”', 'windows-1252'))).toEqual([0x80, 0x93, 0x78, 0x94]);
  expect(bytesOf(text('╔═║█ÄÖÜß', 'cp437'))).toEqual([0xc9, 0xcd, 0xba, 0xdb, 0x8e, 0x99, 0x9a, 0xe1]);
  expect(bytesOf(text('😀€', 'utf8'))).toEqual([0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x82, 0xac]);
});

/** All values of 16 bits that the pattern finds, in one order of bytes. */
function found16(pattern: SearchPattern, order: 'le' | 'be'): number[] {
  const fitting = needles(pattern).map((needle) => {
    if (needle.kind === 'bytes') return (data: readonly number[]) => needle.bytes.every((byte, i) => byte === data[i]);
    const whole = new RegExp(`^(?:${needle.regex.source})$`, 's');
    // Where a match may begin is said of the same bytes.
    return (data: readonly number[]) =>
      whole.test(String.fromCharCode(...data)) && needle.starts.every((bytes, i) => bytes.includes(data[i] as number));
  });
  return Array.from({ length: 65_536 }, (_, value) => value).filter((value) => {
    const [low, high] = [value & 0xff, value >> 8];
    const data = order === 'le' ? [low, high] : [high, low];
    return fitting.some((fits) => fits(data));
  });
}
const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test.each([
  ['0x1234', span(0x1234, 0x1234)],
  ['0..65535', span(0, 65_535)],
  ['250..260', span(250, 260)],
  ['255..256', span(255, 256)],
  ['1000..40_000', span(1000, 40_000)],
  ['0x0100..0x02ff', span(0x100, 0x2ff)],
  ['-2..1', [0, 1, 65_534, 65_535]],
  ['-32768..-32767', [32_768, 32_769]],
])('numbers %s are found, and no others', (text16, values) => {
  for (const order of ['le', 'be'] as const) expect(found16(number(text16, 16, order), order)).toEqual(values);
});

test('a number stands in both orders, and a range of 64 bits holds its ends', () => {
  expect(needles(number('0x01020304')).map((needle) => needle.kind === 'bytes' && [...needle.bytes])).toEqual([
    [4, 3, 2, 1],
    [1, 2, 3, 4],
  ]);
  const [range] = needles(number('0x00ffffffffffff..0x0100000000000005', 64, 'be'));
  const fits = (...bytes: number[]): boolean =>
    range?.kind === 'regex' && new RegExp(`^(?:${range.regex.source})$`, 's').test(String.fromCharCode(...bytes));
  expect([fits(0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), fits(1, 0, 0, 0, 0, 0, 0, 5)]).toEqual([true, true]);
  expect([fits(0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe), fits(1, 0, 0, 0, 0, 0, 0, 6)]).toEqual([false, false]);
});

test('a GUID as it is written, and as Windows stores it', () => {
  const id = '{28732AC1-1FF8-D211-BA4B-00A0C93EC93B}';
  const written = [0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b];
  expect(bytesOf(guid(id, 'be'))).toEqual(written);
  expect(bytesOf(guid(id, 'le'))).toEqual([0xc1, 0x2a, 0x73, 0x28, 0xf8, 0x1f, 0x11, 0xd2, ...written.slice(8)]);
  expect(needles(guid(id, 'both'))).toHaveLength(2);
});

test('dates in the formats of disks', () => {
  // date -u -d '2024-01-31 12:30:44' +%s is 1706704244; VHD's begin 946684800 seconds later.
  const moment = '2024-01-31 12:30:44';
  const be = (value: number): number[] => [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  expect(bytesOf(date(moment, 'vhd'))).toEqual(be(1_706_704_244 - 946_684_800));
  expect(needles(date(moment, 'unix')).map((needle) => needle.kind === 'bytes' && [...needle.bytes])).toEqual([
    be(1_706_704_244).reverse(),
    be(1_706_704_244),
  ]);
  // FAT: 44 years since 1980, month 1, day 31; 12:30 and 22 pairs of seconds.
  const [day, time] = [(44 << 9) | (1 << 5) | 31, (12 << 11) | (30 << 5) | 22];
  expect(bytesOf(date(moment, 'dos'))).toEqual([time & 0xff, time >> 8, day & 0xff, day >> 8]);
  // A second of FILETIME is ten million values: 133511778440000000 is that moment by Windows' own count.
  const [filetime] = needles(date(moment, 'filetime'));
  const holds = (value: bigint): boolean => {
    const bytes = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    return filetime?.kind === 'regex' && new RegExp(`^(?:${filetime.regex.source})$`, 's').test(String.fromCharCode(...bytes));
  };
  const from = (1_706_704_244n + 11_644_473_600n) * 10_000_000n;
  expect([holds(from - 1n), holds(from), holds(from + 9_999_999n), holds(from + 10_000_000n)]).toEqual([false, true, true, false]);
});

test('every structure is a pattern that can be searched for, and begins where it may', () => {
  for (const name of STRUCTURE_NAMES) {
    const needle = onlyNeedle({ kind: 'structure', structure: name });
    const isKnown = needle.kind === 'bytes' && needle.mask.some((mask) => mask === 0xff);
    expect([name, needle.align, isKnown]).toEqual([name, FOUND_STRUCTURES[name].align, true]);
  }
});

test('an accented letter is found as one character and as a letter with an accent, in either case', () => {
  const spelled = (words: string, encoding: TextEncoding, ignoreCase = false): string[] => {
    const made = needlesOf(text(words, encoding, ignoreCase));
    return made.ok
      ? made.value.map((needle) => (needle.kind === 'bytes' ? Buffer.from(needle.bytes).toString('hex') : needle.regex.source))
      : [];
  };
  // U+00E9 in UTF-8 is C3 A9; U+0065 U+0301 is 65 CC 81.
  expect(spelled('\u00e9', 'utf8')).toEqual(['c3a9', '65cc81']);
  expect(spelled('e\u0301', 'utf8')).toEqual(['65cc81', 'c3a9']);
  // Latin-1 has no accent by itself.
  expect(spelled('e\u0301', 'latin1')).toEqual(['e9']);
  expect(spelled('plain', 'utf8')).toHaveLength(1);
  expect(spelled('\u00e9', 'utf8', true)).toHaveLength(2);
});
