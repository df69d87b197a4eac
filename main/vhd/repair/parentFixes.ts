/** Repairs of how a child names its parent. Paths are written for a parent that was found, and whose id matches. */
import type { FindingOf } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { LOCATOR_ENTRY_BYTES, parentLocatorEntry, PLATFORM_CODES } from '../../../shared/vhd/parentLocatorEntry';
import { roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { newLocators, type LocatorData } from '../ops/newStructures';
import { parentNameIn } from '../parentLocator';
import type { Edit } from './draft';
import {
  changedHeader,
  endOfAll,
  fix,
  footerAt,
  isFree,
  onHeader,
  onMap,
  setHeader,
  type Fix,
  type FixContext,
  type FixEdits,
  type Fixers,
  type HeaderDisk,
  type MapDisk,
} from './fix';

/** One relative path in the room of the old one, or behind everything; the name beside it. */
function rewritten(top: MapDisk, name: string): FixEdits {
  const spec = { uniqueId: '', modified: 0, name, relativePath: `.\\${name}`, windowsPath: null, posixPath: null };
  // Of a relative path alone there is exactly one.
  const [locator] = newLocators(spec) as [LocatorData];
  const { at, room, bytes } = roomFor(top, locator);
  const padded = new Uint8Array(room);
  padded.set(locator.data);
  const entries = new Uint8Array(192);
  entries.set(entryBytes(locator, at, room));
  const header = changedHeader(top, setHeader('parentLocators', entries), setHeader('parentUnicodeName', name));
  const data: Edit = { at, bytes: padded, why: 'locator' };
  if (bytes === null) return { edits: [data, ...header.edits] };
  const moved = footerAt(top, top.footer, bytes);
  return { ...moved, edits: [...moved.edits.slice(0, -1), data, ...moved.edits.slice(-1), ...header.edits] };
}

/** `bytes`: where the footer must go, if the locator goes to the end. */
function roomFor(top: MapDisk, { data, room }: LocatorData): { at: number; room: number; bytes: number | null } {
  const needed = roundUp(data.length, SECTOR_BYTES);
  const own = top.locators.find(
    ({ platform, dataAt, index }) => platform === 'W2ru' && dataAt % SECTOR_BYTES === 0 && isFree(top, dataAt, needed, index),
  );
  if (own !== undefined) return { at: own.dataAt, room: needed, bytes: null };
  const at = endOfAll(top);
  return { at, room, bytes: at + room };
}

function entryBytes({ code, data }: LocatorData, at: number, room: number): Uint8Array {
  const raw = new Uint8Array(LOCATOR_ENTRY_BYTES);
  const view = new DataView(raw.buffer);
  view.setUint32(parentLocatorEntry.fields.platformCode.at, PLATFORM_CODES[code]);
  view.setUint32(parentLocatorEntry.fields.platformDataSpace.at, room);
  view.setUint32(parentLocatorEntry.fields.platformDataLength.at, data.length);
  view.setBigUint64(parentLocatorEntry.fields.platformDataOffset.at, BigInt(at));
  return raw;
}

/** Only beside a parent that was found. */
function rewrite(klass: 'safe' | 'choice') {
  return ({ chain, top }: FixContext<MapDisk>): Fix[] => {
    const parent = chain.layers[1];
    return parent === undefined ? [] : [fix('rewrite-locators', klass, () => rewritten(top, parent.file.name))];
  };
}

function restamp(klass: 'safe' | 'choice', { chain, top }: FixContext<HeaderDisk>): Fix[] {
  const parent = chain.layers[1];
  if (parent === undefined) return [];
  const stamp = Math.max(0, Math.floor(parent.file.modifiedUnixSeconds) - VHD_EPOCH_UNIX_SECONDS);
  return [fix('restamp-parent', klass, () => changedHeader(top, setHeader('parentTimeStamp', stamp)))];
}

export const PARENT_FIXERS: Fixers = {
  P03: onHeader((context, { severity }: FindingOf<'P03'>) => restamp(severity === 'note' ? 'safe' : 'choice', context)),
  P14: onHeader((context) => restamp('choice', context)),
  P06: onMap((context, { facts }: FindingOf<'P06'>) => rewrite(facts.why === 'twice' ? 'choice' : 'safe')(context)),
  P10: onHeader(({ top }) => [
    fix('rewrite-name', 'safe', () => changedHeader(top, setHeader('parentUnicodeName', parentNameIn(top.header.bytes)))),
  ]),
  P13: onMap(rewrite('safe')),
};
