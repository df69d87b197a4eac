/** A name as it is typed into a shell: in a command that people paste. */
import { visibleText } from '../vhd/codec';

/** No shell makes anything of these. */
const PLAIN = /^[\p{L}\p{N}_./:@%+,=-]+$/u;
/** In double quotes, which Windows knows too, the shells of other systems still make something of these. */
const ACTIVE = /["$`!]|.\\\\|\\$/;

/** In quotes where it needs them; a name that looks like an option as a path. */
export function shellWord(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  if (PLAIN.test(path)) return path;
  const seen = visibleText(path);
  return ACTIVE.test(path) ? `'${seen.replaceAll("'", String.raw`'\''`)}'` : `"${seen}"`;
}
