/** Errors that several calls can have, with one title each; callers only add what happened to the user's file. */
import type { BoundaryError } from '../../shared/errors';
import type { AlertText } from './alert.text';

export const CLOSED_MEANWHILE = 'The disk was closed meanwhile.';
export const CHANGED_MEANWHILE = 'The disk changed meanwhile.';
export const OTHER_STATE = 'The repair was planned for another state of the disk.';
export const SAVE_FIRST = 'An interrupted save comes first.';
export const WENT_WRONG = 'Something went wrong inside Platter.';
export const NAME_REFUSED = 'The new file can’t get that name.';

/** Main refused what the page asked. Only a bug of ours, or a page that somebody has taken over, makes such a request. */
const REJECTED = 'Platter rejected an unexpected request (a bug).';

/** `detail`: what to quote in a report; empty if there is nothing. */
export function boundaryText(error: BoundaryError): AlertText {
  switch (error.kind) {
    case 'internal':
      return { title: WENT_WRONG, detail: inLog(error.ref) };
    case 'bad-request':
      return { title: REJECTED, detail: error.at === '' ? '' : `The part “${error.at}” is wrong.` };
    case 'untrusted-sender':
      return { title: REJECTED, detail: '' };
    default:
      return error satisfies never;
  }
}

export const inLog = (ref: string): string => `The log has the details under reference ${ref}.`;

/** `what`: what the window no longer has a ticket for, such as "This file". */
export const chooseAgain = (what: string): string => `${what} has to be chosen again.`;
