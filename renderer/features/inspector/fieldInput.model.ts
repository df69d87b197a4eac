/** Field values as people type them, and back to text. Main decides whether the field can hold the value. */
import { latin1 } from '../../../shared/vhd/codec';
import type { EditableStructure, FollowUps } from '../../../shared/edits';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { parseUuid, VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { parseSize } from '../../../shared/text/sizeInput';
import { hex } from '../../../shared/text/numbers';

export type FieldValue = string | number | bigint | { readonly unknown: number };

/** Kinds of fields that have an editor. Reserved bytes are edited in the hex view. */
export const isEditable = ({ kind }: Pick<FieldRow, 'kind'>): boolean => kind !== 'bytes';

/** Choices of an enumerated field; null where anything can be typed. */
export const choicesOf = ({ key }: Pick<FieldRow, 'key'>): readonly { readonly value: string; readonly label: string }[] | null =>
  key === 'diskType'
    ? [
        { value: 'fixed', label: 'fixed (2)' },
        { value: 'dynamic', label: 'dynamic (3)' },
        { value: 'differencing', label: 'differencing (4)' },
      ]
    : null;

const view = (raw: Uint8Array): DataView => new DataView(raw.buffer, raw.byteOffset, raw.byteLength);

/**
 * What else can be updated when the field is set: its structure's checksum (unless it is that field), and the other footer if
 * there is one.
 */
export const followUpsOf = (
  { kind, otherFooter }: Pick<FieldRow, 'kind'> & { readonly otherFooter: unknown },
  structure: EditableStructure,
): readonly (keyof FollowUps)[] => [
  ...(kind === 'checksum' ? [] : ['checksum' as const]),
  ...(structure === 'footer' && otherFooter !== null ? ['otherFooter' as const] : []),
];

/** The text that an input starts with. */
export function inputText({ kind, raw, text }: FieldRow): string {
  switch (kind) {
    case 'ascii':
      return latin1(raw).replace(/\0/g, '␀');
    case 'u64':
      return view(raw).getBigUint64(0).toString();
    case 'u8':
      return String(raw[0] ?? 0);
    case 'u16':
      return String(view(raw).getUint16(0));
    case 'u32':
      return String(view(raw).getUint32(0));
    case 'flags32':
    case 'checksum':
      return `0x${hex(view(raw).getUint32(0))}`;
    case 'vhd-time':
      return new Date((view(raw).getUint32(0) + VHD_EPOCH_UNIX_SECONDS) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    case 'utf16be':
      return text.replace(/^“|”$/g, '').replace(/^none$/, '');
    case 'uuid':
      return [...raw].map((b, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + b.toString(16).padStart(2, '0')).join('');
    case 'enum32':
    case 'version32':
    case 'bytes':
      return text.replace(/ \(.*\)$/, '');
    default:
      return kind satisfies never;
  }
}

function whole(text: string): number | null {
  const digits = text.replaceAll(',', '').trim();
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(digits)) return null;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}

export type FieldKind = Pick<FieldRow, 'kind' | 'bytes' | 'key'>;

/** The largest number that the field holds. */
export const largestOf = ({ bytes }: Pick<FieldKind, 'bytes'>): bigint => (1n << BigInt(8 * bytes)) - 1n;

/** The number if it fits into the field. */
const fitting = <N extends number | bigint>(field: FieldKind, value: N | null): N | null =>
  value === null || value < 0 || value > largestOf(field) ? null : value;

/** Null if the text is no value that the field can hold. */
export function parseInput(field: FieldKind, input: string): FieldValue | null {
  const { kind, bytes, key } = field;
  const text = input.trim();
  switch (kind) {
    case 'ascii':
      // The rest is filled with blanks, as most programs do.
      return input.length > bytes || /[^\0-\xff␀]/.test(input) ? null : input.replace(/␀/g, '\0').padEnd(bytes, ' ');
    case 'u8':
    case 'u16':
    case 'u32':
    case 'flags32':
    case 'checksum':
      return fitting(field, whole(text) ?? (key === 'blockSize' ? parseSize(text) : null));
    case 'u64':
      return fitting(field, text === 'none' ? 0xffff_ffff_ffff_ffffn : bigOf(text));
    case 'vhd-time':
      return fitting(field, secondsOf(text));
    case 'uuid':
      return parseUuid(text);
    case 'utf16be':
      return input;
    case 'version32': {
      const match = /^(\d{1,5})\.(\d{1,5})$/.exec(text);
      if (match === null || Number(match[1]) > 0xffff || Number(match[2]) > 0xffff) return null;
      return Number(match[1]) * 0x10000 + Number(match[2]);
    }
    case 'enum32':
      return text;
    case 'bytes':
      return null;
    default:
      return kind satisfies never;
  }
}

function bigOf(text: string): bigint | null {
  const digits = text.replaceAll(',', '');
  if (/^(0x[0-9a-f]+|\d+)$/i.test(digits)) return BigInt(digits);
  const size = parseSize(text);
  return size === null ? null : BigInt(size);
}

/** "2026-11-24 10:00:00" in UTC, or seconds since 2000. */
function secondsOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?: ?(?:UTC|Z))?$/.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) / 1000;
  return new Date(time * 1000).getUTCDate() === day ? time - VHD_EPOCH_UNIX_SECONDS : null;
}
