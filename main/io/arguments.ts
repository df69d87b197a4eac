/**
 * The words of a command line as the system has them. Node gives us text, and what is no UTF-8 in a name has become U+FFFD in
 * it: another name, of another file or of none.
 */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';

const LOST = '\uFFFD';

/** The words whose bytes are no valid UTF-8, as they were decoded. Only Linux tells; elsewhere, and where it does not, none. */
export async function wordsNotUtf8(words: readonly string[]): Promise<string[]> {
  if (!words.some((word) => word.includes(LOST))) return [];
  const raw = await readFile('/proc/self/cmdline').catch(() => null);
  return raw === null ? [] : notUtf8In(raw, words);
}

/** Of the words, which stand at the end of the program's command line: each ends with a zero byte there. */
export function notUtf8In(commandLine: Buffer, words: readonly string[]): string[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < commandLine.length; ) {
    const end = commandLine.indexOf(0, at);
    const to = end < 0 ? commandLine.length : end;
    parts.push(commandLine.subarray(at, to));
    at = to + 1;
  }
  const own = parts.slice(-words.length);
  return words.filter((word, i) => word.includes(LOST) && own[i] !== undefined && !isUtf8(own[i]));
}
