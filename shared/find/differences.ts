/** How a comparison in the window tells its results: as a search tells hits, so that both are listed, marked and gone through alike. */
import type { OpenTicket } from '../views';

/** What the disk is compared with. `layer`: a layer of its own chain, 1 or more: the disk as it was before those above were made. */
export type CompareWith = { readonly kind: 'file'; readonly ticket: OpenTicket } | { readonly kind: 'layer'; readonly layer: number };

/** Why a range is listed. `here`: the other disk holds only zeros there; `there`: this disk does. */
export type DifferenceKind = 'differs' | 'here' | 'there';
/** The third number of a packed hit is an index into these. */
export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['differs', 'here', 'there'];
