/** What a file is taken for that the user names beside the disk in hand. */
import { isTakenAsRaw, openImage } from '../vhd/read/openImage';
import { openImageFile } from '../io/openImageFile';

/** How a file is compared. */
export async function asDiskOrRaw(path: string): Promise<'disk' | 'raw'> {
  const opened = await openImageFile(path);
  if (!opened.ok) return 'disk';
  const image = await openImage(opened.value.file, 'disk');
  await opened.value.file.close();
  return !image.ok && isTakenAsRaw(image.error) ? 'raw' : 'disk';
}
