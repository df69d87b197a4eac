/** The words about one block's state. */
import { OWNER_UNKNOWN, type BlockState } from '../../../shared/views';
import { STATE_HINTS } from '../../app/names.text';
import type { Disk } from '../../disk/translate.model';

/** What the block's state means. A parent that is missing is not said to be read. */
export const stateHint = ({ blocks }: Disk, block: number, state: BlockState): string =>
  state === 'parent' && blocks.owners[block] === OWNER_UNKNOWN
    ? 'Not in this file, and the parent that would hold it is missing'
    : STATE_HINTS[state];
