/** Rows of changed bytes, with names for their places in the disk that this window shows. */
import type { NamedRow, ReviewRow } from '../../shared/edits';
import { useDiskLayout } from './blocks.store';
import { usePref } from '../app/store';
import { bytesText } from '../../shared/text/size';
import { offsetText } from './address.model';
import { placeName } from './placeName.model';

/** Turns a row of a review into one to show; addresses are written in the chosen radix. */
export function useByteRow(): (row: ReviewRow) => NamedRow {
  const disk = useDiskLayout();
  const radix = usePref('radix');
  return ({ at, bytes, before, after, why }) => ({
    at,
    name: placeName(disk, at, why, bytes),
    place: `${offsetText(at, radix)} · ${bytesText(bytes)}`,
    bytes,
    before,
    after,
  });
}
