/**
 * B22: blocks that no entry points to, at places where blocks would stand; and what else stands in the room that the table does
 * not name.
 */
import { append } from '../../../shared/append';
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { allocatedBlocks, extentSectors } from '../format/bat';
import type { Gap } from '../format/places';
import { isDisk, type Image } from '../read/image';
import { isFreeIn } from '../repair/lostPlaces';
import { knownPlaces } from '../repair/placing';
import { gapFooter } from './gapRules';
import { blocksInGap, unclearIn, type Slots } from './gapSlots';
import { gapBytes, MAX_CANDIDATES, orphanBlocks } from './lostBlocks';
import type { ScanControl } from './blockScan';
import { finding, findingPlace } from './finding';

/** `lost`: file sectors at which lost blocks start, in file order. `unclear`: blocks' worth of other room that is not zero. */
export type RoomLook = { readonly lost: readonly number[]; readonly unclear: number };

/** So many blocks that nothing of the table shows have to stand in step. */
const MIN_IN_STEP = 3;

type Depth = 'places' | 'all';

/** `all` also reads what is in no block. A table without any entry is reported by B14, and its blocks are not found here. */
export async function roomIn(image: Image, depth: Depth, { signal, report }: ScanControl = {}): Promise<Result<RoomLook, IoError>> {
  const { map, file, dataEnd } = image;
  if (map === null) return ok({ lost: [], unclear: 0 });
  const lost: number[] = [];
  let [unclear, before] = [0, 0];
  const isStopped = (): boolean => signal?.aborted === true;
  const isEmpty = allocatedBlocks(map) === 0;
  for (const { at, bytes } of isEmpty && depth === 'places' ? [] : map.gaps.large) {
    if (isStopped() || lost.length >= MAX_CANDIDATES) break;
    const gap = { at, bytes: Math.min(at + bytes, dataEnd) - at };
    const slots: Slots = {
      file,
      map,
      most: MAX_CANDIDATES - lost.length,
      isDeep: depth === 'all',
      isStopped,
      report: (now) => report?.(before + now - at, gapBytes(map)),
    };
    const footer = await gapFooter(image, at);
    if (!footer.ok) return footer;
    // The blocks of another disk that stands there are not this one's. Behind an old footer blocks may have been added.
    const behind = footer.value === null ? 0 : FOOTER_BYTES;
    const found = footer.value === 'joined' ? ok([]) : await inGap(image, slots, { at: at + behind, bytes: gap.bytes - behind }, signal);
    if (!found.ok) return found;
    const left = depth === 'all' ? await unclearIn(slots, gap, isEmpty ? [] : found.value) : ok(0);
    if (!left.ok) return left;
    unclear += left.value;
    append(
      lost,
      found.value.map((start) => start / SECTOR_BYTES),
    );
    before += bytes;
    report?.(before, gapBytes(map));
  }
  return ok({ lost: isEmpty ? [] : lost, unclear });
}

/** In step with the gap's ends; where none is, several in step with each other anywhere in it. */
async function inGap(image: Image, slots: Slots, gap: Gap, signal: ScanControl['signal']): Promise<Result<number[], IoError>> {
  const found = await blocksInGap(slots, gap);
  const { map } = slots;
  const isRoom = gap.bytes >= MIN_IN_STEP * extentSectors(map) * SECTOR_BYTES;
  if (!found.ok || found.value.length > 0 || !isRoom || !slots.isDeep) return found;
  const anywhere = await orphanBlocks(image, signal === undefined ? {} : { signal }, [gap]);
  if (!anywhere.ok) return anywhere;
  return ok(anywhere.value.length < MIN_IN_STEP ? [] : anywhere.value.map((sector) => sector * SECTOR_BYTES));
}

/** File sectors at which they start, in file order. `places` reads little of them, and `all` finds them anywhere in a gap. */
export async function orphansIn(image: Image, depth: Depth, control: ScanControl = {}): Promise<Result<readonly number[], IoError>> {
  const found = await roomIn(image, depth, control);
  return found.ok ? ok(found.value.lost) : found;
}

/** How many of these blocks say by their content where they belong, where the table names no block. */
export async function placedAmong(image: Image, lost: readonly number[]): Promise<Result<number, IoError>> {
  const { map } = image;
  if (map === null || lost.length === 0 || !isDisk(image)) return ok(0);
  const found = await knownPlaces(image, map, lost, { given: new Map(), isFree: isFreeIn(image, map) });
  return found.ok ? ok(found.value.known.size) : found;
}

/** B22. `placed`: how many of the blocks are known to belong to the disk: it shows nothing in their place. */
export function lostFinding({ map }: Image, lost: readonly number[], placed: number): Finding[] {
  const [first] = lost;
  if (map === null || first === undefined) return [];
  const facts = { blocks: lost.length, at: first * SECTOR_BYTES, placed };
  // What stands there is sound: the table is what fails to name it.
  const where = [
    findingPlace('gap', facts.at, extentSectors(map) * SECTOR_BYTES),
    findingPlace('bat', map.tableAt, map.entries.length * 4),
  ];
  return [{ ...finding('B22', placed > 0 ? 'error' : 'warning', facts), where }];
}

/** Whether blocks are left that no entry names, without reading what is in them. */
export async function checkOrphans(image: Image, control: ScanControl = {}): Promise<Result<Finding[], IoError>> {
  const found = await roomIn(image, 'places', control);
  return found.ok ? ok(lostFinding(image, found.value.lost, 0)) : found;
}
