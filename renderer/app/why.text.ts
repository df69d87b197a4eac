/** Why something failed, as sentences of the window. Callers add what is theirs: how the files are now, and what to do. */
import type { IoError } from '../../shared/errors';
import { reasonText, type Reason } from '../../shared/text/errors';

/** The reason in the words of the command line. */
export function whyText(error: Reason): string {
  const { why } = reasonText(error);
  // The sentence may begin with the name of a program, which is written as it is.
  return error.kind === 'locked' && error.by.length > 0 ? `${why}.` : sentence(why);
}

/** A part of a line of the command line, as a whole sentence. */
export const sentence = (part: string): string => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`;

type AboutOne = Exclude<IoError['kind'], 'in-use' | 'read-failed' | 'permission-denied'> | 'exists';

/** What is wrong with one file or folder. A line of the command line begins with its name; a sentence has to name it. */
const ABOUT_ONE: Readonly<Record<AboutOne, string>> = {
  'not-found': 'is not there any more',
  'is-folder': 'is a folder',
  'not-a-file': 'is not an ordinary file',
  'broken-link': 'is a link that leads nowhere',
  exists: 'exists already',
};

export const isAboutOne = (error: { readonly kind: string }): error is { readonly kind: AboutOne } => error.kind in ABOUT_ONE;

export const aboutText = (what: string, kind: AboutOne): string => `${what} ${ABOUT_ONE[kind]}.`;

/** `act`: what was not allowed, such as "read win.vhd". */
export const notAllowedText = (act: string): string => `You don’t have permission to ${act}.`;

/** A new file is complete and has its name, but may not survive a power cut. */
export const notDurableText = (name: string, code: string): { readonly title: string; readonly detail: string } => ({
  title: `${name} is complete, but the drive did not confirm it.`,
  detail: `Its folder could not be made durable (${code}): after a power cut it may be missing. Open it and check.`,
});
