/** The system's own dialogs. Decisions that belong to the user are asked for here, never in the page. */
import { type BrowserWindow, dialog } from 'electron';
import { bytesText } from '../shared/text/size';
import { writtenText } from '../shared/text/written';
import { FILE_TYPES, type FileType } from '../shared/fileTypes';
import type { PlaceChoice } from '../shared/newDisk';
import { baseName, beside, folderOf, needsWarning, pathFrom } from './io/paths';
import type { JobUnderWay } from './session/jobs/jobs';
import type { Goes } from './session/app/handingOver';
import type { UnderWay } from './session/app/underWay';
import { childrenEffect, childrenNames, MAX_CHILDREN } from '../shared/text/children';
import type { LostRoom } from '../shared/edits';
import { overLostText } from '../shared/text/lostBlocks';
import type { PlanReview } from './session/edit/planReview';
import { plural } from '../shared/text/numbers';

const filterOf = (type: FileType): { name: string; extensions: string[] } => ({
  name: FILE_TYPES[type].name,
  extensions: [...FILE_TYPES[type].extensions],
});
const DISKS = [filterOf('vhd'), { name: 'All files', extensions: ['*'] }];

/** The chosen file's path, or null when the user dismissed the dialog. */
export async function chooseFile(window: BrowserWindow, title: string, kind: 'disks' | 'any' = 'disks'): Promise<string | null> {
  const filters = kind === 'disks' ? DISKS : [];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openFile'], filters });
  const [chosen] = canceled ? [] : filePaths;
  return chosen === undefined ? null : pathFrom(chosen);
}

type Chosen = { readonly path: string; readonly shown: Omit<PlaceChoice, 'ticket' | 'name'> };

/** A disk gets its extension if it lacks it. Other files may have any extension, but get one if they have none. */
function withExtension(file: string, type: FileType): string {
  const { extensions } = FILE_TYPES[type];
  const isNamed = (name: string): boolean => {
    const given = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
    return type === 'vhd' ? extensions.some((extension) => extension === given) : given !== undefined;
  };
  if (isNamed(file)) return file;
  // "disk." becomes disk.vhd, and not disk..vhd.
  const stem = file.replace(/(?<=[^./\\ ])[. ]+$/, '');
  return isNamed(stem) ? stem : `${stem}.${extensions[0]}`;
}

/** Asks where a new file should go, starting in the folder of `near` if given. A name without an extension gets one. */
export async function choosePlace(window: BrowserWindow, suggestion: string, near: string | null, type: FileType): Promise<Chosen | null> {
  const name = baseName(suggestion);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: type === 'vhd' ? 'Save new disk as' : 'Save file as',
    buttonLabel: 'Choose',
    defaultPath: near === null ? name : beside(near, name),
    filters: [filterOf(type)],
    properties: ['createDirectory', 'showHiddenFiles'],
  });
  if (canceled || filePath === undefined || filePath === '') return null;
  const chosen = pathFrom(filePath);
  const path = withExtension(chosen, type);
  return { path, shown: { folder: folderOf(path), appended: path !== chosen } };
}

/** Asks before a path that is stored inside an image is touched at all: even looking can send credentials to a server. */
export async function agreeToVisit(window: BrowserWindow, path: string): Promise<boolean> {
  const asked = async (message: string, detail: string): Promise<boolean> => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Look for the parent disk?',
      message,
      detail: `${path}\n\n${detail}`,
      buttons: ['Look there', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  };
  const agreed = await asked('Look for the parent disk at this path?', 'The path is written inside the disk image.');
  if (!agreed || !needsWarning(path)) return agreed;
  return asked(
    'This path leads to another computer, or past the usual rules for names of files. Look there all the same?',
    'When it looks there, Windows sends that computer your user name and a proof of your password. Whoever made the image chose the path. Go on only if you know the server.',
  );
}

/** The last question before bytes are written: it names the file and how much of it changes. */
export async function agreeToSave(window: BrowserWindow, path: string, review: PlanReview): Promise<boolean> {
  const places = review.rows.length + review.rowsLeftOut;
  const growth = review.growthBytes === 0 ? 'Its length stays the same.' : `It grows by ${bytesText(review.growthBytes)}.`;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Save changes?',
    message: `Write ${writtenText(review)} in ${plural(places, 'place')} of this file?`,
    detail: `${path}\n\n${growth} What stands there now is kept beside the file, so that the save can be undone.`,
    buttons: ['Save', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** A yes of its own, before the one to the bytes: what the children show may be lost for good. */
export async function agreeOverChildren(window: BrowserWindow, path: string, children: readonly string[]): Promise<boolean> {
  const names = childrenNames(children, MAX_CHILDREN);
  // One child is named by the question; of several the names stand below it.
  const [who, list] = children.length === 1 ? [`${names} is`, ''] : [`${plural(children.length, 'disk')} are`, `${names}\n\n`];
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Other disks are based on this one',
    message: `${who} based on this disk. Change it all the same?`,
    detail: `${path}\n\n${list}${childrenEffect(children)}`,
    buttons: ['Change it all the same', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** A yes of its own as well: after the save no rebuild puts those blocks back. */
export async function agreeOverLost(window: BrowserWindow, path: string, room: LostRoom): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Blocks of this disk may be lost',
    message: 'Save before lost blocks are looked for?',
    detail: `${path}\n\n${overLostText(room)} To rebuild the disk first, cancel and discard the changes.`,
    buttons: ['Save all the same', 'Cancel'],
    defaultId: 1,
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

/** A recovery writes, too, so it asks in the same way. */
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

/**
 * Jobs of ours read the file, and this system lets nobody write to a file that is open. False: the user does not wait. A
 * paused job ends only after the user resumes it.
 */
export async function agreeToWait(window: BrowserWindow, path: string, jobs: readonly JobUnderWay[]): Promise<boolean> {
  const isPaused = jobs.some((job) => job.isPaused);
  const names = jobs.map(({ op, source }) => `“${op}” of ${source}`).join(', ');
  const todo = isPaused ? 'One of them is paused: resume it or stop it, then save again.' : 'Nothing is written before they have ended.';
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Platter reads this file',
    message: 'Long jobs of Platter still read this file. It can be written to when they have ended.',
    detail: `${path}\n\n${names}. ${todo}`,
    buttons: isPaused ? ['Cancel'] : ['Wait and go on', 'Cancel'],
    defaultId: 0,
    cancelId: isPaused ? 0 : 1,
    noLink: true,
  });
  return !isPaused && response === 0;
}

/** What of it makes a file, and what only reads: what becomes of them is not the same. */
function workTexts({ copies, newDisk, repairedCopy, check, search }: UnderWay): { makes: string[]; reads: string[] } {
  const makes = [
    ...(copies > 0 ? [copies === 1 ? 'A file is being written.' : `${copies} files are being written.`] : []),
    ...(newDisk ? ['A new disk is being written.'] : []),
    ...(repairedCopy ? ['A repaired copy is being written.'] : []),
  ];
  const reads = [
    ...(check ? ['Every block of the disk is being checked.'] : []),
    ...(search ? ['A footer is being looked for in the whole file.'] : []),
  ];
  return { makes, reads };
}

/** Work is still under way when the window or the program is about to close. */
export async function agreeToStop(window: BrowserWindow, work: UnderWay): Promise<boolean> {
  const { makes, reads } = workTexts(work);
  const all = [...makes, ...reads];
  const [only] = all.length === 1 ? all : [];
  const what = only === undefined ? `${all.join('\n')}\n\n` : '';
  const fates = [
    ...(makes.length > 0 ? ['What is unfinished is removed when you stop; the disks it comes from are not touched.'] : []),
    ...(reads.length > 0 ? ['What was found so far is not kept.'] : []),
  ];
  const copies = work.copies === 1 ? 'Stop and remove the copy' : 'Stop and remove the copies';
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Work is under way',
    message: only ?? 'Work is under way in this window.',
    detail: `${what}${fates.join(' ')}`,
    buttons: ['Keep going', only !== undefined && work.copies > 0 ? copies : 'Stop and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

const SAMPLE_CHOICES = ['keep', 'afresh', 'cancel'] as const;

/** The sample disk exists and was changed since it was made. */
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

const LEAVING_CHOICES = ['save', 'discard', 'keep'] as const;
export type LeavingChoice = (typeof LEAVING_CHOICES)[number];

/** Changes are staged, and their disk is about to be closed. What a save would write is asked about next. */
export async function askAboutChanges(window: BrowserWindow, path: string, changes: number): Promise<LeavingChoice> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Save changes?',
    message: `Save ${changes === 1 ? 'the change' : `the ${plural(changes, 'change')}`} to ${baseName(path)}?`,
    detail: `${path}\n\nNothing is written to the file yet. Discarded changes cannot be brought back.`,
    buttons: ['Save…', 'Discard changes', 'Keep editing'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return LEAVING_CHOICES[response] ?? 'keep';
}

/** The page of a window failed again and again. True: load it once more; false: close the window. */
export async function askAboutFailedPage(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Platter',
    message: 'This window failed several times in a row.',
    detail:
      'Your disk has not been changed, and unsaved changes are kept. You can try once more, or close the window and open the disk again.',
    buttons: ['Try again', 'Close window'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** The page of a window does not answer. True: load it anew; false: wait. */
export async function askAboutSilentPage(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Platter',
    message: 'This window does not answer.',
    detail:
      'It may be busy. If it is loaded again, your disk stays as it is, and unsaved changes are kept; what you typed or changed last may be missing.',
    buttons: ['Wait', 'Load it again'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

const LOSSES = {
  question: {
    message: 'What you typed is not among the changes yet.',
    detail: 'A question about it is open.',
    loses: 'and lose it',
  },
  field: {
    message: 'The new value of a field is typed, but not set.',
    detail: 'It is not among the changes. Set or Enter in the inspector adds it.',
    loses: 'and lose it',
  },
  silent: {
    message: 'What you typed or changed last is not all among the changes yet.',
    detail: 'This window has not finished, or does not answer. Some of it may be lost.',
    loses: 'anyway',
  },
} as const;
const GOES: Readonly<Record<Goes, { readonly stays: string; readonly goes: string }>> = {
  closed: { stays: 'Keep open', goes: 'Close' },
  other: { stays: 'Keep this disk', goes: 'Open the other' },
  again: { stays: 'Keep open', goes: 'Reload' },
};

/** The disk is about to leave, and main may not have what was typed last. True: it may be lost. */
export async function agreeToLoseTyped(window: BrowserWindow, why: keyof typeof LOSSES, as: Goes): Promise<boolean> {
  const { message, detail, loses } = LOSSES[why];
  const buttons = [GOES[as].stays, `${GOES[as].goes} ${loses}`];
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Platter',
    message,
    detail,
    buttons,
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

export const sayStartFailed = (ref: string): void =>
  dialog.showErrorBox('Platter could not start', `No disk was touched. The log has the details under reference ${ref}.`);
