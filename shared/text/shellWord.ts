/** Writes a file name so that it can be pasted into a shell as part of a command. */
import { visibleText } from '../vhd/codec';

/** Characters that have no special meaning in any shell. */
const PLAIN = /^[\p{L}\p{N}_./:@%+,=-]+$/u;
/** Characters that have a special meaning even in double quotes, in shells other than those of Windows. */
const ACTIVE = /["$`!]|.\\\\|\\$/;

/** Puts the name in quotes if it needs them. A name that looks like an option becomes a path. */
export function shellWord(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  if (PLAIN.test(path)) return path;
  const seen = visibleText(path);
  return ACTIVE.test(path) ? `'${seen.replaceAll("'", String.raw`'\''`)}'` : `"${seen}"`;
}
