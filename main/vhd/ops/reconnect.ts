/**
 * Connects a child with its parent: id, time, name and every locator are changed together, because Windows takes one that
 * lags behind for damage. Paths are written where paths were; those that do not fit go into zeros in front of the blocks, or
 * to the end.
 */
import type { IoError, PlanError } from '../../../shared/errors';
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { LOCATOR_ENTRY_BYTES } from '../../../shared/vhd/parentLocatorEntry';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { parentIdOf } from '../read/chain';
import type { Image } from '../read/image';
import { headerOverlaps, heldRoom, isClaimed, occupied } from '../describe/occupied';
import { locatorEntry, newLocators, placedEntry, slotAt, SLOTS, type LocatorData, type ParentSpec } from '../format/parentLocator';
import { growthRefusal } from './growth';
import type { Plan, Step } from './plan';
import { patchAt, planOf, refusalOf } from './patches';
import { PAGE_BYTES } from './sparseLayout';
import { tailSteps } from './tail';

type Room = { readonly at: number; readonly bytes: number };
type Placed = LocatorData & { readonly at: number; readonly kept: number };

/** `force`: accepts a parent whose id is not the one the child stores. The caller compares the sizes of parent and child. */
export async function planReconnect(image: Image, parent: ParentSpec, force: boolean): Promise<Result<Plan, PlanError | JobError>> {
  const { header } = image;
  const refusal = refusalOf(image);
  if (refusal !== null) return err(refusal);
  if (image.kind !== 'differencing' || header === null) return err({ kind: 'wrong-kind', needs: 'differencing' });
  const expectedId = parentIdOf(image);
  if (expectedId !== parent.uniqueId && !force) return err({ kind: 'parent-mismatch', expectedId, foundId: parent.uniqueId });
  if (headerOverlaps(image)) return err({ kind: 'header-overlaps' });
  // If the path moved away, its bytes would be left to the block, and nobody could see any more that they are not the
  // block's own.
  const block = blockOverPath(image);
  if (block !== null) return err({ kind: 'damaged-block', block });
  const rooms = await roomsOf(image);
  if (!rooms.ok) return rooms;
  const slots = SLOTS.filter((slot) => isOurs(image, slot));
  const locators = newLocators(parent).slice(0, slots.length);
  const inside = intoRooms(locators, rooms.value);
  // In a longer file, entries that now point behind the end would get blocks, and a header would get a table.
  const cannotGrow: PlanError | null = image.map === null ? { kind: 'cannot-grow', why: 'damaged-table' } : growthRefusal(image, image.map);
  if (inside === null && cannotGrow !== null) return err(cannotGrow);
  const tail = inside === null ? tailOf(image, locators) : null;
  if (tail !== null && isClaimed(image, image.dataEnd, tail.length, (slot) => isOurs(image, slot)))
    return err({ kind: 'cannot-grow', why: 'damaged-table' });
  const placed = inside ?? tail?.placed ?? [];
  const steps: Step[] = [...(tail?.steps ?? [])];
  for (const { at, data, kept } of inside ?? []) {
    const bytes = new Uint8Array(kept);
    bytes.set(data);
    const step = await patchAt(image.file, at, bytes, { stage: 'data', why: 'locator' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  const step = await patchAt(image.file, header.at, headerWith(image, header.bytes, parent, placed), {
    stage: 'metadata',
    why: 'dynamic-header',
  });
  if (!step.ok) return step;
  if (step.value !== null) steps.push(step.value);
  return ok(planOf(image, steps, tail === null ? {} : { lengthAfter: tail.length }));
}

/** Where paths may be written: where paths are now, then zeros between the structures in front of the first block. */
async function roomsOf(image: Image): Promise<Result<Room[], IoError>> {
  const others = occupied(image, ({ kind, index }) => kind === 'unknown' || (kind === 'locator' && isOurs(image, index)));
  const rooms = new Map<number, Room>();
  for (const locator of image.locators) {
    const at = locator.dataAt;
    // A path that lies inside another structure, or in the room of another path, has no room of its own.
    const bytes = Math.min(heldRoom(image, locator), others.nextFrom(at) - at);
    if (locator.verdict !== 'good' || !isOurs(image, locator.index) || at % SECTOR_BYTES !== 0) continue;
    rooms.set(at, { at, bytes: Math.floor(bytes / SECTOR_BYTES) * SECTOR_BYTES });
  }
  for (const gap of gapsInFront(image)) {
    const read = await image.file.read(fileOffset(gap.at), gap.bytes);
    if (!read.ok) return read;
    if (read.value.every((byte) => byte === 0)) rooms.set(gap.at, gap);
  }
  return ok([...rooms.values()].filter(({ bytes }) => bytes > 0));
}

/** A block that the table places over a path which may be moved. */
function blockOverPath(image: Image): number | null {
  const blocks = occupied(image, ({ kind }) => kind !== 'block');
  for (const { index, verdict, dataAt, dataBytes } of image.locators) {
    const found = verdict === 'good' && isOurs(image, index) ? blocks.inRange(dataAt, dataAt + dataBytes) : null;
    if (found !== null) return found.index;
  }
  return null;
}

/** Entries of known platforms may be rewritten; an unknown entry and its bytes are kept. */
const isOurs = (image: Image, slot: number): boolean =>
  image.locators.every(({ index, platform }) => index !== slot || platform !== 'unknown');

const MAX_GAP_BYTES = 64 * 1024;

/** There is none if the block table cannot be read: any byte may be a block's. */
function gapsInFront(image: Image): Room[] {
  if (image.map === null) return [];
  const { structures } = occupied(image);
  const firstBlock = occupied(image, ({ kind }) => kind !== 'block').nextFrom(0);
  const gaps: Room[] = [];
  let end = 0;
  for (const { from, to } of structures) {
    const at = roundUp(end, SECTOR_BYTES);
    const until = Math.floor(Math.min(from, firstBlock) / SECTOR_BYTES) * SECTOR_BYTES;
    if (until > at && at > 0) gaps.push({ at, bytes: Math.min(until - at, MAX_GAP_BYTES) });
    end = Math.max(end, to);
  }
  return gaps;
}

/** Puts each path into the smallest room that it fits; null when one fits none. The rest of a room is cleared. */
function intoRooms(locators: readonly LocatorData[], rooms: readonly Room[]): Placed[] | null {
  const free = [...rooms].sort((a, b) => a.bytes - b.bytes);
  const placed: Placed[] = [];
  for (const locator of locators) {
    const need = roundUp(locator.data.length, SECTOR_BYTES);
    const index = free.findIndex(({ bytes }) => bytes >= need);
    const room = free[index];
    if (room === undefined) return null;
    const kept = Math.min(room.bytes, Math.max(need, PAGE_BYTES));
    free.splice(index, 1);
    if (room.bytes > kept) free.push({ at: room.at + kept, bytes: room.bytes - kept });
    free.sort((a, b) => a.bytes - b.bytes);
    placed.push({ ...locator, room: kept, at: room.at, kept });
  }
  return placed;
}

type Tail = { readonly placed: Placed[]; readonly steps: Step[]; readonly length: number };

/** Puts the locators behind everything, with the footer after them: for a file that may grow. */
function tailOf(image: Image, locators: readonly LocatorData[]): Tail {
  const old = image.footers?.footer;
  if (old == null) throw new Error('a file without a footer does not grow');
  const placed: Placed[] = [];
  let { end } = occupied(image);
  for (const locator of locators) {
    placed.push({ ...locator, at: end, kept: locator.room });
    end += locator.room;
  }
  const data = new Uint8Array(end - old.at);
  for (const { at, data: bytes } of placed) data.set(bytes, at - old.at);
  const length = image.file.bytes % PAGE_BYTES === 0 ? roundUp(end + FOOTER_BYTES, PAGE_BYTES) : end + FOOTER_BYTES;
  return { placed, steps: tailSteps(image, data, length, { raw: old.bytes, why: 'locator' }), length };
}

function headerWith(image: Image, old: Uint8Array, parent: ParentSpec, locators: readonly Placed[]): Uint8Array {
  const set = dynamicHeader.setRaw;
  let raw = set(old, 'parentUniqueId', parent.uniqueId);
  raw = set(raw, 'parentTimeStamp', parent.modified);
  raw = set(raw, 'parentUnicodeName', parent.name);
  const queue = [...locators];
  for (const slot of SLOTS.filter((index) => isOurs(image, index))) {
    const next = queue.shift();
    raw.set(next === undefined ? new Uint8Array(LOCATOR_ENTRY_BYTES) : placedEntry(locatorEntry(next), next.at), slotAt(slot));
  }
  // A header with a damaged cookie was recognised by its old checksum only, and gets a new one here, so the cookie is mended
  // too.
  return dynamicHeader.set(raw, 'cookie', DYNAMIC_HEADER_COOKIE);
}
