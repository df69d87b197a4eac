/**
 * Files that FAT cannot have: known before anything is written where the system names the file system, and else told from a
 * full drive: the FAT driver of Windows reports a length of 4 GiB or more as a full drive, however much room is left. On Linux
 * it has a code of its own.
 */
import path from 'node:path';
import type { FileSystem } from './fileSystem';

/** FAT as Linux numbers it in statfs(2). FAT of any width stops at 4 GiB − 1; exFAT has a number and a limit of its own. */
const FAT = 0x4d44;
export const MAX_FAT_FILE_BYTES = 2 ** 32 - 1;
/** The longest file on a file system of this number on Linux; null: it has no limit that matters. */
export const longestOn = (type: number): number | null => (type === FAT ? MAX_FAT_FILE_BYTES : null);

/** More than is written at once: a drive that is full has less. */
const MUCH = 16 * 1024 * 1024;

/** `too-large` where the drive cannot have a file of so many bytes, whatever room it has; else null, also where nobody can tell. */
export async function tooLongFor(
  folder: string,
  bytes: number,
  files: FileSystem,
): Promise<{ readonly kind: 'too-large'; readonly code: string } | null> {
  // Asking may take a while on Windows, and no drive that is known has a lower limit.
  const most = bytes > MAX_FAT_FILE_BYTES ? await files.longestFile(folder) : null;
  return most !== null && bytes > most ? { kind: 'too-large', code: 'EFBIG' } : null;
}

/** The error, or `too-large` in its place. `bytes`: the length that the file was to have. Call it before the file is removed. */
export async function fullOrTooLarge<E extends { readonly kind: string }>(
  error: E,
  { file, bytes }: { readonly file: string; readonly bytes: number },
  { opensExclusively, freeBytes }: FileSystem,
): Promise<E | { readonly kind: 'too-large'; readonly code: string }> {
  if (error.kind !== 'disk-full' || !opensExclusively || bytes <= MAX_FAT_FILE_BYTES) return error;
  const free = await freeBytes(path.dirname(file));
  return free.ok && free.value >= MUCH ? { kind: 'too-large', code: 'ENOSPC' } : error;
}
