/**
 * Blocks that no entry points to, put back into the table: only where what stands in them, or the user, says which block
 * of the disk they are, and only where that block has no other place. A guess is none.
 */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockMap } from '../bat';
import { orphansIn } from '../check/orphanRules';
import type { Disk } from '../image';
import { evidenceIn } from './blockEvidence';
import type { Edit } from './draft';
import { entryEdits, fix, onMap, type Fix, type FixContext, type Fixers, type MapDisk } from './fix';

/** `sectors`: where the blocks stand in the file. `given`: the blocks that the user knows them to be, by those sectors. */
export async function adoptable(
  { file }: Disk,
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
    const evidence = await evidenceIn(file, map, sector);
    if (!evidence.ok) return evidence;
    const placement = evidence.value;
    if (placement === null || taken.has(placement.block) || placement.block >= map.tableEntries) continue;
    if (map.entries[placement.block] !== UNALLOCATED) continue;
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
  const placements = found.ok ? await adoptable(top, top.map, found.value, new Map()) : found;
  if (!placements.ok || placements.value.length === 0) return [];
  const edits = adoptionEdits(top.map, placements.value);
  return [fix('adopt-block', 'choice', () => ({ edits }))];
}

export const ADOPTION_FIXERS: Fixers = { B22: onMap(adopted) };
