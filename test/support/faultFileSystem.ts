/**
 * A file system whose n-th call fails: once, or that call and every one of its kind after it. A write may put down some
 * of its bytes before it fails. A sync that fails loses what it was to make last, and the next one says that all is well,
 * as Linux does.
 */
import type { FileSystem, OpenFile } from '../../main/io/fileSystem';
import type { FileError } from '../../shared/errors';
import { err, type Result } from '../../shared/result';

export type CallKind =
  | 'open'
  | 'create'
  | 'read'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'stat'
  | 'close'
  | 'rename'
  | 'link'
  | 'unlink'
  | 'rights'
  | 'sync-folder'
  | 'free-bytes'
  | 'lock'
  | 'list';

export type Call = { readonly index: number; readonly kind: CallKind; readonly path: string };

export type Fault = {
  /** Counted from 0 over all calls. */
  readonly at: number;
  readonly errno: string;
  readonly sticky: boolean;
  /** Bytes a failing write puts down first; negative counts from its end. */
  readonly partial: number;
};

export type FaultHooks = {
  /** Told of every call, failing or not. */
  readonly onCall?: (call: Call) => void;
  /** A sync of this file failed. */
  readonly onLostSync?: (path: string) => void;
  readonly errorOf: (call: Call, fault: Fault) => FileError;
};

/** `fault` null only counts. */
export function faultFileSystem(inner: FileSystem, fault: Fault | null, hooks: FaultHooks): FileSystem {
  let calls = 0;
  let failing: CallKind | null = null;
  const strikes = (kind: CallKind, path: string): FileError | null => {
    const call = { index: calls++, kind, path };
    hooks.onCall?.(call);
    if (fault === null) return null;
    const now = call.index === fault.at || (fault.sticky && failing === kind);
    if (!now) return null;
    failing = kind;
    return hooks.errorOf(call, fault);
  };
  const guarded = async <T>(kind: CallKind, path: string, work: () => Promise<Result<T, FileError>>): Promise<Result<T, FileError>> => {
    const error = strikes(kind, path);
    return error === null ? work() : err(error);
  };
  const faulty = (file: OpenFile, path: string): OpenFile => ({
    ...file,
    read: (at, bytes) => guarded('read', path, () => file.read(at, bytes)),
    write: async (at, data) => {
      const error = strikes('write', path);
      if (error === null) return file.write(at, data);
      const put = fault === null || fault.partial >= 0 ? (fault?.partial ?? 0) : Math.max(0, data.length + fault.partial);
      if (put > 0) await file.write(at, data.subarray(0, put));
      return err(error);
    },
    truncate: (bytes) => guarded('truncate', path, () => file.truncate(bytes)),
    sync: async () => {
      const error = strikes('sync', path);
      if (error === null) return file.sync();
      hooks.onLostSync?.(path);
      return err(error);
    },
    stat: () => guarded('stat', path, () => file.stat()),
    tryLock: () => guarded('lock', path, () => file.tryLock()),
    // A handle that fails to close is closed nevertheless.
    close: async () => {
      const closed = await file.close();
      const error = strikes('close', path);
      return error === null ? closed : err(error);
    },
  });
  return {
    opensExclusively: inner.opensExclusively,
    leavesHoles: inner.leavesHoles,
    locksByOpening: inner.locksByOpening,
    open: async (path, mode) => {
      const opened = await guarded(mode === 'create-new' ? 'create' : 'open', path, () => inner.open(path, mode));
      return opened.ok ? { ok: true, value: faulty(opened.value, path) } : opened;
    },
    rename: (from, to) => guarded('rename', from, () => inner.rename(from, to)),
    link: (from, to) => guarded('link', from, () => inner.link(from, to)),
    unlink: (path) => guarded('unlink', path, () => inner.unlink(path)),
    copyRights: (from, to) => guarded('rights', to, () => inner.copyRights(from, to)),
    syncFolder: (folder) => guarded('sync-folder', folder, () => inner.syncFolder(folder)),
    stat: (path) => guarded('stat', path, () => inner.stat(path)),
    freeBytes: (folder) => guarded('free-bytes', folder, () => inner.freeBytes(folder)),
    longestFile: (folder) => inner.longestFile(folder),
    list: (folder) => guarded('list', folder, () => inner.list(folder)),
  };
}
