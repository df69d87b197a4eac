/** A disk to try things on, in the program's own folder. If somebody changed it, it is never replaced without asking. */
import type { SampleError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import type { FileSystem, Identity } from '../../io/fileSystem';
import { guardOf } from '../../io/guardedNames';
import { absolute } from '../../io/paths';
import { makeFolder } from '../../io/textFile';
import { writeNewFile, type Publish } from '../../io/replaceFile';
import type { NewFile } from '../../vhd/ops/newFile';
import { sameBytes } from '../../vhd/read/sameBytes';
import { sampleBytes } from './sampleDisk';

export const SAMPLE_NAME = 'Sample disk.vhd';

export type SampleWorld = { readonly folder: string; readonly files: FileSystem; readonly newId: () => string };
export type SampleChoice = 'keep' | 'afresh' | 'cancel';

/** The sample's path, once the file exists. `ask`: what to do with a sample that was changed. */
export async function sampleFile(world: SampleWorld, ask: (path: string) => Promise<SampleChoice>): Promise<Result<string, SampleError>> {
  const path = absolute(world.folder, SAMPLE_NAME);
  const bytes = await sampleBytes();
  const there = await world.files.stat(path);
  if (!there.ok && there.error.kind !== 'not-found') return err({ kind: 'sample-failed', cause: there.error.kind });
  if (!there.ok) return written(path, bytes, { kind: 'new' }, world);
  // An interrupted save of it must be settled first, in the window that opens it.
  if ((await guardOf(path)) !== null) return ok(path);
  if (await isFresh(path, there.value, bytes, world.files)) return ok(path);
  const choice = await ask(path);
  if (choice === 'cancel') return err({ kind: 'declined' });
  return choice === 'keep' ? ok(path) : written(path, bytes, { kind: 'replace', expected: there.value, keepAs: null }, world);
}

async function isFresh(path: string, { size }: Identity, bytes: Uint8Array, files: FileSystem): Promise<boolean> {
  if (size !== bytes.length) return false;
  const file = await files.open(path, 'read');
  if (!file.ok) return false;
  const read = await file.value.read(fileOffset(0), size);
  await file.value.close();
  return read.ok && sameBytes(read.value, bytes);
}

async function written(
  path: string,
  bytes: Uint8Array,
  publish: Publish,
  { folder, files, newId }: SampleWorld,
): Promise<Result<string, SampleError>> {
  await makeFolder(folder);
  const made = await writeNewFile({ target: path, content: wholeFile(bytes), publish, fill: 'sparse', tag: newId().slice(0, 8) }, files);
  return made.ok || made.error.published ? ok(path) : err({ kind: 'sample-failed', cause: made.error.cause.kind });
}

const PIECE_BYTES = 1024 * 1024;

/** Writes footer copy and footer last, so that half a file is never taken for a disk. */
const wholeFile = (bytes: Uint8Array): NewFile => ({
  bytes: bytes.length,
  *extents() {
    const end = bytes.length - FOOTER_BYTES;
    for (let at = FOOTER_BYTES; at < end; at += PIECE_BYTES)
      yield { at: fileOffset(at), data: bytes.subarray(at, Math.min(end, at + PIECE_BYTES)) };
  },
  extentBytes: bytes.length - 2 * FOOTER_BYTES,
  closing: [0, bytes.length - FOOTER_BYTES].map((at) => ({ at: fileOffset(at), data: bytes.subarray(at, at + FOOTER_BYTES) })),
});
