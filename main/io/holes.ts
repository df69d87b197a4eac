/**
 * Files with holes. Elsewhere what is never written takes no room by itself. On Windows a file must be made sparse first,
 * or the drive fills everything before the furthest byte with zeros, at once and without a word; and Windows attaches no
 * VHD that is sparse (Hyper-V: 0xC03A001A). So there disks are written in full, and only raw files and skeletons, which
 * nobody attaches, get holes.
 */
import { nativeExtensions } from './nativeExtensions';

type Native = { sparseSync(fd: number): void };

/** Before anything is written. A drive that has no holes (FAT, exFAT) fills the file with zeros all the same. */
export async function askForHoles(
  fd: number,
  platform: NodeJS.Platform = process.platform,
  native: () => Promise<Native | null> = nativeExtensions,
): Promise<void> {
  if (platform !== 'win32') return;
  try {
    (await native())?.sparseSync(fd);
  } catch {
    // Only room is lost.
  }
}
