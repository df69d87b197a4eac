/** Rows of changed bytes, named after what stands there in the disk this window shows. */
import type { NamedRow, ReviewRow } from '../../shared/edits';
import { bytesText } from '../../shared/text/size';
import { offsetText } from '../kernels/address';
import { placeName } from '../kernels/placeName';
import { selectDisk } from './selectors';
import { useStore } from './store';

/** Turns a row of a review into one to show; follows the radix. */
export function useByteRow(): (row: ReviewRow) => NamedRow {
  const disk = useStore(selectDisk);
  const radix = useStore((s) => s.radix);
  return ({ at, bytes, before, after, why }) => ({
    at,
    name: placeName(disk, at, why),
    place: `${offsetText(at, radix)} · ${bytesText(bytes)}`,
    bytes,
    before,
    after,
  });
}
