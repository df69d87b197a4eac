/** What people type to search for: bytes by the Unicode and ASCII tables, and refusals by name. */
import { expect, test } from 'vitest';
import { needleOf } from '../../../../main/jobs/patterns';
import type { SearchPattern, TextEncoding } from '../../../../main/jobs/tasks';

const text = (words: string, encoding: TextEncoding, ignoreCase = false): SearchPattern => ({
  kind: 'text',
  text: words,
  encoding,
  ignoreCase,
});
const hex = (pairs: string): SearchPattern => ({ kind: 'hex', hex: pairs });
const regex = (source: string, ignoreCase = false): SearchPattern => ({ kind: 'regex', source, ignoreCase });

function bytesOf(pattern: SearchPattern): number[] {
  const needle = needleOf(pattern);
  if (!needle.ok || needle.value.kind !== 'bytes') throw new Error(JSON.stringify(needle));
  return [...needle.value.bytes];
}

function regexOf(pattern: SearchPattern): RegExp {
  const needle = needleOf(pattern);
  if (!needle.ok || needle.value.kind !== 'regex') throw new Error(JSON.stringify(needle));
  return needle.value.regex;
}

test.each([
  ['utf8', [0xc3, 0xa4, 0x42]],
  ['utf16le', [0xe4, 0x00, 0x42, 0x00]],
  ['utf16be', [0x00, 0xe4, 0x00, 0x42]],
  ['latin1', [0xe4, 0x42]],
] as const)('“äB” in %s', (encoding, bytes) => {
  expect(bytesOf(text('äB', encoding))).toEqual(bytes);
});

test('hex takes spaces, commas, 0x, either case, and ?? for any byte', () => {
  expect(bytesOf(hex('0xDE ad,ef'))).toEqual([0xde, 0xad, 0xef]);
  const needle = needleOf(hex('55 ?? AA'));
  expect(needle.ok && needle.value.kind === 'bytes' ? [...needle.value.mask] : null).toEqual([1, 0, 1]);
});

test('either case of a letter is found, in bytes of its encoding', () => {
  expect(regexOf(text('aÄ', 'latin1', true)).test('A\u00e4')).toBe(true);
  expect(regexOf(text('a', 'utf16be', true)).test('\0A')).toBe(true);
  expect(regexOf(text('.', 'utf8', true)).test('x')).toBe(false);
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
  [hex('00'.repeat(4097)), 'too-long'],
  [text('', 'utf8'), 'empty'],
  [text('€', 'latin1'), 'encoding'],
  [text('a'.repeat(4097), 'utf8'), 'too-long'],
  [text('a'.repeat(4097), 'utf8', true), 'too-long'],
  [regex(''), 'empty'],
  [regex('(a'), 'regex'],
] as const)('%j is refused by name', (pattern, why) => {
  expect(needleOf(pattern)).toEqual({ ok: false, error: { kind: 'bad-pattern', why } });
});
