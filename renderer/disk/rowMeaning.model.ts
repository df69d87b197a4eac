/**
 * What changed bytes of the file mean: a field's value before and after, where a block stands, how many sectors a bitmap gains
 * and loses. The disk that the window shows has one side; the other follows from the bytes of the rows.
 */
import type { ReviewRow } from '../../shared/edits';
import { grouped, plural } from '../../shared/text/numbers';
import { fieldText } from '../../shared/text/fields';
import type { Struct } from '../../shared/vhd/defineStruct';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer, FOOTER_COOKIE } from '../../shared/vhd/footer';
import { latin1 } from '../../shared/vhd/codec';
import { setBitsIn } from '../../shared/vhd/sectorBitmap';
import { UNALLOCATED } from '../../shared/vhd/units';
import type { StructureView } from '../../shared/views';
import { replaces } from './placeName.model';
import { locatorLines } from './rowLocators.model';
import { blockAtFile, structureAt, type Disk } from './translate.model';

/** Which side of the changes the disk shows: staged changes are in it already, those of a repair are not. */
export type ShownSide = 'before' | 'after';

/** So many entries of the block table are told one by one. */
const MAX_ENTRIES = 4;
/** So many fields of a structure that is written anew are told. */
const MAX_FIELDS = 6;
const ENTRY_BYTES = 4;

/** The lines for one row; `rows` are all changes that are known, because a value may be spread over several of them. */
export function rowMeaning(disk: Disk, row: ReviewRow, rows: readonly ReviewRow[], side: ShownSide): readonly string[] {
  if (isOldFooter(row)) return ['The footer stands there now'];
  const isWhole = row.after.length === row.bytes && row.before.length === row.bytes;
  if (!isWhole) return [];
  const structure = structureAt(disk, row.at);
  if (structure !== null && replaces(row.why, structure.kind)) return [];
  if (structure !== null && structure.kind !== 'blocks') {
    const inside = rows.filter(({ at, bytes }) => at < structure.at + structure.bytes && at + bytes > structure.at);
    const change = { disk, structure, row, rows: inside, side };
    if (structure.kind === 'bat') return entryLines(change);
    return [...fieldLines(change), ...pathLines(change, rows)];
  }
  const place = blockAtFile(disk, row.at);
  return place?.part === 'bitmap' && !isNewBlock(disk, place.block, rows, side) ? bitmapLines(row) : [];
}

/** A footer that something else takes the place of. */
const isOldFooter = ({ before, why }: ReviewRow): boolean =>
  why !== 'footer' && why !== 'footer-copy' && why !== 'bytes' && latin1(before.subarray(0, FOOTER_COOKIE.length)) === FOOTER_COOKIE;

/** Kinds and paths of parent locators, if the row touches them. */
function pathLines({ disk, structure, row, rows: inside, side }: Change, all: readonly ReviewRow[]): readonly string[] {
  const { at, bytes } = dynamicHeader.fields.parentLocators;
  const from = row.at - structure.at;
  const header = disk.view.disk?.dynamicHeader;
  if (structure.kind !== 'dynamic-header' || header == null || from >= at + bytes || from + row.bytes <= at) return [];
  const { before, after } = bothSides(header.bytes, structure.at, inside, side);
  const isFirst = inside.every((other) => other.at >= row.at || other.at + other.bytes <= structure.at + at);
  // All slots are told at the first row that touches one.
  return isFirst
    ? locatorLines(
        disk,
        [
          { header: before, of: 'before' },
          { header: after, of: 'after' },
        ],
        all,
      )
    : [];
}

type Sides = { readonly before: Uint8Array; readonly after: Uint8Array };

/** Both sides of the bytes at `at`, of which `shown` is what the disk shows. */
function bothSides(shown: Uint8Array, at: number, rows: readonly ReviewRow[], side: ShownSide): Sides {
  const other = shown.slice();
  for (const row of rows) {
    const bytes = side === 'after' ? row.before : row.after;
    bytes.forEach((byte, i) => {
      const to = row.at + i - at;
      if (to >= 0 && to < other.length) other[to] = byte;
    });
  }
  return side === 'after' ? { before: other, after: shown } : { before: shown, after: other };
}

type Change = {
  readonly disk: Disk;
  readonly structure: StructureView;
  readonly row: ReviewRow;
  /** All changes of the structure. */
  readonly rows: readonly ReviewRow[];
  readonly side: ShownSide;
};

function fieldLines({ disk, structure, row, rows, side }: Change): readonly string[] {
  const known = tableOf(disk, structure);
  if (known === null) return [];
  const { before, after } = bothSides(known.bytes, structure.at, rows, side);
  const [old, fresh] = [known.table.rows(before), known.table.rows(after)];
  const from = row.at - structure.at;
  const touched = fresh.flatMap((field, i) => {
    const was = old[i];
    const isTouched = field.at < from + row.bytes && field.at + field.bytes > from;
    // Of a field that is only bytes, the bytes say more than their count.
    return isTouched && was !== undefined && was.text !== field.text && field.kind !== 'bytes'
      ? [{ field, text: `${fieldText(was.text, was)} → ${fieldText(field.text, field)}` }]
      : [];
  });
  const first = touched[0];
  // The row's name says the field already if it is one field.
  const isOne = first !== undefined && from >= first.field.at && from + row.bytes <= first.field.at + first.field.bytes;
  if (touched.length === 1 && isOne) return [first.text];
  const lines = touched.slice(0, MAX_FIELDS).map(({ field, text }) => `${field.label}: ${text}`);
  return touched.length > MAX_FIELDS ? [...lines, `and ${plural(touched.length - MAX_FIELDS, 'more field')}`] : lines;
}

type Known = { readonly table: Pick<Struct<unknown>, 'rows'>; readonly bytes: Uint8Array };

function tableOf({ view }: Disk, { kind }: StructureView): Known | null {
  const disk = view.disk;
  if (kind === 'footer' && disk?.footer != null) return { table: footer, bytes: disk.footer.bytes };
  if (kind === 'footer-copy' && disk?.footerCopy != null) return { table: footer, bytes: disk.footerCopy.bytes };
  if (kind === 'dynamic-header' && disk?.dynamicHeader != null) return { table: dynamicHeader, bytes: disk.dynamicHeader.bytes };
  return null;
}

function entryLines({ disk, structure, row, rows, side }: Change): readonly string[] {
  const first = Math.floor((row.at - structure.at) / ENTRY_BYTES);
  const end = Math.ceil((row.at + row.bytes - structure.at) / ENTRY_BYTES);
  if (end - first > MAX_ENTRIES) return [`Entries of blocks ${grouped(first)} to ${grouped(end - 1)}`];
  const lines: string[] = [];
  for (let block = first; block < end; block++) {
    const entry = disk.blocks.entries[block];
    if (entry === undefined) continue;
    const { before, after } = bothSides(entryBytes(entry), structure.at + block * ENTRY_BYTES, rows, side);
    const text = `${entryText(before)} → ${entryText(after)}`;
    lines.push(end - first === 1 ? text : `Block ${grouped(block)}: ${text}`);
  }
  return lines;
}

/** Whether the changes allocate the block: then what stood where its bitmap is now was none. */
function isNewBlock(disk: Disk, block: number, rows: readonly ReviewRow[], side: ShownSide): boolean {
  const at = (disk.view.disk?.blocks.tableAt ?? 0) + block * ENTRY_BYTES;
  const { before } = bothSides(entryBytes(disk.blocks.entries[block] ?? UNALLOCATED), at, rows, side);
  return new DataView(before.buffer, before.byteOffset).getUint32(0) === UNALLOCATED;
}

function entryBytes(entry: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(ENTRY_BYTES));
  view.setUint32(0, entry);
  return new Uint8Array(view.buffer);
}

function entryText(bytes: Uint8Array): string {
  const entry = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return entry === UNALLOCATED ? 'not allocated' : `sector ${grouped(entry)} of the file`;
}

function bitmapLines({ before, after }: ReviewRow): readonly string[] {
  const gained = setBitsIn(
    after.map((byte, i) => byte & ~(before[i] ?? 0)),
    after.length * 8,
  );
  const lost = setBitsIn(
    before.map((byte, i) => byte & ~(after[i] ?? 0)),
    before.length * 8,
  );
  const parts = [...(gained > 0 ? [`${plural(gained, 'bit')} set`] : []), ...(lost > 0 ? [`${plural(lost, 'bit')} cleared`] : [])];
  return [parts.join(', ')];
}
