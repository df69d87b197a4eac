/**
 * Where the blocks belong that a table has lost while it names others: as their content says, and by their order in the file
 * between the blocks that the table still names, which are fixed points. A block whose content names a place that it cannot
 * have gets none: it is rather an old copy.
 */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { hasPlace, type BlockMap } from '../format/bat';
import type { Disk } from '../read/image';
import { fillOrder, knownPlaces, type Found } from './placing';

/** Blocks that have an entry in the table, or could have one, and no place. */
export const isFreeIn =
  (top: Pick<Disk, 'dataEnd'>, map: BlockMap) =>
  (block: number): boolean =>
    block < Math.min(map.tableEntries, map.entries.length) && !hasPlace(top, map, block);

/** `sectors`: where the blocks stand in the file. `given`: which blocks the user says they are, keyed by those sectors. */
export async function lostPlaces(
  top: Disk,
  map: BlockMap,
  sectors: readonly number[],
  given: ReadonlyMap<number, number>,
): Promise<Result<Placement[], IoError>> {
  const found = await knownPlaces(top, map, sectors, { given, isFree: isFreeIn(top, map) });
  if (!found.ok) return found;
  const { strays } = found.value;
  return ok(
    orderOf(
      top,
      map,
      sectors.filter((sector) => !strays.has(sector)),
      found.value,
    ),
  );
}

const NOTHING: Pick<Found, 'known' | 'blank'> = { known: new Map(), blank: new Set() };

/** The places of these blocks, the known ones first and the others by their order; nothing is read. */
export function orderOf(
  top: Pick<Disk, 'dataEnd'>,
  map: BlockMap,
  sectors: readonly number[],
  { known, blank }: Pick<Found, 'known' | 'blank'> = NOTHING,
): Placement[] {
  const points = new Map<number, Placement>(known);
  const taken = new Set<number>();
  for (let block = 0; block < map.entries.length; block++) {
    if (!hasPlace(top, map, block)) continue;
    const sector = map.entries[block] as number;
    taken.add(block);
    points.set(sector, { sector, block, confidence: 'certain', evidence: 'table' });
  }
  const all = [...new Set([...sectors, ...points.keys()])].sort((a, b) => a - b);
  const lost = new Set(sectors);
  const placed = fillOrder({ sectors: all, known: points, blank, whole: null, taken }, Math.min(map.tableEntries, map.entries.length));
  // Where the blocks that are named stand in no order, the order of the others says nothing.
  const isOrdered = isAscending(all.flatMap((sector) => points.get(sector)?.block ?? []));
  return placed
    .filter(({ sector }) => lost.has(sector))
    .map((one) => (isOrdered || one.evidence !== 'order' ? one : { ...one, confidence: 'guess' }));
}

const isAscending = (blocks: readonly number[]): boolean => blocks.every((block, i) => i === 0 || block > (blocks[i - 1] as number));
