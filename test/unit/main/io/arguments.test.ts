/** Names of files need not be UTF-8 on Linux: 0xff alone never is, and EF BF BD is U+FFFD itself (RFC 3629). */
import { expect, test } from 'vitest';
import { notUtf8In, wordsNotUtf8 } from '../../../../main/io/arguments';

const LOST = '\uFFFD';
const line = (...words: readonly (string | number[])[]): Buffer =>
  Buffer.concat(words.flatMap((word) => [Buffer.from(word as string), Buffer.of(0)]));

test('a word that became another one is named, the program’s own words before it are not looked at', () => {
  const words = ['info', `a${LOST}.vhd`, 'b.vhd'];
  expect(notUtf8In(line([0xff], 'cli.cjs', 'info', [0x61, 0xff, 0x2e, 0x76, 0x68, 0x64], 'b.vhd'), words)).toEqual([`a${LOST}.vhd`]);
});

test('a word that has the replacement character by itself is no other', () => {
  expect(notUtf8In(line('node', [0xef, 0xbf, 0xbd]), [LOST])).toEqual([]);
});

test('a last word without its zero byte counts too', () => {
  expect(notUtf8In(Buffer.concat([line('node'), Buffer.of(0xfe)]), [LOST])).toEqual([LOST]);
});

test('of words that are not on the command line nothing is said', () => {
  expect(notUtf8In(Buffer.of(), [LOST])).toEqual([]);
});

test('words as they were given are asked about only where one may have lost something', async () => {
  expect(await wordsNotUtf8(['info', 'disk.vhd'])).toEqual([]);
});
