/** Half-open ranges of bytes. */
import type { ByteRange } from '../../shared/edits';

/** Whether any of the ranges holds the byte. They must be in order and must not overlap. */
export function isInRanges(ranges: readonly ByteRange[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle] as ByteRange;
    if (range.at + range.bytes <= at) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.at ?? Infinity) <= at;
}
