/** Everything that a fixed disk stores, read once: a bad sector of it is found, though no rule looks at its data. */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import { dataIn } from '../read/holes';
import type { Image } from '../read/image';
import type { ScanControl } from './blockScan';
import { isUnread } from './unread';

/** Large enough for a drive's full speed, and small enough that a slow one lets the signal be asked for often. */
const PIECE_BYTES = 1024 * 1024;

/** Bytes from the start of the file on that are read; none where blocks are, whose own scan reads them. */
export const storedBytes = ({ kind, sectors, dataEnd }: Image): number =>
  kind === 'fixed' ? Math.min(sectors * SECTOR_BYTES, dataEnd) : 0;

/** Reads all of them but holes, with one piece of memory; what the drive does not give is told to `control.lost`. */
export async function readStoredBytes(image: Image, { signal, report, lost }: ScanControl): Promise<Result<void, IoError>> {
  const total = storedBytes(image);
  const room = new Uint8Array(Math.min(PIECE_BYTES, total));
  for await (const data of dataIn(image.file, { at: 0, end: total })) {
    for (let { at } = data; at < data.end; at += PIECE_BYTES) {
      if (signal?.aborted === true) return ok(undefined);
      const bytes = Math.min(PIECE_BYTES, data.end - at);
      const read = await image.file.read(fileOffset(at), bytes, room);
      if (!read.ok && (lost === undefined || !isUnread(read.error))) return read;
      if (!read.ok) await lost?.({ at, bytes });
      report?.(at + bytes, total);
    }
  }
  return ok(undefined);
}
