/** A finished file, looked at once more before it gets its name: it must open as what was asked for, without an error. */
import { err } from '../../../shared/result';
import type { DiskType } from '../../../shared/vhd/footer';
import type { OpenFile } from '../../io/fileSystem';
import type { BlockFile } from '../../vhd/read/blockFile';
import { checkChain } from '../../vhd/check/checkImage';
import { openImage } from '../../vhd/read/openImage';
import type { NewDisk } from '../../vhd/ops/createDisk';

/** The engine's view of a file that is still open for writing; closing stays with the writer. */
const readable = (file: OpenFile, bytes: number): BlockFile => ({
  name: '',
  path: '',
  bytes,
  modifiedUnixSeconds: 0,
  identity: '',
  read: async (at, length) => {
    const read = await file.read(at, length);
    return read.ok ? read : err({ kind: 'read-failed', at, bytes: length, code: read.error.kind });
  },
  close: async () => {},
});

/** `now` in Unix seconds. A differencing disk's parent was judged before. */
export async function isWhatWasPlanned(file: OpenFile, { bytes, sectors }: NewDisk, kind: DiskType, now: number): Promise<boolean> {
  const image = await openImage(readable(file, bytes), 'disk');
  if (!image.ok || image.value.kind !== kind || image.value.sectors !== sectors) return false;
  return checkChain({ layers: [image.value], parent: null }, now).every(({ severity }) => severity !== 'error');
}
