/** Hits in other orders and filtered; expected places are worked out by hand. */
import { describe, expect, it } from 'vitest';
import { ALL_HITS, firstIndexFrom, orderHits, type HitList, type HitOrder, type HitsOf } from '../../../../renderer/disk/hitOrder.model';
import { addHits, hitAt, NO_HITS } from '../../../../renderer/disk/hits.model';
import type { SearchPattern } from '../../../../shared/find/pattern';
import type { PartitionView } from '../../../../shared/views';
import { FREE, madeDisk } from '../support/disks';

const BLOCK = 4096;
const partition = (number: number, firstLba: number, sectors: number): PartitionView => ({
  number,
  firstLba,
  sectors,
  type: 'Linux',
  name: '',
  volume: null,
});
/** Twelve blocks, of which 10, 2 and 0 are stored, in this order from file sector 8 on. Two partitions: blocks 0 to 4, 5 to 11. */
const disk = madeDisk({
  sectors: 96,
  blockBytes: BLOCK,
  entries: [26, FREE, 17, FREE, FREE, FREE, FREE, FREE, FREE, FREE, 8, FREE],
  fileBytes: 40 * 512,
  partitions: [partition(1, 0, 40), partition(2, 40, 56)],
});
const text: SearchPattern = { kind: 'text', text: 'abcd', encoding: 'utf8', ignoreCase: false };

function end(of: HitsOf, list: Partial<HitList>): HitOrder {
  const steps = orderHits(of, { ...ALL_HITS, ...list });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
const hitsOf = (rows: readonly (readonly [at: number, bytes: number, pattern: number])[], rest: Partial<HitsOf> = {}): HitsOf => ({
  hits: addHits(NO_HITS, Float64Array.from(rows.flat())),
  disk,
  space: 'disk',
  patterns: [text],
  ...rest,
});
const listed = (of: HitsOf, list: Partial<HitList>): (number | undefined)[] =>
  Array.from(end(of, list).listed, (index) => hitAt(of.hits, index)?.at);

describe('the list of hits', () => {
  it('is sorted by length, and hits of one length by place', () => {
    const of = hitsOf([
      [5, 9, 0],
      [70, 2, 0],
      [90, 9, 0],
      [3000, 1, 0],
    ]);
    expect(listed(of, { by: 'bytes' })).toEqual([3000, 70, 5, 90]);
    expect(listed(of, { by: 'bytes', isDown: true })).toEqual([90, 5, 70, 3000]);
    expect(listed(of, { isDown: true })).toEqual([3000, 90, 70, 5]);
  });

  it('is sorted by what was found: by its name, not by the order in which it was looked for', () => {
    const patterns: readonly SearchPattern[] = [
      { kind: 'structure', structure: 'zip' },
      { kind: 'structure', structure: 'jpeg' },
    ];
    expect(
      listed(
        hitsOf(
          [
            [0, 4, 0],
            [512, 3, 1],
            [1024, 4, 0],
            [2048, 3, 1],
          ],
          { patterns },
        ),
        { by: 'what' },
      ),
    ).toEqual([512, 2048, 0, 1024]);
  });

  it('is sorted by place on the disk where blocks of the file stand in another order; structures have names of their own', () => {
    // Data of the blocks begins a sector behind their bitmaps: of 10 at sector 9, of 2 at 18, of 0 at 27.
    const [header, ten, two, zero] = [600, 9 * 512 + 7, 18 * 512, 27 * 512 + 100];
    const of = hitsOf(
      [
        [header, 4, 0],
        [ten, 4, 0],
        [two, 4, 0],
        [zero, 4, 0],
      ],
      { space: 'file' },
    );
    expect(listed(of, { by: 'where' })).toEqual([header, zero, two, ten]);
    expect(listed(of, { by: 'where', isDown: true })).toEqual([ten, two, zero, header]);
  });

  it('is filtered by partition, block and name; a number is a whole one', () => {
    const at = (block: number): number => block * BLOCK + 20;
    const of = hitsOf([
      [at(0), 4, 0],
      [at(1), 4, 0],
      [at(10), 4, 0],
      [at(11), 4, 0],
    ]);
    expect(listed(of, { filter: 'block 1' })).toEqual([at(1)]);
    expect(listed(of, { filter: 'block  1 partition 1' })).toEqual([at(1)]);
    expect(listed(of, { filter: 'PARTITION  2' })).toEqual([at(10), at(11)]);
    expect(listed(of, { filter: '10' })).toEqual([at(10)]);
    expect(listed(of, { filter: 'nowhere' })).toEqual([]);
    const patterns: readonly SearchPattern[] = [text, { kind: 'structure', structure: 'jpeg' }];
    const two = hitsOf(
      [
        [at(1), 4, 0],
        [at(2), 3, 1],
      ],
      { patterns },
    );
    expect(listed(two, { filter: 'jpeg' })).toEqual([at(2)]);
  });

  it('keeps the order along the disk beside that of the list', () => {
    const of = hitsOf([
      [5, 9, 0],
      [70, 2, 0],
      [90, 9, 0],
    ]);
    expect([...end(of, { by: 'bytes', isDown: true }).along]).toEqual([0, 1, 2]);
    expect([0, 1, 2, 3, 9].map((index) => firstIndexFrom(Uint32Array.of(1, 3, 8), index))).toEqual([0, 0, 1, 1, 3]);
  });
});
