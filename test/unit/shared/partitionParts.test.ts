import { describe, expect, it } from 'vitest';
import type { PartitionView } from '../../../shared/views';
import { partitionParts } from '../../../shared/partitionParts';

const at = (firstLba: number, sectors: number): PartitionView => ({ firstLba, sectors }) as PartitionView;
const spans = (all: readonly PartitionView[], sectors: number): readonly (readonly [number, number])[] =>
  partitionParts(all, sectors).map(({ left, width }) => [Number(left.toFixed(4)), Number((left + width).toFixed(4))]);

describe('the pieces of the partition bar', () => {
  it('are to scale where they are wide enough', () => {
    expect(spans([at(0, 250), at(500, 500)], 1000)).toEqual([
      [0, 0.25],
      [0.5, 1],
    ]);
  });

  it('are never narrower than eight in a thousand, and push the next one aside', () => {
    expect(spans([at(1, 1), at(2, 1), at(3, 900_000)], 1_000_000)).toEqual([
      [0, 0.008],
      [0.008, 0.016],
      [0.016, 0.9],
    ]);
  });

  it('stay inside at the end, where those before give way', () => {
    expect(spans([at(0, 999_998), at(999_998, 1), at(999_999, 1)], 1_000_000)).toEqual([
      [0, 0.984],
      [0.984, 0.992],
      [0.992, 1],
    ]);
  });

  it('share the bar where there are more of them than fit', () => {
    const many = Array.from({ length: 200 }, (_, i) => at(i, 1));
    const all = spans(many, 1_000_000);
    expect(all.at(-1)?.[1]).toBeLessThanOrEqual(1);
    expect(all.every(([left, right], i) => right - left > 0.0049 && left >= (all[i - 1]?.[1] ?? 0) - 0.0001)).toBe(true);
  });

  it('do not cover each other where the table lets partitions overlap, or reach past the end', () => {
    expect(spans([at(0, 800), at(100, 100), at(900, 5000)], 1000)).toEqual([
      [0, 0.8],
      [0.8, 0.808],
      [0.9, 1],
    ]);
  });
});
