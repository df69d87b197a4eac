/** The last few journals, kept beside an image after its saves so that these can be undone; newest first. */
import path from 'node:path';
import type { FileError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import type { FileSystem } from './fileSystem';
import { undoPath } from './saveContext';

export type UndoFile = { readonly path: string; readonly n: number; readonly bytes: number };

/** The number that is kept unless the user wants otherwise. */
export const KEPT_UNDOS = 3;
export const KEPT_UNDO_BYTES = 256 * 1024 * 1024;

/** Newest first. */
export async function undoFiles(image: string, files: FileSystem): Promise<Result<UndoFile[], FileError>> {
  const folder = path.dirname(image);
  const names = await files.list(folder);
  if (!names.ok) return names;
  const prefix = path.basename(undoPath(image, 0)).slice(0, -1);
  const found: UndoFile[] = [];
  for (const name of names.value) {
    const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (!/^[1-9]\d{0,8}$/.test(digits)) continue;
    const stat = await files.stat(path.join(folder, name));
    if (stat.ok) found.push({ path: path.join(folder, name), n: Number(digits), bytes: stat.value.size });
  }
  return ok(found.sort((a, b) => b.n - a.n));
}

/** A name that sorts behind all that are there: the higher the number, the later the save. */
export async function nextUndoPath(image: string, files: FileSystem): Promise<Result<string, FileError>> {
  const found = await undoFiles(image, files);
  return found.ok ? ok(undoPath(image, (found.value[0]?.n ?? 0) + 1)) : found;
}

/** Removes the oldest beyond the number to keep; the newest always stays. Returns how many were removed. */
export async function trimUndoFiles(
  image: string,
  files: FileSystem,
  most = KEPT_UNDOS,
  mostBytes = KEPT_UNDO_BYTES,
): Promise<Result<number, FileError>> {
  const found = await undoFiles(image, files);
  if (!found.ok) return found;
  let bytes = 0;
  let gone = 0;
  for (const [index, file] of found.value.entries()) {
    bytes += file.bytes;
    if (index === 0 || (index < most && bytes <= mostBytes)) continue;
    const removed = await files.unlink(file.path);
    if (!removed.ok) return removed;
    gone += 1;
  }
  return ok(gone);
}
