import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_STATE } from '../../../../../../shared/views';
import { countCells, COUNTERS, FILL, STATES } from '../../../../../../renderer/disk/stateCounts.model';
import { cellRect, cellsInSight, type Grid } from '../../../../../../renderer/disk/cellGrid.model';
import { interleave, ORDER, sharesOf } from '../../../../../../renderer/features/map/paint/mix.model';
import { packColour, paintMap, type MapPalette, type MapScene } from '../../../../../../renderer/features/map/paint/paint.model';

const GROUND = 0xff00_0000;
const colourOf = (state: number): number => 0xff00_0001 + state;
const PALETTE: MapPalette = {
  ground: GROUND,
  colours: Uint32Array.from({ length: STATES }, (_, state) => colourOf(state)),
  edges: Uint32Array.from({ length: STATES }, (_, state) => colourOf(state)),
  dimmed: Uint32Array.from({ length: STATES }, (_, state) => 0xff00_0101 + state),
  parentDots: 4,
};

/** Every partial block holds two fifths of its sectors. */
const table = (all: Uint8Array) => ({
  states: all,
  shares: Uint16Array.from(all, (state) => (state === BLOCK_STATE.partial ? 102 * 257 : 0)),
});

/** One row of cells of 8 × 8 pixels, 7 × 7 of them without the gap. */
const gridOf = (cells: number, per: number, scale = 1): Grid => ({
  columns: cells,
  rows: 1,
  per,
  blocks: cells * per,
  fold: null,
  width: cells * 8,
  height: 8,
  scale,
});

function paint(states: Uint8Array, grid: Grid, change: Partial<MapScene> = {}): { pixels: Uint32Array; width: number } {
  const width = grid.width * grid.scale;
  const height = grid.height * grid.scale;
  const scene: MapScene = {
    grid,
    counts: countCells(table(states), grid),
    first: 0,
    top: 0,
    width,
    height,
    palette: PALETTE,
    highlighted: null,
    ...change,
  };
  const pixels = new Uint32Array(scene.width * scene.height).fill(0xdead_beef);
  paintMap(scene, pixels);
  return { pixels, width: scene.width };
}

const countOf = (pixels: Uint32Array, colour: number): number => pixels.filter((pixel) => pixel === colour).length;
const states = (...parts: readonly (readonly [number, number])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(([state, blocks]) => Array.from({ length: blocks }, () => state)));

describe('a mixed cell', () => {
  it.each([30, 50, 75, 90])('that is %i %% in the file has as many pixels of that colour', (percent) => {
    const { pixels } = paint(states([BLOCK_STATE.full, percent], [BLOCK_STATE.unallocated, 100 - percent]), gridOf(1, 100));
    const paintable = 7 * 7;
    // One area in whole lines: half a line may be missing, or too much.
    expect(Math.abs(countOf(pixels, colourOf(BLOCK_STATE.full)) - (paintable * percent) / 100)).toBeLessThanOrEqual(7 / 2);
  });

  it('shows half of one stored state as one area in its middle, and two states spread', () => {
    const { pixels, width } = paint(states([BLOCK_STATE.full, 50], [BLOCK_STATE.unallocated, 50]), gridOf(1, 100));
    const blue = (x: number, y: number): boolean => pixels[y * width + x] === colourOf(BLOCK_STATE.full);
    // The inner five by five of seven by seven pixels: 25 of 49.
    const inner = [1, 2, 3, 4, 5].flatMap((y) => [1, 2, 3, 4, 5].filter((x) => blue(x, y)));
    expect(inner.length).toBe(countOf(pixels, colourOf(BLOCK_STATE.full)));
    expect(inner.length).toBe(25);
    const two = paint(states([BLOCK_STATE.full, 40], [BLOCK_STATE.zero, 20], [BLOCK_STATE.unallocated, 40]), gridOf(1, 100));
    const edge = Array.from({ length: 7 }, (_, x) => two.pixels[x]);
    expect(edge.some((pixel) => pixel === colourOf(BLOCK_STATE.full) || pixel === colourOf(BLOCK_STATE.zero))).toBe(true);
  });

  it('shows a single block among thousands', () => {
    const { pixels } = paint(states([BLOCK_STATE.parent, 4095], [BLOCK_STATE.unscanned, 1]), gridOf(1, 4096));
    // Nothing around it is in the file, so the whole cell is filled.
    expect(countOf(pixels, colourOf(BLOCK_STATE.unscanned))).toBe(49);
  });

  it('shows a mark in its middle when its neighbours have blocks, too', () => {
    const one = [
      [BLOCK_STATE.unallocated, 63],
      [BLOCK_STATE.full, 1],
    ] as const;
    const { pixels, width } = paint(states(...one, ...one), gridOf(2, 64));
    // A quarter of seven by seven pixels in whole lines, three by four, in each of the two cells.
    expect(countOf(pixels, colourOf(BLOCK_STATE.full))).toBe(24);
    expect(pixels[width * 3 + 3]).toBe(colourOf(BLOCK_STATE.full));
    expect(pixels[width * 3 + 11]).toBe(colourOf(BLOCK_STATE.full));
  });

  it('of partial blocks has pixels for the sectors that are there, and no more', () => {
    const { pixels } = paint(states([BLOCK_STATE.partial, 80], [BLOCK_STATE.unallocated, 20]), gridOf(1, 100));
    // Four fifths of the blocks, two fifths of each: 32 % of 49.
    expect(Math.abs(countOf(pixels, colourOf(BLOCK_STATE.partial)) - 49 * 0.32)).toBeLessThanOrEqual(7 / 2);
  });

  it('shows a single block without any sector among thousands', () => {
    const { pixels } = paint(states([BLOCK_STATE.unallocated, 4095], [BLOCK_STATE.unset, 1]), gridOf(1, 4096));
    expect(countOf(pixels, colourOf(BLOCK_STATE.unset))).toBe(49);
  });

  it('leaves damaged and overlapping blocks to the badges', () => {
    const { pixels } = paint(states([BLOCK_STATE.full, 50], [BLOCK_STATE.damaged, 30], [BLOCK_STATE.overlapping, 20]), gridOf(1, 100));
    expect(countOf(pixels, colourOf(BLOCK_STATE.damaged)) + countOf(pixels, colourOf(BLOCK_STATE.overlapping))).toBe(0);
    expect(countOf(pixels, colourOf(BLOCK_STATE.full))).toBe(49);
  });

  it('divides its pixels without loss, something for everyone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: STATES, maxLength: STATES }), fc.integer({ min: 9, max: 400 }), (list, area) => {
        const partial = list[BLOCK_STATE.partial] as number;
        // Two fifths of what is partial is there.
        const counts = Uint32Array.from([...list, partial * 102]);
        fc.pre(ORDER.some((state) => (counts[state] as number) > 0));
        const shares = Array.from(sharesOf(counts, 0, area));
        expect(shares.reduce((sum, n) => sum + n, 0)).toBe(area);
        // Partial blocks and blocks without any sector need each other's pixels: what is there, and what is not.
        const kin: readonly number[] = [BLOCK_STATE.partial, BLOCK_STATE.unset];
        for (const [i, state] of ORDER.entries()) {
          const isThere = kin.includes(state) ? kin.some((one) => (counts[one] as number) > 0) : (counts[state] as number) > 0;
          expect((shares[i] as number) > 0).toBe(isThere);
        }
      }),
    );
  });

  it('gives away every pixel once, dots of the lattice last', () => {
    const order = interleave({ columns: 4, rows: 4, line: 1, x: 0, y: 0 });
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(Array.from(order.slice(12)).sort((a, b) => a - b)).toEqual([0, 2, 8, 10]);
  });
});

describe('a cell of one state', () => {
  it('is solid, with a gap, when it is in the file', () => {
    const { pixels } = paint(states([BLOCK_STATE.full, 2]), gridOf(2, 1));
    expect(countOf(pixels, colourOf(BLOCK_STATE.full))).toBe(2 * 7 * 7);
    expect(pixels[7]).toBe(GROUND);
    expect(pixels[8]).toBe(colourOf(BLOCK_STATE.full));
  });

  it('is filled from below to the share that is there', () => {
    const { pixels, width } = paint(states([BLOCK_STATE.partial, 1]), gridOf(1, 1));
    const rows = [0, 1, 2, 3, 4, 5, 6].map((y) => countOf(pixels.slice(y * width, (y + 1) * width), colourOf(BLOCK_STATE.partial)));
    // Two fifths of seven rows are three.
    expect(rows).toEqual([0, 0, 0, 0, 7, 7, 7]);
  });

  it('of a child that holds very little fills some lines of a large cell: enough to be seen, and nothing like a fifth', () => {
    const grid = { ...gridOf(1, 1), width: 51, height: 51 };
    const counts = new Uint32Array(COUNTERS);
    counts[BLOCK_STATE.partial] = 1;
    counts[FILL] = 1;
    const { pixels, width } = paint(new Uint8Array(1), grid, { counts });
    const middle = Array.from({ length: 51 }, (_, y) => pixels[y * width + 25]);
    // Four lines, and the upper one of its outline.
    expect(middle.filter((pixel) => pixel === colourOf(BLOCK_STATE.partial)).length).toBe(5);
  });

  it.each([
    [1, 2],
    [254, 6],
  ])('with a share of %i of 255 is neither empty nor full', (share, expected) => {
    const grid = gridOf(1, 1);
    const counts = new Uint32Array(COUNTERS);
    counts[BLOCK_STATE.partial] = 1;
    counts[FILL] = share * 257;
    const { pixels } = paint(new Uint8Array(1), grid, { counts });
    expect(countOf(pixels, colourOf(BLOCK_STATE.partial))).toBe(7 * expected);
  });

  it('is a line when no sector of it is there, and solid with a hole when it is all zeros', () => {
    expect(countOf(paint(states([BLOCK_STATE.unset, 1]), gridOf(1, 1)).pixels, colourOf(BLOCK_STATE.unset))).toBe(7);
    const { pixels, width } = paint(states([BLOCK_STATE.zero, 2]), gridOf(2, 1));
    expect(countOf(pixels, colourOf(BLOCK_STATE.zero))).toBe(2 * (7 * 7 - 1));
    expect([pixels[3 * width + 3], pixels[3 * width + 11]]).toEqual([GROUND, GROUND]);
  });

  it('is one dot when it is unallocated, dots of one in four or eight when it is the parent’s', () => {
    expect(countOf(paint(states([BLOCK_STATE.unallocated, 1]), gridOf(1, 1)).pixels, colourOf(BLOCK_STATE.unallocated))).toBe(1);
    expect(countOf(paint(states([BLOCK_STATE.parent, 4]), gridOf(4, 1)).pixels, colourOf(BLOCK_STATE.parent))).toBe((32 * 8) / 4);
    const light = paint(states([BLOCK_STATE.parent, 4]), gridOf(4, 1), { palette: { ...PALETTE, parentDots: 8 } });
    expect(countOf(light.pixels, colourOf(BLOCK_STATE.parent))).toBe((32 * 8) / 8);
  });

  it('is outlined along other states, not along its own', () => {
    const edges = PALETTE.edges.with(BLOCK_STATE.unscanned, 0xff77_7777);
    const two = states([BLOCK_STATE.unscanned, 2], [BLOCK_STATE.full, 1]);
    const { pixels, width } = paint(two, gridOf(3, 1), { palette: { ...PALETTE, edges } });
    const row = (x: number): number => pixels[3 * width + x] as number;
    expect(row(6)).toBe(colourOf(BLOCK_STATE.unscanned));
    expect(row(8)).toBe(colourOf(BLOCK_STATE.unscanned));
    expect(row(14)).toBe(0xff77_7777);
  });

  it('is dimmed when other states are picked out', () => {
    const { pixels } = paint(states([BLOCK_STATE.full, 1], [BLOCK_STATE.damaged, 1]), gridOf(2, 1), {
      highlighted: new Set([BLOCK_STATE.damaged]),
    });
    expect(countOf(pixels, colourOf(BLOCK_STATE.full))).toBe(0);
    expect(countOf(pixels, 0xff00_0101 + BLOCK_STATE.full)).toBe(49);
    expect(countOf(pixels, colourOf(BLOCK_STATE.damaged))).toBe(49);
  });
});

describe('the picture', () => {
  const tall: Grid = { columns: 4, rows: 100, per: 1, blocks: 400, fold: null, width: 32, height: 800, scale: 1 };
  const all = Uint8Array.from({ length: 400 }, (_, block) => (block * 7 + (block >> 3)) % STATES);

  it('scrolled shows the same pixels as the same part of the whole', () => {
    const whole = paint(all, tall);
    for (const top of [0, 8, 13, 400, 740]) {
      const cells = cellsInSight(tall, top, 60);
      const part = paint(all, tall, { counts: countCells(table(all), tall, cells), first: cells.first, top, height: 60 });
      expect(part.pixels).toEqual(whole.pixels.slice(top * 32, (top + 60) * 32));
    }
  });

  it('stays inside each cell’s box at any scale', () => {
    for (const scale of [1, 1.25, 1.5, 2]) {
      const grid = { ...gridOf(8, 1, scale), rows: 1 };
      const eight = states([BLOCK_STATE.full, 3], [BLOCK_STATE.damaged, 1], [BLOCK_STATE.full, 4]);
      const { pixels, width } = paint(eight, grid, { width: Math.round(64 * scale), height: Math.round(8 * scale) });
      const box = cellRect(grid, 3);
      pixels.forEach((pixel, i) => {
        if (pixel === colourOf(BLOCK_STATE.damaged)) {
          const x = (i % width) / scale;
          expect(x >= box.x && x < box.x + box.width).toBe(true);
        }
      });
    }
  });

  it('packs colours for a little-endian pixel', () => {
    expect(packColour(0x12, 0x34, 0x56)).toBe(0xff56_3412);
  });
});
