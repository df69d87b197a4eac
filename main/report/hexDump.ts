/** Bytes for people to read. */
import { hex } from '../../shared/vhd/codec';

const HEX_ROW = 16;

/** Rows of sixteen bytes as xxd writes them with -u: offset, hex, and what is printable. */
export function hexDump(bytes: Uint8Array, at: number, mark: (index: number) => boolean = () => true): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += HEX_ROW) {
    let digits = '';
    let letters = '';
    for (let i = from; i < from + HEX_ROW; i++) {
      if ((i - from) % 2 === 0) digits += ' ';
      const byte = bytes[i];
      if (byte === undefined) digits += '  ';
      else digits += mark(i) ? hex(byte, 2) : '??';
      if (byte !== undefined) letters += mark(i) && byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    }
    text += `${hex(at + from, 8).toLowerCase()}:${digits}  ${letters}\n`;
  }
  return text;
}
