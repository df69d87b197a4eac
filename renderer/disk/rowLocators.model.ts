/** What changes of parent locators mean: for each slot that differs, its kind and path before and after. */
import type { ReviewRow } from '../../shared/edits';
import { latin1, utf16Units, visibleText } from '../../shared/vhd/codec';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { LOCATOR_ENTRIES, LOCATOR_ENTRY_BYTES, parentLocatorEntry } from '../../shared/vhd/parentLocatorEntry';
import type { Disk } from './translate.model';

const { at: FIRST } = dynamicHeader.fields.parentLocators;

/** The header's bytes on one side of the changes, and the bytes that the rows have on that side. */
export type HeaderSide = { readonly header: Uint8Array; readonly of: 'before' | 'after' };

/** "Slot 2: W2ku C:\vm\p.vhd → MacX file:///vm/p.vhd". `rows`: all changes that are known; the paths stand in some of them. */
export function locatorLines(disk: Disk, sides: readonly [HeaderSide, HeaderSide], rows: readonly ReviewRow[]): readonly string[] {
  const lines: string[] = [];
  for (let slot = 0; slot < LOCATOR_ENTRIES; slot++) {
    const [before, after] = sides.map((side) => entryText(disk, side, slot, rows));
    if (before !== after) lines.push(`Slot ${slot + 1}: ${before} → ${after}`);
  }
  return lines;
}

function entryText(disk: Disk, { header, of }: HeaderSide, slot: number, rows: readonly ReviewRow[]): string {
  const at = FIRST + slot * LOCATOR_ENTRY_BYTES;
  const entry = header.subarray(at, at + LOCATOR_ENTRY_BYTES);
  const platform = parentLocatorEntry.get(entry, 'platformCode');
  if (platform === 'none') return 'free';
  const name = typeof platform === 'string' ? platform : 'unknown kind';
  const bytes = parentLocatorEntry.get(entry, 'platformDataLength');
  const dataAt = Number(parentLocatorEntry.get(entry, 'platformDataOffset'));
  const path = written(rows, of, dataAt, bytes, name) ?? stored(disk, dataAt, bytes, rows);
  return path === null ? name : `${name} ${visibleText(path)}`;
}

/** The path as the changes have it on that side, if they have all of it. */
function written(rows: readonly ReviewRow[], of: 'before' | 'after', at: number, bytes: number, kind: string): string | null {
  const row = rows.find((each) => at >= each.at && at + bytes <= each.at + each[of].length);
  const data = row?.[of].subarray(at - row.at, at - row.at + bytes);
  if (data === undefined || bytes === 0) return null;
  const text = kind.startsWith('W2') ? utf16Units(data, 'le') : latin1(data);
  return text.split('\0', 1)[0] ?? null;
}

/** The path in the disk that is shown, if no change touches it. */
function stored({ view }: Disk, at: number, bytes: number, rows: readonly ReviewRow[]): string | null {
  if (rows.some((row) => row.at < at + bytes && row.at + row.bytes > at)) return null;
  return view.disk?.locators.find(({ dataAt, dataBytes }) => dataAt === at && dataBytes === bytes)?.path ?? null;
}
