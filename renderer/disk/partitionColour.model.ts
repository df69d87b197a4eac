/** One colour for each partition, the same wherever it is shown: overview, navigator, map. */
import type { PartitionView } from '../../shared/views';

const COLOURS = 6;

/** What is shown as a partition of its own, in the order of the disk. An extended one is not, as those inside it are. */
export const drawnPartitions = (entries: readonly PartitionView[]): readonly PartitionView[] =>
  entries.filter(({ type }) => type !== 'Extended').sort((a, b) => a.firstLba - b.firstLba);

/** The same as a list of names: by number, as the table and the navigator have them, wherever they lie on the disk. */
export const listedPartitions = (entries: readonly PartitionView[]): readonly PartitionView[] =>
  drawnPartitions(entries).toSorted((a, b) => a.number - b.number);

/** A style value; null for an extended partition. */
export function partitionColour(entries: readonly PartitionView[], partition: PartitionView): string | null {
  const index = drawnPartitions(entries).indexOf(partition);
  return index < 0 ? null : `var(--partition-${(index % COLOURS) + 1})`;
}
