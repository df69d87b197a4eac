/** Why the chain of parents is not complete. */
import { visibleText } from '../../../shared/vhd/codec';
import type { ParentEvidence, ParentView } from '../../../shared/views';
import { plural } from '../../../shared/text/numbers';

/** What speaks for a file being the parent, and what against it. */
export function signsOf({ id, name, size, secondsLater }: ParentEvidence): readonly { readonly text: string; readonly isGood: boolean }[] {
  return [
    { text: id ? 'ID matches' : 'another ID', isGood: id },
    { text: name ? 'name matches' : 'another name', isGood: name },
    { text: size ? 'size matches' : 'another size', isGood: size },
    ...(secondsLater === null ? [] : [{ text: timeText(secondsLater), isGood: secondsLater === 0 }]),
  ];
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

function timeText(seconds: number): string {
  if (seconds === 0) return 'time matches';
  const apart = Math.abs(seconds);
  const [unit, word] = apart >= DAY ? [DAY, 'day'] : apart >= HOUR ? [HOUR, 'hour'] : apart >= MINUTE ? [MINUTE, 'minute'] : [1, 'second'];
  return `modified ${plural(Math.round(apart / Number(unit)), String(word))} ${seconds > 0 ? 'later' : 'earlier'} than stored`;
}

const UNKNOWN = 'Blocks that come from it are shown as “from parent”, without data.';

export function missingParentText({ state, lookedFor, expectedId, foundId, sameId }: ParentView): string {
  const names = lookedFor.length === 0 ? 'The disk names no file' : `Looked for ${lookedFor.join(' and ')}`;
  if (sameId !== undefined)
    return `${names} in the disk’s own folder. Several files there have its ID: ${sameId.map(visibleText).join(', ')}. Which of them is meant cannot be told. ${UNKNOWN}`;
  switch (state) {
    case 'missing':
      return `${names} in the disk’s own folder, and for any disk with the ID ${expectedId}. ${UNKNOWN}`;
    case 'wrong-id':
      return `A file of the right name is there, but its ID is ${foundId ?? 'another'}, not ${expectedId}: it is not the parent this disk was made from. ${UNKNOWN}`;
    case 'unreadable':
      return `A file of the right name is there, but it cannot be read as a disk. ${UNKNOWN}`;
    case 'loop':
      return 'The parents form a circle: a disk further down is this disk again. Sectors that would come from there are unknown.';
    case 'too-deep':
      return `The chain has more than ${plural(64, 'layer')}. Sectors from further down are unknown.`;
    default:
      return state satisfies never;
  }
}
