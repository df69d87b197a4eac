import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../../../../renderer/disk/byteLines.model';
import { byteX, charX, columnOf, hexMetrics, hitLine, scrolledTo } from '../../../../../renderer/features/hex/hexMetrics.model';

const row = (at: number, bytes: number, kind: Line['kind'] = 'row'): Line =>
  ({ kind, at, bytes, segment: { kind: 'rows', at: 0, end: 1e6, source: 'file', layer: 0, fileAt: 0 } }) as Line;

const anyMetrics = fc
  .record({
    charWidth: fc.double({ min: 4, max: 12, noNaN: true }),
    columns: fc.constantFrom(16, 32),
    digits: fc.integer({ min: 8, max: 14 }),
    withSector: fc.boolean(),
  })
  .map(({ charWidth, columns, digits, withSector }) => hexMetrics(charWidth, columns, digits, withSector));

/** A row as wide as the columns, or a part of one. */
const anyRow = (columns: number): fc.Arbitrary<Line> =>
  fc
    .record({ line: fc.nat(1000), from: fc.nat(columns - 1), bytes: fc.nat(columns - 1) })
    .map(({ line, from, bytes }) => row(line * columns + from, Math.min(columns - from, bytes + 1)));

describe('a row of hex', () => {
  it('keeps its columns apart: offsets, bytes, text, each behind the one before', () => {
    fc.assert(
      fc.property(anyMetrics, (m) => {
        expect(m.bytesX).toBeGreaterThan(m.offsetX);
        expect(byteX(m, m.columns - 1) + 2 * m.charWidth).toBeLessThan(m.textX);
        expect(charX(m, m.columns - 1) + m.charWidth).toBeLessThanOrEqual(m.width);
        for (let column = 1; column < m.columns; column++) {
          const step = (byteX(m, column) - byteX(m, column - 1)) / m.charWidth;
          expect(step).toBeCloseTo(column % 8 === 0 ? 4 : 3, 6);
        }
      }),
    );
  });

  it('is this wide with characters of 8 pixels: 10 digits, 16 bytes', () => {
    // 12 left, 6 for "+1F0  ", 10 + 2 digits, 48 + 2 for bytes with gaps, 17 for the text.
    expect(hexMetrics(8, 16, 10, true)).toMatchObject({ offsetX: 60, bytesX: 156, textX: 556, width: 692 });
    expect(hexMetrics(8, 16, 10, false)).toMatchObject({ offsetX: 12 });
  });

  it('puts a byte in the column its address gives', () => {
    expect([columnOf(16, 0x25), columnOf(32, 0x25)]).toEqual([5, 5]);
    expect([columnOf(16, 0x30), columnOf(32, 0x30)]).toEqual([0, 16]);
  });
});

describe('the byte under a point', () => {
  const anyRowAndByte = anyMetrics.chain((m) =>
    anyRow(m.columns).chain((line) => fc.record({ m: fc.constant(m), line: fc.constant(line), byte: fc.nat(line.bytes - 1) })),
  );

  it('is the byte that is drawn there, in the hex part', () => {
    fc.assert(
      fc.property(anyRowAndByte, fc.double({ min: 0, max: 1.99, noNaN: true }), ({ m, line, byte }, within) => {
        const at = line.at + byte;
        expect(hitLine(m, line, byteX(m, columnOf(m.columns, at)) + within * m.charWidth)).toEqual({ at, part: 'hex' });
      }),
    );
  });

  it('is the byte that is drawn there, in the text part', () => {
    fc.assert(
      fc.property(anyRowAndByte, fc.double({ min: 0.01, max: 0.99, noNaN: true }), ({ m, line, byte }, within) => {
        const at = line.at + byte;
        expect(hitLine(m, line, charX(m, columnOf(m.columns, at)) + within * m.charWidth)).toEqual({ at, part: 'text' });
      }),
    );
  });

  it('is one of the row’s own, wherever the point is', () => {
    fc.assert(
      fc.property(anyRowAndByte, fc.double({ min: -500, max: 5000, noNaN: true }), ({ m, line }, x) => {
        const hit = hitLine(m, line, x);
        expect(hit !== null && hit.at >= line.at && hit.at < line.at + line.bytes).toBe(true);
      }),
    );
  });

  it('is none in a header, and the first one of a hole', () => {
    const m = hexMetrics(8, 16, 10, true);
    expect(hitLine(m, row(512, 0, 'header'), 300)).toBeNull();
    expect(hitLine(m, row(512, 4096, 'hole'), 600)).toEqual({ at: 512, part: 'hex' });
    expect(hitLine(m, row(512, 4096, 'loading'), 600)).toEqual({ at: 512, part: 'hex' });
  });

  it('is scrolled sideways only as far as shows the byte at the cursor, and back to the addresses', () => {
    // Bytes from 100 on, 24 pixels each and 8 more after every eighth: the last of 32 at 100 + 31 × 24 + 24; the text at 900.
    const m = hexMetrics(8, 32, 9, false);
    expect([m.bytesX, byteX(m, 31), m.textX]).toEqual([100, 868, 900]);
    expect(scrolledTo(m, 31, 'hex', 0, 700)).toBe(192);
    expect(scrolledTo(m, 20, 'hex', 192, 700)).toBe(192);
    expect(scrolledTo(m, 32, 'hex', 192, 700)).toBe(0);
    expect(scrolledTo(m, 31, 'text', 0, 700)).toBe(472);
    expect(scrolledTo(m, 31, 'text', 0, 1200)).toBe(0);
  });
});
