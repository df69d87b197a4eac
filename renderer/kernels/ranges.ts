/** Half-open ranges of bytes. */
import type { ByteRange } from '../../shared/edits';

/** Whether any of the ranges holds the byte. They may overlap and come in any order. */
export const isInRanges = (ranges: readonly ByteRange[], at: number): boolean =>
  ranges.some((range) => at >= range.at && at < range.at + range.bytes);
