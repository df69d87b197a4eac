/**
 * Our lock on an image while we write. On Linux it is an exclusive lock of the open file description over the bytes that
 * QEMU locks too (100 to 299, QEMU block/file-posix.c), so that each refuses while the other has the file. It belongs to the
 * handle: closing another handle of the same file does not drop it. Windows and macOS lock by opening. If there is no
 * compiled code for this machine, we rely on /proc/locks.
 */
import { nativeExtensions } from './nativeExtensions';

type Native = { tryLock(fd: number, offset: number, length: number): boolean };

const QEMU_LOCKS_AT = 100;
const QEMU_LOCK_BYTES = 200;

/** False: somebody else has the file. Throws the system's errors. `fd` must be open for writing. */
export async function lockImage(
  fd: number,
  platform: NodeJS.Platform = process.platform,
  native: () => Promise<Native | null> = nativeExtensions,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  return (await native())?.tryLock(fd, QEMU_LOCKS_AT, QEMU_LOCK_BYTES) ?? true;
}
