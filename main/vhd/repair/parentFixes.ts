/**
 * Repairs of how a child names its parent. The relative path is written for a parent that was found and whose id matches;
 * every other locator keeps its slot and its text, unless the text cannot be read.
 */
import type { FindingOf } from '../../../shared/findings';
import { err, ok } from '../../../shared/result';
import { vhdSeconds } from '../../../shared/vhd/codec';
import { LOCATORS_AT } from '../../../shared/vhd/dynamicHeader';
import { LOCATOR_ENTRY_BYTES, type PlatformCode } from '../../../shared/vhd/parentLocatorEntry';
import { roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView } from '../../../shared/views';
import type { Image } from '../read/image';
import { heldRoom, occupied } from '../describe/occupied';
import { planGrowInPlace } from '../ops/growInPlace';
import { planReconnect } from '../ops/reconnect';
import { uniqueIdOf } from '../read/chain';
import { isPath, locatorData, locatorEntry, parentNameIn, placedEntry, SLOTS, slotAt, type LocatorData } from '../format/parentLocator';
import { relativePath, waysTo } from '../format/parentPath';
import type { Edit } from './patched';
import {
  changedHeader,
  fix,
  footerAt,
  onHeader,
  onMap,
  read,
  setHeader,
  withoutEvidence,
  type Fix,
  type FixContext,
  type FixEdits,
  type Fixers,
  type HeaderDisk,
  type Made,
  type MapDisk,
} from './fix';

const FREE_SLOT = new Uint8Array(LOCATOR_ENTRY_BYTES);

const inSlot =
  (slot: number, entry: Uint8Array) =>
  (raw: Uint8Array): Uint8Array => {
    const entries = raw.slice(LOCATORS_AT, slotAt(SLOTS.length));
    entries.set(entry, slotAt(slot) - LOCATORS_AT);
    return setHeader('parentLocators', entries)(raw);
  };

/** Writes the text into the slot's own room, or behind everything; `more` makes further changes to the header. */
function written(top: MapDisk, slot: number, locator: LocatorData, more: (raw: Uint8Array) => Uint8Array = (raw) => raw): FixEdits {
  const { at, room, bytes } = roomFor(top, slot, locator);
  const padded = new Uint8Array(room);
  padded.set(locator.data);
  const entry = placedEntry(locatorEntry({ ...locator, room }), at);
  const header = changedHeader(top, inSlot(slot, entry), more);
  const data: Edit = { at, bytes: padded, why: 'locator' };
  if (bytes === null) return { edits: [data, ...header.edits] };
  const moved = footerAt(top, top.footer, bytes);
  return { ...moved, edits: [...moved.edits.slice(0, -1), data, ...moved.edits.slice(-1), ...header.edits] };
}

/** `bytes`: where the footer must go, if the locator goes to the end. */
function roomFor(top: MapDisk, slot: number, { data, room }: LocatorData): { at: number; room: number; bytes: number | null } {
  const needed = roundUp(data.length, SECTOR_BYTES);
  const own = top.locators.find(({ index, verdict }) => index === slot && verdict === 'good');
  const held = own === undefined ? 0 : Math.floor(heldRoom(top, own) / SECTOR_BYTES) * SECTOR_BYTES;
  const isShared = top.locators.some(({ index, dataAt }) => index !== slot && dataAt === own?.dataAt);
  if (own !== undefined && !isShared && own.dataAt % SECTOR_BYTES === 0 && held >= needed)
    return { at: own.dataAt, room: needed, bytes: null };
  const { end } = occupied(top);
  return { at: end, room, bytes: end + room };
}

/** The path to the parent that was found. If that lies beside the child, the path is certain; otherwise the user decides. */
function wayTo(top: Image, parent: Image | undefined): { path: string; isBeside: boolean; name: string } | null {
  const path = parent === undefined ? null : relativePath(top.file.path, parent.file.path);
  if (path === null || parent === undefined) return null;
  return { path, isBeside: path === `.\\${parent.file.name}`, name: parent.file.name };
}

/** Writes the relative path into its slot, or into the first free one. `surplus`: a slot that becomes free. */
function relative({ chain, top }: FixContext<MapDisk>, slot = relativeSlot(top), surplus: number | null = null): Fix[] {
  const way = wayTo(top, chain.layers[1]);
  if (way === null || slot === null) return [];
  const named = setHeader('parentUnicodeName', way.name);
  const more = surplus === null ? named : (raw: Uint8Array): Uint8Array => inSlot(surplus, FREE_SLOT)(named(raw));
  const make = (): FixEdits => written(top, slot, locatorData('W2ru', way.path), more);
  return [fix('rewrite-locators', way.isBeside && surplus === null ? 'safe' : 'choice', make)];
}

function relativeSlot({ locators }: Image): number | null {
  const used = new Set(locators.map(({ index }) => index));
  return locators.find(({ platform }) => platform === 'W2ru')?.index ?? SLOTS.find((slot) => !used.has(slot)) ?? null;
}

/** Writes the same text in its platform's form again, with the room that it really has. */
function laidAnew({ top }: FixContext<MapDisk>, locator: LocatorView & { readonly platform: PlatformCode }): Fix[] {
  const { index, platform, path, dataAt, dataBytes } = locator;
  const make = async (): Made => {
    if (platform === 'W2ku' && path !== null) return ok(written(top, index, locatorData(platform, path)));
    const data = await read(top, dataAt, dataBytes);
    if (!data.ok) return data;
    const end = isPath(platform) ? data.value.indexOf(0) : -1;
    const text = end < 0 ? data.value : data.value.subarray(0, end);
    return ok(written(top, index, { platform, data: text, room: roundUp(text.length, SECTOR_BYTES) }));
  };
  return [fix('renew-locator', 'safe', make)];
}

/** Nothing can be read there, so the slot is freed. */
const cleared = ({ top }: FixContext<MapDisk>, slot: number, klass: 'safe' | 'choice'): Fix[] => [
  fix('clear-locator', klass, () => changedHeader(top, inSlot(slot, FREE_SLOT))),
];

function locatorFix(context: FixContext<MapDisk>, { facts: { slot, why } }: FindingOf<'P06'>): Fix[] {
  const { locators } = context.top;
  const locator = locators.find(({ index }) => index === slot);
  if (locator === undefined || !isKnown(locator)) return [];
  const isRelative = locator.platform === 'W2ru';
  if (why === 'unknown-platform' || why === 'not-absolute') return [];
  if (why === 'absolute-only') return relative(context);
  // Programs that read the modern kind never look at the deprecated one.
  if (why === 'deprecated') return locators.some(({ platform }) => platform === 'W2ru') ? [] : relative(context);
  if (why === 'twice') return isRelative ? relative(context, relativeSlot(context.top), slot) : cleared(context, slot, 'choice');
  if (isRelative) return relative(context, slot);
  if (locator.verdict === 'bad') return cleared(context, slot, 'safe');
  return why === 'unreadable' || why === 'misplaced' ? cleared(context, slot, 'choice') : laidAnew(context, locator);
}

const isKnown = (locator: LocatorView): locator is LocatorView & { readonly platform: PlatformCode } => locator.platform !== 'unknown';

/** Enlarges the child to the size that the parent has now, if its table has room for that. */
async function grown({ chain, top }: FixContext<MapDisk>): Promise<Fix[]> {
  const parent = chain.layers[1];
  if (parent === undefined || parent.sectors <= top.sectors) return [];
  const plan = await planGrowInPlace(top, parent.sectors);
  if (!plan.ok && plan.error.kind === 'read-failed') return [withoutEvidence('grow-to-parent', err(plan.error))];
  if (!plan.ok || plan.value === null) return [];
  const edits = plan.value.steps.flatMap((step): Edit[] =>
    step.kind === 'patch' ? [{ at: step.at, bytes: step.after, why: step.why }] : [],
  );
  return [fix('grow-to-parent', 'choice', () => ({ edits }))];
}

/** Everything by which the child finds its parent, at once: id, time, name and every path. */
async function reconnected({ chain, top }: FixContext<MapDisk>): Promise<Fix[]> {
  const parent = chain.layers[1];
  if (parent === undefined) return [];
  const spec = {
    uniqueId: uniqueIdOf(parent),
    modified: vhdSeconds(parent.file.modifiedUnixSeconds),
    ...waysTo(top.file.path, parent.file.path, true),
  };
  const plan = await planReconnect(top, spec, false);
  if (!plan.ok) return plan.error.kind === 'read-failed' ? [withoutEvidence('reconnect-parent', err(plan.error))] : [];
  const edits = plan.value.steps.flatMap((step): Edit[] =>
    step.kind === 'zeros' ? [] : [{ at: step.at, bytes: step.kind === 'patch' ? step.after : step.data, why: step.why }],
  );
  return [fix('reconnect-parent', 'choice', () => ({ edits, bytes: plan.value.lengthAfter }))];
}

/** Whether the disk's own way to its parent is at fault: a way out of its folder is right, and one of a disk below is in another file. */
const isOwnWay = ({ facts: { isNamed, of, standIn } }: FindingOf<'P18'>): boolean =>
  isNamed !== true && of === undefined && (standIn === undefined || standIn.childLayer === 0);

function restamp(klass: 'safe' | 'choice', { chain, top }: FixContext<HeaderDisk>): Fix[] {
  const parent = chain.layers[1];
  if (parent === undefined) return [];
  const stamp = vhdSeconds(parent.file.modifiedUnixSeconds);
  return [fix('restamp-parent', klass, () => changedHeader(top, setHeader('parentTimeStamp', stamp)))];
}

export const PARENT_FIXERS: Fixers = {
  P03: onHeader((context, { severity }: FindingOf<'P03'>) => restamp(severity === 'note' ? 'safe' : 'choice', context)),
  P14: onHeader((context) => restamp('choice', context)),
  P06: onMap(locatorFix),
  P10: onHeader(({ top }) => [
    fix('rewrite-name', 'safe', () => changedHeader(top, setHeader('parentUnicodeName', parentNameIn(top.header.bytes)))),
  ]),
  P13: onMap((context) => relative(context)),
  P18: onMap(async (context, found: FindingOf<'P18'>) => (isOwnWay(found) ? [...(await reconnected(context)), ...relative(context)] : [])),
  P04: onMap(grown),
};
