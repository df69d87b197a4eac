/** Finds which of many stretches touch a range, so that a read of a draft does not look at every edit of it. */

type Stretch = { readonly at: number; readonly length: number };
/** Indices of stretches of similar length, sorted by where they start. None is longer than `reach`. */
type LengthClass = { readonly reach: number; readonly indices: number[] };

/** Returns a function that gives the indices of the stretches that touch a range, ascending: later stretches cover earlier ones. */
export function overlayIndex(stretches: readonly Stretch[]): (at: number, bytes: number) => number[] {
  const atOf = (index: number): number => (stretches[index] as Stretch).at;
  const endOf = (index: number): number => atOf(index) + (stretches[index] as Stretch).length;
  const classes = byLength(stretches);
  for (const { indices } of classes) indices.sort((a, b) => atOf(a) - atOf(b));
  return (at, bytes) => {
    const found: number[] = [];
    for (const { reach, indices } of classes) {
      // A stretch that starts earlier ends before the range.
      let next = lowest(indices.length, (i) => atOf(indices[i] as number) > at - reach);
      for (; next < indices.length && atOf(indices[next] as number) < at + bytes; next++) {
        if (endOf(indices[next] as number) > at) found.push(indices[next] as number);
      }
    }
    return found.sort((a, b) => a - b);
  };
}

/** Sorts stretches into classes of doubling length, so that one long stretch does not slow down the search among short ones. */
function byLength(stretches: readonly Stretch[]): LengthClass[] {
  const classes = new Map<number, LengthClass>();
  stretches.forEach(({ length }, index) => {
    if (length === 0) return;
    const reach = 2 ** Math.ceil(Math.log2(length));
    const known = classes.get(reach);
    if (known === undefined) classes.set(reach, { reach, indices: [index] });
    else known.indices.push(index);
  });
  return [...classes.values()];
}

/** The lowest index from which on `holds` is true; `length` if there is none. */
function lowest(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
