/** What is said about the place of a new file. Exhaustive by type. */
import type { OtherWriter, Obstacle } from '../../shared/errors';
import type { FileType } from '../../shared/fileTypes';
import type { ExistingFile } from '../../shared/newDisk';
import { sizeText } from '../../shared/text/size';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { chooseAgain } from './boundary.text';
import { worstFirst, type PlaceCode, type PlaceFacts, type PlaceMessage } from './place.model';
import { KIND_NAMES } from './names.text';
import { whenText } from './when.text';
import { aboutText, notAllowedText } from './why.text';

export const writersText = (by: readonly OtherWriter[]): string => {
  const names = [...new Set(by.map(({ command, pid }) => command ?? (pid === null ? null : `process ${pid}`)))].filter(
    (name) => name !== null,
  );
  return names.length === 0 ? 'another program' : names.join(', ');
};

export function obstacleText(name: string, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'in-use':
      return `${name} exists and is in use by ${writersText(obstacle.by)}. Close it there, or choose another name.`;
    case 'is-parent':
      return `${name} exists and is the parent of ${obstacle.of.join(', ')}. Choose another name.`;
    case 'own-parent':
      return `${name} is what the new disk is made from: it can’t be replaced by it. Choose another name.`;
    case 'open-here':
      return `${name} exists and is open in Platter, alone or as a parent. Close it first, or choose another name.`;
    case 'link':
      return `${name} is a link to another file. Choose another name.`;
    case 'several-names':
      return `${name} exists and is the same file as another name somewhere else. Choose another name.`;
    case 'not-a-file':
      return `${name} exists and is not an ordinary file. Choose another name.`;
    case 'has-journal':
      return `${name} exists, and the journal of a save that was cut off stands beside it. Open it and decide about that save, or choose another name.`;
    case 'journal-left':
      return `${obstacle.journal} stands there, the journal of a save of an earlier file of that name. Move it elsewhere, or choose another name.`;
    case 'journal-name':
      return 'Names that end in .platter-journal are those of the files that keep a save safe. Choose another name.';
    default:
      return obstacle satisfies never;
  }
}

/** "Dynamic, 40 GiB, changed yesterday". */
function existingText({ disk, fileBytes, modified }: ExistingFile, now: Date): string {
  const what = disk === null ? `not a VHD, ${sizeText(fileBytes)}` : `${KIND_NAMES[disk.kind]}, ${sizeText(disk.sectors * SECTOR_BYTES)}`;
  return `${what}, changed ${whenText(modified, now)}`;
}

const isDisk = (type: FileType): boolean => type === 'vhd';

export const PLACE_WORDS: { readonly [C in PlaceCode]: (facts: PlaceFacts[C], now: Date) => string } = {
  'place-needed': () => 'Choose a name and a place.',
  'place-lost': () => chooseAgain('This place'),
  'place-missing': () => aboutText('This folder', 'not-found'),
  'place-no-permission': () => notAllowedText('write to this folder'),
  'place-read-only': () => 'This drive is read-only. Choose a folder on another one.',
  'name-completed': ({ name, type }) => (isDisk(type) ? `Named ${name}: disks end in .vhd.` : `Named ${name}, so that its kind shows.`),
  'name-not-for-windows': ({ name, why }) =>
    why === 'device'
      ? `Windows can’t open a file named ${name}: it keeps that name for a device.`
      : why === 'end'
        ? `Windows can’t open a file whose name ends in a dot or a blank, as ${name} does.`
        : `Windows can’t open a file named ${name}: < > : " | ? * are not for names there.`,
  'name-too-long': () => 'This name is too long for the drive. Choose one of at most 255 characters, with the extension.',
  'name-too-long-to-edit': ({ bytes }) =>
    `Changes could not be saved under this name: it has ${bytes} bytes, and the journals beside it leave room for 239.`,
  'no-room': ({ needBytes, freeBytes }) =>
    freeBytes === 0
      ? 'This drive is full. Choose a folder on another one.'
      : `Needs ${sizeText(needBytes)}, only ${sizeText(freeBytes)} free there.`,
  'may-not-fit': ({ mostBytes, freeBytes }) => `May need up to ${sizeText(mostBytes)}, only ${sizeText(freeBytes)} free there.`,
  'may-outgrow': ({ mostBytes, freeBytes }) => `Can grow to ${sizeText(mostBytes)}, only ${sizeText(freeBytes)} free there.`,
  'file-too-long': ({ mostFileBytes }) => `This drive is FAT and can’t hold files over ${sizeText(mostFileBytes + 1)}.`,
  'may-be-too-long': ({ mostFileBytes, mostBytes }) =>
    `This drive is FAT and can’t hold files over ${sizeText(mostFileBytes + 1)}; the new file may take up to ${sizeText(mostBytes)}.`,
  'may-grow-too-long': ({ mostFileBytes }) => `This drive is FAT: the disk can’t grow beyond ${sizeText(mostFileBytes + 1)} there.`,
  'place-synced': () => 'This folder is synced. Large disks there upload on every change.',
  'place-network': () => 'This folder is on a network. A lost connection can damage a disk while a program writes to it.',
  exists: ({ name, type, file }, now) =>
    `${name} exists (${existingText(file, now)}). It’s replaced only when the new ${isDisk(type) ? 'disk' : 'file'} is complete.`,
  'exists-protected': ({ name, obstacle }) => obstacleText(name, obstacle),
};

export const placeMessageText = ({ code, facts }: PlaceMessage, now: Date): string =>
  (PLACE_WORDS[code] as (f: typeof facts, n: Date) => string)(facts, now);

/** What stands in the way, to be said beside the button: in a low window, the message where it was caused may be out of sight. */
export function blockedText(messages: readonly PlaceMessage[], now: Date): string {
  const [first] = worstFirst(messages);
  return first?.severity === 'error' || first?.severity === 'todo' ? placeMessageText(first, now) : '';
}

/** Whether choosing another place solves it. */
export const asksForPlace = ({ code }: { readonly code: string }): boolean => code === 'place-lost' || code === 'place-missing';

/** "92.4 GiB free of 500 GiB". */
export const spaceText = (freeBytes: number, totalBytes: number): string => `${sizeText(freeBytes)} free of ${sizeText(totalBytes)}`;
