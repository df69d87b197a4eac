/**
 * The file system port over Node: it loops over short reads and writes, turns error codes into kinds, and never throws. The
 * Node calls it uses are passed in as a record, so that tests can produce short counts and failures.
 */
import * as node from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FileError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { mustBeOffset, type FileOffset } from '../../shared/vhd/units';
import { afterATurn, dataFinder } from './dataRanges';
import { errnoOf, fileErrorOf } from './errno';
import { isDevicePath } from './fileNames';
import type { Done, FileSystem, Identity, OpenFile, OpenMode } from './fileSystem';
import { lockImage } from './imageLock';
import { MAX_FAT_FILE_BYTES, longestOn } from './lengthLimit';
import { deviceOf, holdAlone, fileKey } from './ownReaders';
import { realPath } from './paths';
import { openPatiently, PAUSE_MS, renamePatiently } from './patience';
import { copyRights, type RightsCalls } from './rights';
import { copyAccessList, driveFacts, type AskSystem } from './windowsFacts';

type NodeStats = Readonly<Record<'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs' | 'nlink' | 'mode' | 'uid' | 'gid', bigint>> & {
  isFile(): boolean;
  isDirectory(): boolean;
};
type Precise = { readonly bigint: true };

/** What is used of a handle; `fd` is for the lock. */
export type NodeFile = Pick<FileHandle, 'fd' | 'truncate' | 'sync' | 'close'> & {
  read(buffer: Uint8Array, offset: number, bytes: number, at: number): Promise<{ readonly bytesRead: number }>;
  write(buffer: Uint8Array, offset: number, bytes: number, at: number): Promise<{ readonly bytesWritten: number }>;
  stat(precise: Precise): Promise<NodeStats>;
};
export type NodeCalls = Pick<typeof node, 'rename' | 'link' | 'unlink' | 'opendir'> &
  Omit<RightsCalls, 'stat'> & {
    open(path: string, flags: number, mode?: number): Promise<NodeFile>;
    stat(path: string, precise: Precise): Promise<NodeStats>;
    statfs(path: string): Promise<{ readonly bavail: number; readonly bsize: number; readonly type: number }>;
  };

const { constants } = node;
/** libuv's flag for exclusive opening: share with nobody (Windows), O_EXLOCK (macOS). */
const WINDOWS_EXCLUSIVE = 0x1000_0000;
const MACOS_EXCLUSIVE = 0x20;
/** The limit for a folder that holds journals and undo files, among others. */
const MAX_NAMES = 20_000;
const ANYBODY_WRITES = 0o222n;
const READ_ERROR = (at: number, bytes: number, code: string): FileError => ({ kind: 'read-failed', at, bytes, code });

async function caught<T>(work: () => Promise<T>, otherwise: (code: string) => FileError): Promise<Result<T, FileError>> {
  try {
    return ok(await work());
  } catch (cause) {
    const code = errnoOf(cause);
    return err(fileErrorOf(code, otherwise(code)));
  }
}

const PRECISE: Precise = { bigint: true };

const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs, nlink }: NodeStats): Identity => ({
  dev: deviceOf(dev),
  ino,
  size: Number(size),
  mtimeNs,
  ctimeNs,
  nlink: Number(nlink),
});

async function readAll(file: NodeFile, at: FileOffset, bytes: number): Promise<Result<Uint8Array, FileError>> {
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const from = at + done;
    const read = await caught(
      () => file.read(buffer, done, bytes - done, from),
      (code) => READ_ERROR(from, bytes - done, code),
    );
    if (!read.ok) return read;
    if (read.value.bytesRead === 0) return err(READ_ERROR(from, bytes - done, 'EOF'));
    done += read.value.bytesRead;
  }
  return ok(buffer);
}

/** A full disk first shows as a short count; only the next call gives the reason. */
async function writeAll(file: NodeFile, at: FileOffset, data: Uint8Array): Done {
  mustBeOffset(at);
  for (let done = 0; done < data.length; ) {
    const left = data.length - done;
    const wrote = await caught(
      () => file.write(data, done, left, at + done),
      (code) => ({ kind: 'write-failed', at: at + done, bytes: left, code }),
    );
    if (!wrote.ok) return wrote;
    if (wrote.value.bytesWritten === 0) return err({ kind: 'disk-full', code: 'ENOSPC' });
    done += wrote.value.bytesWritten;
  }
  return ok(undefined);
}

/** A failed sync is one whatever its code: what was written before may be lost. */
async function syncOnce(file: NodeFile): Done {
  try {
    await file.sync();
    return ok(undefined);
  } catch (cause) {
    return err({ kind: 'sync-failed', code: errnoOf(cause) });
  }
}

const openFile = (file: NodeFile): OpenFile => ({
  read: (at, bytes) => readAll(file, at, bytes),
  write: (at, data) => writeAll(file, at, data),
  holes: (bytes) => afterATurn(dataFinder(bytes, () => file.fd)),
  truncate: (bytes) =>
    caught(
      () => file.truncate(bytes),
      (code) => ({ kind: 'write-failed', at: bytes, bytes: 0, code }),
    ),
  sync: () => syncOnce(file),
  stat: () =>
    caught(
      async () => identityOf(await file.stat(PRECISE)),
      (code) => READ_ERROR(0, 0, code),
    ),
  tryLock: () =>
    caught(
      () => lockImage(file.fd),
      (code) => READ_ERROR(0, 0, code),
    ),
  close: () =>
    caught(
      () => file.close(),
      (code) => ({ kind: 'close-failed', code }),
    ),
});

/** Without NONBLOCK, opening a named pipe would wait until somebody writes to it. */
function flagsOf(mode: OpenMode, platform: NodeJS.Platform): number {
  const calm = constants.O_NONBLOCK ?? 0;
  if (mode === 'read') return constants.O_RDONLY | calm;
  const noLink = constants.O_NOFOLLOW ?? 0;
  if (mode === 'read-own') return constants.O_RDONLY | calm | noLink;
  const alone = platform === 'win32' ? WINDOWS_EXCLUSIVE : platform === 'darwin' ? MACOS_EXCLUSIVE : 0;
  const own = constants.O_RDWR | calm | noLink | alone;
  return mode === 'write' ? own : own | constants.O_CREAT | constants.O_EXCL;
}

async function openRegular(
  calls: NodeCalls,
  name: string,
  {
    mode,
    platform,
    rights,
    pauseMs,
  }: { readonly mode: OpenMode; readonly platform: NodeJS.Platform; readonly rights: number; readonly pauseMs: number },
): Promise<Result<OpenFile, FileError>> {
  const opened = await caught(
    () => openPatiently(() => calls.open(name, flagsOf(mode, platform), rights), { pauseMs }),
    (code) => READ_ERROR(0, 0, code),
  );
  if (!opened.ok) return err(await refusalOf(calls, name, { mode, platform }, opened.error));
  const stats = await caught(
    () => opened.value.stat(PRECISE),
    (code) => READ_ERROR(0, 0, code),
  );
  if (stats.ok && stats.value.isFile()) return ok(openFile(opened.value));
  await caught(
    () => opened.value.close(),
    (code) => ({ kind: 'close-failed', code }),
  );
  if (!stats.ok) return stats;
  return err({ kind: stats.value.isDirectory() ? 'is-folder' : 'not-a-file' });
}

async function refusalOf(
  calls: NodeCalls,
  name: string,
  { mode, platform }: { readonly mode: OpenMode; readonly platform: NodeJS.Platform },
  error: FileError,
): Promise<FileError> {
  // Our own files are never reached through a link, wherever it leads.
  if (error.kind === 'broken-link' && mode !== 'read') return { kind: 'not-a-file' };
  if (platform !== 'win32' || mode !== 'write' || error.kind !== 'permission-denied') return error;
  // For the read-only attribute, too, Windows gives the error of a missing right; Node makes a mode without `w` of it.
  const stats = await calls.stat(name, PRECISE).catch(() => null);
  const isMarked = stats !== null && stats.isFile() && (stats.mode & ANYBODY_WRITES) === 0n;
  return isMarked ? { kind: 'read-only', code: 'EPERM', isMarked } : error;
}

/** Our own readers of the file are closed first, and read on when the writing is done. */
async function openAlone(
  calls: NodeCalls,
  name: string,
  open: () => Promise<Result<OpenFile, FileError>>,
): Promise<Result<OpenFile, FileError>> {
  const stats = await calls.stat(name, PRECISE).catch(() => null);
  const free = stats === null ? null : await holdAlone(fileKey(stats, stats.ino === 0n ? await realPath(name) : name));
  const opened = await open();
  if (!opened.ok || free === null) {
    free?.();
    return opened;
  }
  return ok({ ...opened.value, close: () => opened.value.close().finally(free) });
}

/** Windows has no such call and makes names durable by itself. */
async function syncFolderOf(calls: NodeCalls, folder: string, platform: NodeJS.Platform): Done {
  if (platform === 'win32') return ok(undefined);
  const opened = await caught(
    () => calls.open(folder, constants.O_RDONLY),
    (code) => ({ kind: 'sync-failed', code }),
  );
  if (!opened.ok) return opened;
  const synced = await syncOnce(opened.value);
  const closed = await caught(
    () => opened.value.close(),
    (code) => ({ kind: 'close-failed', code }),
  );
  return synced.ok ? closed : synced;
}

async function namesIn(calls: NodeCalls, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await calls.opendir(folder)) {
    if (names.length >= MAX_NAMES) break;
    names.push(name);
  }
  return names;
}

export type NodeOptions = {
  readonly calls?: NodeCalls;
  readonly platform?: NodeJS.Platform;
  readonly pauseMs?: number;
  /** Windows only. */
  readonly ask?: AskSystem;
};

export function nodeFileSystem({ calls = node, platform = process.platform, pauseMs = PAUSE_MS, ask }: NodeOptions = {}): FileSystem {
  const moved = (work: () => Promise<void>): Done =>
    caught(
      () => renamePatiently(work, { platform, pauseMs }),
      (code) => ({ kind: 'rename-failed', code }),
    );
  return {
    opensExclusively: platform === 'win32',
    leavesHoles: platform !== 'win32',
    locksByOpening: platform === 'win32' || platform === 'darwin',
    open: async (name, mode, rights) => {
      if (isDevicePath(name, platform)) return err({ kind: 'not-a-file' });
      const open = () => openRegular(calls, name, { mode, platform, rights: rights === 'private' ? 0o600 : 0o666, pauseMs });
      return mode === 'write' && platform === 'win32' ? openAlone(calls, name, open) : open();
    },
    stat: async (name) => {
      if (isDevicePath(name, platform)) return err({ kind: 'not-a-file' });
      const stats = await caught(
        () => calls.stat(name, PRECISE),
        (code) => READ_ERROR(0, 0, code),
      );
      if (!stats.ok) return stats;
      return stats.value.isFile() ? ok(identityOf(stats.value)) : err({ kind: stats.value.isDirectory() ? 'is-folder' : 'not-a-file' });
    },
    rename: (from, to) => moved(() => calls.rename(from, to)),
    link: (from, to) => moved(() => calls.link(from, to)),
    unlink: (name) => moved(() => calls.unlink(name)),
    copyRights: (from, to) =>
      platform === 'win32'
        ? caught(
            () => copyAccessList(from, to, ask),
            () => ({ kind: 'permission-denied' }),
          )
        : moved(() => copyRights(calls, from, to)),
    syncFolder: (folder) => syncFolderOf(calls, folder, platform),
    freeBytes: (folder) =>
      caught(
        async () => {
          const { bavail, bsize } = await calls.statfs(folder);
          return bavail * bsize;
        },
        (code) => READ_ERROR(0, 0, code),
      ),
    longestFile: async (folder) => {
      if (platform === 'win32') return (await driveFacts(folder, ask)).isFat ? MAX_FAT_FILE_BYTES : null;
      // Other systems give their file systems other numbers.
      const room = platform === 'linux' ? await calls.statfs(folder).catch(() => null) : null;
      return room === null ? null : longestOn(room.type);
    },
    list: (folder) =>
      caught(
        () => namesIn(calls, folder),
        (code) => READ_ERROR(0, 0, code),
      ),
  };
}
