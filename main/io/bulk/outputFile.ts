/**
 * A whole new file whose bulk is written by the workers: the order and the promises are replaceFile's. A temporary name in
 * the target's folder, everything durable before what makes a disk of it, the name last; failed or cancelled, it is gone.
 */
import { closeSync, constants, fsync, ftruncateSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FileError, SaveCause } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import type { Extent } from '../../vhd/ops/newFile';
import { errnoOf, fileErrorOf } from '../errno';
import type { FileSystem } from '../fileSystem';
import { askForHoles } from '../holes';
import { publish, refusalBefore, temporaryName, type Publish, type Untidy } from '../replaceFile';
import { writeAll } from './workers';

export type OutputJob = {
  readonly target: string;
  readonly publish: Publish;
  readonly tag: string;
  /** Of the file, and of what will be written of it. */
  readonly bytes: number;
  readonly needBytes: number;
  /** What is never written may take no room, on Windows too: of raw files and skeletons, which are not attached there. */
  readonly hasHoles: boolean;
};

type Stopped = SaveCause | { readonly kind: 'cancelled' | 'check-failed' };
type Done<T> = Promise<Result<T, Stopped>>;

export type OutputFile = {
  readonly fd: number;
  readonly temporary: string;
  write(extent: Extent): FileError | null;
  /** Makes durable what there is, then each of these, then gives the file its length. */
  close(closing: readonly Extent[], bytes: number): Done<void>;
  /**
   * Gives it its name; answers what could not be tidied up. What it was made from is closed first: it may be the file that
   * is to be replaced, and Windows replaces none that is open.
   */
  publish(madeFrom: { close(): Promise<void> }): Done<Untidy | null>;
  discard(): void;
};

const syncSoon = promisify(fsync);
const MARK = new TextEncoder().encode('PLATPART');

/** `startsLate`: the first sector is written last; until then it says that this is no disk. */
export async function createOutput(job: OutputJob, files: FileSystem, startsLate: boolean): Done<OutputFile> {
  const refusal = await refusalBefore(job, files, job.needBytes);
  if (refusal !== null) return err(refusal);
  const temporary = temporaryName(job.target, job.tag);
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    const fd = openSync(temporary, flags, 0o666);
    const output = outputFile(fd, temporary, async () => {
      const named = await publish(job, temporary, files);
      if (!named.ok) return named;
      const lasting = await files.syncFolder(path.dirname(job.target));
      return lasting.ok ? named : ok(lasting.error);
    });
    if (job.hasHoles) await askForHoles(fd);
    // A drive that has no files of that length says so before anything is written.
    const marked = (startsLate ? writeAll(fd, MARK, 0) : null) ?? lengthened(fd, job.bytes);
    if (marked === null) return ok(output);
    output.discard();
    return err(marked);
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
    // Some systems call a length that the drive cannot have an invalid argument; there is no other here.
    return code === 'EINVAL' ? { kind: 'too-large', code } : fileErrorOf(code, { kind: 'write-failed', at: bytes, bytes: 0, code });
  }
}

function outputFile(fd: number, temporary: string, name: () => Done<Untidy | null>): OutputFile {
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
    discard: () => {
      shut();
      try {
        unlinkSync(temporary);
      } catch {
        // Somebody was quicker.
      }
    },
  };
}
