/** The digest of a whole file that is open as an image, for reports. */
import type { BlockFile } from '../vhd/read/blockFile';
import { fileOffset } from '../../shared/vhd/units';
import { newDigests } from './bulk/digest';

const PIECE = 1024 * 1024;
/** Above this, reading the whole file would take longer than whoever asks for a report wants to wait. */
export const MAX_HASHED = 1024 * 1024 * 1024;

/** SHA-256 of the file's bytes in lower-case hex; null if it is larger than MAX_HASHED, cannot be read, or the signal came. */
export async function fileSha256(file: BlockFile, signal: { readonly aborted: boolean }): Promise<string | null> {
  if (file.bytes > MAX_HASHED) return null;
  const digests = newDigests(['sha256'], () => signal.aborted);
  for (let at = 0; at < file.bytes; at += PIECE) {
    const piece = await file.read(fileOffset(at), Math.min(PIECE, file.bytes - at));
    if (signal.aborted || !piece.ok) return null;
    digests.take(at, Buffer.from(piece.value.buffer, piece.value.byteOffset, piece.value.byteLength));
  }
  return digests.end(file.bytes)?.['sha256'] ?? null;
}
