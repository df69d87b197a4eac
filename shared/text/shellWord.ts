/** Writes a file name so that it can be pasted into a shell as part of a command. */
import { visibleText } from '../vhd/codec';

/** Characters that have no special meaning in any shell. */
const PLAIN = /^[\p{L}\p{N}_./:@%+,=-]+$/u;
/** Characters that have a special meaning even in double quotes, in shells other than those of Windows. */
const ACTIVE = /["$`!]|.\\\\|\\$/;

/**
 * An absolute path on a drive or a share of Windows; its shells are cmd, which knows double quotes only, and PowerShell. No
 * file there has a double quote in its name, but elsewhere a file may look like such a path.
 */
const WINDOWS = /^(?:[a-z]:[\\/]|\\\\[^\\])[^"]*[^"\\]$/i;
/** What PowerShell replaces in double quotes. The `$` of an administrative share, such as `d$`, is none. */
const ACTIVE_IN_POWERSHELL = /\$[\w({:^?$]|`/;

/** Puts the name in quotes if it needs them. A name that looks like an option becomes a path. */
export function shellWord(name: string): string {
  const path = name.startsWith('-') ? `./${name}` : name;
  if (PLAIN.test(path)) return path;
  const seen = visibleText(path);
  if (WINDOWS.test(path)) return ACTIVE_IN_POWERSHELL.test(path) ? `'${seen.replaceAll("'", "''")}'` : `"${seen}"`;
  return ACTIVE.test(path) ? `'${seen.replaceAll("'", String.raw`'\''`)}'` : `"${seen}"`;
}
