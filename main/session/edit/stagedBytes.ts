/** What is staged, as bytes of the virtual disk: what an export puts over the bytes that are saved. */
import type { Piece } from '../../../shared/overlaidFile';
import { joined } from '../../vhd/ops/planEdits';
import { activeEdits, hasFileEdits, type EditLog } from './editLog';

/** Ascending and apart, a later edit over an earlier one; null when an edit is of the file: it may change where sectors come from. */
export const diskBytesOf = (log: EditLog): readonly Piece[] | null => (hasFileEdits(log) ? null : joined(activeEdits(log)));
