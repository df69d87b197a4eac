/** The bytes at the cursor read as numbers, times and text, in both byte orders. */
import { guidText, uuidText, vhdTimeText } from '../../../shared/vhd/codec';
import { blockAtFile, structureAt, type Disk } from '../../disk/translate.model';
import { grouped, hex } from '../../../shared/text/numbers';

/** How many bytes the longest value needs. */
export const VALUE_BYTES = 16;

export type ValueRow = {
  readonly name: string;
  /** Big-endian, as all of VHD's own structures are. */
  readonly be: string;
  /** Little-endian; null if the byte order makes no difference. */
  readonly le: string | null;
};

/** Seconds from 1601-01-01 to 1970-01-01, for Windows FILETIME. */
const FILETIME_EPOCH_SECONDS = 11_644_473_600;

const unixText = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  // A year of more than four digits is certainly not a stored time.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? '—' : date.toISOString().replace('T', ' ').replace('.000Z', ' UTC');
};

const fileTimeText = (ticks: bigint): string => unixText(Number(ticks / 10_000_000n) - FILETIME_EPOCH_SECONDS);

type Reader = { readonly name: string; readonly bytes: number; readonly read: (view: DataView, little: boolean) => string };

/** How many digits tell every float32 from its neighbours. */
const FLOAT32_DIGITS = 9;

/** The shortest digits that are read back as the same number. */
function floatText(value: number, isSingle: boolean): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Math.abs(value) === Infinity) return value < 0 ? '-∞' : '∞';
  if (Object.is(value, -0)) return '-0';
  if (!isSingle) return String(value);
  let shortest = value;
  for (let digits = FLOAT32_DIGITS; digits > 0; digits--) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) !== value) break;
    shortest = shorter;
  }
  return String(shortest);
}

const INTEGERS: readonly Reader[] = [
  { name: 'u16', bytes: 2, read: (view, little) => grouped(view.getUint16(0, little)) },
  { name: 'i16', bytes: 2, read: (view, little) => grouped(view.getInt16(0, little)) },
  { name: 'u32', bytes: 4, read: (view, little) => grouped(view.getUint32(0, little)) },
  { name: 'i32', bytes: 4, read: (view, little) => grouped(view.getInt32(0, little)) },
  { name: 'u64', bytes: 8, read: (view, little) => grouped(view.getBigUint64(0, little)) },
  { name: 'i64', bytes: 8, read: (view, little) => grouped(view.getBigInt64(0, little)) },
];

const FLOATS: readonly Reader[] = [
  { name: 'float32', bytes: 4, read: (view, little) => floatText(view.getFloat32(0, little), true) },
  { name: 'float64', bytes: 8, read: (view, little) => floatText(view.getFloat64(0, little), false) },
];

const TIMES: readonly Reader[] = [
  { name: 'Unix time', bytes: 4, read: (view, little) => unixText(view.getUint32(0, little)) },
  { name: 'FILETIME', bytes: 8, read: (view, little) => fileTimeText(view.getBigUint64(0, little)) },
];

/**
 * Whether numbers at the place are stored with their lowest byte first. VHD's own structures are big-endian; what partition
 * tables, file systems and programs on the disk store is little-endian with few exceptions.
 */
export function usesLittleEndian(disk: Disk, { space, at }: { readonly space: 'disk' | 'file'; readonly at: number }): boolean {
  if (space === 'disk') return true;
  const structure = structureAt(disk, at);
  return structure === null || structure.kind === 'data' || blockAtFile(disk, at)?.part === 'data';
}

/** `raw`: up to VALUE_BYTES bytes from the cursor on. A row for which they are too few says so. */
export function valueRows(raw: Uint8Array): ValueRow[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const [first] = raw;
  if (first === undefined) return [];
  const needs = (bytes: number): string => `needs ${bytes} bytes, ${raw.length} left`;
  const rowOf = ({ name, bytes, read }: Reader): ValueRow =>
    raw.length < bytes ? { name, be: needs(bytes), le: null } : { name, be: read(view, false), le: read(view, true) };
  return [
    { name: 'u8', be: `${first} · 0x${hex(first, 2)} · ${first.toString(2).padStart(8, '0')}`, le: null },
    { name: 'i8', be: String(view.getInt8(0)), le: null },
    ...INTEGERS.map(rowOf),
    ...FLOATS.map(rowOf),
    { name: 'VHD time', be: raw.length < 4 ? needs(4) : vhdTimeText(view.getUint32(0)), le: null },
    ...TIMES.map(rowOf),
    raw.length < VALUE_BYTES ? { name: 'UUID', be: needs(VALUE_BYTES), le: null } : { name: 'UUID', be: uuidText(raw), le: guidText(raw) },
    { name: 'Text', be: Array.from(raw, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '·')).join(''), le: null },
  ];
}
