/** Why the chain of parents is not complete. */
import { visibleText } from '../../../shared/vhd/codec';
import type { StandIn } from '../../../shared/errors';
import type { ParentCandidates, ParentView } from '../../../shared/views';
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

/** What follows from it, and what the card of the first problems does not say: that one tells where was looked, and what stands there. */
export function missingParentText({ state, expectedId }: Pick<ParentView, 'state' | 'expectedId'>, circle = ''): string {
  switch (state) {
    case 'unreadable':
    case 'missing':
      return `The parent’s ID is ${expectedId}. ${UNKNOWN}`;
    case 'wrong-id':
      return UNKNOWN;
    case 'loop':
      return `The parents form a circle.${circle === '' ? '' : ` ${circle}.`} Sectors that would come from there are unknown. The command line gives a disk another parent: “platter reconnect --force”.`;
    case 'too-deep':
      return `The chain of parents is too long: it has more than ${plural(64, 'layer')}. Sectors from further down are unknown.`;
    default:
      return state satisfies never;
  }
}
