/** A pattern may have several needles, such as a number in both byte orders, that fit the same bytes: that is one hit. */
import type { Hit } from '../io/bulk/scanner';

/** Takes hits in parts that ascend by place. `patterns`: for each needle, the pattern that it is of. */
export function newDistinct(patterns: readonly number[]): (hit: Hit) => boolean {
  let at = -1;
  /** What was found at that place. */
  let seen: string[] = [];
  return ({ offset, length, needle }) => {
    if (offset !== at) seen = [];
    at = offset;
    const key = `${length} ${patterns[needle]}`;
    if (seen.includes(key)) return false;
    seen.push(key);
    return true;
  };
}
