/** Reads everything that a fixed disk stores once, to find bad sectors although no rule looks at the data. */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import { dataIn } from '../read/holes';
import type { Image } from '../read/image';
import type { ScanControl } from './blockScan';
import { isUnread } from './unread';

/** Large enough for a drive's full speed, and small enough that the signal is checked often even on a slow one. */
const PIECE_BYTES = 1024 * 1024;

/** Bytes that are read from the start of the file; none if there are blocks, which have their own scan. */
export const storedBytes = ({ kind, sectors, dataEnd }: Image): number =>
  kind === 'fixed' ? Math.min(sectors * SECTOR_BYTES, dataEnd) : 0;

/** Reads all of them except holes, into one buffer; ranges that the drive cannot read are passed to `control.lost`. */
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
