/** Another file whose bytes will be inserted into the disk: it is read as a whole, and never larger than one change may be. */
import type { IoError } from '../../../shared/errors';
import { MAX_PUT_BYTES, type ContentError } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import { fileOffset } from '../../../shared/vhd/units';
import { openReadOnly } from '../../io/nodeBlockFile';
import { folderOf } from '../../io/paths';

/** The file's folder, and its length in bytes. */
export async function contentFacts(path: string): Promise<Result<{ readonly folder: string; readonly bytes: number }, IoError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const { bytes } = file.value;
  await file.value.close();
  return ok({ folder: folderOf(path), bytes });
}

export async function contentOf(path: string): Promise<Result<Uint8Array, ContentError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  try {
    const { bytes } = file.value;
    if (bytes === 0) return err({ kind: 'content-empty' });
    if (bytes > MAX_PUT_BYTES) return err({ kind: 'content-too-large', bytes, most: MAX_PUT_BYTES });
    const read = await file.value.read(fileOffset(0), bytes);
    return read.ok ? ok(read.value) : read;
  } finally {
    await file.value.close();
  }
}
