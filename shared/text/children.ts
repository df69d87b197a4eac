/** What a change of a disk means to the disks that are based on it. */
import { visibleText } from '../vhd/codec';
import { listText } from './list';
import { plural } from './numbers';

/** At most so many are looked for. */
export const MOST_CHILDREN = 20;
const MOST_NAMED = 4;

/** "child.vhd and next.vhd are based on this disk. Where they have no sectors of their own, they would show what is written here …" */
export function childrenText(children: readonly string[], most = MOST_NAMED): string {
  const named = children.slice(0, most).map(visibleText);
  const more = children.length - named.length;
  const others = `${plural(more, 'other disk')}${children.length >= MOST_CHILDREN ? ' or more' : ''}`;
  const all = more > 0 ? [...named, others] : named;
  const who = listText(all);
  const isOne = children.length === 1;
  return `${who} ${isOne ? 'is' : 'are'} based on this disk. Where ${isOne ? 'it has' : 'they have'} no sectors of ${isOne ? 'its' : 'their'} own, a change here shows there too, and a file system there may be damaged by it.`;
}
