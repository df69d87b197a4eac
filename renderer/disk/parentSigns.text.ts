/** What is said of a file that is, or may be, a disk's parent: what it is, where it stands, and what speaks for it. */
import { plural } from '../../shared/text/numbers';
import { sizeText } from '../../shared/text/size';
import { visibleText } from '../../shared/vhd/codec';
import type { ParentCandidate, ParentEvidence } from '../../shared/views';

/** What speaks for a file being the parent, and what against it; `isGood` null: neither. */
export function signsOf({
  id,
  name,
  size,
  secondsLater,
}: ParentEvidence): readonly { readonly text: string; readonly isGood: boolean | null }[] {
  return [
    { text: id ? 'ID matches' : 'another ID', isGood: id },
    { text: name ? 'name matches' : 'another name', isGood: name },
    { text: size ? 'size matches' : 'another size', isGood: size },
    secondsLater === null
      ? { text: 'the disk stores no time', isGood: null }
      : { text: timeText(secondsLater), isGood: secondsLater === 0 },
  ];
}

/** A sparse disk's file is shorter than the disk. */
export const sizesText = ({ diskBytes, fileBytes }: Pick<ParentCandidate, 'diskBytes' | 'fileBytes'>): string =>
  sizeText(diskBytes) === sizeText(fileBytes) ? sizeText(diskBytes) : `${sizeText(diskBytes)} · file ${sizeText(fileBytes)}`;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

function timeText(seconds: number): string {
  if (seconds === 0) return 'time matches';
  const apart = Math.abs(seconds);
  const [unit, word] = apart >= DAY ? [DAY, 'day'] : apart >= HOUR ? [HOUR, 'hour'] : apart >= MINUTE ? [MINUTE, 'minute'] : [1, 'second'];
  return `modified ${plural(Math.round(apart / Number(unit)), String(word))} ${seconds > 0 ? 'later' : 'earlier'} than stored`;
}

const MAX_OF_PATH = 56;

/** A path in its place's writing, from which the middle is left out if it is long: "/home/…/disks/base.vhd". */
export function placeText({ folder, name }: Pick<ParentCandidate, 'folder' | 'name'>, most = MAX_OF_PATH): string {
  const path = wholePlace({ folder, name });
  if (path.length <= most) return path;
  const end = Math.min(name.length + 1, most - Math.floor(most / 3));
  return `${path.slice(0, most - 1 - end)}…${path.slice(-end)}`;
}

export function wholePlace({ folder, name }: Pick<ParentCandidate, 'folder' | 'name'>): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return visibleText(folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`);
}
