/** Bytes as text for the clipboard, in forms that other programs read. */
import { dumpOf, type DumpFormat } from '../../shared/dumps';
import { hexDump } from '../../shared/hexDump';
import { hexBytes } from '../../shared/text/numbers';
import { shellWord } from '../../shared/text/shellWord';

/** `stream`: hex digits and nothing else. */
export type CopyForm = 'hex' | 'text' | 'stream' | 'base64' | 'markdown' | 'java' | Exclude<DumpFormat, 'hex'>;

/** `at`: the address of the first byte, which dumps begin with. */
export function copyText(form: CopyForm, bytes: Uint8Array, at: number): string {
  switch (form) {
    case 'hex':
      return hexBytes(bytes);
    case 'stream':
      return hexBytes(bytes, '');
    case 'text':
      return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    case 'base64':
      return base64(bytes);
    case 'markdown':
      return `\`\`\`text\n${hexDump(bytes, at)}\`\`\`\n`;
    case 'java':
      return javaText(bytes);
    case 'c':
    case 'python':
    case 'rust':
    case 'go': {
      const dump = dumpOf(form, bytes.length, at);
      return dump.head + dump.body(bytes, 0) + dump.foot;
    }
    default:
      return form satisfies never;
  }
}

const BASE64_LINE = 57;

/** Lines of 76 characters, as MIME has them (RFC 2045). */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += BASE64_LINE) {
    text += `${btoa(Array.from(bytes.subarray(at, at + BASE64_LINE), (byte) => String.fromCharCode(byte)).join(''))}\n`;
  }
  return text;
}

const JAVA_ROW = 512;

/**
 * Hex in strings, for Java 17: a list of byte constants would soon be longer than a method may be (64 KiB of code). The strings
 * are not joined by “+”, which would make one constant of them, and that too has a limit.
 */
function javaText(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += JAVA_ROW)
    rows.push(`        "${hexBytes(bytes.subarray(at, at + JAVA_ROW), '').toLowerCase()}"`);
  return `static final byte[] DATA = java.util.HexFormat.of().parseHex(String.join("",\n${rows.join(',\n')}));\n`;
}

/** What a disk dump with “dd” needs: where the bytes are in one piece in the file. */
export type FilePiece = { readonly path: string; readonly at: number; readonly bytes: number };

/** A line for a shell that writes these bytes of the file to standard output; in whole sectors where they are whole sectors. */
export function ddLine({ path, at, bytes }: FilePiece): string {
  const unit = at % 512 === 0 && bytes % 512 === 0 ? 512 : 1;
  return `dd if=${shellWord(path)} bs=${unit} skip=${at / unit} count=${bytes / unit}`;
}
