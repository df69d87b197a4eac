/**
 * What stands where in a disk's file. Code that wants to write somewhere asks here and learns what is in the way. Positions
 * are bytes of the file; each question about blocks is one pass over the block table.
 */
import { DYNAMIC_HEADER_BYTES } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { roundUp, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { LocatorView } from '../../../shared/views';
import { extentSectors, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import { locatorRoom } from '../format/parentLocator';

/** Half-open. `index` is the slot of a locator, the number of a block, and 0 for everything else. */
export type Occupant = {
  /** `unknown`: the block table cannot be read, so any byte may be a block's. */
  readonly kind: 'footer-copy' | 'dynamic-header' | 'bat' | 'batmap' | 'locator' | 'block' | 'data' | 'unknown' | 'footer' | 'trailing';
  readonly index: number;
  readonly from: number;
  readonly to: number;
};

export type Occupied = {
  /** Everything except blocks, in file order. */
  readonly structures: readonly Occupant[];
  /** Something that has a byte of the range; null if all of it is free. */
  readonly inRange: (from: number, to: number) => Occupant | null;
  /** The first byte from `from` on that belongs to something, or the file's end. */
  readonly nextFrom: (from: number) => number;
  /** The first byte behind everything: new structures may be put there, and the footer behind them. */
  readonly end: number;
};

/** The first byte behind the last structure except the footer, and behind the last block that is wholly in the file. */
export function endOfKnown(image: Image, map: BlockMap): number {
  const extent = extentSectors(map);
  let end = 0;
  for (const { kind, to } of occupied(image).structures) if (kind !== 'footer' && kind !== 'trailing') end = Math.max(end, to);
  for (const at of map.entries) if ((at + extent) * SECTOR_BYTES <= image.file.bytes) end = Math.max(end, (at + extent) * SECTOR_BYTES);
  return end;
}

type Ignored = (occupant: Pick<Occupant, 'kind' | 'index'>) => boolean;

/** `ignored`: structures that the caller is about to write anew, and may therefore overwrite. */
export function occupied(image: Image, ignored: Ignored = () => false): Occupied {
  const fixed = fixedParts(image);
  const structures = [...fixed, ...locatorParts(image, fixed)].filter((one) => !ignored(one)).sort((a, b) => a.from - b.from);
  const inRange = (from: number, to: number): Occupant | null =>
    structures.find((one) => one.from < to && one.to > from) ?? blockIn(image, from, to);
  const nextFrom = (from: number): number =>
    structures.reduce((next, one) => (one.to > from ? Math.min(next, Math.max(from, one.from)) : next), nextBlock(image, from));
  return { structures, inRange, nextFrom, end: endOf(image) };
}

const part = (kind: Occupant['kind'], from: number, bytes: number, index = 0): Occupant => ({ kind, index, from, to: from + bytes });

function fixedParts(image: Image): Occupant[] {
  const { footers, header, batmap, map, file } = image;
  const parts: Occupant[] = [];
  if (footers?.copy != null) parts.push(part('footer-copy', footers.copy.at, FOOTER_BYTES));
  if (header !== null) parts.push(part('dynamic-header', header.at, DYNAMIC_HEADER_BYTES));
  if (batmap !== null) parts.push(part('batmap', batmap.headerAt, SECTOR_BYTES), part('batmap', batmap.mapAt, batmap.mapBytes));
  if (map !== null) parts.push(part('bat', map.tableAt, map.tableBytes));
  else parts.push(part(image.mapFault === null ? 'data' : 'unknown', 0, image.dataEnd));
  if (footers?.footer == null) return parts;
  const end = Math.min(file.bytes, footers.footer.at + FOOTER_BYTES);
  parts.push(part('footer', footers.footer.at, end - footers.footer.at));
  return file.bytes > end ? [...parts, part('trailing', end, file.bytes - end)] : parts;
}

/** The locators' data, and the room behind it up to the next structure. */
const locatorParts = (image: Image, fixed: readonly Occupant[]): Occupant[] =>
  image.locators
    .filter(({ verdict }) => verdict === 'good')
    .map((locator) => {
      const data = Math.min(locator.dataBytes, locatorRoom(locator));
      return part('locator', locator.dataAt, Math.max(data, roomBefore(image, fixed, locator)), locator.index);
    });

/**
 * Bytes that really belong to the locator, from where its data starts: what its entry claims, but only up to the next
 * structure, locator or block, or the end of the room for data. Zero if its data stands inside something else.
 */
export const heldRoom = (image: Image, locator: LocatorView): number => roomBefore(image, fixedParts(image), locator);

/**
 * Whether a locator or a batmap's header claims bytes of the range, even bytes that do not exist yet: what is written there
 * would become the path or the batmap. `isRewritten`: slots of locators that the caller writes anew.
 */
export function isClaimed(image: Image, from: number, to: number, isRewritten: (slot: number) => boolean = () => false): boolean {
  const claims = image.locators
    .filter(({ index }) => !isRewritten(index))
    .map(({ dataAt, dataBytes }) => part('locator', dataAt, dataBytes));
  const { batmapBeyond } = image;
  if (batmapBeyond !== null) claims.push(part('batmap', batmapBeyond.mapAt, batmapBeyond.mapBytes));
  return claims.some((one) => one.to > one.from && one.from < to && one.to > from);
}

/** Whether the dynamic header shares a byte with another structure; blocks do not count, because entries may be wrong. */
export function headerOverlaps(image: Image): boolean {
  const { header } = image;
  if (header === null) return false;
  const isOther = ({ kind }: Occupant): boolean => !['dynamic-header', 'unknown', 'data'].includes(kind);
  return fixedParts(image).some((one) => isOther(one) && one.from < header.at + DYNAMIC_HEADER_BYTES && one.to > header.at);
}

function roomBefore(image: Image, fixed: readonly Occupant[], locator: LocatorView): number {
  const { dataAt, dataBytes } = locator;
  const claimed = dataAt + locatorRoom(locator);
  // Without a table nobody knows where blocks are: only the rest of the last sector is sure to be free.
  const sure = image.map === null ? Math.min(claimed, roundUp(dataAt + dataBytes, SECTOR_BYTES)) : claimed;
  let end = Math.min(sure, image.dataEnd, nextBlock(image, dataAt));
  for (const { kind, from, to } of fixed) if (kind !== 'unknown' && to > dataAt) end = Math.min(end, Math.max(dataAt, from));
  for (const other of image.locators) if (other.verdict === 'good' && other.dataAt > dataAt) end = Math.min(end, other.dataAt);
  return Math.max(0, end - dataAt);
}

function blockIn({ map }: Image, from: number, to: number): Occupant | null {
  if (map === null) return null;
  const extent = extentSectors(map);
  const [first, last] = [from / SECTOR_BYTES, to / SECTOR_BYTES];
  const hits = (at: number): boolean => at !== UNALLOCATED && at < last && at + extent > first;
  const block = map.entries.findIndex(hits);
  const found = block >= 0 ? map.entries[block] : map.surplus.places.find(hits);
  return found === undefined ? null : part('block', found * SECTOR_BYTES, extent * SECTOR_BYTES, Math.max(0, block));
}

/** The first byte of a block from `from` on; the file's end if there is none. */
function nextBlock({ map, file }: Image, from: number): number {
  if (map === null) return file.bytes;
  const extent = extentSectors(map);
  const first = from / SECTOR_BYTES;
  let next = file.bytes / SECTOR_BYTES;
  for (const places of [map.entries, map.surplus.places]) {
    for (const at of places) if (at < next && at + extent > first) next = Math.max(first, at);
  }
  return next * SECTOR_BYTES;
}

/** A block that starts in the file takes its whole extent, even if the file ends before that. */
function endOf({ map, dataEnd }: Image): number {
  if (map === null) return roundUp(dataEnd, SECTOR_BYTES);
  let last = -1;
  for (const places of [map.entries, map.surplus.places]) {
    for (const at of places) if (at > last && at * SECTOR_BYTES < dataEnd) last = at;
  }
  return roundUp(Math.max(dataEnd, last < 0 ? 0 : (last + extentSectors(map)) * SECTOR_BYTES), SECTOR_BYTES);
}
