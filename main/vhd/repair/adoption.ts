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

export const ADOPTION_FIXERS: Fixers = { B22: onMap(adopted) };
