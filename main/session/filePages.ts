/** Pages of the file as its bytes stand, what is staged included. */
import type { IoError, ReadError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { PAGE_BYTES, type PageView } from '../../shared/views';
import { fileOffset, SECTOR_BYTES } from '../../shared/vhd/units';
import type { Chain } from '../vhd/chain';

/** `page` counts from the start of the file; the last one may be short. */
export async function readFilePage(chain: Chain, page: number): Promise<Result<PageView, ReadError>> {
  const file = chain.layers[0].file;
  const from = page * PAGE_BYTES;
  const bytes = Math.min(PAGE_BYTES, file.bytes - from);
  if (bytes <= 0) return err({ kind: 'out-of-range' });
  const read = await file.read(fileOffset(from), bytes);
  if (read.ok) return ok({ bytes: read.value, faults: [] });
  return read.error.kind === 'read-failed' ? readBySector(chain, from, bytes) : read;
}

/** After a failed read: what can be read sector by sector, the rest named as faults. */
async function readBySector(chain: Chain, from: number, bytes: number): Promise<Result<PageView, IoError>> {
  const page = new Uint8Array(bytes);
  const faults: { at: number; bytes: number }[] = [];
  for (let at = 0; at < bytes; at += SECTOR_BYTES) {
    const length = Math.min(SECTOR_BYTES, bytes - at);
    const read = await chain.layers[0].file.read(fileOffset(from + at), length);
    if (read.ok) page.set(read.value, at);
    else faults.push({ at, bytes: length });
  }
  return ok({ bytes: page, faults });
}
