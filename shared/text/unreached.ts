/** What a chain of parents does not reach, and why: in the same words in every panel, on the command line and in reports. */
import type { ParentView } from '../views';

type Words = {
  /** What is wrong with the chain. */
  readonly chain: string;
  /** The name of blocks that only a disk out of reach could give. */
  readonly blocks: string;
  /** The same of sectors, short. */
  readonly sectors: string;
  /** Where such a sector comes from. */
  readonly from: string;
  /** Why it is not known: the second half of a sentence. */
  readonly because: string;
};

const MISSING: Words = {
  chain: 'parent missing',
  blocks: 'From a missing parent',
  sectors: 'Parent missing',
  from: 'a parent that is missing',
  because: 'the parent that would hold it is missing',
};
const CIRCLE: Words = {
  chain: 'parents form a circle',
  blocks: 'Unknown: parents form a circle',
  sectors: 'Parents form a circle',
  from: 'unknown: the parents form a circle',
  because: 'the parents form a circle',
};
const TOO_LONG: Words = {
  chain: 'chain of parents too long',
  blocks: 'Unknown: chain of parents too long',
  sectors: 'Chain too long',
  from: 'unknown: the chain of parents is too long',
  because: 'the chain of parents is too long',
};

type End = Pick<ParentView, 'state'> | null;

/** The parents form a circle, or are too many: no file that is found would change that. */
export const isEndless = (parent: End): boolean => parent?.state === 'loop' || parent?.state === 'too-deep';

/** `parent`: how the chain ends, as the views tell it. */
export function unreached(parent: End): Words {
  if (parent?.state === 'loop') return CIRCLE;
  return parent?.state === 'too-deep' ? TOO_LONG : MISSING;
}
