/** Why the chain of parents is not complete. */
import { visibleText } from '../../../shared/vhd/codec';
import type { StandIn } from '../../../shared/errors';
import type { ParentCandidates, ParentView } from '../../../shared/views';
import { placesText } from '../../../shared/text/errors';
import { plural } from '../../../shared/text/numbers';

/** Where was looked, and what came of it. `child`: the disk whose parent is looked for. */
export function lookedText({ candidates, folders }: ParentCandidates, child: string): string {
  const others = folders - 1;
  const there = `${plural(others, 'other folder')} where disks were opened lately`;
  if (candidates.length > 0) return others === 0 ? `Looked beside ${child}.` : `Looked beside ${child} and in ${there}.`;
  return `No disk of that ID or name is beside ${child}${others === 0 ? '' : `, or in ${there}`}.`;
}

/** What can be done about a parent that is a guess. Why it is one is told with the problems. */
export const ifRightText = ({ child, found }: StandIn): string =>
  `If ${visibleText(found)} is the right parent, the way to it can be written into ${visibleText(child)}; any other file can be named instead.`;

const UNKNOWN = 'Blocks that come from it are shown as those of a missing parent, without data.';

/** `of`: the disk whose parent it is, if that is not the one that is shown. */
export function missingParentText(
  { state, lookedFor, expectedId, foundId, sameId, refused = [] }: ParentView,
  of: string | null = null,
  circle = '',
): string {
  const disk = of === null ? 'the disk' : visibleText(of);
  const names =
    lookedFor.length === 0 ? `${of === null ? 'The disk' : disk} names no file` : `Looked for ${lookedFor.map(visibleText).join(' and ')}`;
  const stands = refused.length === 0 ? '' : ` ${placesText({ names: [], refused })}.`;
  if (sameId !== undefined)
    return `${names} in ${disk}’s own folder.${stands} Several files there have its ID: ${sameId.map(visibleText).join(', ')}. Which of them is meant cannot be told. ${UNKNOWN}`;
  switch (state) {
    case 'unreadable':
    case 'missing':
      if (state === 'unreadable' && refused.length === 0)
        return `A file of the right name is there, but it cannot be read as a disk. ${UNKNOWN}`;
      return `${names} in ${disk}’s own folder, and for any disk with the ID ${expectedId}.${stands} ${UNKNOWN}`;
    case 'wrong-id': {
      const name = refused.find(({ why }) => why.kind === 'other-id')?.name;
      return `${name === undefined ? 'A file of the right name' : visibleText(name)} is there, but its ID is ${foundId ?? 'another'}, not ${expectedId}: it is not the parent ${of === null ? 'this disk' : disk} was made from. ${UNKNOWN}`;
    }
    case 'loop':
      return `The parents form a circle.${circle === '' ? '' : ` ${circle}.`} Sectors that would come from there are unknown. The command line gives a disk another parent: “platter reconnect --force”.`;
    case 'too-deep':
      return `The chain of parents is too long: it has more than ${plural(64, 'layer')}. Sectors from further down are unknown.`;
    default:
      return state satisfies never;
  }
}
