/**
 * Puts blocks that no entry points to back into the table: only if their content, or the order in which the blocks stand, says
 * which block of the disk they are, and only if that block has no other place. Nothing is guessed.
 */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { extentSectors, hasPlace, type BlockMap } from '../format/bat';
import { orphansIn } from '../check/orphanRules';
import { openDisk } from '../read/openImage';
import { evidenceIn } from './blockEvidence';
import { patchedFile, type Edit } from './patched';
import { entryEdits, fix, onMap, type Fix, type FixContext, type Fixers, type Made, type MapDisk } from './fix';
import { isFreeIn, lostPlaces, orderOf } from './lostPlaces';
import { knownPlaces, type Found } from './placing';
import { placelessBlocks } from './wrongEntries';

export const adoptionEdits = (map: BlockMap, placements: readonly Placement[]): Edit[] =>
  entryEdits(
    map,
    placements.map(({ block, sector }) => [block, sector] as const),
  );

async function adopted({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const found = await orphansIn(top, 'places');
  if (!found.ok || !(await isAnyAdoptable(top, found.value))) return [];
  const make = async (): Made => {
    const placements = await lostPlaces(top, top.map, found.value, { given: new Map(), placeless: placelessBlocks(top, top.map) });
    if (!placements.ok) return placements;
    const sure = placements.value.filter(({ confidence }) => confidence !== 'guess');
    return ok({ edits: adoptionEdits(top.map, sure) });
  };
  return [fix('adopt-block', 'choice', make)];
}

/**
 * For an offer, so many lost blocks at either end of the file are read whole: a disk's partition tables stand in its first
 * and last block.
 */
const READ_FOR_OFFER = 4;

/**
 * Whether the repair would put any block back. Offers are made often, so this does not read every lost block, which may be
 * the whole disk.
 */
async function isAnyAdoptable(top: MapDisk, sectors: readonly number[]): Promise<boolean> {
  const { map } = top;
  if (orderOf(top, map, sectors, { placeless: placelessBlocks(top, map) }).some(({ confidence }) => confidence !== 'guess')) return true;
  for (const sector of sectors) {
    const evidence = await evidenceIn(top.file, map, sector, 'ends');
    if (!evidence.ok) return false;
    if (evidence.value !== null && isFreeIn(top, map)(evidence.value.block)) return true;
  }
  const atEnds = sectors.filter((_, i) => i < READ_FOR_OFFER || i >= sectors.length - READ_FOR_OFFER);
  const told = await knownPlaces(top, map, atEnds, { given: new Map(), isFree: isFreeIn(top, map) });
  return told.ok && told.value.known.size > 0;
}

/**
 * For blocks that share a place: the block that no entry points to and that is one of them, as its content says, or because it
 * fits between its neighbours as one of them only. That is the true place of a block whose entry was overwritten with another’s.
 * `wrong`: those of them whose entries cannot be right. What these claim is looked at as if they did not: the true place may
 * stand in it.
 */
export async function orphansForShared(
  top: MapDisk,
  shared: readonly number[],
  wrong: readonly number[],
): Promise<Result<Placement[], IoError>> {
  const freed = await withoutEntries(top, wrong);
  if (!freed.ok) return freed;
  const found = await orphansIn(freed.value, 'places');
  return found.ok ? placesAmongShared(top, { shared, wrong, freed: freed.value, found: found.value }) : found;
}

type Shared = {
  readonly shared: readonly number[];
  readonly wrong: readonly number[];
  /** The disk as it would be without the wrong entries, and where blocks stand in it that no entry names. */
  readonly freed: MapDisk;
  readonly found: readonly number[];
};

export async function placesAmongShared(top: MapDisk, { shared, wrong, freed, found }: Shared): Promise<Result<Placement[], IoError>> {
  if (found.length === 0) return ok([]);
  const { map } = freed;
  const told = await toldOfShared(top, shared, found);
  if (!told.ok) return told;
  const { known, strays } = told.value;
  const placed = [...map.entries.keys()].filter((block) => hasPlace(freed, map, block));
  const seeking = wrong.length > 0 ? wrong : shared;
  const isAlone = wrong.length === 1 && found.length === 1;
  const placements: Placement[] = [];
  const taken = new Set<number>();
  for (const sector of found) {
    if (strays.has(sector)) continue;
    const value = known.get(sector);
    const between = seeking.filter((block) => isBetween(map, placed, { block, sector }));
    // One block without a place and one place without a block belong together, unless the order of the others names another.
    const isOnly = isAlone && between.length === 0 && !isNamedByOrder(freed, placed, sector);
    const fits = value === undefined ? (isOnly ? wrong : between) : [value.block];
    const free = fits.filter((block) => !taken.has(block));
    const [block] = free;
    if (block === undefined || free.length !== 1) continue;
    taken.add(block);
    placements.push(value ?? { sector, block, confidence: 'likely', evidence: 'order' });
  }
  // At least one of the blocks that share a place has to keep it.
  const over = shared.filter((block) => top.map.states[block] === BLOCK_STATE.overlapping);
  return ok(over.length === 0 || over.some((block) => !taken.has(block)) ? placements : []);
}

/** The disk as it would be if the table named no place for these blocks. */
export async function withoutEntries(top: MapDisk, blocks: readonly number[]): Promise<Result<MapDisk, IoError>> {
  if (blocks.length === 0) return ok(top);
  const edits = entryEdits(
    top.map,
    blocks.map((block) => [block, UNALLOCATED] as const),
  );
  return withEdits(top, edits);
}

/** The disk with other entries in its table. */
export async function withEdits(top: MapDisk, edits: readonly Edit[]): Promise<Result<MapDisk, IoError>> {
  const opened = await openDisk(patchedFile({ base: top.file, bytes: top.file.bytes, edits }), top.footers.farAt);
  if (!opened.ok) return opened.error.kind === 'read-failed' ? { ok: false, error: opened.error } : ok(top);
  const { value } = opened;
  return ok(value.header === null || value.map === null ? top : { ...value, header: value.header, map: value.map });
}

/** Whether the blocks that have a place stand in the order of the disk, and one without a place fits among them there. */
function isNamedByOrder(top: MapDisk, placed: readonly number[], sector: number): boolean {
  const placeOf = (block: number): number => top.map.entries[block] as number;
  if (placed.some((block, i) => i > 0 && placeOf(placed[i - 1] as number) > placeOf(block))) return false;
  const before = placed.findLast((block) => placeOf(block) < sector) ?? -1;
  const after = placed.find((block) => placeOf(block) > sector) ?? top.map.entries.length;
  return after - before > 1;
}

/** What the content of these blocks says of the blocks that share a place, as if the table named none of those. */
function toldOfShared(top: MapDisk, shared: readonly number[], sectors: readonly number[]): Promise<Result<Found, IoError>> {
  const entries = top.map.entries.slice();
  const extent = extentSectors(top.map);
  // What reaches behind the end of the file is no whole block, and tells nothing.
  const whole = shared.filter((block) => ((entries[block] as number) + extent) * SECTOR_BYTES <= top.dataEnd);
  const places = new Set(whole.map((block) => entries[block] as number));
  for (const block of shared) entries[block] = UNALLOCATED;
  const map = { ...top.map, entries };
  const isFree = (block: number): boolean => shared.includes(block);
  return knownPlaces({ ...top, map }, map, [...sectors, ...places], { given: new Map(), isFree });
}

/** Its neighbours in the file come before it and after it on the disk; and there is at least one. */
function isBetween(map: BlockMap, placed: readonly number[], { block, sector }: Pick<Placement, 'block' | 'sector'>): boolean {
  const placeOf = (other: number): number => map.entries[other] as number;
  let [before, after] = [-1, -1];
  for (const other of placed) {
    if (other === block) continue;
    const at = placeOf(other);
    if (at < sector && (before < 0 || at > placeOf(before))) before = other;
    if (at > sector && (after < 0 || at < placeOf(after))) after = other;
  }
  return (before >= 0 || after >= 0) && (before < 0 || before < block) && (after < 0 || block < after);
}

export const ADOPTION_FIXERS: Fixers = { B22: onMap(adopted) };
