/** The order of partitions where they are drawn and where they are listed. */
import { expect, it } from 'vitest';
import { drawnPartitions, listedPartitions, partitionColour } from '../../../../renderer/disk/partitionColour.model';
import type { PartitionView } from '../../../../shared/views';

const partition = (number: number, firstLba: number, type = 'Linux'): PartitionView => ({
  number,
  firstLba,
  sectors: 100,
  type,
  name: '',
  volume: null,
});

it('draws partitions where they lie and lists them by number; their colours are those of the drawing in both', () => {
  // The third of the table lies in front of the second, as after a partition was deleted and its room used again.
  const entries = [partition(1, 0), partition(2, 500), partition(3, 200), partition(4, 900, 'Extended'), partition(5, 901)];
  expect(drawnPartitions(entries).map(({ number }) => number)).toEqual([1, 3, 2, 5]);
  expect(listedPartitions(entries).map(({ number }) => number)).toEqual([1, 2, 3, 5]);
  expect(listedPartitions(entries).map((one) => partitionColour(entries, one))).toEqual([1, 3, 2, 4].map((n) => `var(--partition-${n})`));
});
