import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartitionView } from '../../../../../../shared/views';
import { gridFor, type Grid } from '../../../../../../renderer/disk/cellGrid.model';
import { foldHoles } from '../../../../../../renderer/disk/fold.model';
import { barsOf, rowLabels, spansOf, stepCells, stretchesOf } from '../../../../../../renderer/features/map/grid/rows.model';
import { zoomLevels } from '../../../../../../renderer/features/map/grid/zoom.model';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const BLOCK = 2 * MIB;
const APART = 30;
const partition = (number: number, at: number, end: number): PartitionView => ({
  number,
  firstLba: at / 512,
  sectors: (end - at) / 512,
  type: 'NTFS',
  name: '',
  volume: null,
});

describe('row labels', () => {
  it('are round sizes from the start of the disk', () => {
    const grid = gridFor(1_044_480, 602, 290) as Grid;
    const labels = rowLabels(grid, BLOCK, { top: 0, height: 290 }, APART);
    expect(labels.map(({ text }) => text)).toEqual(['0', '256 GiB', '512 GiB', '768 GiB', '1 TiB', '1.25 TiB', '1.5 TiB', '1.75 TiB']);
  });

  it('count on from a round size where rows are small, and the first in sight says which', () => {
    const grid = zoomLevels(1_044_480, 602, 290).at(-1) as Grid;
    const labels = rowLabels(grid, BLOCK, { top: (grid.height / grid.rows) * 12_289, height: 290 }, APART);
    expect(labels[0]).toMatchObject({ text: '+32 MiB', base: '384 GiB' });
    expect(labels.slice(1).every(({ base }) => base === null)).toBe(true);
  });

  it('where holes are folded, are numbers of blocks if sizes would be the same for several rows', () => {
    // Twelve blocks of 127 GiB, ten of them in a row at 33 GiB.
    const states = new Uint8Array(65_024);
    for (const block of [0, 51_712, ...Array.from({ length: 10 }, (_, i) => 16_896 + i)]) states[block] = 5;
    const grid = gridFor(
      states.length,
      584,
      612,
      1,
      foldHoles(states, (state) => state === 5),
    ) as Grid;
    const texts = rowLabels(grid, BLOCK, { top: 0, height: 612 }, APART).map(({ text }) => text);
    expect(texts[0]).toBe('#0');
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.slice(1).every((text) => /^#(16,8|16,9|51,7)\d\d$/.test(text))).toBe(true);
  });

  it('of a small disk are in MiB', () => {
    const grid = gridFor(1024, 602, 290) as Grid;
    const texts = rowLabels(grid, BLOCK, { top: 0, height: 290 }, APART).map(({ text }) => text);
    expect(texts.slice(0, 3)).toEqual(['0', '256 MiB', '512 MiB']);
  });

  it('stand at the top of a row that is higher than they are, at which what they say is true', () => {
    const oneRow = gridFor(8, 602, 290) as Grid;
    expect(oneRow.rows).toBe(1);
    expect(rowLabels(oneRow, BLOCK, { top: 0, height: 290 }, APART)).toEqual([{ row: 0, y: 12, text: '0', base: null }]);
    // Lower rows have it in their middle.
    const low = { ...oneRow, rows: 29, height: 290 };
    expect(rowLabels(low, BLOCK, { top: 0, height: 290 }, APART)[1]?.y).toBe(45);
  });

  it('never come closer than they may, at any step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_044_480 }),
        fc.integer({ min: 0, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (blocks, level, share) => {
          const levels = zoomLevels(blocks, 602, 290);
          const grid = levels[Math.min(level, levels.length - 1)] as Grid;
          const labels = rowLabels(grid, BLOCK, { top: share * Math.max(0, grid.height - 290), height: 290 }, APART);
          for (let i = 1; i < labels.length; i++) expect((labels[i]?.y ?? 0) - (labels[i - 1]?.y ?? 0)).toBeGreaterThanOrEqual(APART - 12);
        },
      ),
    );
  });
});

describe('partitions beside the rows', () => {
  const entries = [partition(2, 64 * GIB, 100 * GIB), partition(1, MIB, 64 * GIB)];
  const stretches = stretchesOf(entries, 127 * GIB);

  it('cover the disk from end to end, holes included', () => {
    expect(stretches.map(({ partition: p }) => p?.number ?? null)).toEqual([null, 1, 2, null]);
    expect(stretches.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(127 * GIB);
  });

  it('are cut to the disk and to each other when a table lies', () => {
    const odd = stretchesOf([partition(1, 0, 80 * GIB), partition(2, 10 * GIB, 20 * GIB), partition(3, 60 * GIB, 500 * GIB)], 127 * GIB);
    expect(odd.map(({ at, bytes }) => [at / GIB, bytes / GIB])).toEqual([
      [0, 80],
      [80, 47],
    ]);
  });

  it('leave out an extended one, so that those inside it are seen', () => {
    const extended = { ...partition(1, GIB, 64 * GIB), type: 'Extended' };
    const inside = stretchesOf([extended, partition(5, 2 * GIB, 3 * GIB)], 127 * GIB);
    expect(inside.map(({ partition: p }) => p?.number ?? null)).toEqual([null, 5, null]);
  });

  it('lie where their rows are', () => {
    const grid = gridFor(127 * 512, 602, 290) as Grid;
    const spans = spansOf(stretches, grid, BLOCK, { top: 0, height: 290 });
    expect(spans.find(({ stretch }) => stretch.partition?.number === 2)?.y).toBeCloseTo((32 / 64) * 290, 3);
  });

  it('have bars with room for their numbers, in their order, and none over another', () => {
    // As Windows lays them out: two of a few MiB in front of a large one, and one of a few MiB at the end.
    const narrow = [
      partition(1, MIB, 3 * MIB),
      partition(2, 3 * MIB, 4 * MIB),
      partition(3, 4 * MIB, 400 * MIB),
      partition(4, 597 * MIB, 599 * MIB),
    ];
    const grid = gridFor(300, 602, 290) as Grid;
    const spans = spansOf(stretchesOf(narrow, 600 * MIB), grid, BLOCK, { top: 0, height: 290 });
    expect(spans.filter(({ height }) => height < 14).length).toBeGreaterThan(2);
    const bars = barsOf(spans, 290, 14);
    expect(bars.flatMap(({ stretch }) => stretch.partition?.number ?? [])).toEqual([1, 2, 3, 4]);
    for (const [i, { stretch, y, height }] of bars.entries()) {
      if (stretch.partition !== null) expect(height).toBeGreaterThanOrEqual(14 - 1e-9);
      expect(y + height).toBeLessThanOrEqual((bars[i + 1]?.y ?? 290) + 1e-9);
    }
    // What is high enough and has no narrow neighbour stays where it is.
    const alone = spansOf(stretches, gridFor(127 * 512, 602, 290) as Grid, BLOCK, { top: 0, height: 290 });
    expect(barsOf(alone, 290, 14).map(({ y }) => Math.round(y))).toEqual(alone.map(({ y }) => Math.round(y)));
  });

  it('lie where their rows are, too, where there are more narrow ones than numbers have room beside their rows', () => {
    const many = Array.from({ length: 20 }, (_, i) => partition(i + 1, (i * 4 + 1) * MIB, (i * 4 + 5) * MIB));
    const grid = gridFor(300, 602, 290) as Grid;
    const spans = spansOf(stretchesOf(many, 600 * MIB), grid, BLOCK, { top: 0, height: 290 });
    const bars = barsOf(spans, 290, 14);
    expect(bars.filter(({ stretch }) => stretch.partition !== null)).toHaveLength(20);
    // The last of them ends at 81 of 600 MiB.
    expect(bars.find(({ stretch }) => stretch.partition?.number === 20)?.y).toBeLessThan((81 / 600) * 290);
  });

  it('begin with a line at their first block', () => {
    const grid: Grid = { ...(gridFor(1000 * 1024, 602, 290) as Grid), per: 1, columns: 512, blocks: 1000 * 1024 };
    expect(stepCells(stretches, grid, BLOCK)).toEqual([0, 32 * 1024, 50 * 1024]);
  });

  it('have every cell that they touch inside their lines', () => {
    const lines = (per: number, ...partitions: readonly PartitionView[]): readonly number[] =>
      stepCells(stretchesOf(partitions, 600 * MIB), { ...(gridFor(300, 602, 290) as Grid), per }, BLOCK);
    // Blocks 297 and 298, the last of them only to its middle.
    expect(lines(1, partition(1, 594 * MIB, 597 * MIB))).toEqual([297, 299]);
    // Cells of two blocks: 148 and 149, which is the last.
    expect(lines(2, partition(1, 594 * MIB, 599 * MIB))).toEqual([148, 150]);
    // The second begins in the cell that the first ends in.
    expect(lines(1, partition(1, 2 * MIB, 7 * MIB), partition(2, 7.5 * MIB, 20 * MIB))).toEqual([1, 3, 10]);
  });
});
