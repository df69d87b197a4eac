/** The system's own dialogs: what only the user may decide is asked here, never in the page. */
import { type BrowserWindow, dialog } from 'electron';

const DISKS = [
  { name: 'Virtual hard disks', extensions: ['vhd', 'avhd', 'vud'] },
  { name: 'All files', extensions: ['*'] },
];

/** The chosen file's path, or null when the dialog was dismissed. */
export async function chooseFile(window: BrowserWindow, title: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters: DISKS });
  return canceled ? null : (filePaths[0] ?? null);
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
