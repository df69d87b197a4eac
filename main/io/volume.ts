/**
 * What a folder allows, found out before anything is written into it: rights, room, and the file system's limits as far as
 * the system tells.
 */
import { access, constants, open, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './errno';
import { MAX_FAT_FILE_BYTES, longestOn } from './lengthLimit';
import { driveFacts, type DriveFacts } from './windowsFacts';

/** File systems of networks, by the numbers that Linux gives them in statfs(2). */
const NETWORK: readonly number[] = [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x0102_1997, 0x00c3_6400];
const ANYBODY_WRITES = 0o222;
/** Folders that known programs sync to a server. */
const SYNCED =
  /^(dropbox( \(.*\))?|onedrive( - .*)?|google ?drive|my drive|nextcloud|owncloud|pcloud ?drive|icloud ?drive|mobile documents)$/i;

export type Volume = {
  readonly canWrite: 'yes' | 'no-permission' | 'read-only' | 'missing';
  /** Bytes that an ordinary user may still write; null when the system does not tell. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  /** The longest file it can hold; null when it has no limit that matters, or none is known. */
  readonly mostFileBytes: number | null;
  readonly reach: 'local' | 'network' | 'synced';
};

type Room = { readonly type: number; readonly bsize: number; readonly bavail: number; readonly blocks: number };

/** On Windows access() does not look at rights; opening the folder for writing changes nothing and finds out. */
const asksForWriting = async (folder: string, platform: NodeJS.Platform): Promise<void> =>
  platform === 'win32' ? (await open(folder, constants.O_RDWR)).close() : access(folder, constants.W_OK | constants.X_OK);

async function rightsIn(folder: string, platform: NodeJS.Platform): Promise<Volume['canWrite']> {
  try {
    await asksForWriting(folder, platform);
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

/** The file system's number is used on Linux only, because it means something else on other systems; Windows gives a name. */
export const volumeFrom = (
  room: Room | null,
  folder: string,
  platform: NodeJS.Platform,
  drive: DriveFacts | null = null,
): Omit<Volume, 'canWrite'> => {
  const type = room === null || platform !== 'linux' ? null : room.type;
  const reach = reachOf(folder, type);
  return {
    freeBytes: room === null ? null : room.bavail * room.bsize,
    totalBytes: room === null ? null : room.blocks * room.bsize,
    mostFileBytes: drive?.isFat === true ? MAX_FAT_FILE_BYTES : type === null ? null : longestOn(type),
    reach: reach === 'local' && drive?.isNetwork === true ? 'network' : reach,
  };
};

export async function volumeOf(folder: string, platform: NodeJS.Platform = process.platform): Promise<Volume> {
  const [room, drive] = await Promise.all([statfs(folder).catch(() => null), platform === 'win32' ? driveFacts(folder) : null]);
  return { canWrite: await rightsIn(folder, platform), ...volumeFrom(room, folder, platform, drive) };
}

/**
 * Whether nobody may write to the file, because of its mode, its attribute or its drive. Rights of single users are not
 * looked at.
 */
export async function isReadOnly(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => null);
  if (stats === null) return false;
  if ((stats.mode & ANYBODY_WRITES) === 0) return true;
  return access(file, constants.W_OK).then(
    () => false,
    (cause: unknown) => errnoOf(cause) === 'EROFS',
  );
}
