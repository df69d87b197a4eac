/** Checks a finished file before it gets its name: it must open as the disk that was asked for, without an error. */
import { err } from '../../../shared/result';
import type { DiskType } from '../../../shared/vhd/footer';
import type { OpenFile } from '../../io/fileSystem';
import type { BlockFile } from '../../vhd/read/blockFile';
import { checkChain } from '../../vhd/check/checkImage';
import { openImage } from '../../vhd/read/openImage';
import type { NewDisk } from '../../vhd/ops/createDisk';

/** Lets the engine read a file that is still open for writing; the writer closes it. */
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

/** `now` in Unix seconds. The parent of a differencing disk was checked before. */
export async function isWhatWasPlanned(file: OpenFile, { bytes, sectors }: NewDisk, kind: DiskType, now: number): Promise<boolean> {
  const image = await openImage(readable(file, bytes), 'disk');
  if (!image.ok || image.value.kind !== kind || image.value.sectors !== sectors) return false;
  return checkChain({ layers: [image.value], parent: null }, now).every(({ severity }) => severity !== 'error');
}
