/**
 * Kinds of fields: how a few bytes become a value and back. All integers are big-endian and unsigned, as everywhere in VHD.
 * Every bit pattern can be decoded, and encoding the decoded value gives the same bytes.
 */
import { grouped, hex, hexBytes } from '../text/numbers';

export type FieldKind =
  | 'ascii'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'flags32'
  | 'enum32'
  | 'version32'
  | 'vhd-time'
  | 'uuid'
  | 'checksum'
  | 'utf16be'
  | 'bytes';

/** What a field has besides its place: its words, and the value that the specification demands, if any. */
export type FieldInfo<T> = {
  readonly label: string;
  /** The field's name in the VHD specification 1.0. */
  readonly spec: string;
  /** One sentence for the inspector. */
  readonly about: string;
  /** The only legal value. */
  readonly is?: T;
  /** The value that means "there is none". */
  readonly none?: T;
  readonly unit?: 'bytes' | 'sectors' | 'seconds';
};

export type Field<T = unknown> = FieldInfo<T> & {
  readonly kind: FieldKind;
  /** Byte offset in the structure. */
  readonly at: number;
  readonly bytes: number;
  decode(raw: Uint8Array): T;
  encode(value: T): Uint8Array;
  /** The value as people read it, on one line and without losing anything that matters. */
  text(value: T): string;
};

const viewOf = (raw: Uint8Array): DataView => new DataView(raw.buffer, raw.byteOffset, raw.byteLength);

const make = <T>(
  kind: FieldKind,
  at: number,
  bytes: number,
  info: FieldInfo<T>,
  rest: Pick<Field<T>, 'decode' | 'encode' | 'text'>,
): Field<T> => ({ kind, at, bytes, ...info, ...rest });

const encoded = (bytes: number, write: (view: DataView) => void): Uint8Array => {
  const raw = new Uint8Array(bytes);
  write(viewOf(raw));
  return raw;
};

export const u8 = (at: number, info: FieldInfo<number>): Field<number> =>
  make('u8', at, 1, info, {
    decode: (raw) => viewOf(raw).getUint8(0),
    encode: (value) => encoded(1, (v) => v.setUint8(0, value)),
    text: (value) => grouped(value),
  });

export const u16 = (at: number, info: FieldInfo<number>): Field<number> =>
  make('u16', at, 2, info, {
    decode: (raw) => viewOf(raw).getUint16(0),
    encode: (value) => encoded(2, (v) => v.setUint16(0, value)),
    text: (value) => grouped(value),
  });

const asU32 = {
  decode: (raw: Uint8Array): number => viewOf(raw).getUint32(0),
  encode: (value: number): Uint8Array => encoded(4, (v) => v.setUint32(0, value)),
};

export const u32 = (at: number, info: FieldInfo<number>): Field<number> =>
  make('u32', at, 4, info, { ...asU32, text: (value) => (value === info.none ? 'none' : grouped(value)) });

/** A checksum over the whole structure; `set` of `defineStruct` keeps it right. */
export const checksum = (at: number, info: FieldInfo<number>): Field<number> =>
  make('checksum', at, 4, info, { ...asU32, text: (value) => `0x${hex(value, 8)}` });

/** Two 16-bit halves, major and minor. */
export const version32 = (at: number, info: FieldInfo<number>): Field<number> =>
  make('version32', at, 4, info, { ...asU32, text: (value) => `${value >>> 16}.${value & 0xffff}` });

export const flags32 = (at: number, names: Readonly<Record<string, number>>, info: FieldInfo<number>): Field<number> =>
  make('flags32', at, 4, info, {
    ...asU32,
    text: (value) => {
      const set = Object.entries(names).filter(([, bit]) => (value & bit) !== 0);
      const rest = set.reduce((left, [, bit]) => left & ~bit, value) >>> 0;
      const words = [...set.map(([name]) => name), ...(rest === 0 ? [] : [`0x${hex(rest)}`])];
      return words.length === 0 ? 'none' : words.join(' + ');
    },
  });

export type EnumValue<N extends string> = N | { readonly unknown: number };

export const enum32 = <N extends string>(
  at: number,
  names: Readonly<Record<N, number>>,
  info: FieldInfo<EnumValue<N>>,
): Field<EnumValue<N>> => {
  const byCode = new Map(Object.entries(names).map(([name, code]) => [code as number, name as N]));
  return make<EnumValue<N>>('enum32', at, 4, info, {
    decode: (raw) => byCode.get(asU32.decode(raw)) ?? { unknown: asU32.decode(raw) },
    encode: (value) => asU32.encode(typeof value === 'string' ? names[value] : value.unknown),
    text: (value) => (typeof value === 'string' ? `${value} (${names[value]})` : `unknown (${value.unknown})`),
  });
};

export const u64 = (at: number, info: FieldInfo<bigint>): Field<bigint> =>
  make('u64', at, 8, info, {
    decode: (raw) => viewOf(raw).getBigUint64(0),
    encode: (value) => encoded(8, (v) => v.setBigUint64(0, value)),
    text: (value) => (value === info.none ? 'none' : grouped(value)),
  });

/** Seconds between 1970 and the VHD epoch, 2000-01-01T00:00:00Z. */
export const VHD_EPOCH_UNIX_SECONDS = 946_684_800;

/**
 * A time in the form of the format's fields: whole seconds since 2000. File systems have times that do not fit into four bytes:
 * for these it is 0, which means "not set", instead of a wrong time. `unixSeconds`: since 1970.
 */
export function vhdSeconds(unixSeconds: number): number {
  const seconds = Math.floor(unixSeconds) - VHD_EPOCH_UNIX_SECONDS;
  return seconds >= 0 && seconds < 2 ** 32 ? seconds : 0;
}

/** The last second that a Date can represent, in the year 275760. File systems can have later ones. */
const LAST_SECOND = 8_640_000_000_000;

/** A file's time as ISO 8601 in UTC. `seconds`: since 1970. Beyond the limits of a Date, it is the limit. */
export const fileTimeText = (seconds: number): string =>
  new Date(Math.max(-LAST_SECOND, Math.min(LAST_SECOND, seconds)) * 1000).toISOString();

/** `seconds`: since 2000. It may also be a file's time, which may not fit into a field. */
export const vhdTimeText = (seconds: number): string =>
  fileTimeText(seconds + VHD_EPOCH_UNIX_SECONDS)
    .replace('T', ' ')
    .replace('.000Z', ' UTC');

/** Seconds since 2000-01-01T00:00:00Z, in UTC. */
export const vhdTime = (at: number, info: FieldInfo<number>): Field<number> =>
  make('vhd-time', at, 4, info, { ...asU32, text: (value) => (value === info.none ? 'none' : vhdTimeText(value)) });

/**
 * The usual text form of 16 bytes in the order in which they are stored (RFC 9562). Windows' GUID order is another reading of
 * the same bytes.
 */
export const uuidText = (raw: Uint8Array): string => {
  const h = hexBytes(raw, '').toLowerCase();
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
};

/** The same 16 bytes as Windows prints a GUID: the first three groups little-endian. */
export const guidText = (raw: Uint8Array): string => {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return uuidText(Uint8Array.from(order, (i) => raw[i] ?? 0));
};

const uuidBytes = (text: string): Uint8Array => {
  const digits = text.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
};

/** The id as Windows, Hyper-V and VirtualBox print it. It is in braces, so that the two forms cannot be confused. */
export const windowsId = (stored: string): string => `{${guidText(uuidBytes(stored))}}`;

/** Both forms of an id, for people. */
export const bothIds = (stored: string): string => `${stored}, in Windows ${windowsId(stored)}`;

/**
 * Reads an id as people type it: without braces in the order of the bytes, in braces in the order of Windows. Answers it in the
 * order of the bytes; null if the text is no id.
 */
export function parseUuid(text: string): string | null {
  const [, open, id, close] = /^(\{?)([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})(\}?)$/i.exec(text.trim()) ?? [];
  if (id === undefined || (open === '') !== (close === '')) return null;
  return open === '' ? uuidText(uuidBytes(id)) : guidText(uuidBytes(id));
}

export const uuid = (at: number, info: FieldInfo<string>): Field<string> =>
  make('uuid', at, 16, info, {
    decode: uuidText,
    encode: uuidBytes,
    text: (value) => (value === info.none ? 'none' : value),
  });

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, (c) => (c === '\0' ? '␀' : `\\x${hex(c.charCodeAt(0), 2)}`));

/** Control characters, marks that change the direction of writing, and halves of surrogate pairs. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

/** Text from an image, safe to show: characters that cannot be seen or that would mislead the reader become \u{…}. */
export const visibleText = (text: string): string => text.replace(UNSEEN, (c) => `\\u{${hex(c.charCodeAt(0))}}`);

/** Each byte as the character with that number, as in Latin-1. */
export const latin1 = (raw: Uint8Array): string => {
  let text = '';
  for (const byte of raw) text += String.fromCharCode(byte);
  return text;
};

/** One byte for each character. Every byte is kept, because padding may be spaces or NULs. */
export const ascii = (at: number, bytes: number, info: FieldInfo<string>): Field<string> =>
  make('ascii', at, bytes, info, {
    decode: latin1,
    encode: (value) => Uint8Array.from({ length: bytes }, (_, i) => value.charCodeAt(i) & 0xff),
    text: (value) => `“${printable(value)}”`,
  });

/** UTF-16 code units from bytes. Unpaired surrogates are kept, which TextDecoder would replace. */
export const utf16Units = (raw: Uint8Array, order: 'be' | 'le'): string => {
  const view = viewOf(raw);
  let text = '';
  for (let i = 0; i + 1 < raw.length; i += 2) text += String.fromCharCode(view.getUint16(i, order === 'le'));
  return text;
};

/** Big-endian UTF-16 in a fixed room, padded with NULs. The value keeps all units; the text stops at the first NUL. */
export const utf16be = (at: number, bytes: number, info: FieldInfo<string>): Field<string> =>
  make('utf16be', at, bytes, info, {
    decode: (raw) => utf16Units(raw, 'be'),
    encode: (value) =>
      encoded(bytes, (v) => {
        for (let i = 0; i * 2 < bytes; i++) v.setUint16(i * 2, i < value.length ? value.charCodeAt(i) : 0);
      }),
    text: (value) => {
      const shown = visibleText(value.split('\0', 1)[0] ?? '');
      return shown === '' ? 'none' : `“${shown}”`;
    },
  });

export const bytes = (at: number, count: number, info: FieldInfo<Uint8Array>): Field<Uint8Array> =>
  make('bytes', at, count, info, {
    decode: (raw) => raw.slice(),
    encode: (value) => {
      const raw = new Uint8Array(count);
      raw.set(value.subarray(0, count));
      return raw;
    },
    text: (value) => {
      const set = value.reduce((n, b) => n + (b === 0 ? 0 : 1), 0);
      return set === 0 ? 'all zero' : `${grouped(set)} of ${grouped(value.length)} bytes set`;
    },
  });

/** Reserved bytes: the specification wants zeros, but whatever is there is kept. */
export const reserved = (at: number, count: number, info: FieldInfo<Uint8Array>): Field<Uint8Array> =>
  bytes(at, count, { ...info, is: new Uint8Array(count) });
