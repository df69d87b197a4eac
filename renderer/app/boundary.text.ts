/** Errors that any call can have. One title each; callers add only what became of the user's file. */

/** Main refused what the page asked: only a bug of ours, or a page that somebody took over, asks so. */
export const REJECTED = 'Platter rejected an unexpected request (a bug).';
export const CLOSED_MEANWHILE = 'The disk was closed meanwhile.';

/** Which part of a request main could not read: worth quoting in a report. */
export const rejectedPart = (at: string): string => (at === '' ? '' : `The part “${at}” is wrong.`);
