/** What takes the place of hits. The bytes are worked out by hand: ASCII, UTF-16, and numbers in both byte orders. */
import { describe, expect, test } from 'vitest';
import { replaced, replacementsOf } from '../../../../shared/find/replace';
import type { SearchPattern } from '../../../../shared/find/pattern';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.split(' '), (pair) => Number.parseInt(pair, 16));
/** The bytes afterwards as hex pairs; null: they stay. */
function after(pattern: SearchPattern, put: string, hit: Uint8Array): string | null {
  const made = replacementsOf(pattern, put);
  if (!made.ok) return made.error;
  const done = replaced(made.value, hit);
  return done === null ? null : Buffer.from(done).toString('hex');
}
const text = (over: Partial<Extract<SearchPattern, { kind: 'text' }>> = {}): SearchPattern => ({
  kind: 'text',
  text: 'boot',
  encoding: 'utf8',
  ignoreCase: true,
  ...over,
});

describe('in the place of a hit stands', () => {
  test.each<[string, SearchPattern, string, Uint8Array, string | null]>([
    ['text as it is typed, in whatever case it was found', text(), 'Root', ascii('BOOT'), '526f6f74'],
    ['text in the encoding of the search', text({ encoding: 'utf16le' }), 'Root', bytes('62 00 6f 00 6f 00 74 00'), '52006f006f007400'],
    ['hex, of which digits that are not named stay', { kind: 'hex', hex: 'DE ?? BE' }, '?0 11 ??', bytes('de ad be'), 'd011be'],
    ['text for a regular expression', { kind: 'regex', source: '[A-Z]{4}', ignoreCase: false }, 'wxyz', ascii('ABCD'), '7778797a'],
    [
      'a number in the order in which it was found',
      { kind: 'number', number: '513', bits: 16, order: 'both' },
      '772',
      bytes('01 02'),
      '0403',
    ],
    ['the same the other way round', { kind: 'number', number: '513', bits: 16, order: 'both' }, '772', bytes('02 01'), '0304'],
    [
      'an accent in the form that is as long: one character',
      text({ text: 'cafe', ignoreCase: false }),
      'né',
      ascii('cafe'),
      // n, e and U+0301: four bytes; as one character they are three.
      '6e65cc81',
    ],
  ])('%s', (_what, pattern, put, hit, expected) => {
    expect(after(pattern, put, hit)).toBe(expected);
  });
});

test.each<[string, SearchPattern, string, Uint8Array]>([
  ['is longer', text(), 'roots', ascii('boot')],
  ['is shorter', text(), 'rot', ascii('boot')],
  ['stands in the place of other bytes by now', text(), 'root', ascii('book')],
])('a hit stays as it is where what is put %s', (_what, pattern, put, hit) => {
  expect(after(pattern, put, hit)).toBeNull();
});

test.each<[string, SearchPattern, string, string]>([
  ['nothing', text(), '', 'empty'],
  ['no hex', { kind: 'hex', hex: 'DE' }, 'XY', 'hex'],
  ['a range', { kind: 'number', number: '1..5', bits: 8, order: 'le' }, '2..3', 'one-value'],
  ['a number too large', { kind: 'number', number: '1', bits: 8, order: 'le' }, '256', 'number-size'],
  ['in the place of a date', { kind: 'date', date: '2024-01-31', format: 'unix' }, '2024-02-01', 'kind'],
  ['in the place of a structure', { kind: 'structure', structure: 'png' }, 'x', 'kind'],
])('it is refused to put %s', (_what, pattern, put, why) => {
  expect(after(pattern, put, Uint8Array.of(1))).toBe(why);
});
