/**
 * A file that FAT cannot have, told from a full drive. The FAT driver of Windows reports a length of 4 GiB or more as a full
 * drive, however much room is left; on Linux it has a code of its own.
 */
import path from 'node:path';
import type { FileSystem } from './fileSystem';

const FAT_MOST_BYTES = 2 ** 32 - 1;
/** More than is written at once: a drive that is full has less. */
const MUCH = 16 * 1024 * 1024;

/** The error, or `too-large` in its place. `bytes`: the length that the file was to have. Call it before the file is removed. */
export async function fullOrTooLarge<E extends { readonly kind: string }>(
  error: E,
  { file, bytes }: { readonly file: string; readonly bytes: number },
  { opensExclusively, freeBytes }: FileSystem,
): Promise<E | { readonly kind: 'too-large'; readonly code: string }> {
  if (error.kind !== 'disk-full' || !opensExclusively || bytes <= FAT_MOST_BYTES) return error;
  const free = await freeBytes(path.dirname(file));
  return free.ok && free.value >= MUCH ? { kind: 'too-large', code: 'ENOSPC' } : error;
}
