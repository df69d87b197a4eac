/** A new file, as whoever writes it puts it together. */
import type { NewFile } from '../../main/vhd/ops/newFile';

export async function writtenFile({ bytes, extents, closing }: NewFile): Promise<Uint8Array> {
  const file = new Uint8Array(bytes);
  for await (const { at, data } of extents()) file.set(data, at);
  for (const { at, data } of closing) file.set(data, at);
  return file;
}
