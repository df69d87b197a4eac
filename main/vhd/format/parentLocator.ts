/**
 * Parent locators: eight entries that say, each in its platform's form, where the parent lies. How they are read and
 * written, and how much room they reserve. Spec 1.0, "Parent Locator"; numbers big-endian, Windows' paths little-endian.
 */
import { dynamicHeader, LOCATORS_AT } from '../../../shared/vhd/dynamicHeader';
import { LOCATOR_ENTRIES, LOCATOR_ENTRY_BYTES, parentLocatorEntry, type PlatformCode } from '../../../shared/vhd/parentLocatorEntry';
import { utf16Units } from '../../../shared/vhd/codec';
import { MIN_LOCATOR_ROOM } from '../../../shared/vhd/newLayout';
import { fileOffset, roundUp, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView, StructBytes } from '../../../shared/views';
import type { BlockFile } from '../read/blockFile';

/** Paths are short; a greater length is garbage and is not read. */
const LONGEST_PATH_BYTES = 65_536;
const MAX_ROOM_BYTES = 1024 * 1024;
/** Malformed bytes become U+FFFD. */
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Room for the path in bytes. The specification counts sectors, but Windows and all who want to be read by it store bytes: a
 * value below 512 can only be sectors. Null when it is neither.
 */
export const spaceBytes = (stored: number): number | null =>
  stored < SECTOR_BYTES ? stored * SECTOR_BYTES : stored % SECTOR_BYTES === 0 ? stored : null;

/**
 * Bytes of the file that the entry claims for the path, or its length if the room makes no sense; never more than a path can
 * need. Other structures in the file may leave less: `heldRoom` in occupied.ts.
 */
export function locatorRoom({ entry, dataBytes }: Pick<LocatorView, 'entry' | 'dataBytes'>): number {
  const room = spaceBytes(parentLocatorEntry.get(entry.bytes, 'platformDataSpace')) ?? 0;
  return Math.min(room === 0 ? dataBytes : room, MAX_ROOM_BYTES);
}

/** The entries in use, in slot order. `header` is the dynamic header. */
export async function readLocators(file: BlockFile, header: StructBytes): Promise<LocatorView[]> {
  const locators: LocatorView[] = [];
  for (const slot of SLOTS) {
    const bytes = entryIn(header.bytes, slot).slice();
    if (parentLocatorEntry.get(bytes, 'platformCode') !== 'none')
      locators.push(await readLocator(file, slot, { at: header.at + slotAt(slot), bytes }));
  }
  return locators;
}

async function readLocator(file: BlockFile, index: number, entry: StructBytes): Promise<LocatorView> {
  const code = parentLocatorEntry.get(entry.bytes, 'platformCode');
  const platform: PlatformCode | 'unknown' = typeof code === 'string' ? code : 'unknown';
  const dataAt = safeNumber(parentLocatorEntry.get(entry.bytes, 'platformDataOffset')) ?? 0;
  const dataBytes = parentLocatorEntry.get(entry.bytes, 'platformDataLength');
  const view = { index, entry, platform, dataAt, dataBytes };
  const data = standsIn(file, view) ? await file.read(fileOffset(dataAt), dataBytes) : null;
  // An entry is bad if its data cannot be read. Data that can be read but is not understood is another program's and is
  // kept.
  if (data === null || !data.ok) return { ...view, path: null, encoding: 'opaque', verdict: 'bad' };
  return { ...view, ...decodePath(platform, data.value), verdict: 'good' };
}

/**
 * Whether the data that the entry points at lies in the file and is not too long. If such an entry is bad, the drive cannot
 * read it.
 */
export function standsIn(
  file: Pick<BlockFile, 'bytes'>,
  { platform, dataAt, dataBytes }: Pick<LocatorView, 'platform' | 'dataAt' | 'dataBytes'>,
): boolean {
  const most = isPath(platform) ? LONGEST_PATH_BYTES : MAX_ROOM_BYTES;
  return dataAt > 0 && dataBytes > 0 && dataBytes <= most && dataAt + dataBytes <= file.bytes;
}

/** Whether the data is the text of a path; for other platforms we know neither form nor meaning. */
export const isPath = (platform: LocatorView['platform']): boolean => platform !== 'unknown' && platform !== 'Mac' && platform !== 'none';

type Decoded = Pick<LocatorView, 'path' | 'encoding'>;

/** The path as text, up to the first NUL; unpaired surrogates are kept. */
export function decodePath(platform: PlatformCode | 'unknown', data: Uint8Array): Decoded {
  switch (platform) {
    case 'W2ru':
    case 'W2ku':
      return decodeUtf16(data);
    case 'Wi2r':
    case 'Wi2k':
      return decodeBytes(data);
    case 'MacX':
      return { path: fileUrlPath(trimmed(latin1(data)) ?? ''), encoding: 'utf-8' };
    case 'Mac':
    case 'none':
    case 'unknown':
      return { path: null, encoding: 'opaque' };
    default:
      return platform satisfies never;
  }
}

/** The text up to the first NUL: the length should not count one, and sometimes does. */
const trimmed = (text: string): string | null => {
  const cut = text.split('\0', 1)[0] ?? '';
  return cut === '' ? null : cut;
};

const latin1 = (data: Uint8Array): string => Array.from(data, (byte) => String.fromCharCode(byte)).join('');

/** The deprecated byte strings, whose code page is not documented: read as UTF-8 if that is well-formed, as VirtualBox writes it. */
function decodeBytes(data: Uint8Array): Decoded {
  const text = UTF_8.decode(data);
  return text.includes('\ufffd') ? { path: trimmed(latin1(data)), encoding: 'latin-1' } : { path: trimmed(text), encoding: 'utf-8' };
}

/** How many characters are printable ASCII: text read in the wrong byte order has almost none. */
const plain = (text: string): number => Array.from(text).filter((c) => c >= ' ' && c <= '~').length;

/** The parent's name in the dynamic header: big-endian unless that is nonsense, because early Xen tools wrote the other order. */
export function parentNameIn(header: Uint8Array): string {
  const { at, bytes } = dynamicHeader.fields.parentUnicodeName;
  const raw = header.subarray(at, at + bytes);
  const [big, little] = [utf16Units(raw, 'be'), utf16Units(raw, 'le')];
  return trimmed(plain(little) > plain(big) ? little : big) ?? '';
}

/** Little-endian, unless that gives nonsense and big-endian gives plain letters: some writers use the wrong order. */
function decodeUtf16(data: Uint8Array): Decoded {
  const little = utf16Units(data, 'le');
  const big = utf16Units(data, 'be');
  return plain(big) > plain(little) ? { path: trimmed(big), encoding: 'utf-16be' } : { path: trimmed(little), encoding: 'utf-16le' };
}

/** The path inside file://localhost/…, file:///… or Xen's file://./…; null when it is no file URL. */
function fileUrlPath(url: string): string | null {
  const match = /^file:\/\/(?:localhost|\.)?(\/.*)$/s.exec(url);
  const quoted = match?.[1];
  if (quoted === undefined) return null;
  const path = UTF_8.decode(percentDecoded(quoted));
  return url.startsWith('file://./') ? `.${path}` : path;
}

function percentDecoded(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const pair = text[i] === '%' ? /^[0-9a-f]{2}$/i.exec(text.slice(i + 1, i + 3))?.[0] : undefined;
    bytes.push(pair === undefined ? text.charCodeAt(i) & 0xff : Number.parseInt(pair, 16));
    if (pair !== undefined) i += 2;
  }
  return Uint8Array.from(bytes);
}

/** How a child names its parent. */
export type ParentSpec = {
  readonly uniqueId: string;
  /** When the parent file was last modified, in seconds since 2000. */
  readonly modified: number;
  /** Bare file name; 7-Zip and libvhdi look for exactly this beside the child. */
  readonly name: string;
  /** The path from the child's folder, with backslashes: `.\parent.vhd`; null if the parent is on another drive. */
  readonly relativePath: string | null;
  /** `C:\…` or `\\server\…`; null if there is none. Windows takes a wrong one for damage, so none is better. */
  readonly windowsPath: string | null;
  /** `/…`; null on Windows. */
  readonly posixPath: string | null;
};

export type LocatorData = {
  readonly platform: PlatformCode;
  readonly data: Uint8Array;
  /** Bytes reserved for it in the file, whole sectors. */
  readonly room: number;
};

/** A path in the form that its platform stores. */
export const locatorData = (platform: 'W2ru' | 'W2ku' | 'MacX', path: string): LocatorData => {
  const data = platform === 'MacX' ? fileUrl(path) : utf16le(path);
  return { platform, data, room: Math.max(MIN_LOCATOR_ROOM, roundUp(data.length, SECTOR_BYTES)) };
};

/** Locators for every path to the parent. W2ru comes first: Windows needs it and reads it first. */
export function newLocators({ relativePath, windowsPath, posixPath }: Omit<ParentSpec, 'uniqueId' | 'modified' | 'name'>): LocatorData[] {
  const locators: LocatorData[] = [];
  if (relativePath !== null) locators.push(locatorData('W2ru', relativePath));
  if (windowsPath !== null) locators.push(locatorData('W2ku', windowsPath));
  if (posixPath !== null) locators.push(locatorData('MacX', posixPath));
  return locators;
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

/**
 * The 24 bytes of an entry; `placedEntry` sets where its data stands. The room is in bytes: Hyper-V refuses the
 * specification's sectors.
 */
export function locatorEntry({ platform, data, room }: LocatorData): Uint8Array {
  const set = parentLocatorEntry.setRaw;
  const raw = set(new Uint8Array(LOCATOR_ENTRY_BYTES), 'platformCode', platform);
  return set(set(raw, 'platformDataSpace', room), 'platformDataLength', data.length);
}

export const placedEntry = (entry: Uint8Array, at: number): Uint8Array =>
  parentLocatorEntry.setRaw(entry, 'platformDataOffset', BigInt(at));

/** One of a header's eight entries, by its slot. */
export const slotAt = (slot: number): number => LOCATORS_AT + slot * LOCATOR_ENTRY_BYTES;
export const entryIn = (header: Uint8Array, slot: number): Uint8Array => header.subarray(slotAt(slot), slotAt(slot) + LOCATOR_ENTRY_BYTES);

/** The numbers of a header's slots. */
export const SLOTS: readonly number[] = Array.from({ length: LOCATOR_ENTRIES }, (_, slot) => slot);
