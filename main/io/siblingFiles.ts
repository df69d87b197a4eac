/**
 * Looks for a parent in the child's own folder and nowhere else. Names that come out of an image are reduced to a bare
 * file name first; links are not followed and nothing but regular files is opened, so that nothing outside the folder,
 * no pipe and no device is ever touched.
 */
import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile, ParentFinder } from '../vhd/chain';
import { openReadOnly } from './nodeBlockFile';

/** Disks in one folder whose ids are looked at. */
const MOST_OTHERS = 256;
/** Names of one folder that are looked at: folders can be endless. */
const MOST_NAMES = 20_000;
const DISK_NAME = /\.(a?vhd|vud)$/i;
/** Names Windows keeps for devices, whatever their extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])\s*(\..*)?$/i;

/** Whether it is a bare file name that can only mean a file in the folder. */
export const isBareName = (name: string): boolean =>
  name !== '' && name.length <= 255 && !/[/\\:\u0000-\u001f]|[. ]$/.test(name) && !DEVICE_NAME.test(name);

export function createSiblingFinder(child: string): ParentFinder {
  const folder = path.dirname(child);
  const own = path.basename(child);

  const openSibling = async (name: string): Promise<FoundFile | null> => {
    const file = path.join(folder, name);
    const isFile = await lstat(file).then(
      (stats) => stats.isFile(),
      () => false,
    );
    const opened = isFile ? await openReadOnly(file, { followLinks: false }) : null;
    return opened?.ok === true ? { file: opened.value, finder: createSiblingFinder(file) } : null;
  };

  return {
    byName: async (name) => {
      if (!isBareName(name)) return null;
      const exact = await openSibling(name);
      if (exact !== null) return exact;
      const wanted = name.toLowerCase();
      for await (const other of namesIn(folder)) if (other.toLowerCase() === wanted && other !== name) return openSibling(other);
      return null;
    },
    others: async function* others() {
      let disks = 0;
      for await (const name of namesIn(folder)) {
        if (name === own || !DISK_NAME.test(name)) continue;
        const found = await openSibling(name);
        if (found !== null) yield found;
        disks += 1;
        if (disks >= MOST_OTHERS) return;
      }
    },
  };
}

/** The folder's first MOST_NAMES names; none when it cannot be listed. */
async function* namesIn(folder: string): AsyncGenerator<string> {
  let seen = 0;
  try {
    for await (const { name } of await opendir(folder)) {
      yield name;
      seen += 1;
      if (seen >= MOST_NAMES) return;
    }
  } catch {
    // A folder that cannot be listed holds no parent that could be found.
  }
}
