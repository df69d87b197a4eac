/** Adds the items one by one. `list.push(...more)` overflows the stack where `more` is long. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
