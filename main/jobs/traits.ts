/** What holds for each kind of task, whatever disk it is asked for. The compiler asks for the line of a new one. */
import type { JobTask } from './tasks';

type Trait =
  /** Shows or copies the file and its structures. All others read the disk, in which nothing can be found without its header. */
  | 'of-structures'
  /** Reads this file alone, without its parents. */
  | 'alone'
  /** Makes the same disk anew: the new file may take the place of the old one. */
  | 'same-disk'
  /** The parent’s content decides what a child keeps. */
  | 'by-parent'
  /**
   * Makes the whole disk anew. Blocks that stand in the file and that its table does not name are left out, which is told or
   * refused. A part of the disk, or its structures alone, is asked for as such.
   */
  | 'whole-disk'
  /** The result is the disk, or what it holds: nothing of a raw file may be lost at its end. */
  | 'whole-raw'
  /** Makes a disk of a raw file, which is refused if it is a disk already. */
  | 'disk-of-raw';

const TRAITS: Readonly<Record<JobTask['op'], readonly Trait[]>> = {
  repair: [],
  export: ['whole-raw'],
  dump: [],
  table: ['of-structures'],
  report: ['of-structures'],
  convert: ['whole-disk', 'whole-raw', 'disk-of-raw'],
  'convert-child': ['whole-disk', 'whole-raw', 'disk-of-raw'],
  azure: ['whole-disk', 'whole-raw', 'disk-of-raw'],
  flatten: ['whole-disk', 'whole-raw', 'disk-of-raw'],
  merge: ['whole-disk'],
  compact: ['whole-disk', 'same-disk', 'by-parent'],
  defragment: ['whole-disk', 'same-disk', 'alone'],
  resize: ['whole-disk', 'same-disk', 'by-parent'],
  skeleton: ['of-structures'],
  compare: ['whole-raw'],
  differences: ['whole-raw'],
  hash: ['whole-raw'],
  search: ['whole-raw'],
  find: [],
  scan: ['of-structures', 'alone'],
};

export const hasTrait = ({ op }: JobTask, trait: Trait): boolean => TRAITS[op].includes(trait);
