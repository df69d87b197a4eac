import { expect, test } from 'vitest';
import { REPAIR_METHODS, type RepairError } from '../../../../shared/repairs';
import { repairClassText, repairErrorText, repairText } from '../../../../shared/text/repairs';

test.each(REPAIR_METHODS)('%s is said in a sentence of its own', (method) => {
  expect(repairText(method)).toMatch(/^[A-Z].{10,}[^.!]$/);
  expect(REPAIR_METHODS.filter((other) => repairText(other) === repairText(method))).toEqual([method]);
});

test.each(['safe', 'choice', 'loss'] as const)('the class %s says what it risks', (klass) => {
  expect(repairClassText(klass)).toMatch(/^[A-Z].+\.$/);
});

test.each<RepairError>([
  { kind: 'nothing-to-do' },
  { kind: 'in-use', by: 'saved-state' },
  { kind: 'in-use', by: 'xen' },
  { kind: 'too-much', bytes: 70_000_000, most: 67_108_864 },
  { kind: 'made-worse', codes: ['B02'] },
  { kind: 'cannot-read', at: 512 },
  { kind: 'no-evidence' },
])('a refusal says what to do next: $kind', (error) => {
  const { title, next } = repairErrorText(error);
  expect(`${title} ${next}`).not.toMatch(/undefined|NaN|\[object/);
  expect(next).toMatch(/\.$/);
});
