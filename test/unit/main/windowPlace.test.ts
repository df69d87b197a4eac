/** The first window is where it was last; a further one stands beside the one in front. */
import { expect, it } from 'vitest';
import { cascaded, restored } from '../../../main/windowPlace';

const area = { x: 0, y: 24, width: 1920, height: 1056 };

it.each([
  ['beside and below', { x: 100, y: 100, width: 1280, height: 800 }, { x: 128, y: 128 }],
  ['at the left edge where the screen ends', { x: 640, y: 100, width: 1280, height: 800 }, { x: 0, y: 128 }],
  ['at the top where it ends below', { x: 100, y: 280, width: 1280, height: 800 }, { x: 128, y: 24 }],
])('%s', (_where, front, at) => {
  expect(cascaded(front, area)).toEqual({ ...at, width: 1280, height: 800 });
});

it.each([
  ['as it was', { x: 100, y: 100, width: 1280, height: 800 }, { x: 100, y: 100, width: 1280, height: 800 }],
  ['not larger than the screen', { x: 0, y: 24, width: 90_000, height: 90_000 }, { x: 0, y: 24, width: 1920, height: 1056 }],
  ['anywhere if its place is on no screen any more', { x: 5000, y: 100, width: 1280, height: 800 }, { width: 1280, height: 800 }],
])('the first window is %s', (_how, saved, expected) => {
  expect(restored(saved, area)).toEqual(expected);
});
