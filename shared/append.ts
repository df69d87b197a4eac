/** Adds the items one by one, because `list.push(...more)` overflows the stack if `more` is long. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
