/** Marks a branch that cannot be reached according to the types; a missing case becomes a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
