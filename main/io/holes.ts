/**
 * Files with holes. On most systems parts that are never written take no room. On Windows a file must be made sparse first,
 * or the drive silently fills everything before the furthest byte with zeros at once. But Windows attaches no VHD that is
 * sparse (Hyper-V: 0xC03A001A). So on Windows disks are written in full, and only raw files and skeletons, which nobody
 * attaches, get holes.
 */
import { nativeExtensions } from './nativeExtensions';

type Native = { sparseSync(fd: number): void };

/** Call it before anything is written. A drive without holes (FAT, exFAT) fills the file with zeros all the same. */
export async function askForHoles(
  fd: number,
  platform: NodeJS.Platform = process.platform,
  native: () => Promise<Native | null> = nativeExtensions,
): Promise<void> {
  if (platform !== 'win32') return;
  try {
    (await native())?.sparseSync(fd);
  } catch {
    // A failure only costs room.
  }
}
