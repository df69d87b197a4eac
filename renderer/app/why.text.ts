/** Why something failed, as a sentence of the window: the same words as on the command line. */
import { reasonText, type Reason } from '../../shared/text/errors';

export function whyText(error: Reason): string {
  const { why } = reasonText(error);
  // The sentence may begin with the name of a program, which is written as it is.
  const begins = error.kind === 'locked' && error.by.length > 0 ? why.charAt(0) : why.charAt(0).toUpperCase();
  return `${begins}${why.slice(1)}.`;
}
