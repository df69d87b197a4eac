/**
 * The words of the command line as the system has them. Node decodes them as text and replaces invalid UTF-8 by U+FFFD,
 * which gives the name of another file or of none.
 */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';

const LOST = '\uFFFD';

/** The words whose bytes are not valid UTF-8, as Node decoded them. Only Linux tells; where it does not, the list is empty. */
export async function wordsNotUtf8(words: readonly string[]): Promise<string[]> {
  if (!words.some((word) => word.includes(LOST))) return [];
  const raw = await readFile('/proc/self/cmdline').catch(() => null);
  return raw === null ? [] : notUtf8In(raw, words);
}

/** The words stand at the end of the program's command line, where each ends with a zero byte. */
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
