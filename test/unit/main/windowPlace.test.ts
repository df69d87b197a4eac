/** A further window stands beside the one in front. */
import { expect, it } from 'vitest';
import { cascaded } from '../../../main/windowPlace';

const area = { x: 0, y: 24, width: 1920, height: 1056 };

it.each([
  ['beside and below', { x: 100, y: 100, width: 1280, height: 800 }, { x: 128, y: 128 }],
  ['at the left edge where the screen ends', { x: 640, y: 100, width: 1280, height: 800 }, { x: 0, y: 128 }],
  ['at the top where it ends below', { x: 100, y: 280, width: 1280, height: 800 }, { x: 128, y: 24 }],
])('%s', (_where, front, at) => {
  expect(cascaded(front, area)).toEqual({ ...at, width: 1280, height: 800 });
});
