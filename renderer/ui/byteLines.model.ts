/** All bytes of a change as lines of a hex dump: the place in the file, the bytes and their characters. */
import type { NamedRow } from '../../shared/edits';
import { hex } from '../../shared/text/numbers';

const COLUMNS = 16;

/** `before` and `after`: up to 16 bytes from file offset `at` on. `before` is empty where the file grows, `after` where both are the same. */
export type ByteLine = { readonly at: number; readonly before: Uint8Array; readonly after: Uint8Array };

const isShown = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The bytes in lines of sixteen. */
export function byteLines({ at, before, after }: Pick<NamedRow, 'at' | 'before' | 'after'>): readonly ByteLine[] {
  const lines: ByteLine[] = [];
  for (let from = 0; from < after.length; from += COLUMNS) {
    const [was, is] = [before.subarray(from, from + COLUMNS), after.subarray(from, from + COLUMNS)];
    lines.push({ at: at + from, before: was, after: isSame(was, is) ? is.subarray(0, 0) : is });
  }
  return lines;
}

/** What stands between the digits of a line and its characters, so that those of all lines stand in one column. */
export const lineGap = (bytes: number): string => ' '.repeat((COLUMNS - bytes) * 3 + 2);

/** The characters of the bytes; a dot where there is none. */
export const lineText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (isShown(byte) ? String.fromCharCode(byte) : '.')).join('');

export const linePlace = ({ at }: ByteLine): string => hex(at, 8);
