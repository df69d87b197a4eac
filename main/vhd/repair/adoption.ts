/**
 * Puts blocks that no entry points to back into the table: only if their content, or the user, says which block of the disk
 * they are, and only if that block has no other place. Nothing is guessed.
 */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { UNALLOCATED } from '../../../shared/vhd/units';
import { bitmapAt, touchesCore, type BlockMap } from '../format/bat';
import { orphansIn } from '../check/orphanRules';
import type { Disk } from '../read/image';
import { evidenceIn, type Depth } from './blockEvidence';
import type { Edit } from './patched';
import { entryEdits, fix, onMap, type Fix, type FixContext, type Fixers, type Made, type MapDisk } from './fix';

/**
 * Whether the table gives the block a place where it can have data. A garbage entry does not: it points nowhere, or over
 * header and table.
 */
export const hasPlace = ({ dataEnd }: Pick<Disk, 'dataEnd'>, map: BlockMap, block: number): boolean =>
  map.entries[block] !== UNALLOCATED && bitmapAt(map, block) < dataEnd && !touchesCore(map, block);

/** `sectors`: where the blocks stand in the file. `given`: which blocks the user says they are, keyed by those sectors. */
export async function adoptable(
  top: Disk,
  map: BlockMap,
  sectors: readonly number[],
  given: ReadonlyMap<number, number>,
): Promise<Result<Placement[], IoError>> {
  const placements: Placement[] = [];
  const taken = new Set(given.values());
  for (const sector of sectors) {
    const told = given.get(sector);
    if (told !== undefined) {
      placements.push({ sector, block: told, confidence: 'certain', evidence: 'given' });
      continue;
    }
    const evidence = await evidenceIn(top.file, map, sector);
    if (!evidence.ok) return evidence;
    const placement = evidence.value;
    if (placement === null || taken.has(placement.block) || placement.block >= map.tableEntries) continue;
    if (hasPlace(top, map, placement.block)) continue;
    taken.add(placement.block);
    placements.push(placement);
  }
  return ok(placements);
}

export const adoptionEdits = (map: BlockMap, placements: readonly Placement[]): Edit[] =>
  entryEdits(
    map,
    placements.map(({ block, sector }) => [block, sector] as const),
  );

async function adopted({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const found = await orphansIn(top);
  if (!found.ok || !(await isAnyAdoptable(top, found.value))) return [];
  const make = async (): Made => {
    const placements = await adoptable(top, top.map, found.value, new Map());
    return placements.ok ? ok({ edits: adoptionEdits(top.map, placements.value) }) : placements;
  };
  return [fix('adopt-block', 'choice', make)];
}

/**
 * For an offer, so many lost blocks at either end of the file are read whole: a disk's partition tables stand in its first
 * and last block.
 */
const READ_FOR_OFFER = 8;

/**
 * Whether the repair would put any block back. Offers are made often, so this does not read every lost block, which may be
 * the whole disk.
 */
async function isAnyAdoptable(top: MapDisk, sectors: readonly number[]): Promise<boolean> {
  const atEnds = sectors.filter((_, i) => i < READ_FOR_OFFER || i >= sectors.length - READ_FOR_OFFER);
  const looks: readonly (readonly [readonly number[], Depth])[] = [
    [sectors, 'ends'],
    [atEnds, 'whole'],
  ];
  for (const [some, depth] of looks) {
    for (const sector of some) {
      const evidence = await evidenceIn(top.file, top.map, sector, depth);
      if (!evidence.ok) return false;
      const block = evidence.value?.block ?? Infinity;
      if (block < top.map.tableEntries && !hasPlace(top, top.map, block)) return true;
    }
  }
  return false;
}

/**
 * For blocks that share a place: the block that no entry points to and that fits between its neighbours as one of them. That is
 * the true place of a block whose entry was overwritten with another’s.
 */
export async function orphansForShared(top: MapDisk, shared: readonly number[]): Promise<Result<Placement[], IoError>> {
  const { map } = top;
  const found = await orphansIn(top);
  if (!found.ok || found.value.length === 0) return found.ok ? ok([]) : found;
  const placed = [...map.entries.keys()].filter((block) => hasPlace(top, map, block));
  const placements: Placement[] = [];
  const taken = new Set<number>();
  for (const sector of found.value) {
    const evidence = await evidenceIn(top.file, map, sector);
    if (!evidence.ok) return evidence;
    const { value } = evidence;
    const told = value !== null && value.confidence === 'certain' ? value.block : null;
    const fits = told === null ? shared.filter((block) => isBetween(map, placed, { block, sector })) : shared.filter((one) => one === told);
    const free = fits.filter((block) => !taken.has(block));
    const [block] = free;
    if (block === undefined || free.length !== 1) continue;
    taken.add(block);
    placements.push(
      told === null ? { sector, block, confidence: 'likely', evidence: 'order' } : { ...(value as Placement), sector, block },
    );
  }
  // At least one of the blocks has to keep the place that they share.
  return ok(placements.length < shared.length ? placements : []);
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
