/**
 * Checks the words of the command line: Node replaces bytes that are not valid UTF-8, so such a name is refused before it is
 * mistaken for another.
 */
import { wordsNotUtf8 } from '../io/arguments';
import { failure, shown, type Trouble } from './outcome';

/** Null: every word is what was typed. */
export async function wordsRefusal(words: readonly string[]): Promise<Trouble | null> {
  const [word] = await wordsNotUtf8(words);
  if (word === undefined) return null;
  return failure(
    `cannot take ${shown(word)}`,
    'the name has bytes that are no valid UTF-8, and stands for no file as it is shown here',
    'Give the file, or its folder, another name with “mv”. To look at it as it is, make a symbolic link to it with “ln -s”, and name the link.',
  );
}
