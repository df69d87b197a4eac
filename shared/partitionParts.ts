/** Where each partition stands on a bar of the whole disk: to scale, but never too narrow to be seen, and none over another. */
import type { PartitionView } from './views';

/** Shares of the bar, 0 to 1. */
export type PartitionPart = { readonly partition: PartitionView; readonly left: number; readonly width: number };

const MIN_SHARE = 0.008;

/** `partitions` in the order of the disk; `sectors`: of the disk, more than zero. */
export function partitionParts(partitions: readonly PartitionView[], sectors: number): readonly PartitionPart[] {
  const least = Math.min(MIN_SHARE, 1 / Math.max(1, partitions.length));
  const shareOf = (lba: number): number => Math.min(1, lba / sectors);
  let taken = 0;
  const parts = partitions.map((partition) => {
    const left = Math.max(taken, shareOf(partition.firstLba));
    taken = Math.max(left + least, shareOf(partition.firstLba + partition.sectors));
    return { partition, left, width: taken - left };
  });
  // What was widened may reach past the end: the last ones move back, and those before them give way.
  let end = 1;
  return parts
    .toReversed()
    .map(({ partition, left, width }) => {
      const right = Math.min(end, left + width);
      end = Math.max(0, Math.min(left, right - least));
      return { partition, left: end, width: right - end };
    })
    .toReversed();
}
