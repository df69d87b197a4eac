/** Turns what people type into the search box into needles. */
import type { JobError } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import type { Needle } from '../io/bulk/scanner';
import type { SearchPattern, TextEncoding } from './tasks';

const MAX_BYTES = 4096;

type Made = Result<Needle, JobError>;
type Why = Extract<JobError, { readonly kind: 'bad-pattern' }>['why'];
const bad = (why: Why): Made => err({ kind: 'bad-pattern', why });

export function needleOf(pattern: SearchPattern): Made {
  switch (pattern.kind) {
    case 'hex':
      return hexNeedle(pattern.hex);
    case 'text':
      return textNeedle(pattern.text, pattern.encoding, pattern.ignoreCase);
    case 'regex':
      return regexNeedle(pattern.source, pattern.ignoreCase);
    default:
      return pattern satisfies never;
  }
}

/** Pairs of hex digits with any spaces; `??` stands for any byte. */
function hexNeedle(hex: string): Made {
  const digits = hex.replace(/[\s,]+/g, '').replace(/0x/gi, '');
  if (digits === '') return bad('empty');
  if (!/^([0-9a-f]{2}|\?\?)+$/i.test(digits)) return bad('hex');
  const pairs = Array.from({ length: digits.length / 2 }, (_, i) => digits.slice(2 * i, 2 * i + 2));
  const mask = Uint8Array.from(pairs, (pair) => (pair === '??' ? 0 : 1));
  if (mask.every((bit) => bit === 0)) return bad('empty');
  return bytesNeedle(
    Uint8Array.from(pairs, (pair) => (pair === '??' ? 0 : Number.parseInt(pair, 16))),
    mask,
  );
}

function bytesNeedle(bytes: Uint8Array, mask = new Uint8Array(bytes.length).fill(1)): Made {
  return bytes.length > MAX_BYTES ? bad('too-long') : ok({ kind: 'bytes', bytes, mask });
}

function textNeedle(text: string, encoding: TextEncoding, ignoreCase: boolean): Made {
  if (text === '') return bad('empty');
  const bytes = encoded(text, encoding);
  if (bytes === null) return bad('encoding');
  if (!ignoreCase) return bytesNeedle(bytes);
  // Matches each letter in either case; rules of case beyond single letters are not tried.
  const letters = Array.from(text, (letter) => {
    const forms = new Set(
      [letter, letter.toLowerCase(), letter.toUpperCase()]
        .map((form) => encoded(form, encoding))
        .filter((form) => form !== null)
        .map(quoted),
    );
    return `(?:${[...forms].join('|')})`;
  });
  return bytes.length > MAX_BYTES ? bad('too-long') : ok({ kind: 'regex', regex: new RegExp(letters.join(''), 'gs') });
}

const quoted = (bytes: Uint8Array): string => Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

function encoded(text: string, encoding: TextEncoding): Uint8Array | null {
  switch (encoding) {
    case 'utf8':
      return new TextEncoder().encode(text);
    case 'utf16le':
      return new Uint8Array(Buffer.from(text, 'utf16le'));
    case 'utf16be':
      return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
    case 'latin1':
      return /^[\0-\xff]*$/.test(text) ? new Uint8Array(Buffer.from(text, 'latin1')) : null;
    default:
      return encoding satisfies never;
  }
}

function regexNeedle(source: string, ignoreCase: boolean): Made {
  if (source === '') return bad('empty');
  try {
    return ok({ kind: 'regex', regex: new RegExp(source, ignoreCase ? 'gsi' : 'gs') });
  } catch {
    return bad('regex');
  }
}
