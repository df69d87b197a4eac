/**
 * Looks for a parent only in the child's own folder and in folders inside it. Every name on the way is a plain one, links are
 * not followed, no other drive is entered, and only regular files are opened, so that nothing outside the folder, no pipe and
 * no device is ever touched.
 */
import { lstat, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { NameRefusal } from '../../shared/errors';
import type { FoundFile, ParentFinder } from '../vhd/read/chain';
import { nameFault } from './fileNames';
import { openImageFile } from './openImageFile';
import { isJournalName } from './otherNames';

/** At most so many disks of one folder have their ids checked. */
const MAX_OTHERS = 256;
/** At most so many names of one folder are looked at: folders can be endless. */
const MAX_NAMES = 20_000;
const DISK_NAME = /\.(a?vhd|vud)$/i;

/** Whether it is a bare file name that can only mean a file in the folder. */
export function isBareName(name: string): boolean {
  const fault = nameFault(name);
  return name !== '' && name.length <= 255 && !/[/\\:\u0000-\u001f]/.test(name) && fault !== 'device' && fault !== 'ending';
}

export function createSiblingFinder(child: string): ParentFinder {
  const folder = path.dirname(child);
  const own = path.basename(child);

  return {
    system: process.platform === 'win32' ? 'windows' : 'other',
    byName: async (name) => {
      const way = await wayIn(folder, name);
      if (way?.kind !== 'folder') return null;
      const exact = await openIn(way.folder, way.name, true);
      if (exact !== null) return exact;
      const wanted = way.name.toLowerCase();
      for await (const other of namesIn(way.folder))
        if (other.toLowerCase() === wanted && other !== way.name) return openIn(way.folder, other, true);
      return null;
    },
    refusalOf: async (name) => {
      const way = await wayIn(folder, name);
      return way?.kind === 'folder' ? refusalOf(path.join(way.folder, way.name)) : (way ?? null);
    },
    others: () => disksIn(folder, own),
  };
}

type Way = { readonly kind: 'folder'; readonly folder: string; readonly name: string } | { readonly kind: 'link-not-followed' };

/**
 * The folder that the last name of a path stands in. Each folder on the way is looked at before the next, so that nothing
 * behind a link or on another drive is touched. Their names have to be spelled as they are. Null: there is no such folder, or
 * a name is no plain one.
 */
async function wayIn(own: string, names: string): Promise<Way | null> {
  const parts = names.split('/');
  const name = parts.pop() ?? '';
  if (![...parts, name].every(isBareName)) return null;
  if (parts.length === 0) return { kind: 'folder', folder: own, name };
  const drive = await stat(own).catch(() => null);
  let folder = own;
  for (const part of parts) {
    folder = path.join(folder, part);
    const found = await lstat(folder).catch(() => null);
    if (found?.isSymbolicLink() === true) return { kind: 'link-not-followed' };
    if (found?.isDirectory() !== true || found.dev !== drive?.dev) return null;
  }
  return { kind: 'folder', folder, name };
}

/** The disks of a folder but for `own`, a bounded number. The caller closes them. */
export async function* disksIn(folder: string, own: string | null): AsyncGenerator<FoundFile> {
  let disks = 0;
  // Sorted by name, so that every system looks at the same ones first and reports them in the same order.
  const names: string[] = [];
  let hasJournals = false;
  for await (const name of namesIn(folder)) {
    if (isJournalName(name)) hasJournals = true;
    if (name !== own && DISK_NAME.test(name)) names.push(name);
  }
  for (const name of names.sort()) {
    const found = await openIn(folder, name, hasJournals);
    if (found !== null) yield found;
    disks += 1;
    if (disks >= MAX_OTHERS) return;
  }
}

async function openIn(folder: string, name: string, looksAround: boolean): Promise<FoundFile | null> {
  const file = path.join(folder, name);
  const isFile = await lstat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const opened = isFile ? await openImageFile(file, { options: { followLinks: false }, looksAround }) : null;
  return opened?.ok === true ? { file: opened.value.file, finder: createSiblingFinder(file), place: file } : null;
}

/** Why what stands at `file` is not opened; null where nothing does. */
async function refusalOf(file: string): Promise<NameRefusal | null> {
  const stats = await lstat(file).catch(() => null);
  if (stats === null) return null;
  if (stats.isSymbolicLink()) return { kind: 'link-not-followed' };
  if (!stats.isFile()) return { kind: stats.isDirectory() ? 'is-folder' : 'not-a-file' };
  const opened = await openImageFile(file, { options: { followLinks: false } });
  if (!opened.ok) return opened.error;
  await opened.value.file.close();
  return null;
}

/** The folder's first MAX_NAMES names; none when it cannot be listed. */
async function* namesIn(folder: string): AsyncGenerator<string> {
  let seen = 0;
  try {
    for await (const { name } of await opendir(folder)) {
      yield name;
      seen += 1;
      if (seen >= MAX_NAMES) return;
    }
  } catch {
    // In a folder that cannot be listed no parent can be found.
  }
}
