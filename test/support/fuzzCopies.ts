/** Copies of a repair: byte for byte what its plan makes of the file, whatever was chosen. */
import type { BlockFile } from '../../main/vhd/read/blockFile';
import type { NewFile } from '../../main/vhd/ops/newFile';
import { fileOffset } from '../../shared/vhd/units';
import { sameBytes } from './plainReader';

/** A copy of more bytes is not made in memory. */
export const MAX_COPY_BYTES = 1 << 20;

/** The new file, put together as a writer would: what is in no extent is zero, the closing parts last. */
export async function bytesOfNewFile({ bytes, extents, closing }: NewFile): Promise<Uint8Array> {
  const file = new Uint8Array(bytes);
  const put = (at: number, data: Uint8Array): void => {
    if (!Number.isSafeInteger(at) || at < 0 || at + data.length > bytes)
      throw new Error(`an extent of ${data.length} at ${at} leaves the file of ${bytes}`);
    file.set(data, at);
  };
  for await (const { at, data } of extents()) put(at, data);
  for (const { at, data } of closing) put(at, data);
  return file;
}

/** Throws where the copy is not the planned file. */
export async function expectCopy(copy: NewFile, planned: Uint8Array): Promise<void> {
  const made = await bytesOfNewFile(copy);
  if (sameBytes(made, planned)) return;
  const at = made.findIndex((byte, i) => byte !== planned[i]);
  throw new Error(`the copy has ${made.length} bytes, the plan ${planned.length}; they differ from ${at < 0 ? made.length : at} on`);
}

/** All of a small file that exists in memory only. */
export async function bytesOfFile(file: BlockFile): Promise<Uint8Array> {
  const read = await file.read(fileOffset(0), file.bytes);
  if (!read.ok) throw new Error(`the planned file cannot be read: ${JSON.stringify(read.error)}`);
  return read.value;
}
