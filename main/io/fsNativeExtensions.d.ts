/**
 * The part we use of the package, which brings no types: locks of an open file description, taken without waiting, and
 * sparse files.
 */
declare module 'fs-native-extensions' {
  /** False when somebody else holds a lock there. `length` 0: to the end. */
  export function tryLock(fd: number, offset?: number, length?: number, options?: { readonly shared?: boolean }): boolean;
  /** On Windows: from now on the file may have holes. Throws if the drive does not support them. */
  export function sparseSync(fd: number): void;
}
