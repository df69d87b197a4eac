import { expect, test } from 'vitest';
import { packRuns, unpackRuns } from '../../../shared/sectorRuns';
import type { SectorRun } from '../../../shared/views';

const RUNS: readonly SectorRun[] = [
  { lba: 0, sectors: 1377, source: 'file', layer: 0, at: 512 },
  { lba: 1377, sectors: 3, source: 'parent', layer: 2, at: 0 },
  // Near the largest disk there is, 2040 GiB: more than 32 bits hold.
  { lba: 4_278_190_079, sectors: 1, source: 'zero', layer: 1, at: null },
  { lba: 5, sectors: 1, source: 'unknown', layer: 1, at: null },
  { lba: 6, sectors: 1, source: 'damaged', layer: 0, at: null },
];

test('five numbers stand for a run', () => {
  expect([...packRuns(RUNS.slice(0, 3))]).toEqual([0, 1377, 0, 0, 512, 1377, 3, 1, 2, 0, 4_278_190_079, 1, 2, 1, -1]);
});

test('the page gets the runs that main has', () => {
  expect(unpackRuns(packRuns(RUNS))).toEqual(RUNS);
  expect(unpackRuns(packRuns([]))).toEqual([]);
});
