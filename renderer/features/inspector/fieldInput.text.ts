/** Why a field's box does not take what is typed into it. */
import { grouped } from '../../../shared/text/numbers';
import { noSizeText } from '../../../shared/text/sizeInput';
import { largestOf, type FieldKind } from './fieldInput.model';

/** `input` is a text that parseInput does not take. */
export function inputRefusal({ kind, bytes, key }: FieldKind, input: string): string {
  const text = input.trim();
  if (text === '' && kind !== 'ascii') return 'Type a value.';
  switch (kind) {
    case 'ascii':
      return input.length > bytes
        ? `Too long: the field has ${bytes} bytes, and this has ${grouped(input.length)} characters.`
        : 'Only characters of one byte fit here.';
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
    case 'flags32':
    case 'checksum':
      return numberRefusal({ kind, bytes, key }, text);
    case 'vhd-time':
      return /^\d+$|^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?( ?(UTC|Z))?$/.test(text)
        ? 'The field holds times from 2000-01-01 to 2136-02-07, of days that there are.'
        : 'Type a time in UTC, such as 2026-11-24 10:00:00, or seconds since 2000.';
    case 'uuid':
      return 'An ID has 32 hex digits, such as 123e4567-e89b-12d3-a456-426614174000.';
    case 'version32':
      return 'Type a version such as 1.0; either number is 65,535 at most.';
    case 'utf16be':
    case 'enum32':
    case 'bytes':
      return 'The field cannot hold this value.';
    default:
      return kind satisfies never;
  }
}

function numberRefusal(field: FieldKind, text: string): string {
  const isNumber = /^(0x[0-9a-f]+|[\d,]+)$/i.test(text) || (takesUnits(field) && /^[\d.,\s]+[kmgt]?i?b?$/i.test(text));
  if (field.kind === 'u64' && /^[\d.,\s]+[pezy]i?b?$/i.test(text))
    return 'Too large: the disk of a VHD has 2040 GiB at most. The largest unit is TiB.';
  if (isNumber) return `Too large, or no whole number of bytes: the field holds at most ${grouped(largestOf(field))}.`;
  return takesUnits(field) ? noSizeText(text) : 'Type a whole number such as 4096 or 0x1000.';
}

const takesUnits = ({ kind, key }: FieldKind): boolean => kind === 'u64' || key === 'blockSize';
