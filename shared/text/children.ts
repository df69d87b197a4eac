/** What a change of a disk means to the disks that are based on it. */
import { visibleText } from '../vhd/codec';
import { listText } from './list';
import { plural } from './numbers';

/** At most so many are looked for. */
export const MAX_CHILDREN = 20;
const MAX_NAMED = 4;

/** What a change of the disk means to those children, which have been named. */
export const childrenEffect = ({ length }: readonly string[]): string => {
  const [have, own] = length === 1 ? ['it has', 'its'] : ['they have', 'their'];
  return `Where ${have} no sectors of ${own} own, a change here shows there too, and a file system there may be damaged by it.`;
};

/** The names of children, at most `most` of them: "child.vhd, next.vhd and 3 other disks". */
export function childrenNames(children: readonly string[], most = MAX_NAMED): string {
  const named = children.slice(0, most).map(visibleText);
  const more = children.length - named.length;
  const others = `${plural(more, 'other disk')}${children.length >= MAX_CHILDREN ? ' or more' : ''}`;
  return listText(more > 0 ? [...named, others] : named);
}

/** "child.vhd and next.vhd are based on this disk. Where they have no sectors of their own, a change here shows there too …" */
export const childrenText = (children: readonly string[], most = MAX_NAMED): string =>
  `${childrenNames(children, most)} ${children.length === 1 ? 'is' : 'are'} based on this disk. ${childrenEffect(children)}`;
