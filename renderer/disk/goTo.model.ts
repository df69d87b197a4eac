/**
 * What the go-to box understands: LBAs, offsets, blocks, partitions, structures, fields, percentages, steps and sums of these.
 * The result must lie inside the space.
 */
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import { err, ok, type Result } from '../../shared/result';
import { SECTOR_BYTES, type Space } from '../../shared/vhd/units';
import { spaceBytes, type Disk } from './translate.model';

/** Where to go; `bytes` is the length if it names a field. */
export type Target = { readonly space: Space; readonly at: number; readonly bytes: number };
export type GoToError =
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'no-disk' }
  | { readonly kind: 'not-here'; readonly what: string }
  | { readonly kind: 'before-start'; readonly space: Space }
  /** A number of something that the disk counts from 0 to `last`; `sector` is one of a block's. */
  | { readonly kind: 'out-of-range'; readonly of: 'lba' | 'block' | 'sector' | 'entry'; readonly last: number }
  | { readonly kind: 'no-partition'; readonly number: number; readonly there: readonly number[] }
  | { readonly kind: 'beyond-end'; readonly space: Space; readonly last: number };

type Answer = Result<Target, GoToError>;
type From = { readonly disk: Disk; readonly cursor: { readonly space: Space; readonly at: number } };

/** Nobody types more, and it limits how deeply brackets can be nested. */
const MAX_CHARACTERS = 200;

export function parseGoTo(input: string, from: From): Answer {
  const text = withHexPrefix(input.trim().toLowerCase().replace(/,/g, ''));
  if (text === '' || text.length > MAX_CHARACTERS) return err({ kind: 'unreadable' });
  const target =
    tableTarget(text, from) ??
    named(text, from) ??
    blockTarget(text, from) ??
    partitionTarget(text, from) ??
    stepTarget(text, from) ??
    numberTarget(text, from);
  if (target === null) return err({ kind: 'unreadable' });
  if (!target.ok) return target;
  const { space, at: position } = target.value;
  const size = spaceBytes(from.disk, space);
  if (size === 0) return err({ kind: 'no-disk' });
  if (position < 0) return err({ kind: 'before-start', space });
  return position < size ? target : err({ kind: 'beyond-end', space, last: size - 1 });
}

/** 1c0h is 0x1c0. */
const withHexPrefix = (text: string): string => text.replace(/(?<![0-9a-z])([0-9a-f]+)h(?![0-9a-z])/g, '0x$1');

const at = (space: Space, position: number, bytes = 0): Answer => ok({ space, at: position, bytes });
const notHere = (what: string): Answer => err({ kind: 'not-here', what });

type Counted = Extract<GoToError, { readonly kind: 'out-of-range' }>['of'];

/** The refusal of a number that is not one of 0 to `count` − 1; null if it is, or if there are none to count. */
const outside = (of: Counted, number: number, count: number): Answer | null =>
  count > 0 && (number < 0 || number >= count) ? err({ kind: 'out-of-range', of, last: count - 1 }) : null;

const atLba = (disk: Disk, lba: number): Answer =>
  outside('lba', lba, spaceBytes(disk, 'disk') / SECTOR_BYTES) ?? at('disk', lba * SECTOR_BYTES);

/** Other words for fields, besides their own names. */
const ALIASES: Readonly<Record<string, string>> = {
  uuid: 'uniqueid',
  id: 'uniqueid',
  creator: 'creatorapplication',
  size: 'currentsize',
  type: 'disktype',
  version: 'fileformatversion',
  chs: 'cylinders',
  bat: 'tableoffset',
  entries: 'maxtableentries',
};

/** Reads mbr and gpt: the sector of the disk that holds the partition table, or its header. */
function tableTarget(text: string, { disk }: From): Answer | null {
  const scheme = disk.view.disk?.partitions.scheme;
  if (text !== 'mbr' && text !== 'gpt') return null;
  if (scheme === undefined) return err({ kind: 'no-disk' });
  // A disk with a GPT has an MBR too, which protects it.
  const isThere = scheme === 'gpt' || (scheme === 'mbr' && text === 'mbr');
  return isThere ? at('disk', text === 'mbr' ? 0 : SECTOR_BYTES, SECTOR_BYTES) : notHere(text);
}

/** Reads footer, copy, header, bat, eof, and fields such as footer.uuid. */
function named(text: string, { disk }: From): Answer | null {
  const end = /^eof\s*(-.+)?$/.exec(text);
  if (end !== null) {
    const back = end[1] === undefined ? -1 : sum(end[1]);
    return back === null ? null : at('file', disk.view.fileBytes + back);
  }
  const [structure, field] = text.split('.', 2) as [string, string?];
  const found = structureNamed(structure, disk);
  if (found === undefined) return null;
  if (found === null) return notHere(structure);
  if (field === undefined) return at('file', found.at, found.bytes);
  const fields = found.struct === null ? {} : found.struct.fields;
  const wanted = ALIASES[field] ?? field;
  const match = Object.entries(fields).find(([key]) => key.toLowerCase() === wanted || key.toLowerCase() === field);
  return match === undefined ? null : at('file', found.at + match[1].at, match[1].bytes);
}

type Named = {
  readonly at: number;
  readonly bytes: number;
  readonly struct: { readonly fields: Readonly<Record<string, { readonly at: number; readonly bytes: number }>> } | null;
};

/** Undefined if there is no such word; null if this disk has no such structure. */
function structureNamed(word: string, { view }: Disk): Named | null | undefined {
  const struct = (found: { readonly at: number; readonly bytes: Uint8Array } | null | undefined, table: Named['struct']): Named | null =>
    found === null || found === undefined ? null : { at: found.at, bytes: found.bytes.length, struct: table };
  switch (word) {
    case 'footer':
      return struct(view.disk?.footer, footer);
    case 'copy':
      return struct(view.disk?.footerCopy, footer);
    case 'header':
      return struct(view.disk?.dynamicHeader, dynamicHeader);
    case 'bat': {
      const table = view.structures.find((s) => s.kind === 'bat');
      return table === undefined ? null : { at: table.at, bytes: table.bytes, struct: null };
    }
    default:
      return undefined;
  }
}

/** Reads block 12, b12 and b12.100, which are on the disk; and bat 12, which is in the file. */
function blockTarget(text: string, { disk }: From): Answer | null {
  const inTable = /^bat\s+(.+)$/.exec(text);
  const onDisk = /^b(?:lock)?\s*([^.]+)(?:\.(.+))?$/.exec(text);
  const blocks = disk.view.disk?.blocks;
  if (inTable !== null) {
    const index = countIn(inTable[1] as string);
    if (index === null) return null;
    if (blocks?.tableAt === null || blocks === undefined) return notHere('bat');
    return outside('entry', index, blocks.count) ?? at('file', blocks.tableAt + index * 4, 4);
  }
  if (onDisk === null) return null;
  const block = countIn(onDisk[1] as string);
  const sector = onDisk[2] === undefined ? 0 : countIn(onDisk[2]);
  if (block === null || sector === null) return null;
  if (blocks === undefined) return err({ kind: 'no-disk' });
  const start = block * blocks.sizeBytes;
  const inBlock = Math.min(blocks.sizeBytes, spaceBytes(disk, 'disk') - start) / SECTOR_BYTES;
  return outside('block', block, blocks.count) ?? outside('sector', sector, inBlock) ?? at('disk', start + sector * SECTOR_BYTES);
}

/** Reads p2, partition 2, p2+63, p2+1MiB: a partition's first sector, and so many sectors or, with a unit, bytes from there. */
function partitionTarget(text: string, { disk }: From): Answer | null {
  const match = /^p(?:artition)?\s*(\d+)(?:\s*\+\s*(.+))?$/.exec(text);
  if (match === null) return null;
  const more = match[2] === undefined ? 0 : sum(match[2]);
  const unit = hasUnit(match[2] ?? '') ? 1 : SECTOR_BYTES;
  if (more === null) return null;
  if (disk.view.disk === null) return err({ kind: 'no-disk' });
  const { entries } = disk.view.disk.partitions;
  const wanted = Number(match[1]);
  const found = entries.find(({ number }) => number === wanted);
  return found === undefined
    ? err({ kind: 'no-partition', number: wanted, there: entries.map(({ number }) => number) })
    : at('disk', found.firstLba * SECTOR_BYTES + more * unit);
}

/** Reads +512 and -1s, which count from the cursor, and 50%, which is of the space. */
function stepTarget(text: string, { disk, cursor }: From): Answer | null {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (percent !== null) {
    const share = Math.min(1, Number(percent[1]) / 100);
    const size = spaceBytes(disk, cursor.space);
    return at(cursor.space, Math.min(Math.max(0, size - 1), Math.floor((size * share) / SECTOR_BYTES) * SECTOR_BYTES));
  }
  if (!/^[+-]/.test(text)) return null;
  const step = sum(text);
  return step === null ? null : at(cursor.space, cursor.at + step);
}

/**
 * Reads f:0x600, in the file; lba 2048, on the disk; @2048, 0x100000, 2048*512 or a number with a byte unit, in the cursor's
 * space; and a plain number, which is an LBA.
 */
function numberTarget(text: string, { disk, cursor }: From): Answer | null {
  const sector = /^(?:lba|sector)\s*(.+)$/.exec(text);
  if (sector !== null) {
    const lba = countIn(sector[1] as string);
    return lba === null ? null : atLba(disk, lba);
  }
  const bytes = /^(?:@|offset\s)\s*(.+)$/.exec(text);
  if (bytes !== null) {
    const offset = sum(bytes[1] as string);
    return offset === null ? null : at(cursor.space, offset);
  }
  const inFile = /^f\s*:?\s*(.+)$/.exec(text);
  if (inFile !== null) {
    const offset = sum(inFile[1] as string);
    return offset === null ? null : at('file', offset);
  }
  const value = sum(text);
  if (value === null) return null;
  const isOffset = text.includes('0x') || hasUnit(text) || TIMES_SECTOR.test(text) || disk.view.disk === null;
  return isOffset ? at(cursor.space, value) : atLba(disk, value);
}

/** Who multiplies by the bytes of a sector counts bytes. */
const TIMES_SECTOR = /\*\s*512(?!\d)|(?<!\d)512\s*\*/;

/** Whether a number in the text has a unit, so that the sum counts bytes. */
const hasUnit = (text: string): boolean =>
  /(?<![0-9a-fx])(0x[0-9a-f]+(?![0-9a-f])|\d+)\s*([kmgt]i?b?|bytes?|b|sectors?|s)(?![0-9a-z])/.test(text);

/** A sum of numbers without units, which count blocks or sectors. */
const countIn = (text: string): number | null => (hasUnit(text) ? null : sum(text));

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, s: SECTOR_BYTES, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/**
 * Sums, differences, products and brackets of decimal and 0x numbers with units (s for sectors, KiB, MiB, GiB, TiB). Null if
 * the text is none.
 */
export function sum(text: string): number | null {
  const tokens = text.match(/0x[0-9a-f]+|\d+|[a-z]+|[-+*()]|\S/gi) ?? [];
  let next = 0;
  const atom = (): number | null => {
    const token = tokens[next++];
    if (token === undefined) return null;
    if (token === '-') return negate(atom());
    if (token === '(') {
      const inside = terms();
      return tokens[next++] === ')' ? inside : null;
    }
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(token)) return null;
    const unit = /^([kmgt])i?b?$|^(b|s)(?:ytes?|ectors?)?$/i.exec(tokens[next] ?? '');
    if (unit !== null) next += 1;
    return Number(token) * (UNITS[(unit?.[1] ?? unit?.[2] ?? '').toLowerCase()] ?? 1);
  };
  const factors = (): number | null => {
    let value = atom();
    while (value !== null && tokens[next] === '*') {
      next += 1;
      const more = atom();
      value = more === null ? null : value * more;
    }
    return value;
  };
  const terms = (): number | null => {
    if (tokens[next] === '+') next += 1;
    let value = factors();
    while (value !== null && (tokens[next] === '+' || tokens[next] === '-')) {
      const sign = tokens[next++] === '-' ? -1 : 1;
      const more = factors();
      value = more === null ? null : value + sign * more;
    }
    return value;
  };
  const value = terms();
  return value !== null && next === tokens.length && Number.isSafeInteger(value) ? value : null;
}

const negate = (value: number | null): number | null => (value === null ? null : -value);
