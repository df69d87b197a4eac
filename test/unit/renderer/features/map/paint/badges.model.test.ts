import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BADGE, badgesOf, badgeText } from '../../../../../../renderer/features/map/paint/badges.model';
import type { ProblemCell } from '../../../../../../renderer/disk/stateCounts.model';
import { gridFor, type Grid } from '../../../../../../renderer/disk/cellGrid.model';

const grid = gridFor(1_044_480, 602, 290) as Grid;
const problem = (cell: number, state: ProblemCell['state'] = 'damaged', blocks = 1): ProblemCell => ({ cell, state, blocks });

describe('badges', () => {
  it('stand alone when they are far apart', () => {
    const badges = badgesOf(grid, [problem(0), problem(60), problem(3000, 'overlapping')]);
    expect(badges.map(badgeText)).toEqual(['×', '×', '=']);
  });

  it('become one with a number when they would touch, the worse state showing', () => {
    const badges = badgesOf(grid, [problem(10, 'overlapping', 2), problem(11, 'damaged', 4), problem(10 + grid.columns, 'overlapping', 1)]);
    expect(badges).toHaveLength(1);
    expect(badges[0]).toMatchObject({ state: 'damaged', blocks: 7 });
    expect(badges.map(badgeText)).toEqual(['×7']);
  });

  it('write large numbers short', () => {
    const text = (blocks: number): string => badgeText({ x: 0, y: 0, state: 'overlapping', blocks });
    expect([text(999), text(12_345), text(1_044_480)]).toEqual(['=999', '=12k', '=1M']);
  });

  it('count every problem, never touch, and stay few', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(8159), { maxLength: 2000 }), (cells) => {
        const sorted = cells.sort((a, b) => a - b).map((cell) => problem(cell));
        const badges = badgesOf(grid, sorted);
        expect(badges.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(cells.length);
        expect(badges.length).toBeLessThanOrEqual(80);
        for (const [i, a] of badges.entries())
          for (const b of badges.slice(i + 1)) expect(Math.abs(a.x - b.x) >= BADGE || Math.abs(a.y - b.y) >= BADGE).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
