/** Reads any bytes of a disk or of its file, for comparing them with a patch. */
import type { ByteRange } from '../../shared/edits';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset, lba, SECTOR_BYTES, type Space } from '../../shared/vhd/units';
import type { Chain } from '../vhd/read/chain';
import { readSectors } from '../vhd/read/readDisk';

/** So much is read at once, and kept for the next read: changes are often close to each other. */
const WINDOW = 64 * 1024;

export type Unread = { readonly kind: 'patch-unread'; readonly space: Space; readonly at: number };
export type ReadBytes = (at: number, bytes: number) => Promise<Result<Uint8Array, Unread>>;

/** How long the disk is, or the file, in bytes. */
export const lengthOf = ({ layers: [top] }: Chain, space: Space): number =>
  space === 'file' ? top.file.bytes : top.kind === 'bytes' ? 0 : top.sectors * SECTOR_BYTES;

type Window = { readonly at: number; readonly bytes: Uint8Array; readonly faults: readonly ByteRange[] };

/** The range must lie in the space. Bytes that are not known are an error, never zeros; unknown bytes beside the range are none. */
export function bytesOf(chain: Chain, space: Space): ReadBytes {
  const length = lengthOf(chain, space);
  let kept: Window | null = null;
  const windowAt = async (at: number): Promise<Window> => {
    if (kept?.at === at) return kept;
    const bytes = Math.min(WINDOW, length - at);
    kept = { at, ...(space === 'file' ? await fileBytes(chain, at, bytes) : await diskBytes(chain, at, bytes)) };
    return kept;
  };
  return async (at, bytes) => {
    const read = new Uint8Array(bytes);
    for (let done = 0; done < bytes; ) {
      const window = await windowAt(Math.floor((at + done) / WINDOW) * WINDOW);
      const [from, end] = [at + done - window.at, Math.min(at + bytes - window.at, window.bytes.length)];
      const fault = window.faults.find((one) => one.at < end && one.at + one.bytes > from);
      if (fault !== undefined) return err({ kind: 'patch-unread', space, at: window.at + Math.max(from, fault.at) });
      read.set(window.bytes.subarray(from, end), done);
      done += end - from;
    }
    return ok(read);
  };
}

type Read = Omit<Window, 'at'>;

const diskBytes = (chain: Chain, at: number, bytes: number): Promise<Read> =>
  readSectors(chain, lba(at / SECTOR_BYTES), bytes / SECTOR_BYTES, 'honour');

/** Sector by sector if the drive does not give all at once: one bad sector costs only itself. */
async function fileBytes({ layers: [{ file }] }: Chain, at: number, bytes: number): Promise<Read> {
  const whole = await file.read(fileOffset(at), bytes);
  if (whole.ok) return { bytes: whole.value, faults: [] };
  const found = new Uint8Array(bytes);
  const faults: ByteRange[] = [];
  for (let done = 0; done < bytes; done += SECTOR_BYTES) {
    const some = Math.min(SECTOR_BYTES, bytes - done);
    const read = await file.read(fileOffset(at + done), some);
    if (read.ok) found.set(read.value, done);
    else faults.push({ at: done, bytes: some });
  }
  return { bytes: found, faults };
}
