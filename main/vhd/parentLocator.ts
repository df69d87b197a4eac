/** Parent locators: eight entries that say, each in its platform's way, where the parent lies. Spec 1.0, "Parent Locator". */
import { dynamicHeader, LOCATORS_AT } from '../../shared/vhd/dynamicHeader';
import { LOCATOR_ENTRIES, LOCATOR_ENTRY_BYTES, parentLocatorEntry, type PlatformCode } from '../../shared/vhd/parentLocatorEntry';
import { utf16Units } from '../../shared/vhd/codec';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../shared/vhd/units';
import type { LocatorView, StructBytes } from '../../shared/views';
import type { BlockFile } from './blockFile';

/** Paths are short; a length beyond this is garbage and is not read. */
const LONGEST_PATH_BYTES = 65_536;
const MOST_ROOM_BYTES = 1024 * 1024;

/**
 * Room for the path in bytes. The specification counts sectors, Windows and everybody who wants to be read by it stores
 * bytes: below 512 it can only be sectors. Null when it is neither.
 */
export const spaceBytes = (stored: number): number | null =>
  stored < SECTOR_BYTES ? stored * SECTOR_BYTES : stored % SECTOR_BYTES === 0 ? stored : null;

/** Bytes of the file kept for the path, its length where the room makes no sense; never more than a path can be worth. */
export function locatorRoom({ entry, dataBytes }: Pick<LocatorView, 'entry' | 'dataBytes'>): number {
  const room = spaceBytes(parentLocatorEntry.get(entry.bytes, 'platformDataSpace')) ?? 0;
  return Math.min(room === 0 ? dataBytes : room, MOST_ROOM_BYTES);
}

/** The entries in use, in slot order. `header` is the dynamic header. */
export async function readLocators(file: BlockFile, header: StructBytes): Promise<LocatorView[]> {
  const locators: LocatorView[] = [];
  for (let index = 0; index < LOCATOR_ENTRIES; index++) {
    const at = LOCATORS_AT + index * LOCATOR_ENTRY_BYTES;
    const raw = header.bytes.slice(at, at + LOCATOR_ENTRY_BYTES);
    if (parentLocatorEntry.get(raw, 'platformCode') !== 'none')
      locators.push(await readLocator(file, index, { at: header.at + at, bytes: raw }));
  }
  return locators;
}

async function readLocator(file: BlockFile, index: number, entry: StructBytes): Promise<LocatorView> {
  const code = parentLocatorEntry.get(entry.bytes, 'platformCode');
  const platform: PlatformCode | 'unknown' = typeof code === 'string' ? code : 'unknown';
  const dataAt = safeNumber(parentLocatorEntry.get(entry.bytes, 'platformDataOffset')) ?? 0;
  const dataBytes = parentLocatorEntry.get(entry.bytes, 'platformDataLength');
  const view = { index, entry, platform, dataAt, dataBytes };
  const inFile = dataAt > 0 && dataBytes > 0 && dataBytes <= LONGEST_PATH_BYTES && dataAt + dataBytes <= file.bytes;
  const data = inFile ? await file.read(fileOffset(dataAt), dataBytes) : null;
  if (data === null || !data.ok) return { ...view, path: null, encoding: 'opaque', verdict: 'bad' };
  const decoded = decodePath(platform, data.value);
  return { ...view, ...decoded, verdict: decoded.path === null && platform !== 'Mac' ? 'bad' : 'good' };
}

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

/** Up to the first NUL: the length should not count one, and sometimes does. */
const trimmed = (text: string): string | null => {
  const cut = text.split('\0', 1)[0] ?? '';
  return cut === '' ? null : cut;
};

const latin1 = (data: Uint8Array): string => Array.from(data, (byte) => String.fromCharCode(byte)).join('');

/** The deprecated byte strings: nobody wrote down their code page. UTF-8 where that is well-formed, as VirtualBox writes. */
function decodeBytes(data: Uint8Array): Decoded {
  const text = utf8Text(Array.from(data));
  return text.includes('\ufffd') ? { path: trimmed(latin1(data)), encoding: 'latin-1' } : { path: trimmed(text), encoding: 'utf-8' };
}

/** How many letters are plain ASCII: text read in the wrong order has next to none. */
const plain = (text: string): number => Array.from(text).filter((c) => c >= ' ' && c <= '~').length;

/** The parent's name in the dynamic header: big-endian, unless that is nonsense; early Xen tools wrote the other order. */
export function parentNameIn(header: Uint8Array): string {
  const { at, bytes } = dynamicHeader.fields.parentUnicodeName;
  const raw = header.subarray(at, at + bytes);
  const [big, little] = [utf16Units(raw, 'be'), utf16Units(raw, 'le')];
  return trimmed(plain(little) > plain(big) ? little : big) ?? '';
}

/** Little-endian, unless that gives nonsense where big-endian gives plain letters: some writers got it wrong. */
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
  const path = utf8Text(percentDecoded(quoted));
  return url.startsWith('file://./') ? `.${path}` : path;
}

function percentDecoded(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const pair = text[i] === '%' ? /^[0-9a-f]{2}$/i.exec(text.slice(i + 1, i + 3))?.[0] : undefined;
    bytes.push(pair === undefined ? text.charCodeAt(i) & 0xff : Number.parseInt(pair, 16));
    if (pair !== undefined) i += 2;
  }
  return bytes;
}

/** The least code point that takes so many further bytes: anything less is an overlong form. */
const LEAST_POINT = [0, 0x80, 0x800, 0x1_0000];

/** UTF-8 by hand: the engine has no TextDecoder. What is malformed becomes U+FFFD. */
function utf8Text(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] as number;
    const more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : -1;
    const rest = bytes.slice(i + 1, i + 1 + Math.max(0, more));
    if (more < 0 || rest.length < more || rest.some((b) => (b & 0xc0) !== 0x80)) {
      text += '\ufffd';
      i += 1;
      continue;
    }
    const point = rest.reduce((value, b) => value * 64 + (b & 0x3f), more === 0 ? first : first & (0x3f >> more));
    text += point <= 0x10ffff && point >= (LEAST_POINT[more] as number) ? String.fromCodePoint(point) : '\ufffd';
    i += 1 + more;
  }
  return text;
}
