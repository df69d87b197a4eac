/** Which of many stretches touch a range: a read of a draft must not look at every edit of it. */

type Stretch = { readonly at: number; readonly length: number };
/** Indices of stretches of about one length, by where they start; none is longer than `reach`. */
type LengthClass = { readonly reach: number; readonly indices: number[] };

/** Answers the indices of the stretches that touch the range, ascending: later ones lie over earlier ones. */
export function overlayIndex(stretches: readonly Stretch[]): (at: number, bytes: number) => number[] {
  const atOf = (index: number): number => (stretches[index] as Stretch).at;
  const endOf = (index: number): number => atOf(index) + (stretches[index] as Stretch).length;
  const classes = byLength(stretches);
  for (const { indices } of classes) indices.sort((a, b) => atOf(a) - atOf(b));
  return (at, bytes) => {
    const found: number[] = [];
    for (const { reach, indices } of classes) {
      // Whoever starts before that ends before the range.
      let next = lowest(indices.length, (i) => atOf(indices[i] as number) > at - reach);
      for (; next < indices.length && atOf(indices[next] as number) < at + bytes; next++) {
        if (endOf(indices[next] as number) > at) found.push(indices[next] as number);
      }
    }
    return found.sort((a, b) => a - b);
  };
}

/** In classes of doubling length, so that one long stretch does not make the search among short ones long. */
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

/** The lowest index below `length` from which on it holds; `length` for none. */
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
