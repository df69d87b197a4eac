/**
 * Where the blocks of a lost table belong: as the user says, as partition tables and file systems in them say, and the rest by
 * their order in the file, between those whose place is known.
 */
import type { IoError } from '../../../shared/errors';
import type { Placement } from '../../../shared/repairs';
import { ok, type Result } from '../../../shared/result';
import { isSet, setBitsIn } from '../../../shared/vhd/sectorBitmap';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import { allocatedBlocks, hasPlace, type BlockMap } from '../format/bat';
import { readPartitions } from '../partitions/partitionTable';
import type { Disk } from '../read/image';
import { openDisk } from '../read/openImage';
import { evidenceIn } from './blockEvidence';
import { entryEdits } from './fix';
import { placesByExpected } from './expected';
import { placeBySigns, signsIn, startsOf, type BlockSigns, type Start } from './fileSystemEvidence';
import { patchedFile } from './patched';

/** So many partitions are looked at for what their first block says. */
const MAX_STARTS = 16;

/**
 * Keyed by file sectors. `blank`: blocks that hold only zeros, whose content says nothing of their place. `strays`: blocks whose
 * content names a place that they cannot have.
 */
export type Found = { readonly known: Known; readonly blank: ReadonlySet<number>; readonly strays: ReadonlySet<number> };
type Known = Map<number, Placement>;

export type Asked = {
  /** Where blocks belong according to the user. */
  readonly given: ReadonlyMap<number, number>;
  /** Whether the table leaves that block of the disk without a place. */
  readonly isFree: (block: number) => boolean;
};

/** Places that the user gives, then those that the blocks' content tells. */
export async function knownPlaces(
  top: Disk,
  map: BlockMap,
  sectors: readonly number[],
  { given, isFree }: Asked,
): Promise<Result<Found, IoError>> {
  const known: Known = new Map();
  const strays = new Set<number>();
  const taken = new Set<number>(given.values());
  for (const sector of sectors) {
    const told = given.get(sector);
    if (told !== undefined) {
      known.set(sector, { sector, block: told, confidence: 'certain', evidence: 'given' });
      continue;
    }
    const evidence = await evidenceIn(top.file, map, sector);
    if (!evidence.ok) return evidence;
    if (evidence.value === null) continue;
    const { block } = evidence.value;
    if (taken.has(block) || block >= map.entries.length || !isFree(block)) {
      strays.add(sector);
      continue;
    }
    taken.add(block);
    known.set(sector, evidence.value);
  }
  return addFileSystems(top, map, sectors, { known, strays, isFree });
}

type Told = { readonly known: Known; readonly strays: Set<number>; readonly isFree: (block: number) => boolean };

async function addFileSystems(top: Disk, map: BlockMap, sectors: readonly number[], told: Told): Promise<Result<Found, IoError>> {
  const { known, strays, isFree } = told;
  const all: BlockSigns[] = [];
  const blank = new Set<number>();
  for (const sector of sectors) {
    const signs = await signsIn(top.file, map, sector);
    if (!signs.ok) return signs;
    if (signs.value.signs.length > 0) all.push(signs.value);
    if (signs.value.isBlank) blank.add(sector);
  }
  // What stands in blocks that the table names may tell of these all the same.
  if (all.length === 0 && allocatedBlocks(map) === 0) return ok({ known, blank, strays });
  const partitions = await partitionsWith(top, map, known);
  if (!partitions.ok) return partitions;
  const standing = await signsAtStarts(top, map, partitions.value);
  if (!standing.ok) return standing;
  const every = [...all, ...standing.value];
  const starts = startsOf(partitions.value, every, map);
  const placed = all.map((signs) => ({ sector: signs.sector, block: placeBySigns(signs, starts, every, map) }));
  const taken = new Set([...known.values()].map(({ block }) => block));
  for (const { sector, block } of placed) {
    // Of two blocks that claim one place neither is believed.
    const rivals = placed.filter((other) => other.block === block).length;
    if (block === null || rivals > 1 || known.has(sector) || strays.has(sector)) continue;
    if (taken.has(block) || !isFree(block)) {
      strays.add(sector);
      continue;
    }
    known.set(sector, { sector, block, confidence: 'likely', evidence: 'file-system' });
  }
  const unplaced = sectors.filter((sector) => !known.has(sector) && !strays.has(sector) && !blank.has(sector));
  const asking = { file: top.file, map, starts, unplaced, placed: placedNow(top, map, known), isFree };
  const expected = await placesByExpected(asking);
  if (!expected.ok) return expected;
  for (const [sector, block] of expected.value) known.set(sector, { sector, block, confidence: 'likely', evidence: 'file-system' });
  return ok({ known, blank, strays });
}

/** File sectors by block: of those that the table names, and those that are known besides. */
function placedNow(top: Disk, map: BlockMap, known: Known): Map<number, number> {
  const placed = new Map<number, number>();
  for (let block = 0; block < map.entries.length; block++) if (hasPlace(top, map, block)) placed.set(block, map.entries[block] as number);
  for (const { block, sector } of known.values()) placed.set(block, sector);
  return placed;
}

/** Where partitions begin on the disk, as far as the blocks that have a place already say. */
async function partitionsWith(top: Disk, map: BlockMap, known: Known): Promise<Result<Start[], IoError>> {
  const entries = [...known.values()].map(({ block, sector }) => [block, sector] as const);
  if (entries.length === 0 && allocatedBlocks(map) === 0) return ok([]);
  const image = await openDisk(patchedFile({ base: top.file, bytes: top.file.bytes, edits: entryEdits(map, entries) }));
  if (!image.ok) return image.error.kind === 'read-failed' ? { ok: false, error: image.error } : ok([]);
  const { entries: partitions } = await readPartitions({ layers: [image.value], parent: null });
  return ok(partitions.map(({ firstLba, sectors }) => ({ at: firstLba, sectors })));
}

/** What stands in blocks that the table does name, where a partition begins: its boot sector tells of places in lost ones. */
async function signsAtStarts(top: Disk, map: BlockMap, starts: readonly Start[]): Promise<Result<BlockSigns[], IoError>> {
  const blocks = new Set(starts.slice(0, MAX_STARTS).map(({ at }) => Math.floor(at / map.blockSectors)));
  const found: BlockSigns[] = [];
  for (const block of blocks) {
    const sector = map.entries[block];
    if (sector === undefined || !hasPlace(top, map, block)) continue;
    const signs = await signsIn(top.file, map, sector);
    if (!signs.ok) return signs;
    found.push(signs.value);
  }
  return ok(found);
}

/** Blocks that Xen's batmap calls wholly written; null: there is no batmap, or it does not fit what was found. */
export async function wholeBlocks(
  top: Disk,
  map: BlockMap,
  sectors: readonly number[],
): Promise<Result<ReadonlySet<number> | null, IoError>> {
  const { batmap } = top;
  if (batmap === null) return ok(null);
  const bytes = Math.min(batmap.mapBytes, Math.ceil(map.entries.length / 8));
  const read = await top.file.read(fileOffset(batmap.mapAt), bytes);
  if (!read.ok) return read;
  const whole = new Set<number>();
  for (let block = 0; block < Math.min(map.entries.length, bytes * 8); block++) if (isSet(read.value, block)) whole.add(block);
  if (whole.size !== sectors.length) return ok(null);
  for (const sector of sectors) {
    const bitmap = await top.file.read(fileOffset(sector * SECTOR_BYTES), map.bitmapSectors * SECTOR_BYTES);
    if (!bitmap.ok) return bitmap;
    if (setBitsIn(bitmap.value, map.blockSectors) !== map.blockSectors) return ok(null);
  }
  return ok(whole);
}

type Fill = Pick<Found, 'known' | 'blank'> & {
  /** Blocks of the disk that have a place besides those that are known here. */
  readonly taken?: ReadonlySet<number>;
  readonly sectors: readonly number[];
  readonly whole: ReadonlySet<number> | null;
  /** No other blocks than these are missing; null: that is not known. */
  readonly only?: ReadonlySet<number> | null;
  /** Blocks that come first where the order names none. */
  readonly first?: readonly number[];
};

/**
 * The rest in the order of the file, in which most programs write disks, behind the known block in front of each; `likely` only
 * where exactly as many blocks are missing there as were found. Where no block's place is known, a block of zeros is a guess: it
 * could stand anywhere, or be no block at all. Those for which no block is left get no place.
 */
export function fillOrder({ sectors, known, blank, whole, taken = new Set(), only = null, first = [] }: Fill, blocks: number): Placement[] {
  const used = new Set([...taken, ...[...known.values()].map(({ block }) => block)]);
  const placed = new Map(known);
  const left: number[] = [];
  let run: number[] = [];
  let from = 0;
  const isAllowed = (block: number): boolean =>
    !used.has(block) && (whole === null || whole.has(block)) && (only === null || only.has(block));
  const endRun = (until: number): void => {
    const free: number[] = [];
    for (let block = from; block < until && free.length <= run.length; block++) if (isAllowed(block)) free.push(block);
    const isCounted = free.length === run.length;
    const isProven = known.size > 0 || whole !== null;
    const evidence = whole === null ? 'order' : 'batmap';
    run.forEach((sector, i) => {
      const block = free.length < run.length ? undefined : free[i];
      if (block === undefined) return left.push(sector);
      used.add(block);
      const confidence = isCounted && (isProven || !blank.has(sector)) ? 'likely' : 'guess';
      return placed.set(sector, { sector, block, confidence, evidence });
    });
    run = [];
  };
  for (const sector of sectors) {
    const block = known.get(sector)?.block;
    if (block === undefined) {
      run.push(sector);
      continue;
    }
    endRun(block);
    from = block + 1;
  }
  endRun(blocks);
  let next = 0;
  for (const sector of left) {
    while (used.has(next)) next += 1;
    const block = first.find((one) => !used.has(one)) ?? next;
    if (block >= blocks) break;
    used.add(block);
    placed.set(sector, { sector, block, confidence: 'guess', evidence: 'order' });
  }
  return sectors.map((sector) => placed.get(sector)).filter((one) => one !== undefined);
}
