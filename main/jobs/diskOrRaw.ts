/** What a file is taken for that the user names beside the disk in hand. */
import { openImage } from '../vhd/read/openImage';
import { openImageFile } from '../io/openImageFile';

/** How a file is compared: one that is neither a VHD nor of any other format we know is taken as a raw disk. */
export async function asDiskOrRaw(path: string): Promise<'disk' | 'raw'> {
  const opened = await openImageFile(path);
  if (!opened.ok) return 'disk';
  const image = await openImage(opened.value.file, 'disk');
  await opened.value.file.close();
  const isRaw = !image.ok && (image.error.kind === 'raw-disk' || (image.error.kind === 'no-footer' && image.error.headerAt === null));
  return isRaw ? 'raw' : 'disk';
}
