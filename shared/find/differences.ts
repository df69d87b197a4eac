/** How a comparison in the window tells its results: as a search tells hits, so that both are listed, marked and gone through alike. */
import type { OpenTicket, PageView } from '../views';

/** What the disk is compared with. `layer`: a layer of its own chain, 1 or more: the disk as it was before those above were made. */
export type CompareWith = { readonly kind: 'file'; readonly ticket: OpenTicket } | { readonly kind: 'layer'; readonly layer: number };

/** Why a range is listed. `here`: the other disk holds only zeros there; `there`: this disk does. */
export type DifferenceKind = 'differs' | 'here' | 'there';
/** The third number of a packed hit is an index into these. */
export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['differs', 'here', 'there'];

/** Bytes of the other disk. `isChanged`: its files are not as they were when the comparison began, or not there any more. */
export type OtherPage = PageView & { readonly isChanged: boolean };

/** The other disk. `bytes`: its size. `isRaw`: it has no VHD footer, and its bytes are taken for those of the disk. */
export type OtherView = { readonly bytes: number; readonly isRaw: boolean };
