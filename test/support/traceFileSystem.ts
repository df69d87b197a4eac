/**
 * The FileSystem port over a volume in memory. Records what is done to the volume, for the power-cut simulator, and
 * answers as a real file system does: an unlinked file stays open, a handle for reading cannot write.
 */
import type { FileSystem, Identity, OpenFile } from '../../main/io/fileSystem';
import { err, ok } from '../../shared/result';
import type { Op } from './crashEnumerator';
import { changeNames, folderOf, linksOf, touch, truncateBytes, writeBytes, type NameChange, type Volume } from './memoryVolume';

const DEVICE = 1n;
const FREE = 2 ** 40;

const identityOf = (volume: Volume, ino: number): Identity => {
  const ticks = BigInt(volume.times.get(ino) ?? 0);
  return {
    dev: DEVICE,
    ino: BigInt(ino),
    size: volume.contents.get(ino)?.length ?? 0,
    mtimeNs: ticks,
    ctimeNs: ticks,
    nlink: linksOf(volume, ino),
  };
};

const DONE = Promise.resolve(ok(undefined));

function openInode(volume: Volume, ino: number, writable: boolean, log: Op[] | null): OpenFile {
  const refused = Promise.resolve(err({ kind: 'permission-denied' } as const));
  return {
    read: async (at, bytes) => {
      const now = volume.contents.get(ino) ?? new Uint8Array();
      if (at + bytes <= now.length) return ok(now.slice(at, at + bytes));
      const there = Math.max(0, now.length - at);
      return err({ kind: 'read-failed', at: at + there, bytes: bytes - there, code: 'EOF' });
    },
    write: (at, data) => {
      if (!writable) return refused;
      log?.push({ kind: 'write', ino, at, data: data.slice() });
      writeBytes(volume, ino, at, data);
      touch(volume, ino);
      return DONE;
    },
    truncate: (bytes) => {
      if (!writable) return refused;
      log?.push({ kind: 'truncate', ino, bytes });
      truncateBytes(volume, ino, bytes);
      touch(volume, ino);
      return DONE;
    },
    sync: () => {
      log?.push({ kind: 'sync', ino });
      return DONE;
    },
    stat: async () => ok(identityOf(volume, ino)),
    tryLock: async () => ok(true),
    close: () => DONE,
  };
}

/** `log` gets every change, in order; null records nothing. */
export function traceFileSystem(volume: Volume, log: Op[] | null = null): FileSystem {
  const change = (made: NameChange): void => {
    log?.push({ kind: 'name', change: made });
    changeNames(volume.names, made);
  };
  const missing = Promise.resolve(err({ kind: 'not-found' } as const));
  return {
    opensExclusively: false,
    leavesHoles: true,
    locksByOpening: false,
    open: async (path, mode) => {
      const there = volume.names.get(path);
      if (mode !== 'create-new') return there === undefined ? missing : ok(openInode(volume, there, mode === 'write', log));
      if (there !== undefined) return err({ kind: 'exists', code: 'EEXIST' });
      const ino = volume.next++;
      volume.contents.set(ino, new Uint8Array());
      change({ kind: 'create', path, ino });
      return ok(openInode(volume, ino, true, log));
    },
    rename: (from, to) => {
      if (!volume.names.has(from)) return missing;
      change({ kind: 'rename', from, to });
      return DONE;
    },
    link: async (from, to) => {
      if (!volume.names.has(from)) return missing;
      if (volume.names.has(to)) return err({ kind: 'exists', code: 'EEXIST' });
      change({ kind: 'link', from, to });
      return DONE;
    },
    unlink: (path) => {
      if (!volume.names.has(path)) return missing;
      change({ kind: 'unlink', path });
      return DONE;
    },
    // Files in memory belong to nobody.
    copyRights: async (from, to) => (volume.names.has(from) && volume.names.has(to) ? ok(undefined) : missing),
    syncFolder: (folder) => {
      log?.push({ kind: 'sync-folder', folder });
      return DONE;
    },
    stat: async (path) => {
      const ino = volume.names.get(path);
      return ino === undefined ? missing : ok(identityOf(volume, ino));
    },
    freeBytes: async () => ok(FREE),
    longestFile: async () => null,
    list: async (folder) =>
      ok([...volume.names.keys()].filter((path) => folderOf(path) === folder).map((path) => path.slice(folder.length + 1))),
  };
}
