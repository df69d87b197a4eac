/** Values of fields as people type them, for `set`. */
import { err, ok, type Result } from '../../shared/result';
import { parseUuid, VHD_EPOCH_UNIX_SECONDS, type Field } from '../../shared/vhd/codec';
import { parseNumber, parseSize } from '../../shared/text/sizeInput';

/** What “new” and “now” mean. */
export type Fresh = { readonly id: () => string; readonly now: () => number };

type Parsed = Result<unknown, string>;
const wrong = (expected: string): Parsed => err(expected);

/** The parsed value, or a text that says which values are valid. */
export function parseField(field: Field, text: string, fresh: Fresh): Parsed {
  switch (field.kind) {
    case 'ascii':
      return text.length <= field.bytes && /^[\0-\xff]*$/.test(text)
        ? ok(text.padEnd(field.bytes))
        : wrong(`at most ${field.bytes} letters`);
    case 'u8':
    case 'u16':
    case 'u32':
    case 'flags32':
    case 'checksum':
      return whole(field, text);
    case 'u64':
      return wide(text);
    case 'enum32':
      return /^\d+$/.test(text) ? decoded(field, Number(text)) : named(field, text);
    case 'version32':
      return version(text);
    case 'vhd-time':
      return time(text, fresh);
    case 'uuid':
      if (text === 'new') return ok(fresh.id());
      return idOf(text);
    case 'utf16be':
      return text.length * 2 <= field.bytes ? ok(text) : wrong(`at most ${field.bytes / 2} letters`);
    case 'bytes':
      return rawBytes(field, text);
    default:
      return field.kind satisfies never;
  }
}

function idOf(text: string): Parsed {
  const id = parseUuid(text);
  if (id !== null) return ok(id);
  return wrong(
    '“new”, an ID in the order of its bytes such as 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, or one in braces as Windows prints it',
  );
}

function whole(field: Field, text: string): Parsed {
  const value = field.unit === 'bytes' ? parseSize(text) : parseNumber(text);
  return value !== null && value < 2 ** (8 * field.bytes) ? ok(value) : wrong(`a number below 2^${8 * field.bytes}`);
}

function wide(text: string): Parsed {
  if (text === 'none') return ok(0xffff_ffff_ffff_ffffn);
  const value = parseSize(text);
  if (value !== null) return ok(BigInt(value));
  return /^0x[0-9a-f]{1,16}$/i.test(text) ? ok(BigInt(text)) : wrong('a size, a number, or “none”');
}

const decoded = (field: Field, value: number): Parsed => {
  const raw = new Uint8Array(4);
  new DataView(raw.buffer).setUint32(0, value);
  return value < 2 ** 32 ? ok(field.decode(raw)) : wrong('a number below 2^32');
};

function named(field: Field, text: string): Parsed {
  try {
    const raw = field.encode(text);
    return field.decode(raw) === text ? ok(text) : wrong('fixed, dynamic, differencing, or a number');
  } catch {
    return wrong('fixed, dynamic, differencing, or a number');
  }
}

function version(text: string): Parsed {
  const match = /^(\d{1,5})\.(\d{1,5})$/.exec(text);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && major < 65_536 && minor < 65_536 ? ok(major * 65_536 + minor) : wrong('a version such as 1.0');
}

function time(text: string, fresh: Fresh): Parsed {
  if (text === 'now') return ok(fresh.now());
  if (/^\d+$/.test(text)) return ok(Number(text));
  // A time without a zone is taken as UTC, as in the file.
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const zoned = iso === null ? '' : iso[1] === undefined || iso[3] !== undefined ? text : `${text}Z`;
  const seconds = Math.floor(Date.parse(zoned) / 1000) - VHD_EPOCH_UNIX_SECONDS;
  return seconds >= 0 && seconds < 2 ** 32 ? ok(seconds) : wrong('“now”, or a time such as 2026-01-31T12:00:00Z, from 2000 to 2136');
}

function rawBytes(field: Field, text: string): Parsed {
  const digits = text.replaceAll(/\s/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits) || digits.length > field.bytes * 2) return wrong(`at most ${field.bytes} bytes in hex`);
  const raw = new Uint8Array(field.bytes);
  for (let i = 0; i * 2 < digits.length; i++) raw[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return ok(raw);
}
