/** The bytes around a hit as text. */

const letter = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·');
/** Printable ASCII as it is, a dot for each other byte. */
export const textOf = (bytes: Uint8Array): string => Array.from(bytes, letter).join('');

/** `bytes`: what stands around the hit, which begins `before` bytes from their start and is `length` long. */
export const contextOf = (
  bytes: Uint8Array,
  before: number,
  length: number,
): { readonly before: string; readonly hit: string; readonly after: string } => ({
  before: textOf(bytes.subarray(0, before)),
  hit: textOf(bytes.subarray(before, before + length)),
  after: textOf(bytes.subarray(before + length)),
});
