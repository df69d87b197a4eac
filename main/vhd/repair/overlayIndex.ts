/** Which of many stretches touch a range: a read of a draft must not look at every edit of it. */

type Stretch = { readonly at: number; readonly length: number };

/** Stretches beyond this are few, and looked at every time. */
const LONG = 4 * 1024 * 1024;

/** Answers the indices of the stretches that touch the range, ascending: later ones lie over earlier ones. */
export function overlayIndex(stretches: readonly Stretch[]): (at: number, bytes: number) => number[] {
  const long: number[] = [];
  const short: number[] = [];
  stretches.forEach(({ length }, i) => (length > LONG ? long : short).push(i));
  const atOf = (index: number): number => (stretches[index] as Stretch).at;
  short.sort((a, b) => atOf(a) - atOf(b));
  const reach = short.reduce((most, i) => Math.max(most, (stretches[i] as Stretch).length), 0);
  const touches = (index: number, at: number, bytes: number): boolean => {
    const { at: from, length } = stretches[index] as Stretch;
    return from < at + bytes && from + length > at;
  };
  return (at, bytes) => {
    let low = 0;
    let high = short.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (atOf(short[middle] as number) <= at - reach) low = middle + 1;
      else high = middle;
    }
    const found = long.filter((index) => touches(index, at, bytes));
    for (; low < short.length && atOf(short[low] as number) < at + bytes; low++) {
      if (touches(short[low] as number, at, bytes)) found.push(short[low] as number);
    }
    return found.sort((a, b) => a - b);
  };
}
