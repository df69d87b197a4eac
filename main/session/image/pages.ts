/** Pages of the file and of the disk, including staged changes, and which of their bytes are unsaved. */
import type { ByteRange } from '../../../shared/edits';
import type { IoError, ReadError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { PAGE_BYTES, type BitmapPolicy, type PageView } from '../../../shared/views';
import { fileOffset, lba, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Chain } from '../../vhd/read/chain';
import { readSectors } from '../../vhd/read/readDisk';
import { differences } from '../../vhd/read/sameBytes';
import { isStaged, type Staged } from '../edit/editSession';

const PAGE_SECTORS = PAGE_BYTES / SECTOR_BYTES;

/** `page` counts from the start of the file; the last one may be short. */
export async function readFilePage({ chain, stack, log }: Staged, page: number): Promise<Result<PageView, ReadError>> {
  const file = chain.layers[0].file;
  const from = page * PAGE_BYTES;
  const bytes = Math.min(PAGE_BYTES, file.bytes - from);
  if (bytes <= 0) return err({ kind: 'out-of-range' });
  const read = await file.read(fileOffset(from), bytes);
  if (!read.ok) return read.error.kind === 'read-failed' ? readBySector(chain, from, bytes) : read;
  const changed = stack.changedIn(log.cursor, from, bytes).map((range) => ({ at: range.at - from, bytes: range.bytes }));
  return ok(withChanges({ bytes: read.value, faults: [] }, changed));
}

const withChanges = (page: PageView, changed: readonly ByteRange[]): PageView => (changed.length === 0 ? page : { ...page, changed });

/** After a failed read: reads sector by sector and names those that cannot be read as faults. */
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

/** `page` counts from the start of the disk. `saved`: the chain as its files are; bytes that differ from it are changed. */
export async function readDiskPage(
  saved: Chain,
  staged: Staged,
  page: number,
  bitmaps: BitmapPolicy,
): Promise<Result<PageView, ReadError>> {
  const now = await readSavedPage(staged.chain, page, bitmaps);
  if (!now.ok || !isStaged(staged)) return now;
  const before = await readSavedPage(saved, page, bitmaps);
  return ok(withChanges(now.value, before.ok ? differences(before.value.bytes, now.value.bytes) : []));
}

/** A page of the disk as its files are. */
export async function readSavedPage(chain: Chain, page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>> {
  const from = page * PAGE_SECTORS;
  const sectors = Math.min(PAGE_SECTORS, chain.layers[0].sectors - from);
  return sectors <= 0 ? err({ kind: 'out-of-range' }) : ok(await readSectors(chain, lba(from), sectors, bitmaps));
}
