/** The system's own dialogs: what only the user may decide is asked here, never in the page. */
import { type BrowserWindow, dialog } from 'electron';
import { bytesText } from '../shared/text/size';
import { FILE_TYPES, type FileType } from '../shared/fileTypes';
import type { PlaceChoice } from '../shared/newDisk';
import { baseName, beside, folderOf } from './io/paths';
import type { PlanReview } from './session/planReview';

const filterOf = (type: FileType): { name: string; extensions: string[] } => ({
  name: FILE_TYPES[type].name,
  extensions: [...FILE_TYPES[type].extensions],
});
const DISKS = [filterOf('vhd'), { name: 'All files', extensions: ['*'] }];

/** The chosen file's path, or null when the dialog was dismissed. */
export async function chooseFile(window: BrowserWindow, title: string, kind: 'disks' | 'any' = 'disks'): Promise<string | null> {
  const filters = kind === 'disks' ? DISKS : [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters });
  return canceled ? null : (filePaths[0] ?? null);
}

type Chosen = { readonly path: string; readonly shown: Omit<PlaceChoice, 'ticket' | 'name'> };

/** A disk is only one by its extension; other files may be called what they like, if they are called something. */
function withExtension(file: string, type: FileType): string {
  const { extensions } = FILE_TYPES[type];
  const given = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase();
  const isNamed = type === 'vhd' ? extensions.some((extension) => extension === given) : given !== undefined;
  return isNamed ? file : `${file}.${extensions[0]}`;
}

/** Where a new file shall go: beside `near`, if given. A name without extension gets one. */
export async function choosePlace(window: BrowserWindow, suggestion: string, near: string | null, type: FileType): Promise<Chosen | null> {
  const name = baseName(suggestion);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: type === 'vhd' ? 'Where shall the new disk go?' : 'Where shall the file go?',
    buttonLabel: 'Choose',
    defaultPath: near === null ? name : beside(near, name),
    filters: [filterOf(type)],
    properties: ['createDirectory', 'showHiddenFiles'],
  });
  if (canceled || filePath === undefined || filePath === '') return null;
  const path = withExtension(filePath, type);
  return { path, shown: { folder: folderOf(path), appended: path !== filePath } };
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

/** The last word before bytes are written: names the file and how much of it changes. */
export async function agreeToSave(window: BrowserWindow, path: string, review: PlanReview): Promise<boolean> {
  const places = review.rows.length + review.rowsLeftOut;
  const bytes = review.changedBytes === 0 ? review.growthBytes : review.changedBytes;
  const growth = review.growthBytes === 0 ? 'Its length stays the same.' : `It grows by ${bytesText(review.growthBytes)}.`;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Save changes?',
    message: `Write ${bytesText(bytes)} in ${places === 1 ? '1 place' : `${places} places`} of this file?`,
    detail: `${path}\n\n${growth} What stands there now is kept beside the file, so that the save can be undone.`,
    buttons: ['Save', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

const RESTORES = {
  undo: {
    message: 'Undo the last save of this file?',
    button: 'Undo save',
    detail: 'The bytes from before the save are written back, if nobody changed the file since.',
  },
  'roll-back': {
    message: 'Take back the save that did not finish?',
    button: 'Roll back',
    detail: 'The bytes from before that save are written back.',
  },
  finish: {
    message: 'Finish the save that was interrupted?',
    button: 'Finish',
    detail: 'What that save had not written yet is written now.',
  },
  'set-aside': {
    message: 'Put the journal of that save aside?',
    button: 'Put aside',
    detail: 'The disk stays as it is now; the journal gets another name beside it.',
  },
} as const;

/** Recoveries write, too: they are asked for in the same way. */
export async function agreeToRestore(window: BrowserWindow, path: string, action: keyof typeof RESTORES): Promise<boolean> {
  const { message, button, detail } = RESTORES[action];
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: message,
    message,
    detail: `${path}\n\n${detail}`,
    buttons: [button, 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** Files are being made, and the window or the program is to go. */
export async function agreeToStop(window: BrowserWindow, making: number): Promise<boolean> {
  const one = making === 1;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'A file is being written',
    message: one ? 'A file is being written.' : `${making} files are being written.`,
    detail: `${one ? 'Its unfinished copy is' : 'Their unfinished copies are'} removed when you stop; the disk they come from is not touched.`,
    buttons: ['Keep going', one ? 'Stop and remove the copy' : 'Stop and remove the copies'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

const SAMPLE_CHOICES = ['keep', 'afresh', 'cancel'] as const;

/** The sample disk is there, and is not as it was made. */
export async function askAboutSample(window: BrowserWindow, path: string): Promise<(typeof SAMPLE_CHOICES)[number]> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Sample disk',
    message: 'The sample disk was changed since it was made.',
    detail: `${path}\n\nOpen it as it is, or make a fresh one in its place? The changed one is gone then.`,
    buttons: ['Open as it is', 'Make a fresh one', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return SAMPLE_CHOICES[response] ?? 'cancel';
}

/** Staged changes would be lost. */
export async function agreeToDiscard(window: BrowserWindow, path: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Discard changes?',
    message: 'There are changes that have not been saved.',
    detail: `${path}\n\nThe file itself has not been changed.`,
    buttons: ['Keep editing', 'Discard changes'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
