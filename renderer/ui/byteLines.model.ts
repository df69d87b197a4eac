/** All bytes of a change as lines of a hex dump, with the place in the file, the bytes and their characters. */
import type { NamedRow } from '../../shared/edits';
import { hex } from '../../shared/text/numbers';

const COLUMNS = 16;

const isShown = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

function dump(bytes: Uint8Array, at: number): string {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += COLUMNS) {
    const line = bytes.subarray(from, from + COLUMNS);
    const digits = Array.from(line, (byte) => hex(byte, 2)).join(' ');
    const text = Array.from(line, (byte) => (isShown(byte) ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${hex(at + from, 8)}  ${digits.padEnd(COLUMNS * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
}

/** `before` says that nothing is there yet where the file grows. */
export const byteLines = ({
  at,
  before,
  after,
}: Pick<NamedRow, 'at' | 'before' | 'after'>): { readonly before: string; readonly after: string } => ({
  before: before.length === 0 ? 'Nothing yet: the file grows.' : dump(before, at),
  after: dump(after, at),
});
