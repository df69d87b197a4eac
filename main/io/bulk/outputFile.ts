/**
 * A whole new file whose bulk is written by the workers, with the same order and promises as replaceFile: a temporary name
 * in the target's folder, everything durable before the part that makes it a disk, the real name last. If it fails or is
 * cancelled, the temporary file is removed.
 */
import { closeSync, constants, fsync, ftruncateSync, fstatSync, openSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FileError, SaveCause } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import type { Extent } from '../../vhd/ops/newFile';
import { errnoOf, fileErrorOf } from '../errno';
import type { FileSystem } from '../fileSystem';
import { askForHoles } from '../holes';
import { fullOrTooLarge } from '../lengthLimit';
import { publish, refusalBefore, temporaryName, type Publish, type Untidy } from '../replaceFile';
import { writeAll } from './workers';

export type OutputJob = {
  readonly target: string;
  readonly publish: Publish;
  readonly tag: string;
  /** The file's length. */
  readonly bytes: number;
  readonly needBytes: number;
  /** Parts that are never written may stay holes, on Windows too: for raw files and skeletons, which are not attached there. */
  readonly hasHoles: boolean;
};

type Stopped = SaveCause | { readonly kind: 'cancelled' | 'check-failed' };
type Done<T> = Promise<Result<T, Stopped>>;

export type OutputFile = {
  readonly fd: number;
  readonly temporary: string;
  write(extent: Extent): FileError | null;
  /** Makes everything written so far durable, then writes and syncs each of these extents, then sets the file's length. */
  close(closing: readonly Extent[], bytes: number): Done<void>;
  /**
   * Gives the file its name; returns what could not be tidied up. The files it was made from are closed first: one of them
   * may be the file to replace, and Windows does not replace an open file.
   */
  publish(madeFrom: { close(): Promise<void> }): Done<Untidy | null>;
  /** As long as it has no name yet, removes it. */
  discard(): Promise<void>;
};

const syncSoon = promisify(fsync);
const MARK = new TextEncoder().encode('PLATPART');

/** `startsLate`: the first sector is written last; until then it holds a mark that says that this is no disk. */
export async function createOutput(job: OutputJob, files: FileSystem, startsLate: boolean): Done<OutputFile> {
  const refusal = await refusalBefore(job, files, { bytes: job.bytes, writtenBytes: job.needBytes });
  if (refusal !== null) return err(refusal);
  const temporary = temporaryName(job.target, job.tag);
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    const fd = openSync(temporary, flags, 0o666);
    const output = outputFile(fd, temporary, files, async () => {
      const named = await publish(job, temporary, files);
      if (!named.ok) return named;
      const lasting = await files.syncFolder(path.dirname(job.target));
      return lasting.ok ? named : ok(lasting.error);
    });
    if (job.hasHoles) await askForHoles(fd);
    // A drive that cannot have files of that length fails here, before anything is written.
    const marked = (startsLate ? writeAll(fd, MARK, 0) : null) ?? lengthened(fd, job.bytes);
    if (marked === null) return ok(output);
    const why = await fullOrTooLarge(marked, { file: temporary, bytes: job.bytes }, files);
    await output.discard();
    return err(why);
  } catch (cause) {
    const code = errnoOf(cause);
    return err(fileErrorOf(code, { kind: 'write-failed', at: 0, bytes: 0, code }));
  }
}

function lengthened(fd: number, bytes: number): FileError | null {
  try {
    ftruncateSync(fd, bytes);
    return null;
  } catch (cause) {
    const code = errnoOf(cause);
    // Some systems report a length that the drive cannot have as an invalid argument; no other argument here can be invalid.
    return code === 'EINVAL' ? { kind: 'too-large', code } : fileErrorOf(code, { kind: 'write-failed', at: bytes, bytes: 0, code });
  }
}

function outputFile(fd: number, temporary: string, files: FileSystem, name: () => Done<Untidy | null>): OutputFile {
  let isOpen = true;
  const shut = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  return {
    fd,
    temporary,
    write: ({ at, data }) => writeAll(fd, data, at),
    close: async (closing, bytes) => {
      try {
        ftruncateSync(fd, bytes);
        for (const { at, data } of closing) {
          await syncSoon(fd);
          const error = writeAll(fd, data, at);
          if (error !== null) return err(error);
        }
        await syncSoon(fd);
      } catch (cause) {
        const code = errnoOf(cause);
        return err(fileErrorOf(code, { kind: 'sync-failed', code }));
      }
      const { size } = fstatSync(fd);
      return size === bytes ? ok(undefined) : err({ kind: 'read-back-differs', at: Math.min(size, bytes) });
    },
    publish: async (madeFrom) => {
      shut();
      await madeFrom.close();
      return name();
    },
    discard: async () => {
      shut();
      // Patiently, for a virus scanner may still look at what was just written.
      await files.unlink(temporary);
    },
  };
}
