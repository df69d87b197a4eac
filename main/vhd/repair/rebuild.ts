/**
 * Rebuilds a disk whose block table is lost (B13, B14), that has lost blocks (B22), or whose blocks have no room for their
 * bitmaps (B12), always into a new file. Lost blocks are found by their bitmaps. Their content tells where they belong; if
 * it does not, their order is used as a guess: every placement says how it is known.
 */
import { append } from '../../../shared/append';
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import type { Placement, RepairError, PlaceFault } from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { extentSectors, hasPlace, type BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import { uniqueIdOf, type Chain } from '../read/chain';
import type { ScanControl } from '../check/blockScan';
import { orphanBlocks } from '../check/lostBlocks';
import { orphansIn } from '../check/orphanRules';
import { checkDisk } from '../check/checkDisk';
import { offEntries, type OffEntry } from '../check/entryRules';
import { isDisk, type Disk } from '../read/image';
import { openDisk } from '../read/openImage';
import { setBits } from '../ops/growth';
import { spacingOf } from '../format/spacing';
import { adoptionEdits, placesAmongShared, withEdits, withoutEntries } from './adoption';
import { lostPlaces, type Lost } from './lostPlaces';
import { patchedFile, type Edit } from './patched';
import { movedFile, type Stretch } from './movedFile';
import { copyOf, type Copy } from './patchedCopy';
import { entryEdits, unreadable, type MapDisk } from './fix';
import { fillOrder, knownPlaces, wholeBlocks } from './placing';
import { isLostTable, withEmptyTable } from './lostTable';
import { planRepair } from './planRepair';
import { placelessBlocks, suspectBlocks, wrongEntries } from './wrongEntries';

export type RebuildChoices = {
  /** Where blocks belong according to the user, keyed by the file sector at which they stand. */
  readonly place: ReadonlyMap<number, number>;
  /** Unix seconds. */
  readonly now: number;
  /** Also where nothing tells the place of any block: the user sees the guesses, and can say it better. */
  readonly mayGuess?: boolean;
  /** Progress in bytes of the two long phases: reading the room that no entry points to, and reading the new disk. */
  readonly report?: (phase: RebuildPhase, done: number, total: number) => void;
};
export type RebuildPhase = 'looking' | 'checking';

const progressOf = ({ report }: RebuildChoices, phase: RebuildPhase): Pick<ScanControl, 'report'> =>
  report === undefined ? {} : { report: (done, total) => report(phase, done, total) };

export type Rebuild = {
  readonly placements: readonly Placement[];
  readonly after: readonly Finding[];
  /** The new image, to be read and checked. */
  readonly chain: Chain;
  readonly copy: Copy;
};

type Rebuilt = Promise<Result<Rebuild, RepairError>>;

/** Null if nothing needs it: a disk is only rebuilt if it cannot be mended in place, or if the user's knowledge is needed. */
export async function planRebuild(chain: Chain, choices: RebuildChoices): Promise<Result<Rebuild, RepairError> | null> {
  const [top] = chain.layers;
  const { map } = top;
  if (!isDisk(top)) return null;
  if (map === null) {
    const header = top.mapFault?.kind === 'unread-header' ? top.unread.at(-1) : undefined;
    return header === undefined ? null : err({ kind: 'rebuild-copy', at: header.at, lost: 'header', blocks: null });
  }
  const [entries] = map.unread;
  // Nobody can tell which blocks the unreadable entries name. In a copy these are zeros, and the blocks are searched for
  // there.
  if (entries !== undefined) {
    const blocks = map.unknown < map.entries.length ? map.unknown : null;
    return err({ kind: 'rebuild-copy', at: entries.at, lost: 'table', blocks });
  }
  const near = await offEntries(top);
  if (!near.ok) return unreadable(near.error);
  const spacing = near.value.length > 0 ? null : spacingOf(top, map);
  if (spacing?.kind === 'no-bitmaps') return respaced(chain, top, { map, missingSectors: spacing.missingSectors }, choices);
  return isLostTable(top, map) ? carved(chain, top, map, choices) : adopted(chain, top, { map, near: near.value }, choices);
}

/** For a table that still names blocks and has lost others: these are put back into it, each with how its place is known. */
type Standing = { readonly map: BlockMap; readonly near: readonly OffEntry[] };

async function adopted(
  chain: Chain,
  shown: Disk,
  { map: all, near }: Standing,
  choices: RebuildChoices,
): Promise<Result<Rebuild, RepairError> | null> {
  if (shown.header === null) return null;
  const whole = { ...shown, header: shown.header, map: all };
  const suspects = suspectBlocks(shown, all);
  const off = [...new Set([...wrongEntries(shown, all, suspects), ...near.map(({ block }) => block)])];
  // What an entry claims that cannot be right is looked at as if it did not.
  const freed = await withoutEntries(whole, off);
  if (!freed.ok) return unreadable(freed.error);
  const { value: top } = freed;
  const { map } = top;
  const found = await orphansIn(top, 'all', progressOf(choices, 'looking'));
  if (!found.ok) return unreadable(found.error);
  const none = found.value.length === 0 ? wrongOffset([], choices.place) : null;
  if (found.value.length === 0) return none === null ? null : err(none);
  const wrong = wrongOffset(found.value, choices.place) ?? wrongPlace(found.value, choices.place, top, { ...map, states: all.states });
  if (wrong !== null) return err(wrong);
  const shared = await placesAmongShared(whole, { shared: suspects, wrong: off, freed: top, found: found.value });
  if (!shared.ok) return unreadable(shared.error);
  const begun = near
    .filter(({ block, isAt }) => found.value.includes(isAt) && !shared.value.some((one) => one.block === block || one.sector === isAt))
    .map(({ block, isAt }): Placement => ({ sector: isAt, block, confidence: 'likely', evidence: 'table' }));
  const placements = await placesBeside(top, found.value, [...shared.value, ...begun], {
    given: choices.place,
    placeless: [...placelessBlocks(shown, all), ...off],
  });
  if (!placements.ok) return unreadable(placements.error);
  const isKnown = placements.value.some(({ confidence }) => choices.mayGuess === true || confidence !== 'guess');
  if (!isKnown) return err({ kind: 'no-evidence', candidates: offsetsOf(found.value) });
  const edits = adoptionEdits(all, placements.value);
  return finishRebuild(chain, patchedFile({ base: shown.file, bytes: shown.file.bytes, edits }), placements.value, choices);
}

/** The places of these blocks among those that share places and are told already, and of the rest. What the user says is kept. */
async function placesBeside(
  top: MapDisk,
  sectors: readonly number[],
  shared: readonly Placement[],
  { given, placeless }: Lost,
): Promise<Result<Placement[], IoError>> {
  const said = new Set(given.values());
  const told = shared.filter(({ sector, block }) => !given.has(sector) && !said.has(block));
  const standing = await withEdits(top, adoptionEdits(top.map, told));
  if (!standing.ok) return standing;
  const known = new Set(told.map(({ sector }) => sector));
  const rest = await lostPlaces(
    standing.value,
    standing.value.map,
    sectors.filter((sector) => !known.has(sector)),
    { given, placeless: placeless.filter((block) => !told.some((one) => one.block === block)) },
  );
  return rest.ok ? ok([...told, ...rest.value].sort((a, b) => a.sector - b.sector)) : rest;
}

async function carved(chain: Chain, shown: Disk, table: BlockMap, choices: RebuildChoices): Rebuilt {
  const empty = await withEmptyTable(shown, table);
  if (!empty.ok) return empty;
  const { value: top } = empty;
  const { map } = top;
  const found = await orphanBlocks(top, progressOf(choices, 'looking'));
  if (!found.ok) return unreadable(found.error);
  const wrong = wrongOffset(found.value, choices.place) ?? wrongPlace(found.value, choices.place, top, map);
  if (wrong !== null) return err(wrong);
  if (found.value.length === 0 || found.value.length > map.entries.length)
    return err({ kind: 'no-evidence', candidates: offsetsOf(found.value) });
  const known = await knownPlaces(top, map, found.value, { given: choices.place, isFree: () => true });
  if (!known.ok) return unreadable(known.error);
  const whole = await wholeBlocks(top, map, found.value);
  if (!whole.ok) return unreadable(whole.error);
  const placements = fillOrder({ sectors: found.value, ...known.value, whole: whole.value }, map.entries.length);
  const entries = new Uint32Array(map.entries.length).fill(UNALLOCATED);
  for (const { block, sector } of placements) entries[block] = sector;
  const edits = entryEdits(map, entries.entries());
  return finishRebuild(chain, patchedFile({ base: top.file, bytes: top.file.bytes, edits }), placements, choices);
}

const offsetsOf = (sectors: readonly number[]): number[] => sectors.map((sector) => sector * SECTOR_BYTES);

/** The user named a place for an offset at which no lost block stands: it would silently have no effect. */
function wrongOffset(sectors: readonly number[], given: ReadonlyMap<number, number>): RepairError | null {
  const found = new Set(sectors);
  const odd = [...given.keys()].find((sector) => !found.has(sector));
  return odd === undefined ? null : { kind: 'no-block-there', at: odd * SECTOR_BYTES, candidates: offsetsOf(sectors) };
}

/**
 * The user named a block that the disk does not have, or one block for two places, or one that already has a place: one of
 * them would be lost.
 */
function wrongPlace(sectors: readonly number[], given: ReadonlyMap<number, number>, top: Disk, map: BlockMap): RepairError | null {
  const named = new Set<number>();
  const placeFault = (block: number): PlaceFault | null => {
    if (block >= map.entries.length) return 'no-such-block';
    if (named.has(block)) return 'named-twice';
    // A place that another block has as well may be the wrong one.
    return hasPlace(top, map, block) && map.states[block] !== BLOCK_STATE.overlapping ? 'has-place' : null;
  };
  for (const sector of sectors) {
    const block = given.get(sector);
    if (block === undefined) continue;
    const why = placeFault(block);
    if (why !== null) return { kind: 'bad-place', block, why };
    named.add(block);
  }
  return null;
}

type Crowded = { readonly map: BlockMap; readonly missingSectors: number };

/**
 * Writes the blocks anew, each with a bitmap of its own. A sector that two blocks claim belongs to the earlier block's data.
 * If the bitmap was only too short, the data starts right behind it.
 */
async function respaced(chain: Chain, top: Disk, { map, missingSectors }: Crowded, choices: RebuildChoices): Rebuilt {
  if (top.kind === 'differencing') return err({ kind: 'no-evidence', candidates: [] });
  const isShort = missingSectors < map.bitmapSectors;
  const skip = isShort ? map.bitmapSectors - missingSectors : map.bitmapSectors;
  const sectorOf = (block: number): number => map.entries[block] as number;
  // A zero entry is no block and stays as it is.
  const placed = [...map.entries.keys()]
    .filter((block) => sectorOf(block) !== UNALLOCATED && sectorOf(block) > 0)
    .sort((a, b) => sectorOf(a) - sectorOf(b));
  const first = sectorOf(placed[0] as number) * SECTOR_BYTES;
  const moved: Stretch[] = [{ at: 0, from: 0, length: first }];
  const edits: Edit[] = [];
  const bitmap = new Uint8Array(map.bitmapSectors * SECTOR_BYTES);
  setBits(bitmap, 0, map.blockSectors);
  const entries: [number, number][] = [];
  const placements: Placement[] = [];
  let end = first;
  for (const block of placed) {
    const from = (sectorOf(block) + skip) * SECTOR_BYTES;
    const length = Math.max(0, Math.min(map.blockSectors * SECTOR_BYTES, top.dataEnd - from));
    edits.push({ at: end, bytes: bitmap, why: 'bitmap' });
    moved.push({ at: end + bitmap.length, from, length });
    entries.push([block, end / SECTOR_BYTES]);
    placements.push({ sector: sectorOf(block), block, confidence: 'certain', evidence: 'table' });
    end += extentSectors(map) * SECTOR_BYTES;
  }
  append(edits, entryEdits(map, entries));
  edits.push({ at: end, bytes: top.footer, why: 'footer' });
  const bytes = end + FOOTER_BYTES;
  return finishRebuild(chain, patchedFile({ base: movedFile(top.file, bytes, moved), bytes, edits }), placements, choices);
}

/**
 * Findings about a footer that is missing, damaged or different at one of the two ends: a rebuilt disk has the same footer
 * at both.
 */
const OF_FOOTERS: readonly FindingCode[] = ['F01', 'F02', 'F03', 'F05'];

async function finishRebuild(chain: Chain, file: BlockFile, placements: readonly Placement[], choices: RebuildChoices): Rebuilt {
  const { now } = choices;
  const raw = await openDisk(file);
  if (!raw.ok) return unreadable(raw.error);
  const [, ...parents] = chain.layers;
  const footers = { only: OF_FOOTERS, choose: {}, loss: false, notes: true, deep: false, now, newId: () => uniqueIdOf(raw.value) };
  const whole = await planRepair({ ...chain, layers: [raw.value, ...parents] }, footers);
  // A footer that only the user can choose stays as it is, and the check below reports it.
  const image = whole.ok && whole.value.done.length > 0 ? await openDisk(whole.value.copy.file) : raw;
  if (!image.ok) return unreadable(image.error);
  const rebuilt: Chain = { ...chain, layers: [image.value, ...parents] };
  const after = await checkDisk(rebuilt, { now, deep: true, ...progressOf(choices, 'checking') });
  if (!after.ok) return unreadable(after.error);
  const copy = await copyOf(image.value);
  return copy.ok ? ok({ placements, after: after.value, chain: rebuilt, copy: copy.value }) : unreadable(copy.error);
}
