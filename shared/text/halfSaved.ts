/** The words about a save that was cut off, and the command that settles it. */
import type { HalfSaved, Settling } from '../errors';
import { JOURNAL, say, type ReasonText } from './reasons';
import { shellWord } from './shellWord';

/** The command that settles a save that was cut off, ready to be pasted. */
export function settleCommand(path: string, { ways, moved }: Settling = EITHER): string {
  const [first = 'finish', ...others] = ways;
  const or = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return `platter repair ${shellWord(path)}${moved === true ? ' --force' : ''} --interrupted ${first}${or}`;
}
const EITHER: Settling = { ways: ['finish', 'undo'] };

/** What to do about a journal that cannot be used. */
const asideText = (path: string): string =>
  `If you have a copy from before that save, go on with the copy. Else look at the disk: platter check ${shellWord(path)}. To keep it as it is, put the journal aside: ${settleCommand(path, { ways: ['set-aside'] })}.`;

type HalfSavedWords = (name: string, path: string, moved: Pick<HalfSaved, 'moved'>) => ReasonText;
export const HALF_SAVED: Readonly<Record<HalfSaved['why'], HalfSavedWords>> = {
  'partly-written': (name, path, moved) =>
    say(
      `an earlier save of ${name} was cut off, so that old and new sectors are mixed in it`,
      `Settle it first: ${settleCommand(path, { ...EITHER, ...moved })}.`,
    ),
  running: (name) => say(`another Platter is saving ${name} now`, 'Wait until it is done.'),
  held: (name) =>
    say(
      `another program has the journal of a save beside ${name} open, so that nobody can tell whether the save is complete`,
      'Wait until it lets go, as a virus scanner does by itself, or close it there.',
    ),
  'changed-since': (name, path) =>
    say(
      `an earlier save of ${name} was cut off, and another program has written to the file since`,
      `Look at it: platter check ${shellWord(path)}. If it is sound, put the journal aside: platter repair ${shellWord(path)} --interrupted set-aside.`,
    ),
  unreadable: (name) =>
    say(
      `the journal of a save stands beside ${name} and cannot be read, so that nobody can tell whether the save is complete`,
      `Ask for the right to read ${name}.platter-journal, or use the version of Platter that wrote it.`,
    ),
  unusable: (name, path) =>
    say(
      `the journal of an earlier save stands beside ${name} and is damaged, so that nobody can tell whether old and new sectors are mixed in the disk`,
      asideText(path),
    ),
  'not-a-file': (name, path) => say(`${noFileText(name)}, so that nobody can tell whether a save of it was cut off`, asideText(path)),
};

/** Something else stands where the journal of a save of that file would be. */
export const noFileText = (name: string): string => `${name}.platter-journal ${JOURNAL['not-a-file'].replace(/^it /, '')}`;
