/**
 * Looks for a parent in the child's own folder and nowhere else. Names that come out of an image are reduced to a bare
 * file name first; links are not followed, so that nothing outside the folder is ever touched.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile, ParentFinder } from '../vhd/chain';
import { openReadOnly } from './nodeBlockFile';

/** Disks in one folder whose ids are looked at. */
const MOST_OTHERS = 256;
const DISK_NAME = /\.(a?vhd|vud)$/i;
/** Names Windows keeps for devices, whatever their extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/** Whether it is a bare file name that can only mean a file in the folder. */
export const isBareName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\:\u0000-\u001f]/.test(name) && !DEVICE_NAME.test(name);

export function createSiblingFinder(child: string): ParentFinder {
  const folder = path.dirname(child);
  const own = path.basename(child);
  const names = async (): Promise<string[]> => readdir(folder).catch(() => []);

  const openSibling = async (name: string): Promise<FoundFile | null> => {
    const file = path.join(folder, name);
    const opened = await openReadOnly(file, { followLinks: false });
    return opened.ok ? { file: opened.value, finder: createSiblingFinder(file) } : null;
  };

  return {
    byName: async (name) => {
      if (!isBareName(name)) return null;
      const all = await names();
      const match = all.includes(name) ? name : all.find((other) => other.toLowerCase() === name.toLowerCase());
      return match === undefined ? null : openSibling(match);
    },
    others: async function* others() {
      const disks = (await names()).filter((name) => name !== own && DISK_NAME.test(name)).slice(0, MOST_OTHERS);
      for (const name of disks) {
        const found = await openSibling(name);
        if (found !== null) yield found;
      }
    },
  };
}
