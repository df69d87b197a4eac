/** Small disks as createDisk plans them, to be written through the port. */
import { writeNewFile, type Publish } from '../../main/io/replaceFile';
import type { FileSystem } from '../../main/io/fileSystem';
import { planDisk, type NewDisk } from '../../main/vhd/ops/createDisk';
import { DEFAULT_CREATOR } from '../../main/vhd/ops/newStructures';

export const TARGET = '/disks/new.vhd';
export const KEPT = '/disks/new.before-create.vhd';
export const TEMPORARY = '/disks/.new.vhd.platter-part-07';

/** Of a few kilobytes, with a partition table in it so that there is something to write. */
export function newDisk(kind: 'fixed' | 'dynamic'): NewDisk {
  const planned = planDisk({
    kind,
    sizeBytes: 64 * 1024,
    sizeRule: 'exact',
    blockBytes: 4096,
    isAligned: false,
    uniqueId: '01020304-0506-0708-090a-0b0c0d0e0f10',
    timeStamp: 0x2000_0000,
    creator: DEFAULT_CREATOR,
    partitions: { scheme: 'mbr', signature: Uint8Array.of(1, 2, 3, 4) },
    parent: null,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  return planned.value;
}

export type Way = 'new' | 'replace' | 'replace and keep';
export const WAYS = ['new', 'replace', 'replace and keep'] as const satisfies readonly Way[];

/** True: the file is published. False: nothing has changed. Null: it has its name, and nobody knows whether that lasts. */
export async function writeDisk(files: FileSystem, content: NewDisk, way: Way, fill: 'sparse' | 'full'): Promise<boolean | null> {
  const there = way === 'new' ? null : await files.stat(TARGET);
  if (there !== null && !there.ok) return false;
  const publish: Publish =
    there === null ? { kind: 'new' } : { kind: 'replace', expected: there.value, keepAs: way === 'replace' ? null : KEPT };
  const written = await writeNewFile({ target: TARGET, content, publish, fill, tag: '07' }, files);
  if (written.ok) return true;
  return written.error.published ? null : false;
}
