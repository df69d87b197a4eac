import { expect, test } from 'vitest';
import { stillPicked, toggled, type Picked } from '../../../../../renderer/features/map/picked.model';
import type { BlockState } from '../../../../../shared/views';

const only =
  (...states: BlockState[]) =>
  (state: BlockState): boolean =>
    states.includes(state);

test('a state is switched on and off', () => {
  const on = toggled(new Set(), 'partial');
  expect([...on]).toEqual(['partial']);
  expect([...toggled(on, 'partial')]).toEqual([]);
});

test('a state that no block is in any more goes off, and stays off when a block is in it again', () => {
  let picked: Picked = new Set<BlockState>(['partial', 'zero']);
  picked = stillPicked(picked, only('zero', 'full'));
  expect([...picked]).toEqual(['zero']);
  picked = stillPicked(picked, only('zero', 'full', 'partial'));
  expect([...picked]).toEqual(['zero']);
});

test('nothing is drawn again for states that are all there', () => {
  const picked: Picked = new Set<BlockState>(['partial']);
  expect(stillPicked(picked, only('partial', 'full'))).toBe(picked);
});
