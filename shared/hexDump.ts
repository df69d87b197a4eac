/** Bytes for people to read. */
import { hex } from './text/numbers';

const HEX_ROW = 16;
const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => hex(byte, 2));
const LETTERS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
);

/** Rows of sixteen bytes as xxd writes them with -u: offset, hex, and what is printable. */
export function hexDump(bytes: Uint8Array, at: number): string {
  const rows: string[] = [];
  for (let from = 0; from < bytes.length; from += HEX_ROW) {
    let digits = '';
    let letters = '';
    for (let i = from; i < from + HEX_ROW; i++) {
      const byte = bytes[i];
      const pair = byte === undefined ? '  ' : (DIGITS[byte] as string);
      digits += i % 2 === from % 2 ? ` ${pair}` : pair;
      if (byte !== undefined) letters += LETTERS[byte] as string;
    }
    rows.push(`${hex(at + from, 8).toLowerCase()}:${digits}  ${letters}\n`);
  }
  return rows.join('');
}
