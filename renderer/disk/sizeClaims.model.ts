/** Whether programs that open the disk today see it at sizes that differ by something a user would notice. */
import { isGeometryMarker } from '../../shared/vhd/geometry';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { DiskView, PartitionView } from '../../shared/views';

/** A geometry leaves out less than a cylinder, of at most 16 heads of 255 sectors. */
const MAX_ROUNDING = 16 * 255 * SECTOR_BYTES;

/**
 * They do if the sizes differ by more than the rounding of a geometry, or if a partition ends behind the smallest. The largest
 * geometry that CHS can state, 127.5 GiB, says only that the disk is too large for CHS, so it is no size to differ from.
 */
export function differenceMatters({ sizes, partitions, geometry }: Pick<DiskView, 'sizes' | 'partitions' | 'geometry'>): boolean {
  const isMarker = geometry !== null && isGeometryMarker(geometry);
  const today = sizes
    .flatMap(({ isUsedToday, bytes, notion }) => (isUsedToday && !(isMarker && notion === 'geometry') ? [bytes] : []))
    .sort((a, b) => a - b);
  const [smallest = 0, largest = smallest] = [today[0], today.at(-1)];
  const isCut = ({ firstLba, sectors }: PartitionView): boolean => {
    const end = (firstLba + sectors) * SECTOR_BYTES;
    return end > smallest && end <= largest;
  };
  return largest - smallest >= MAX_ROUNDING || partitions.entries.some(isCut);
}
