import { describe, expect, it } from 'vitest';
import { cardPoint } from '../../../../../../renderer/features/map/stage/card.model';
import { miniGrid, miniLines } from '../../../../../../renderer/features/map/paint/mini.model';
import { runOutline, stepLine } from '../../../../../../renderer/features/map/grid/shape.model';

const grid = { columns: 4, rows: 3, per: 1, blocks: 12, fold: null, width: 40, height: 30, scale: 1 };
const corners = (points: readonly { readonly x: number; readonly y: number }[]): string => points.map(({ x, y }) => `${x},${y}`).join(' ');

describe('outlines', () => {
  it('of a run within a row are a box', () => {
    expect(corners(runOutline(grid, 1, 2))).toBe('10,0 30,0 30,10 10,10');
  });

  it('of a run over rows read on like text', () => {
    expect(corners(runOutline(grid, 2, 8))).toBe('20,0 40,0 40,20 10,20 10,30 0,30 0,10 20,10');
  });

  it('of a border are a step, or a line where a row begins with it', () => {
    expect(corners(stepLine(grid, 6))).toBe('40,10 20,10 20,20 0,20');
    expect(corners(stepLine(grid, 4))).toBe('0,10 40,10');
    expect(stepLine(grid, 0)).toEqual([]);
  });

  it('of a step in the last row end with the disk', () => {
    expect(corners(stepLine({ ...grid, blocks: 11 }, 9))).toBe('30,20 10,20 10,30 0,30');
  });
});

describe('a card', () => {
  const window = { width: 900, height: 700 };
  const card = { width: 300, height: 180 };

  it('stands below and to the right, and on the other side where the window ends', () => {
    expect(cardPoint({ x: 100, y: 100, width: 4, height: 4 }, card, window)).toEqual({ x: 118, y: 118 });
    expect(cardPoint({ x: 800, y: 650, width: 4, height: 4 }, card, window)).toEqual({ x: 486, y: 456 });
  });

  it('covers neither the spot nor leaves the window, wherever the spot is', () => {
    for (let x = 0; x < 896; x += 16) {
      for (let y = 0; y < 696; y += 16) {
        const at = cardPoint({ x, y, width: 4, height: 4 }, card, window);
        expect(at.x >= 0 && at.y >= 0 && at.x + card.width <= window.width && at.y + card.height <= window.height).toBe(true);
        const covers = x + 4 > at.x && x < at.x + card.width && y + 4 > at.y && y < at.y + card.height;
        expect(covers).toBe(false);
      }
    }
  });
});

describe('the whole disk in a strip', () => {
  it('gives each line its share and its problems', () => {
    const lines = miniLines({ states: Uint8Array.from([0, 2, 2, 2, 0, 8, 7, 0]), shares: new Uint16Array(8) }, 4);
    expect(lines.map(({ share }) => share)).toEqual([0.5, 1, 0.5, 0]);
    expect(lines.map(({ problem }) => problem)).toEqual([null, null, 'overlapping', 'damaged']);
  });

  it('shows a disk with fewer blocks than lines', () => {
    expect(miniLines({ states: Uint8Array.from([2, 0]), shares: new Uint16Array(2) }, 4).map(({ share }) => share)).toEqual([1, 1, 0, 0]);
  });

  it.each([
    [1_044_480, 700],
    [1_044_480, 1200],
    [65_024, 500],
    [1024, 700],
    [5, 700],
  ])('becomes a picture of at most a dozen rows: %i blocks in %i pixels', (blocks, width) => {
    const mini = miniGrid(blocks, width, 120);
    expect(mini?.rows).toBeLessThanOrEqual(12);
    expect((mini?.rows ?? 0) * (mini?.columns ?? 0) * (mini?.per ?? 0)).toBeGreaterThanOrEqual(blocks);
    expect(mini?.height).toBeLessThanOrEqual(120);
  });
});
