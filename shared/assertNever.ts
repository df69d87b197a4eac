/** Marks a branch the types say cannot be reached; a missing case becomes a compile error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
