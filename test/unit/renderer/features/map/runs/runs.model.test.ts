import { describe, expect, it } from 'vitest';
import { BLOCK_STATE, type BlockTable, type ImageView } from '../../../../../../shared/views';
import { runAt, runIndexOf, runsInStates, runsOf } from '../../../../../../renderer/features/map/runs/runs.model';
import type { Disk } from '../../../../../../renderer/disk/translate.model';

const UNALLOCATED = 0xffff_ffff;
const STRIDE = 4097;
const blocks: BlockTable = {
  states: Uint8Array.from([1, 1, 2, 2, 2, 1, BLOCK_STATE.damaged, 2, 2]),
  owners: Uint8Array.from([1, 255, 0, 0, 0, 1, 0, 0, 0]),
  shares: new Uint16Array(9),
  entries: Uint32Array.from([UNALLOCATED, UNALLOCATED, 8, 8 + STRIDE, 8 + 2 * STRIDE, UNALLOCATED, 1, 50_000, 90_000]),
};
const view = { disk: { blocks: { sizeBytes: 2 * 1024 * 1024, bitmapSectors: 1, count: 9, inTable: true } } } as unknown as ImageView;
const disk: Disk = { view, blocks };
const runs = runsOf(disk);

describe('the map as a list', () => {
  it('begins a run where state or owner changes', () => {
    expect([...runs.firsts]).toEqual([0, 1, 2, 5, 6, 7]);
    expect(runAt(disk, runs, 2)).toMatchObject({ first: 2, end: 5, state: 'unscanned', owner: 0 });
    expect(runAt(disk, runs, 5)).toMatchObject({ first: 7, end: 9 });
  });

  it('says whether a run’s blocks follow each other in the file', () => {
    expect(runAt(disk, runs, 2).isInOrder).toBe(true);
    expect(runAt(disk, runs, 5).isInOrder).toBe(false);
  });

  it('is filtered by state; nothing chosen means everything', () => {
    expect([...runsInStates(disk, runs, new Set())]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...runsInStates(disk, runs, new Set([BLOCK_STATE.unscanned]))]).toEqual([2, 5]);
  });

  it('finds the run of a block, or the one before it in a filtered list', () => {
    expect(runIndexOf(runs, runsInStates(disk, runs, new Set()), 4)).toBe(2);
    expect(runIndexOf(runs, runsInStates(disk, runs, new Set([BLOCK_STATE.unscanned])), 6)).toBe(0);
    expect(runIndexOf(runs, runsInStates(disk, runs, new Set([BLOCK_STATE.unscanned])), 0)).toBe(0);
  });
});
