/** Bytes as text that programs read: a hex dump, or an array of a programming language. Made piece by piece, for any length. */
import { hexDump } from './hexDump';
import { hex } from './text/numbers';

export const DUMP_FORMATS = ['hex', 'c', 'python', 'rust', 'go'] as const;
export type DumpFormat = (typeof DUMP_FORMATS)[number];

/** Bytes in a row, in every format. */
export const ROW_BYTES = 16;

/** The most characters that a full row takes. */
const MAX_PER_ROW: Readonly<Record<DumpFormat, number>> = { hex: 80, c: 104, rust: 104, python: 40, go: 104 };
const HEAD_AND_FOOT = 256;

/** The most bytes that the text for `total` bytes takes. */
export const mostDumpBytes = (format: DumpFormat, total: number): number =>
  Math.ceil(total / ROW_BYTES) * MAX_PER_ROW[format] + HEAD_AND_FOOT;

export type Dump = {
  /** The text before everything else. */
  readonly head: string;
  /** `at`: the offset of these bytes from the first of all. Pieces begin at multiples of a row. */
  body(bytes: Uint8Array, at: number): string;
  readonly foot: string;
};

const DIGITS = Array.from({ length: 256 }, (_, byte) => hex(byte, 2).toLowerCase());

/** Rows of sixteen bytes, each formatted by `row`. */
function rows(bytes: Uint8Array, row: (digits: readonly string[]) => string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    text += row(Array.from(bytes.subarray(at, at + ROW_BYTES), (byte) => DIGITS[byte] as string));
  }
  return text;
}

const listed = (digits: readonly string[]): string => `    ${digits.map((pair) => `0x${pair}`).join(', ')},\n`;

/** `total` bytes, the first of which has the address `from`. Arrays are called `data`. */
export function dumpOf(format: DumpFormat, total: number, from: number): Dump {
  switch (format) {
    case 'hex':
      return { head: '', body: (bytes, at) => hexDump(bytes, from + at), foot: '' };
    case 'c':
      return {
        head: `#include <stddef.h>\n\nconst size_t data_length = ${total};\nconst unsigned char data[${Math.max(1, total)}] = {\n`,
        body: (bytes) => rows(bytes, listed),
        foot: total === 0 ? '    0\n};\n' : '};\n',
      };
    case 'rust':
      return { head: `pub static DATA: [u8; ${total}] = [\n`, body: (bytes) => rows(bytes, listed), foot: '];\n' };
    case 'go':
      return {
        head: 'package main\n\nvar data = []byte{\n',
        body: (bytes) => rows(bytes, (digits) => `\t${digits.map((pair) => `0x${pair}`).join(', ')},\n`),
        foot: '}\n',
      };
    case 'python':
      return {
        head: 'data = bytes.fromhex(\n',
        body: (bytes) => rows(bytes, (digits) => `    "${digits.join('')}"\n`),
        foot: total === 0 ? '    ""\n)\n' : ')\n',
      };
    default:
      return format satisfies never;
  }
}
