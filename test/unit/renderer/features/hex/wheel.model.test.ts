import { describe, expect, it } from 'vitest';
import { takeRows } from '../../../../../renderer/features/hex/wheel.model';

const PIXELS = 0;
const LINES = 1;
const PAGES = 2;
/** The rows that each turn scrolls, one turn behind the other; a page has 30. */
const rowsOf = (deltaMode: number, turns: readonly number[]): number[] => {
  const kept = { rows: 0 };
  // Without the sign that zero can have.
  return turns.map((deltaY) => takeRows(kept, { deltaY, deltaMode }, 30) + 0);
};

describe('the wheel of the hex view', () => {
  it('scrolls three rows for a notch of 120 pixels, either way', () => {
    expect(rowsOf(PIXELS, [120, 120, -120])).toEqual([3, 3, -3]);
  });

  it('adds up the few pixels of a touchpad: 40 pixels are a row, and 20 are none yet', () => {
    expect(rowsOf(PIXELS, [20])).toEqual([0]);
    expect(rowsOf(PIXELS, [20, 20, 20, 20, 20])).toEqual([0, 1, 0, 1, 0]);
    expect(
      rowsOf(
        PIXELS,
        Array.from({ length: 120 }, () => 1),
      ).reduce((a, b) => a + b),
    ).toBe(3);
  });

  it('forgets what was begun in the other direction', () => {
    expect(rowsOf(PIXELS, [30, -20, -20])).toEqual([0, 0, -1]);
  });

  it('counts lines and pages where the system tells those', () => {
    expect(rowsOf(LINES, [3, -1])).toEqual([3, -1]);
    expect(rowsOf(PAGES, [1, -2])).toEqual([30, -60]);
  });
});
