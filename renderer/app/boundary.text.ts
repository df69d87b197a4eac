/** Errors that any call can have, with one title each; callers only add what happened to the user's file. */

/** Main refused what the page asked. Only a bug of ours, or a page that somebody has taken over, makes such a request. */
export const REJECTED = 'Platter rejected an unexpected request (a bug).';
export const CLOSED_MEANWHILE = 'The disk was closed meanwhile.';

/** The part of the request that main could not read, to be quoted in a report. */
export const rejectedPart = (at: string): string => (at === '' ? '' : `The part “${at}” is wrong.`);
