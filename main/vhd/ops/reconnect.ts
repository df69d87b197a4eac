/**
 * Gives a child its parent, again or anew: id, time, name and every locator together, because Windows takes one that lags
 * behind for damage. Paths go where paths were; what does not fit goes into zeros in front of the blocks, or to the end.
 */
import type { IoError, PlanError } from '../../../shared/errors';
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader, LOCATORS_AT } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { LOCATOR_ENTRIES, LOCATOR_ENTRY_BYTES, parentLocatorEntry } from '../../../shared/vhd/parentLocatorEntry';
import { fileOffset, roundUp, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { parentIdOf } from '../chain';
import type { Image } from '../image';
import { layoutOf } from '../layout';
import { locatorRoom } from '../parentLocator';
import type { Plan, Step } from '../plan';
import { newLocators, type LocatorData, type ParentSpec } from './newStructures';
import { patchAt, planOf, refusalOf } from './patches';
import { PAGE_BYTES } from './sparseLayout';
import { saysItsKind, tailSteps } from './tail';

type Room = { readonly at: number; readonly bytes: number };
type Placed = LocatorData & { readonly at: number; readonly kept: number };

/** `force`: another id than the child remembers. Whether the parent has the child's size is the caller's to compare. */
export async function planReconnect(image: Image, parent: ParentSpec, force: boolean): Promise<Result<Plan, PlanError | JobError>> {
  const { header } = image;
  const refusal = refusalOf(image);
  if (refusal !== null) return err(refusal);
  if (image.kind !== 'differencing' || header === null) return err({ kind: 'wrong-kind', needs: 'differencing' });
  const expectedId = parentIdOf(image);
  if (expectedId !== parent.uniqueId && !force) return err({ kind: 'parent-mismatch', expectedId, foundId: parent.uniqueId });
  const rooms = await roomsOf(image);
  if (!rooms.ok) return rooms;
  const locators = newLocators(parent);
  const inside = place(locators, rooms.value);
  const tail = inside === null ? tailOf(image, locators) : null;
  const placed = inside ?? tail?.placed;
  if (placed === undefined) return err({ kind: 'cannot-grow', why: 'no-footer' });
  const steps: Step[] = [...(tail?.steps ?? [])];
  for (const { at, data, kept } of inside ?? []) {
    const bytes = new Uint8Array(kept);
    bytes.set(data);
    const step = await patchAt(image.file, at, bytes, { stage: 'data', why: 'locator' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  const step = await patchAt(image.file, header.at, headerWith(header.bytes, parent, placed), {
    stage: 'metadata',
    why: 'dynamic-header',
  });
  if (!step.ok) return step;
  if (step.value !== null) steps.push(step.value);
  return ok(planOf(image, steps, tail === null ? {} : { lengthAfter: tail.length }));
}

/** Where paths may go: where paths are, then whole pages of zeros between the structures in front of the first block. */
async function roomsOf(image: Image): Promise<Result<Room[], IoError>> {
  const rooms: Room[] = image.locators
    .filter(({ verdict, dataAt }) => verdict === 'good' && dataAt % SECTOR_BYTES === 0)
    .map((locator) => ({ at: locator.dataAt, bytes: Math.floor(locatorRoom(locator) / SECTOR_BYTES) * SECTOR_BYTES }));
  for (const gap of gapsInFront(image)) {
    const read = await image.file.read(fileOffset(gap.at), gap.bytes);
    if (!read.ok) return read;
    if (read.value.every((byte) => byte === 0)) rooms.push(gap);
  }
  return ok(rooms.filter(({ at, bytes }) => bytes > 0 && at + bytes <= image.dataEnd));
}

const MOST_GAP_BYTES = 64 * 1024;

function gapsInFront(image: Image): Room[] {
  let first = image.dataEnd;
  for (const entry of image.map?.entries ?? []) if (entry !== UNALLOCATED) first = Math.min(first, entry * SECTOR_BYTES);
  const gaps: Room[] = [];
  let end = 0;
  for (const { kind, at, bytes } of layoutOf(image)) {
    if (kind === 'gap') continue;
    const from = roundUp(end, SECTOR_BYTES);
    const to = Math.floor(Math.min(at, first) / SECTOR_BYTES) * SECTOR_BYTES;
    if (to > from && from > 0) gaps.push({ at: from, bytes: Math.min(to - from, MOST_GAP_BYTES) });
    end = Math.max(end, at + bytes);
    if (kind === 'blocks') break;
  }
  return gaps;
}

/** Each path into the smallest room that takes it; null when one finds none. A room's rest is cleared. */
function place(locators: readonly LocatorData[], rooms: readonly Room[]): Placed[] | null {
  const free = [...rooms].sort((a, b) => a.bytes - b.bytes);
  const placed: Placed[] = [];
  for (const locator of locators) {
    const need = roundUp(locator.data.length, SECTOR_BYTES);
    const index = free.findIndex(({ bytes }) => bytes >= need);
    const room = free[index];
    if (room === undefined) return null;
    const kept = Math.min(room.bytes, Math.max(need, PAGE_BYTES));
    free.splice(index, 1, ...(room.bytes > kept ? [{ at: room.at + kept, bytes: room.bytes - kept }] : []));
    free.sort((a, b) => a.bytes - b.bytes);
    placed.push({ ...locator, room: kept, at: room.at, kept });
  }
  return placed;
}

type Tail = { readonly placed: Placed[]; readonly steps: Step[]; readonly length: number };

/** Behind everything, the footer after it. Null where there is no sound end to go behind. */
function tailOf(image: Image, locators: readonly LocatorData[]): Tail | null {
  const old = image.footers?.footer;
  if (old == null || image.footers?.trusted !== 'footer' || !saysItsKind(image, old.bytes)) return null;
  if (image.footers.trailingBytes > 0 || old.at % SECTOR_BYTES !== 0) return null;
  const placed: Placed[] = [];
  let end = old.at;
  for (const locator of locators) {
    placed.push({ ...locator, at: end, kept: locator.room });
    end += locator.room;
  }
  const data = new Uint8Array(end - old.at);
  for (const { at, data: bytes } of placed) data.set(bytes, at - old.at);
  const length = image.file.bytes % PAGE_BYTES === 0 ? roundUp(end + FOOTER_BYTES, PAGE_BYTES) : end + FOOTER_BYTES;
  return { placed, steps: tailSteps(image, data, length, { raw: old.bytes, why: 'locator' }), length };
}

/** Entries of platforms that we know are ours to write; an unknown one stays. */
function headerWith(old: Uint8Array, parent: ParentSpec, locators: readonly Placed[]): Uint8Array {
  const set = dynamicHeader.setRaw;
  let raw = set(old, 'parentUniqueId', parent.uniqueId);
  raw = set(raw, 'parentTimeStamp', parent.modified);
  raw = set(raw, 'parentUnicodeName', parent.name);
  const queue = [...locators];
  for (let slot = 0; slot < LOCATOR_ENTRIES; slot++) {
    const at = LOCATORS_AT + slot * LOCATOR_ENTRY_BYTES;
    const platform = parentLocatorEntry.get(raw.subarray(at, at + LOCATOR_ENTRY_BYTES), 'platformCode');
    if (typeof platform !== 'string') continue;
    const next = queue.shift();
    raw.set(next === undefined ? new Uint8Array(LOCATOR_ENTRY_BYTES) : entryOf(next), at);
  }
  return dynamicHeader.set(raw, 'headerVersion', dynamicHeader.get(raw, 'headerVersion'));
}

function entryOf({ code, data, room, at }: Placed): Uint8Array {
  const set = parentLocatorEntry.setRaw;
  let raw = set(new Uint8Array(LOCATOR_ENTRY_BYTES), 'platformCode', code);
  raw = set(raw, 'platformDataSpace', room);
  raw = set(raw, 'platformDataLength', data.length);
  return set(raw, 'platformDataOffset', BigInt(at));
}
