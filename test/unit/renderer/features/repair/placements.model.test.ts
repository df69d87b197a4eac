import { expect, test } from 'vitest';
import { blockIn, movedAlong } from '../../../../../renderer/features/repair/placements.model';
import type { Placement } from '../../../../../shared/repairs';

test('a number that no block of the disk has is refused', () => {
  expect(blockIn('255', 256)).toBe(255);
  for (const text of ['256', '999', '-1', 'abc', '']) expect(blockIn(text, 256)).toBeNull();
});

const at = (sector: number, block: number, evidence: Placement['evidence']): Placement => ({
  sector,
  block,
  confidence: 'likely',
  evidence,
});

test('blocks that move because the user has placed another one are told, and that one is not', () => {
  const before = [at(4, 16, 'file-system'), at(5000, 17, 'order'), at(9000, 18, 'order')];
  const now = [at(4, 18, 'order'), at(5000, 16, 'given'), at(9000, 18, 'order')];
  expect(movedAlong(before, now)).toEqual([{ sector: 4, from: before[0], to: now[0] }]);
});
