/**
 * Deep B rules: compare bitmaps with data, block by block, and with the parent; check what stands behind the table's last
 * entry, and blocks that no entry points to. Spec 1.0, "Data Blocks"; vhd-format 6.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding, Sectors, FindingPlace } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, lba, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { allocatedBlocks, bitmapAt, dataAt, extentSectors, type BlockMap } from '../format/bat';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { readSectors } from '../read/readDisk';
import { bitRuns } from '../../../shared/vhd/sectorBitmap';
import { addSectors, noSectors, scanBlocks, type BlockScan, type ScanControl, type Visit } from './blockScan';
import { finding, findingPlace, tellingCounts, type Tell } from './finding';
import { orphanBlocks } from './lostBlocks';

/** More changes between set and clear bits than any writer makes in one block of 4,096 sectors. */
const NOISE_RUNS = 256;
/** Sectors of a parent read at once. */
export const COMPARED_SECTORS = 2048;

type Tally = { blocks: number; first: number };
const tally = (): Tally => ({ blocks: 0, first: 0 });
const add = (to: Tally, block: number): void => {
  if (to.blocks === 0) to.first = block;
  to.blocks += 1;
};

/** A meaningless bitmap: its bits change all the time and do not match the data. */
export const isNoise = ({ runs, sectors, clearData, setZero }: BlockScan): boolean =>
  runs > Math.min(NOISE_RUNS, sectors / 8) && clearData + setZero > sectors / 8;

/** The bits match the data only if they are mirrored. */
export const isMirrored = ({ straight, mirrored }: BlockScan): boolean => mirrored > 0 && straight === 0;

/** Findings are passed to `tell` as the blocks are read; the result is always empty. */
export async function checkBitmaps(chain: Chain, control: ScanControl, tell: Tell): Promise<Result<Finding[], IoError>> {
  const [top] = chain.layers;
  const { map } = top;
  if (map === null) return ok([]);
  const noise = tally();
  const mirrored = tally();
  const behind = tally();
  const empty = tally();
  const hidden = noSectors();
  const overZeros = noSectors();
  const same = noSectors();
  const isChild = top.kind === 'differencing';
  const parents = parentsOf(chain);
  const last = lastPlace(map);
  const at = (block: number): FindingPlace => findingPlace('bitmap', bitmapAt(map, block), map.bitmapSectors * SECTOR_BYTES);
  const blockOf = (sectors: Sectors): number => Math.floor(sectors.firstLba / map.blockSectors);
  const emptyBytes = (): number => empty.blocks * map.blockSectors * SECTOR_BYTES;
  const counts = tellingCounts(
    [
      { tally: noise, finding: () => finding('B07', 'error', { ...noise }, at(noise.first)) },
      { tally: mirrored, finding: () => finding('B17', 'error', { ...mirrored }, at(mirrored.first)) },
      { tally: behind, finding: () => finding('B18', 'note', { ...behind }, at(behind.first)) },
      { tally: empty, finding: () => finding('B08', 'note', { ...empty, bytes: emptyBytes() }, blockPlace(map, empty.first)) },
      {
        tally: hidden,
        finding: () =>
          isChild
            ? finding('B16', 'note', { ...hidden }, at(blockOf(hidden)))
            : finding('B15', 'error', { ...hidden }, at(blockOf(hidden))),
      },
      { tally: overZeros, finding: () => finding('P09', 'warning', { ...overZeros }, at(blockOf(overZeros))) },
      { tally: same, finding: () => finding('B20', 'note', { ...same }, blockPlace(map, blockOf(same))) },
    ],
    tell,
  );
  const look: Visit = (scan, bitmap, zero) => {
    const { block, clearData, firstClearData } = scan;
    const first = block * map.blockSectors;
    if (isNoise(scan)) add(noise, block);
    else if (isChild && isMirrored(scan)) add(mirrored, block);
    else addSectors(hidden, clearData, first + firstClearData);
    if (scan.bitsBehind) add(behind, block);
    if (scan.isAllZero && !isChild && scan.set === 0 && map.entries[block] === last) tell(unwritten(map, block));
    else if (scan.isAllZero && !isChild) add(empty, block);
    if (scan.residue > 0) tell(finding('B21', 'note', { block, bytes: scan.residue }, blockPlace(map, block)));
    if (isChild && parents !== null && !isNoise(scan) && !isMirrored(scan))
      return compareWithParent({ top, map, parents }, scan, { bitmap, zero, overZeros, same });
    return ok(undefined);
  };
  const visit: Visit = (scan, bitmap, zero) => {
    const looked = look(scan, bitmap, zero);
    if (looked instanceof Promise) return looked.finally(counts.grown);
    counts.grown();
    return looked;
  };
  const scanned = await scanBlocks(top, map, visit, control);
  if (!scanned.ok) return scanned;
  if (scanned.value) counts.end();
  return ok([]);
}

/** The furthest place that any entry names, in file sectors. */
function lastPlace({ entries }: BlockMap): number {
  const free = UNALLOCATED;
  let last = 0;
  for (let block = 0; block < entries.length; block++) {
    const at = entries[block] as number;
    if (at !== free && at > last) last = at;
  }
  return last;
}

/** B23: an entry that was written before its block was. */
const unwritten = (map: BlockMap, block: number): Finding =>
  finding('B23', 'warning', { block }, findingPlace('block', bitmapAt(map, block), extentSectors(map) * SECTOR_BYTES));

const blockPlace = (map: BlockMap, block: number): FindingPlace =>
  findingPlace('block', dataAt(map, block), map.blockSectors * SECTOR_BYTES);

/** The parents as a chain of their own; null if not all of them are there. */
export const parentsOf = ({ layers: [, ...rest], parent }: Chain): Chain | null =>
  rest[0] === undefined || parent !== null ? null : { layers: [rest[0], ...rest.slice(1)], parent: null };

type Pair = { readonly top: Image; readonly map: BlockMap; readonly parents: Chain };
type Comparison = {
  readonly bitmap: Uint8Array;
  readonly zero: Uint8Array;
  readonly overZeros: ReturnType<typeof noSectors>;
  readonly same: ReturnType<typeof noSectors>;
};

/** Compares present sectors with the parent's: they may be the same, or zeros over data. */
async function compareWithParent(
  { top, map, parents }: Pair,
  scan: BlockScan,
  { bitmap, zero, overZeros, same }: Comparison,
): Promise<Result<void, IoError>> {
  const first = scan.block * map.blockSectors;
  const below = parents.layers[0].sectors;
  const found = { zeros: 0, firstZero: 0, same: 0, firstSame: 0 };
  for (const run of bitRuns(bitmap, 0, scan.sectors)) {
    if (!run.set) continue;
    for (let done = 0; done < run.sectors; done += COMPARED_SECTORS) {
      const at = run.at + done;
      const count = Math.min(COMPARED_SECTORS, run.sectors - done, below - first - at);
      if (count <= 0) continue;
      const parent = await readSectors(parents, lba(first + at), count, 'honour');
      const own = await top.file.read(fileOffset(dataAt(map, scan.block) + at * SECTOR_BYTES), count * SECTOR_BYTES);
      if (!own.ok) return own;
      for (let i = 0; i < count; i++) {
        if (isUnread(parent.faults, i)) continue;
        const isSame = equalSectors(own.value, parent.bytes, i);
        if (isSame) {
          if (found.same === 0) found.firstSame = first + at + i;
          found.same += 1;
        } else if (zero[at + i] === 1) {
          if (found.zeros === 0) found.firstZero = first + at + i;
          found.zeros += 1;
        }
      }
    }
  }
  addSectors(overZeros, found.zeros, found.firstZero);
  addSectors(same, found.same, found.firstSame);
  return ok(undefined);
}

/** Sectors that cannot be read from the parent are given as zeros and must not be compared. */
const isUnread = (faults: readonly { readonly at: number; readonly bytes: number }[], sector: number): boolean =>
  faults.some(({ at, bytes }) => at <= sector * SECTOR_BYTES && sector * SECTOR_BYTES < at + bytes);

function equalSectors(a: Uint8Array, b: Uint8Array, sector: number): boolean {
  for (let i = sector * SECTOR_BYTES; i < (sector + 1) * SECTOR_BYTES; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** B11: bytes between the last entry and the end of the table's last sector. */
export async function checkPadding({ map, file, dataEnd }: Image): Promise<Result<Finding[], IoError>> {
  if (map === null || !map.tableFits) return ok([]);
  const from = map.tableAt + map.tableEntries * 4;
  const bytes = map.tableAt + map.tableBytes - from;
  if (bytes === 0 || from + bytes > dataEnd) return ok([]);
  const read = await file.read(fileOffset(from), bytes);
  if (!read.ok) return read;
  const odd = read.value.filter((byte) => byte !== 0xff).length;
  return ok(odd === 0 ? [] : [finding('B11', 'note', { bytes: odd }, findingPlace('bat', from, bytes))]);
}

/** B19: the last block is stored only as far as the disk goes. */
export function checkShortBlock(image: Image): Finding[] {
  const { map } = image;
  const block = (map?.entries.length ?? 0) - 1;
  if (map === null || map.entries[block] === UNALLOCATED || map.entries[block] === undefined || map.faults.cut.blocks > 0) return [];
  const missingBytes = bitmapAt(map, block) + extentSectors(map) * SECTOR_BYTES - image.dataEnd;
  const isInFile = bitmapAt(map, block) < image.dataEnd;
  return isInFile && missingBytes > 0 && image.footers?.footer != null
    ? [finding('B19', 'note', { block, missingBytes }, blockPlace(map, block))]
    : [];
}

/** B14: an empty table, although there are blocks in the file. */
export async function checkEmptyTable(image: Image, control: ScanControl = {}): Promise<Result<Finding[], IoError>> {
  const { map } = image;
  if (map === null || allocatedBlocks(map) > 0) return ok([]);
  const found = await orphanBlocks(image, control);
  if (!found.ok || found.value.length === 0) return found.ok ? ok([]) : found;
  return ok([finding('B14', 'error', { candidates: found.value.length }, findingPlace('bat', map.tableAt, map.entries.length * 4))]);
}
