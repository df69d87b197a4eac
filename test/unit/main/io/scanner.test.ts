/** Finding patterns in a stream of pieces with holes between them. */
import { describe, expect, test } from 'vitest';
import type { Hit } from '../../../../main/io/bulk/hits';
import { newScanner } from '../../../../main/io/bulk/scanner';
import { LONGEST_MATCH, type Needle } from '../../../../shared/find/needle';
import { seeded } from '../../../support/random';

const bytes = (text: string): Needle => ({
  kind: 'bytes',
  bytes: Buffer.from(text, 'latin1'),
  mask: new Uint8Array(text.length).fill(0xff),
  align: 1,
});
const regex = (source: string): Needle => ({
  kind: 'regex',
  regex: new RegExp(source, 'gsm'),
  starts: [],
  longest: LONGEST_MATCH,
  around: LONGEST_MATCH,
  overlaps: false,
  align: 1,
});

/** Pieces at their places; what lies between is a hole. */
function offsetsIn(
  needle: Needle,
  pieces: readonly (readonly [number, string])[],
  { all = false, size = 100_000, most = 100 } = {},
): [number, number][] {
  const scanner = newScanner([needle], { most: most });
  for (const [at, text] of pieces) if (!scanner.gapTo(at, all) || !scanner.take(Buffer.from(text, 'latin1'))) break;
  return scanner.end(size, all).map(({ offset, length }) => [offset, length]);
}

describe('a scanner', () => {
  test('finds what lies across two pieces, and counts it once', () => {
    expect(
      offsetsIn(bytes('needle'), [
        [0, 'nee'],
        [3, 'dle needle'],
        [13, 'need'],
        [17, 'le'],
      ]),
    ).toEqual([
      [0, 6],
      [7, 6],
      [13, 6],
    ]);
  });

  test('finds overlapping places', () => {
    expect(offsetsIn(bytes('aa'), [[0, 'aaaa']])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  test('takes a hole for zeros, in front of data and behind it', () => {
    expect(
      offsetsIn(bytes('\0\0ab'), [
        [1000, 'ab'],
        [5000, 'xab'],
      ]),
    ).toEqual([[998, 4]]);
    expect(
      offsetsIn(bytes('ab\0\0'), [
        [1000, 'xab'],
        [9000, 'ab'],
      ]),
    ).toEqual([
      [1001, 4],
      [9000, 4],
    ]);
  });

  test('finds nothing behind the end of the disk', () => {
    expect(offsetsIn(bytes('ab\0\0'), [[0, 'xxab']], { size: 5 })).toEqual([]);
  });

  test('sees nothing where two pieces only seem to touch', () => {
    expect(
      offsetsIn(bytes('abcd'), [
        [0, 'ab'],
        [512, 'cd'],
      ]),
    ).toEqual([]);
  });

  test('searches holes when all is wanted', () => {
    expect(offsetsIn(bytes('\0\0\0'), [[4, 'x']], { all: true, size: 9 }).map(([at]) => at)).toEqual([0, 1, 5, 6]);
  });

  test('stops at the most hits and says so', () => {
    const scanner = newScanner([bytes('a')], { most: 2 });
    expect(scanner.take(Buffer.from('aaa'))).toBe(false);
    expect([scanner.end(3, false).length, scanner.isComplete()]).toEqual([2, false]);
  });

  test('matches expressions across pieces, the longest first', () => {
    const long = `${'.'.repeat(5000)}`;
    expect(
      offsetsIn(regex('ab+c'), [
        [0, `${long}abb`],
        [5003, `bbc${long}`],
        [10_006, 'abc'],
      ]),
    ).toEqual([
      [5000, 6],
      [10_006, 3],
    ]);
  });

  test('a needle in large pieces is found at every edge', () => {
    const piece = (text: string): string => text.padEnd(1000, '.');
    const tail = piece('').slice(0, 997);
    expect(
      offsetsIn(bytes('needle'), [
        [0, `${tail}nee`],
        [1000, piece('dle')],
        [2000, `${tail}nee`],
        [3000, piece('dle')],
      ]),
    ).toEqual([
      [997, 6],
      [2997, 6],
    ]);
  });

  test('stops in a hole, at the edge of one, and between two pieces', () => {
    // In the zeros of a hole that is wholly searched: more than a piece of them.
    const inHole = newScanner([bytes('\0\0')], { most: 3 });
    expect([inHole.gapTo(10_000_000, true), inHole.isComplete()]).toEqual([false, false]);
    expect(inHole.end(10_000_000, true).map(({ offset }) => offset)).toEqual([0, 1, 2]);
    // In the few zeros that are looked at behind data.
    const atEdge = newScanner([bytes('a\0\0'), bytes('a\0')], { most: 1 });
    expect([atEdge.take(Buffer.from('a')), atEdge.gapTo(100_000, false)]).toEqual([true, false]);
    // A hit across two large pieces is one too many; what the second piece holds is not looked at.
    const across = newScanner([bytes('ab')], { most: 1 });
    expect(across.take(Buffer.from('.ab.......a'))).toBe(true);
    expect(across.take(Buffer.from('b.....ab..'))).toBe(false);
    expect(across.end(21, false)).toEqual([{ offset: 1, length: 2, needle: 0 }]);
  });

  test('tells hits at one place apart by their length, the shorter first', () => {
    const scanner = newScanner([bytes('needles'), bytes('need')], { most: 9 });
    scanner.take(Buffer.from('.needles.'));
    expect(scanner.end(9, false).map(({ offset, length }) => [offset, length])).toEqual([
      [1, 4],
      [1, 7],
    ]);
  });

  test('passes over empty matches of an expression', () => {
    expect(offsetsIn(regex('x*'), [[0, 'aaxxa']], { size: 5 })).toEqual([[2, 2]]);
  });

  test('finds what looking at every single place finds: of every length, common bytes and rare ones, some that do not count', () => {
    const random = seeded(31);
    const few = [0, 0xff, 0x20, 0x61, 0xeb];
    let found = 0;
    for (let turn = 0; turn < 3000; turn++) {
      const alphabet = few.slice(random.below(3), 3 + random.below(3));
      const some = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => random.pick(alphabet)));
      const data = some(400);
      const length = 1 + random.below(20);
      const needle = random.below(2) === 0 ? some(length) : Buffer.from(data.subarray(0, 399 - length).subarray(-length));
      const mask = Uint8Array.from(needle, () => (random.below(5) > 0 ? 0xff : random.pick([0, 0xf0, 0x0f])));
      mask[random.below(needle.length)] = 0xf0;
      const masked = needle.map((byte, i) => byte & (mask[i] as number));
      const align = random.pick([1, 1, 2, 16]);
      const scanner = newScanner([{ kind: 'bytes', bytes: masked, mask, align }], { most: 1000 });
      for (let at = 0; at < data.length; ) {
        const piece = data.subarray(at, at + 1 + random.below(120));
        scanner.take(piece);
        at += piece.length;
      }
      const expected = [...data.keys()].filter(
        (at) =>
          at % align === 0 &&
          at + needle.length <= data.length &&
          masked.every((byte, i) => ((data[at + i] as number) & (mask[i] as number)) === byte),
      );
      found += expected.length;
      expect(scanner.end(data.length, false).map(({ offset }) => offset)).toEqual(expected);
    }
    expect(found).toBeGreaterThan(10_000);
  });

  test('with bytes that do not count looks for the rest, and not beyond the end', () => {
    const masked: Needle = { kind: 'bytes', bytes: Buffer.from('ab\0\0'), mask: Uint8Array.of(0xff, 0xff, 0, 0), align: 1 };
    expect(offsetsIn(masked, [[0, 'xabyyxab']], { size: 8 })).toEqual([[1, 4]]);
  });

  // 1 MiB of dots with ABAB across each edge of a piece; the places are those of grep -obUaP.
  const EDGE = 256 * 1024;
  const dots = Buffer.alloc(4 * EDGE, '.');
  for (const n of [1, 2, 3]) dots.write('ABAB', n * EDGE - 1, 'latin1');
  const inPieces = (needles: readonly Needle[], data: Buffer, bytesEach: number, most = 1e6): [number, number][] => {
    const scanner = newScanner(needles, { most });
    const hits: Hit[] = [];
    for (let at = 0; at < data.length && scanner.take(data.subarray(at, at + bytesEach)); at += bytesEach)
      for (const hit of scanner.drain()) hits.push(hit);
    return [...hits, ...scanner.end(data.length, false)].map(({ offset, length }) => [offset, length]);
  };

  test.each([
    ['(?<=A)BA', [EDGE, 2 * EDGE, 3 * EDGE]],
    ['(?<!A)BA', []],
    ['^.', [0]],
    ['\\.$', [4 * EDGE - 1]],
    ['\\bA', [EDGE - 1, 2 * EDGE - 1, 3 * EDGE - 1]],
    ['BAB(?=\\.)', [EDGE, 2 * EDGE, 3 * EDGE]],
  ])('%s sees no edges of pieces', (source, places) => {
    for (const size of [EDGE, 100_000]) expect(inPieces([regex(source)], dots, size).map(([at]) => at)).toEqual(places);
  });

  test('^ and $ stand at the ends of lines, however long', () => {
    const lines = Buffer.from(`ab\n${'c'.repeat(10_000)}\nab`);
    expect(inPieces([regex('^ab$')], lines, 512)).toEqual([
      [0, 2],
      [10_004, 2],
    ]);
    expect(inPieces([regex('c+')], lines, 512)).toEqual([
      [3, 4096],
      [4099, 4096],
      [8195, 1808],
    ]);
  });

  test('a match is cut at 4 KiB, and nowhere else', () => {
    const long = Buffer.alloc(600_000, '.');
    const expected = Array.from({ length: 147 }, (_, i) => [i * 4096, Math.min(4096, 600_000 - i * 4096)]);
    for (const size of [EDGE, 50_000, 512]) expect(inPieces([regex('\\.+')], long, size)).toEqual(expected);
  });

  test('hits ascend over parts, whatever the lengths of the needles', () => {
    // Runs of ab across the edges and in the middle of pieces.
    const data = Buffer.alloc(600_000, '.');
    for (const at of [100, EDGE - 100, EDGE + 50_000, 2 * EDGE - 100, 599_800]) data.fill('ab', at, at + 200);
    const hits = inPieces([bytes('ab'), bytes('ab'.repeat(20))], data, EDGE);
    expect(hits.length).toBe(5 * (100 + 81));
    expect(hits.every(([at], i) => at >= (hits[i - 1]?.[0] ?? 0))).toBe(true);
  });

  test('of several needles the first hits by place are answered', () => {
    const data = Buffer.from('..a.aa..a');
    expect(inPieces([bytes('a'), bytes('.')], data, 512, 3)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  test('aligned places are counted from the start of the disk', () => {
    const scanner = newScanner([{ ...bytes('a'), align: 512 }], { most: 9, origin: 1000 });
    scanner.take(Buffer.alloc(1000, 'a'));
    expect(scanner.end(1000, false).map(({ offset }) => offset)).toEqual([24, 536]);
  });

  test.each([
    ['(.)\\1{4000}B', 'a'],
    ['(?:a|b)*c', 'ab'],
  ])(
    '%s is given up when it takes too long, and what was found before is kept',
    (source, fill) => {
      const scanner = newScanner([regex(`x|${source}`)], { most: 1e6, patience: 500 });
      expect(scanner.take(Buffer.concat([Buffer.alloc(2 * EDGE, `x${'\n'.repeat(31)}`), Buffer.alloc(2 * EDGE, fill)]))).toBe(false);
      expect([scanner.isCostly(), scanner.isComplete()]).toEqual([true, false]);
      expect(scanner.end(4 * EDGE, false).length).toBeGreaterThanOrEqual(EDGE / 32);
    },
    20_000,
  );

  test('what lies wholly in a hole is no hit', () => {
    expect(
      offsetsIn(
        regex('\\0\\0'),
        [
          [3000, 'x'],
          [3003, 'x'],
        ],
        { size: 9000 },
      ),
    ).toEqual([]);
  });
});
