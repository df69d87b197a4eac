/**
 * The bytes of a new disk's footer and dynamic header, in the form that Hyper-V and every reader we know accepts.
 * Big-endian, spec 1.0.
 */
import { DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, footer, NO_DATA_OFFSET, type DiskType } from '../../../shared/vhd/footer';
import { geometryOf } from '../../../shared/vhd/geometry';
import type { Geometry } from '../../../shared/views';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { locatorEntry, placedEntry, slotAt, type LocatorData, type ParentSpec } from '../format/parentLocator';

const VERSION_1 = 0x0001_0000;
/** Bit 1 is reserved and must be set. */
const NO_FEATURES = 2;

/** The program that a new disk names as its creator. `version`: major and minor, 16 bits each. */
export type Creator = { readonly application: string; readonly version: number; readonly hostOs: string };

/**
 * As Windows 10 writes it. QEMU 2.6 to 9.2 uses the current size only for creators it knows, and for all others the
 * geometry, which rounds down: a creator name of our own would cut off the end of every disk whose size no geometry
 * expresses.
 */
export const DEFAULT_CREATOR: Creator = { application: 'win ', version: 0x000a_0000, hostOs: 'Wi2k' };

export type FooterSpec = {
  readonly kind: DiskType;
  readonly sectors: number;
  /** Text of 16 bytes, in the order they are stored. */
  readonly uniqueId: string;
  /** Seconds since 2000. */
  readonly timeStamp: number;
  readonly creator: Creator;
  /** If missing, as the specification says. */
  readonly geometry?: Geometry | null;
};

export function newFooter({ kind, sectors, uniqueId, timeStamp, creator, geometry }: FooterSpec): Uint8Array {
  const size = BigInt(sectors) * BigInt(SECTOR_BYTES);
  const { cylinders, heads, sectorsPerTrack } = geometry ?? geometryOf(sectors);
  const set = footer.setRaw;
  let raw = set(new Uint8Array(FOOTER_BYTES), 'cookie', FOOTER_COOKIE);
  raw = set(raw, 'features', NO_FEATURES);
  raw = set(raw, 'fileFormatVersion', VERSION_1);
  raw = set(raw, 'dataOffset', kind === 'fixed' ? NO_DATA_OFFSET : BigInt(FOOTER_BYTES));
  raw = set(raw, 'timeStamp', timeStamp);
  raw = set(raw, 'creatorApplication', creator.application);
  raw = set(raw, 'creatorVersion', creator.version);
  raw = set(raw, 'creatorHostOs', creator.hostOs);
  raw = set(raw, 'originalSize', size);
  raw = set(raw, 'currentSize', size);
  raw = set(raw, 'cylinders', cylinders);
  raw = set(raw, 'heads', heads);
  raw = set(raw, 'sectorsPerTrack', sectorsPerTrack);
  raw = set(raw, 'diskType', kind);
  return footer.set(raw, 'uniqueId', uniqueId);
}

export type HeaderSpec = {
  readonly tableAt: number;
  readonly entries: number;
  readonly blockBytes: number;
  readonly parent: ParentSpec | null;
  /** With their places; in slot order. */
  readonly locators: readonly (LocatorData & { readonly at: number })[];
};

export function newHeader({ tableAt, entries, blockBytes, parent, locators }: HeaderSpec): Uint8Array {
  const set = dynamicHeader.setRaw;
  let raw = set(new Uint8Array(DYNAMIC_HEADER_BYTES), 'cookie', DYNAMIC_HEADER_COOKIE);
  raw = set(raw, 'dataOffset', NO_DATA_OFFSET);
  raw = set(raw, 'tableOffset', BigInt(tableAt));
  raw = set(raw, 'headerVersion', VERSION_1);
  raw = set(raw, 'maxTableEntries', entries);
  if (parent !== null) {
    raw = set(raw, 'parentUniqueId', parent.uniqueId);
    raw = set(raw, 'parentTimeStamp', parent.modified);
    raw = set(raw, 'parentUnicodeName', parent.name);
  }
  locators.forEach((locator, slot) => raw.set(placedEntry(locatorEntry(locator), locator.at), slotAt(slot)));
  return dynamicHeader.set(raw, 'blockSize', blockBytes);
}
