/** What a folder allows before anything is written into it: rights, room, and the file system's own limits as far as the system tells. */
import { access, constants, lstat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './errno';

/** As Linux numbers them in statfs(2). FAT in any width stops at 4 GiB − 1; exFAT does not. */
const FAT = 0x4d44;
const NETWORK: readonly number[] = [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x0102_1997, 0x00c3_6400];
const FAT_MOST_BYTES = 2 ** 32 - 1;
/** Folders that known programs copy to a server. */
const SYNCED =
  /^(dropbox( \(.*\))?|onedrive( - .*)?|google ?drive|my drive|nextcloud|owncloud|pcloud ?drive|icloud ?drive|mobile documents)$/i;

export type Volume = {
  readonly canWrite: 'yes' | 'no-permission' | 'read-only' | 'missing';
  /** What an ordinary user may still write; null when the system does not say. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  /** The longest file it can hold; null when it has no limit that matters, or none is known. */
  readonly mostFileBytes: number | null;
  readonly reach: 'local' | 'network' | 'synced';
};

type Room = { readonly type: number; readonly bsize: number; readonly bavail: number; readonly blocks: number };

async function rightsIn(folder: string): Promise<Volume['canWrite']> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return 'yes';
  } catch (cause) {
    const code = errnoOf(cause);
    return code === 'EROFS' ? 'read-only' : code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'no-permission';
  }
}

const reachOf = (folder: string, type: number | null): Volume['reach'] => {
  if (
    path
      .resolve(folder)
      .split(path.sep)
      .some((part) => SYNCED.test(part))
  )
    return 'synced';
  return type !== null && NETWORK.includes(type) ? 'network' : 'local';
};

/** Kept away from other systems, where the number means something else. */
export const volumeFrom = (room: Room | null, folder: string, platform: NodeJS.Platform): Omit<Volume, 'canWrite'> => {
  const type = room === null || platform !== 'linux' ? null : room.type;
  return {
    freeBytes: room === null ? null : room.bavail * room.bsize,
    totalBytes: room === null ? null : room.blocks * room.bsize,
    mostFileBytes: type === FAT ? FAT_MOST_BYTES : null,
    reach: reachOf(folder, type),
  };
};

export async function volumeOf(folder: string, platform: NodeJS.Platform = process.platform): Promise<Volume> {
  const room = await statfs(folder).catch(() => null);
  return { canWrite: await rightsIn(folder), ...volumeFrom(room, folder, platform) };
}

/** Whether the name itself is a link; what it leads to is not asked. */
export const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
