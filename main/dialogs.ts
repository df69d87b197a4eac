/** The system's own dialogs: what only the user may decide is asked here, never in the page. */
import { type BrowserWindow, dialog } from 'electron';
import type { PlaceChoice } from '../shared/newDisk';
import { baseName, beside, folderOf } from './io/paths';

const DISKS = [
  { name: 'Virtual hard disks', extensions: ['vhd', 'avhd', 'vud'] },
  { name: 'All files', extensions: ['*'] },
];

/** The chosen file's path, or null when the dialog was dismissed. */
export async function chooseFile(window: BrowserWindow, title: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters: DISKS });
  return canceled ? null : (filePaths[0] ?? null);
}

type Chosen = { readonly path: string; readonly shown: Omit<PlaceChoice, 'ticket' | 'name'> };

/** Where a new disk shall go: a file beside `near`, if given. A name without .vhd gets it. */
export async function choosePlace(window: BrowserWindow, suggestion: string, near: string | null): Promise<Chosen | null> {
  const name = baseName(suggestion);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Where shall the new disk go?',
    buttonLabel: 'Choose',
    defaultPath: near === null ? name : beside(near, name),
    filters: DISKS.slice(0, 1),
    properties: ['createDirectory', 'showHiddenFiles'],
  });
  if (canceled || filePath === undefined || filePath === '') return null;
  const appended = !/\.(a?vhd|vud)$/i.test(filePath);
  const path = appended ? `${filePath}.vhd` : filePath;
  return { path, shown: { folder: folderOf(path), appended } };
}

/** Asks before a path that is written inside an image is touched at all: even looking can leak credentials to a server. */
export async function agreeToVisit(window: BrowserWindow, path: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Look for the parent disk?',
    message: 'Look for the parent disk at this path?',
    detail: `${path}\n\nThe path is written inside the disk image. If it names a network server, that server will learn who you are.`,
    buttons: ['Look there', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
