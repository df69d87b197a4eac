import { expect, it } from 'vitest';
import { insideRing } from '../../../../../../renderer/features/map/paint/paintOverlay';

it('the frame of a cell covers none of it, but for its line where the map ends', () => {
  // The last pixel of a cell is the gap to the next one.
  expect(insideRing({ x: 30, y: 40, width: 6, height: 7 }, 2)).toEqual({ x: 30, y: 40, width: 5, height: 6 });
  expect(insideRing({ x: 0, y: 0, width: 6, height: 7 }, 2)).toEqual({ x: 2, y: 2, width: 3, height: 4 });
  expect(insideRing({ x: 0, y: 40, width: 6, height: 7 }, 1.5)).toEqual({ x: 2, y: 40, width: 3, height: 6 });
  expect(insideRing({ x: 0, y: 0, width: 3, height: 3 }, 2)).toBeNull();
});
