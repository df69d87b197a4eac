/** Staged changes as bytes of the virtual disk: an export puts them over the saved bytes. */
import type { Piece } from '../../../shared/overlaidFile';
import { joined } from '../../vhd/ops/planEdits';
import { activeEdits, hasFileEdits, type EditLog } from './editLog';

/**
 * Ascending and disjoint, later edits over earlier ones. Null when an edit changes the file itself: that may change where
 * sectors come from.
 */
export const diskBytesOf = (log: EditLog): readonly Piece[] | null => (hasFileEdits(log) ? null : joined(activeEdits(log)));
