/**
 * How a repair changes the disk itself, besides mending it: its size before and after, and stored data that is no part of it
 * afterwards. This is the only place that compares the two. It also tells what a shorter file loses, and which bytes are
 * written.
 */
import type { CutBytes, DiskChange, RepairEffect, RepairOffer, TouchedPart } from '../../../shared/repairs';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { touchesCore, type BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';
import { differences } from '../read/sameBytes';
import type { Plan, Step, WriteReason } from '../ops/plan';

type Shown = Pick<Image, 'kind' | 'sectors' | 'map' | 'dataEnd'>;
type Locators = Pick<Image, 'locators'>;

/**
 * `others`: the disk as its other footers describe it, which some program may show. If the repair takes something from one
 * of these readings, it is compared with that one: stored data is given up, whichever program showed it.
 */
export function diskChange(shown: Shown, others: readonly Shown[], after: Shown): DiskChange | null {
  const byLoss = others.map((other) => changeOf(other, after)).sort((a, b) => lessBy(b) - lessBy(a));
  const [first] = byLoss;
  const own = changeOf(shown, after);
  return first !== undefined && lessBy(first) > lessBy(own) ? first : own;
}

/** By how much the disk gets smaller and stores less. */
const lessBy = (change: DiskChange | null): number =>
  change === null ? 0 : Math.max(0, change.bytesBefore - change.bytesAfter) + change.lostBytes;

/** Null: the disk keeps its size and all data stored for it. */
function changeOf(before: Shown, after: Shown): DiskChange | null {
  const lost = lostOf(before, after);
  if (before.sectors === after.sectors && lost.lostBytes === 0) return null;
  return { bytesBefore: before.sectors * SECTOR_BYTES, bytesAfter: after.sectors * SECTOR_BYTES, ...lost };
}

type Lost = Pick<DiskChange, 'lostBlocks' | 'lostBytes'>;

function lostOf(before: Shown, after: Shown): Lost {
  if (before.kind === 'fixed' && after.kind === 'fixed')
    return { lostBlocks: 0, lostBytes: Math.max(0, storedInFixed(before) - storedInFixed(after)) };
  // Blocks of another size, or of a table that could not be read, are other blocks: none can be called lost.
  if (before.map === null || after.map === null || before.map.blockSectors !== after.map.blockSectors)
    return { lostBlocks: 0, lostBytes: 0 };
  let lostBlocks = 0;
  let sectors = 0;
  for (let block = 0; block < before.map.entries.length; block++) {
    const fewer = storedSectors(before, before.map, block) - storedSectors(after, after.map, block);
    if (fewer <= 0) continue;
    lostBlocks += 1;
    sectors += fewer;
  }
  return { lostBlocks, lostBytes: sectors * SECTOR_BYTES };
}

const storedInFixed = ({ sectors, dataEnd }: Shown): number => Math.min(sectors * SECTOR_BYTES, dataEnd);

/**
 * Sectors of the disk that this block stores: those that are in the file. A block whose entry leads out of the file, or over
 * the structures at its start, stores nothing.
 */
function storedSectors({ sectors, dataEnd }: Shown, map: BlockMap, block: number): number {
  const { entries, blockSectors, bitmapSectors } = map;
  const entry = entries[block] ?? UNALLOCATED;
  if (entry === UNALLOCATED || touchesCore(map, block)) return 0;
  const inFile = Math.floor(dataEnd / SECTOR_BYTES) - entry - bitmapSectors;
  return Math.max(0, Math.min(blockSectors, sectors - block * blockSectors, inFile));
}

/** At most so many bytes of a tail are looked at before the user decides: it may be as long as a drive. */
const MAX_LOOKED = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;

/** What is lost if the file ends at `end`; null if it gets no shorter. Bytes that cannot be read are not looked at. */
export async function cutBytes(file: BlockFile, end: number): Promise<CutBytes | null> {
  const bytes = file.bytes - end;
  if (bytes <= 0) return null;
  let looked = 0;
  let nonZero = 0;
  while (looked < Math.min(bytes, MAX_LOOKED)) {
    const piece = await file.read(fileOffset(end + looked), Math.min(PIECE, bytes - looked));
    if (!piece.ok) break;
    for (const byte of piece.value) if (byte !== 0) nonZero += 1;
    looked += piece.value.length;
  }
  return { bytes, looked, nonZero };
}

const PARTS: Readonly<Record<WriteReason, TouchedPart>> = {
  payload: 'data',
  bytes: 'data',
  'new-block': 'new-blocks',
  padding: 'room',
  bitmap: 'bitmaps',
  batmap: 'batmap',
  'bat-entry': 'block-table',
  'dynamic-header': 'dynamic-header',
  locator: 'locator',
  'footer-copy': 'footer-copy',
  footer: 'footer',
  'old-footer': 'old-footer',
};

/**
 * The effect on the user's data of a repair that is carried out as `plan` on the disk `before`. `done`: the ways that were
 * taken.
 */
export function repairEffect(
  { steps }: Pick<Plan, 'steps'>,
  before: Shown & Locators,
  after: Shown & Locators,
  done: readonly Pick<RepairOffer, 'class'>[],
): RepairEffect {
  type Part = RepairEffect['parts'][number];
  const parts = new Map<string, { readonly part: TouchedPart; readonly isAdded: boolean; bytes: number; readonly fields: Set<string> }>();
  const isManyLocators = locatorsIn(steps, [before, after]) > 1;
  for (const step of [...steps].sort((a, b) => a.at - b.at)) {
    const part = step.why === 'locator' && isManyLocators ? 'locators' : PARTS[step.why];
    // A new block begins where the footer was, which stands behind it afterwards.
    const isAdded = step.kind !== 'patch' || step.why === 'new-block';
    const bytes = touchedBytes(step, steps);
    if (bytes === 0) continue;
    const key = `${part} ${isAdded}`;
    const counted = parts.get(key) ?? { part, isAdded, bytes: 0, fields: new Set<string>() };
    parts.set(key, counted);
    counted.bytes += bytes;
    for (const field of fieldsIn(step)) counted.fields.add(field);
  }
  const touched = [...parts.values()].map(({ part, isAdded, bytes, fields }): Part => {
    const [field, ...more] = fields;
    return { part, bytes, field: field === undefined || field === '' || more.length > 0 ? null : field, isAdded };
  });
  const isDataTouched = touched.some(({ part }) => part === 'data' || part === 'bitmaps' || part === 'old-footer');
  const isLoss = done.some(({ class: klass }) => klass === 'loss');
  return { parts: touched, isReadAlike: isReadAlike(before, after) && !isDataTouched, isLoss };
}

/** How many slots of parent locators have their text written, as they were or as they are afterwards. */
function locatorsIn(steps: readonly Step[], disks: readonly Locators[]): number {
  const written = steps.filter(({ why }) => why === 'locator').map((step) => ({ at: step.at, end: step.at + lengthOf(step) }));
  const slots = disks.flatMap(({ locators }) =>
    locators
      .filter(({ dataAt, dataBytes }) => written.some(({ at, end }) => dataAt < end && at < dataAt + dataBytes))
      .map(({ index }) => index),
  );
  return new Set(slots).size;
}

const lengthOf = (step: Step): number =>
  step.kind === 'zeros' ? step.bytes : step.kind === 'append' ? step.data.length : step.after.length;

/** Zeros make room for bytes that other steps write: only those that stay zero are counted for the zeros step. */
function touchedBytes(step: Step, steps: readonly Step[]): number {
  if (step.kind === 'zeros') return step.bytes - writtenWithin(step.at, step.at + step.bytes, steps);
  if (step.kind === 'append') return step.data.length;
  return differences(step.before, step.after).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** No two steps write the same byte, except for zeros. */
const writtenWithin = (at: number, end: number, steps: readonly Step[]): number =>
  steps.reduce((sum, step) => {
    if (step.kind === 'zeros') return sum;
    const bytes = step.kind === 'append' ? step.data.length : step.after.length;
    return sum + Math.max(0, Math.min(end, step.at + bytes) - Math.max(at, step.at));
  }, 0);

/** Labels of the fields that a patch of one whole structure changes; an empty label if that cannot be told. */
function fieldsIn(step: Step): string[] {
  const struct = step.why === 'dynamic-header' ? dynamicHeader : step.why === 'footer' || step.why === 'footer-copy' ? footer : null;
  if (struct === null || step.kind !== 'patch' || step.after.length !== struct.bytes) return [''];
  const changed = differences(step.before, step.after);
  return struct
    .rows(step.after)
    .filter(({ at, bytes }) => changed.some((range) => range.at < at + bytes && at < range.at + range.bytes))
    .map(({ label }) => label);
}

/** Compares everything except the bitmaps. A sector that the file lacked and has afterwards is read differently, too. */
function isReadAlike(before: Shown, after: Shown): boolean {
  if (before.kind !== after.kind || before.sectors !== after.sectors) return false;
  const [old, now] = [before.map, after.map];
  if (old === null || now === null) return old === now && storedInFixed(before) === storedInFixed(after);
  if (old.blockSectors !== now.blockSectors || old.entries.length !== now.entries.length) return false;
  return old.entries.every(
    (entry, block) => entry === now.entries[block] && storedSectors(before, old, block) === storedSectors(after, now, block),
  );
}
