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

export type Lost = {
  /** Which blocks the user says they are, keyed by the sectors of the file at which they stand. */
  readonly given: ReadonlyMap<number, number>;
  /** Blocks whose entry is set and cannot be right: the disk has them, so that the lost ones are rather these than others. */
  readonly placeless: readonly number[];
};

/** `sectors`: where the blocks stand in the file. */
export async function lostPlaces(
  top: Disk,
  map: BlockMap,
  sectors: readonly number[],
  { given, placeless }: Lost,
): Promise<Result<Placement[], IoError>> {
  const found = await knownPlaces(top, map, sectors, { given, isFree: isFreeIn(top, map) });
  if (!found.ok) return found;
  const { strays } = found.value;
  return ok(
    orderOf(
      top,
      map,
      sectors.filter((sector) => !strays.has(sector)),
      { ...found.value, placeless },
    ),
  );
}

type Told = Partial<Pick<Found, 'known' | 'blank'>> & Partial<Pick<Lost, 'placeless'>>;

/** The places of these blocks, the known ones first and the others by their order; nothing is read. */
export function orderOf(
  top: Pick<Disk, 'dataEnd'>,
  map: BlockMap,
  sectors: readonly number[],
  { known = new Map(), blank = new Set(), placeless = [] }: Told = {},
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
  const named = new Set([...known.values()].map(({ block }) => block));
  const missing = placeless.filter((block) => block < map.tableEntries && !named.has(block));
  // As many blocks were found as have a wrong entry: those are these.
  const isPaired = missing.length > 0 && missing.length === sectors.length - known.size;
  const only = isPaired ? new Set(missing) : null;
  const filled = { sectors: all, known: points, blank, whole: null, taken, only, first: missing };
  const placed = fillOrder(filled, Math.min(map.tableEntries, map.entries.length));
  // Where the blocks that are named stand in no order, the order of the others says nothing.
  const isOrdered = isAscending(all.flatMap((sector) => points.get(sector)?.block ?? []));
  const judged = (one: Placement): Placement => {
    if (one.evidence !== 'order') return one;
    if (only?.size === 1 && (!isOrdered || one.confidence === 'likely')) return { ...one, confidence: 'likely', evidence: 'bad-entry' };
    return isOrdered ? one : { ...one, confidence: 'guess' };
  };
  return placed.filter(({ sector }) => lost.has(sector)).map(judged);
}

const isAscending = (blocks: readonly number[]): boolean => blocks.every((block, i) => i === 0 || block > (blocks[i - 1] as number));
