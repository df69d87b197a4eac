/** Places where a scan found something. */

/** `offset`: from the beginning of what is searched. `needle`: which of the needles it is. */
export type Hit = { readonly offset: number; readonly length: number; readonly needle: number };

/**
 * Passes one of several hits of a pattern at the same bytes: a pattern may have several needles, such as a number in both byte
 * orders. Takes hits that ascend by place. `patterns`: for each needle, the pattern that it is of.
 */
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
