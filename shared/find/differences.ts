/** How a comparison in the window tells its results: as a search tells hits, so that both are listed, marked and gone through alike. */

/** Why a range is listed. `here`: the other disk holds only zeros there; `there`: this disk does. */
export type DifferenceKind = 'differs' | 'here' | 'there';
/** The third number of a packed hit is an index into these. */
export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['differs', 'here', 'there'];
