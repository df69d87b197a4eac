/**
 * The bytes of a new disk's footer, dynamic header and parent locators, in the form that Hyper-V and every reader we know
 * accepts. Big-endian, spec 1.0; Windows' paths inside locators are little-endian UTF-16.
 */
import { DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE, dynamicHeader, LOCATORS_AT } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, footer, NO_DATA_OFFSET, type DiskType } from '../../../shared/vhd/footer';
import { LOCATOR_ENTRY_BYTES, parentLocatorEntry, type PlatformCode } from '../../../shared/vhd/parentLocatorEntry';
import { geometryOf } from '../../../shared/vhd/geometry';
import { LEAST_LOCATOR_ROOM } from '../../../shared/vhd/newLayout';
import { roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';

const VERSION_1 = 0x0001_0000;
/** Bit 1 is reserved and must be set. */
const NO_FEATURES = 2;

/** Who a new disk says made it. `version` is major and minor, 16 bits each. */
export type Creator = { readonly application: string; readonly version: number; readonly hostOs: string };

/**
 * As Windows 10 writes. QEMU 2.6 to 9.2 goes by current size only for names it knows, and by geometry, which rounds down,
 * for all others: a name of our own would cut the end off every disk of a size that geometry cannot say.
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
};

export function newFooter({ kind, sectors, uniqueId, timeStamp, creator }: FooterSpec): Uint8Array {
  const size = BigInt(sectors) * BigInt(SECTOR_BYTES);
  const { cylinders, heads, sectorsPerTrack } = geometryOf(sectors);
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

/** How a child names its parent. */
export type ParentSpec = {
  readonly uniqueId: string;
  /** When the parent file was last modified, in seconds since 2000. */
  readonly modified: number;
  /** Bare file name; 7-Zip and libvhdi look for exactly this beside the child. */
  readonly name: string;
  /** From the child's folder, with backslashes: `.\parent.vhd`. */
  readonly relativePath: string;
  /** `C:\…` or `\\server\…`; null where there is none. Windows takes a wrong one for damage, so none is better. */
  readonly windowsPath: string | null;
  /** `/…`; null on Windows. */
  readonly posixPath: string | null;
};

export type LocatorData = { readonly code: PlatformCode; readonly data: Uint8Array; readonly room: number };

/** W2ru first: Windows wants it, and reads it first. */
export function newLocators({ relativePath, windowsPath, posixPath }: ParentSpec): LocatorData[] {
  const locators: [PlatformCode, Uint8Array][] = [['W2ru', utf16le(relativePath)]];
  if (windowsPath !== null) locators.push(['W2ku', utf16le(windowsPath)]);
  if (posixPath !== null) locators.push(['MacX', fileUrl(posixPath)]);
  return locators.map(([code, data]) => ({ code, data, room: Math.max(LEAST_LOCATOR_ROOM, roundUp(data.length, SECTOR_BYTES)) }));
}

function utf16le(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}

/** `file://localhost/…`, UTF-8, percent-encoded as Apple's URLs are. Half a surrogate pair becomes U+FFFD. */
function fileUrl(path: string): Uint8Array {
  const whole = path.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  const url = `file://localhost${whole.split('/').map(encodeURIComponent).join('/')}`;
  return Uint8Array.from(url, (c) => c.charCodeAt(0));
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
  locators.forEach((locator, slot) => raw.set(locatorEntry(locator), LOCATORS_AT + slot * LOCATOR_ENTRY_BYTES));
  return dynamicHeader.set(raw, 'blockSize', blockBytes);
}

/** Data space in bytes: the specification says sectors, and Hyper-V refuses those. */
function locatorEntry({ code, data, room, at }: LocatorData & { readonly at: number }): Uint8Array {
  const set = parentLocatorEntry.setRaw;
  let raw = set(new Uint8Array(LOCATOR_ENTRY_BYTES), 'platformCode', code);
  raw = set(raw, 'platformDataSpace', room);
  raw = set(raw, 'platformDataLength', data.length);
  return set(raw, 'platformDataOffset', BigInt(at));
}
