/** Repairs of sector bitmaps, of bytes under clear bits, and of Xen's batmap. */
import { latin1 } from '../../../shared/vhd/codec';
import { append } from '../../../shared/append';
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, lba, MAX_BLOCKS, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { bitmapAt, dataAt, type BlockMap } from '../format/bat';
import { mayBeBlock } from '../format/places';
import { isWhole } from '../check/batmapRules';
import { COMPARED_SECTORS, isMirrored, isNoise, parentsOf } from '../check/bitmapRules';
import { mirroredByte, scanBlocks, type BlockScan } from '../check/blockScan';
import { coveredBytes, mapSum, usedBytes } from '../ops/batmapBits';
import { clearBits, setBits } from '../ops/growth';
import { MAX_EDIT_BYTES } from '../ops/patches';
import { readSectors } from '../read/readDisk';
import { bitRuns, isSet } from '../../../shared/vhd/sectorBitmap';
import { blocksWhere, canCopy, copiedOut } from './blockFixes';
import { occupied } from '../describe/occupied';
import type { Edit } from './patched';
import {
  changedFooters,
  fix,
  onMap,
  read,
  setFooter,
  type Fix,
  type FixContext,
  type FixProgress,
  type Fixers,
  type Made,
  type MapDisk,
} from './fix';

type PerBlock = (
  scan: BlockScan,
  bitmap: Uint8Array,
  zero: Uint8Array,
  map: BlockMap,
) => Promise<Result<Edit[], IoError>> | Result<Edit[], IoError>;

/** Makes edits block by block, for all blocks that can be read. */
async function perBlock(top: MapDisk, progress: FixProgress, each: PerBlock): Made {
  const { map } = top;
  const edits: Edit[] = [];
  const control = { aborted: false };
  let bytes = 0;
  const scanned = await scanBlocks(
    top,
    map,
    async (scan, bitmap, zero) => {
      const more = await each(scan, bitmap, zero, map);
      if (!more.ok) return more;
      append(edits, more.value);
      // Beyond the limit of one repair the planner refuses it, so no more edits are needed.
      bytes += more.value.reduce((sum, edit) => sum + edit.bytes.length, 0);
      control.aborted = bytes > MAX_EDIT_BYTES;
      return ok(undefined);
    },
    // A block that cannot be read keeps its bitmap; the check reports which those are.
    { ...progress, signal: control, lost: async () => {} },
  );
  return scanned.ok ? ok({ edits }) : scanned;
}

const bitmapEdit = (map: BlockMap, block: number, bytes: Uint8Array): Edit => ({ at: bitmapAt(map, block), bytes, why: 'bitmap' });

/** The bitmap with all bits of the block's own sectors set; bits behind them stay. */
function full(bitmap: Uint8Array, map: BlockMap): Uint8Array {
  const bytes = bitmap.slice();
  setBits(bytes, 0, map.blockSectors);
  return bytes;
}

const hasHidden = (scan: BlockScan): boolean => scan.clearData > 0 && !isNoise(scan) && !isMirrored(scan);

/** Sets the bit of every sector whose bytes are not zero. In a child this is a guess, because zeros may have been written. */
function bitsOfData(zero: Uint8Array, bitmap: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(bitmap.length);
  zero.forEach((isZero, sector) => {
    if (isZero === 0) setBits(bytes, sector, 1);
  });
  return bytes;
}

/** Zeros over data under clear bits. */
function zeroed(map: BlockMap, scan: BlockScan, bitmap: Uint8Array, zero: Uint8Array): Edit[] {
  const edits: Edit[] = [];
  for (const { at, sectors, set } of bitRuns(bitmap, 0, scan.sectors)) {
    if (set || zero.subarray(at, at + sectors).every((isZero) => isZero === 1)) continue;
    edits.push({ at: dataAt(map, scan.block) + at * SECTOR_BYTES, bytes: new Uint8Array(sectors * SECTOR_BYTES), why: 'payload' });
  }
  return edits;
}

/** Zeros behind the disk's last sector. */
const residue = ({ top }: FixContext<MapDisk>): Fix[] => [
  fix('zero-hidden', 'choice', (progress) =>
    perBlock(top, progress, ({ block, sectors, residue: some }, _bitmap, _zero, map) => {
      const from = dataAt(map, block) + sectors * SECTOR_BYTES;
      const bytes = Math.min((map.blockSectors - sectors) * SECTOR_BYTES, top.dataEnd - from);
      return ok(some === 0 ? [] : [{ at: from, bytes: new Uint8Array(bytes), why: 'payload' }]);
    }),
  ),
];

/** Clears bits of sectors that are zero here but not in the parent. */
function unhidden({ chain, top }: FixContext<MapDisk>): Fix[] {
  const parents = parentsOf(chain);
  if (parents === null) return [];
  const clear: PerBlock = async (scan, bitmap, zero, map) => {
    const first = scan.block * map.blockSectors;
    const count = Math.min(scan.sectors, parents.layers[0].sectors - first);
    const bytes = bitmap.slice();
    for (let from = 0; from < count; from += COMPARED_SECTORS) {
      const some = Math.min(COMPARED_SECTORS, count - from);
      const below = await readSectors(parents, lba(first + from), some, 'honour');
      for (let i = 0; i < some; i++) {
        const sector = from + i;
        const hides = below.bytes.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES).some((byte) => byte !== 0);
        if (isSet(bitmap, sector) && zero[sector] === 1 && hides) clearBits(bytes, sector, 1);
      }
    }
    return ok(bytes.some((byte, i) => byte !== bitmap[i]) ? [bitmapEdit(map, scan.block, bytes)] : []);
  };
  return [fix('clear-bits', 'loss', (progress) => perBlock(top, progress, clear))];
}

const COOKIE = 'tdbatmap';
const VERSION = 0x0001_0002;

/** Header and map as they should be: a bit is set for every block that has all its sectors. */
async function batmap(top: MapDisk): Made {
  const { map } = top;
  const headerAt = top.batmap?.headerAt ?? map.tableAt + map.tableBytes;
  const mapAt = top.batmap?.mapAt ?? headerAt + SECTOR_BYTES;
  const mapBytes = top.batmap?.mapBytes ?? mapBytesOf(map);
  const old = await read(top, headerAt, SECTOR_BYTES);
  if (!old.ok) return old;
  // Read again if no batmap was found, perhaps because a read failed then: what the header says about encryption must not be
  // lost.
  const isThere = latin1(old.value.subarray(0, COOKIE.length)) === COOKIE;
  const bits = new Uint8Array(usedBytes(top, mapBytes));
  for (let block = 0; block < Math.min(map.entries.length, bits.length * 8); block++) {
    if (map.entries[block] === UNALLOCATED) continue;
    const whole = await isWhole(top, map, block);
    if (!whole.ok) return whole;
    if (whole.value) setBits(bits, block, 1);
  }
  const head = isThere ? old.value.slice() : new Uint8Array(SECTOR_BYTES);
  const view = new DataView(head.buffer);
  for (let i = 0; i < COOKIE.length; i++) head[i] = COOKIE.charCodeAt(i);
  view.setBigUint64(8, BigInt(mapAt));
  view.setUint32(16, mapBytes / SECTOR_BYTES);
  if (!isThere) view.setUint32(20, VERSION);
  view.setUint32(24, mapSum(bits.subarray(0, coveredBytes(top.sectors * SECTOR_BYTES, mapBytes)), view.getUint32(20)));
  return ok({
    edits: [
      { at: fileOffset(mapAt), bytes: bits, why: 'batmap' },
      { at: fileOffset(headerAt), bytes: head, why: 'batmap' },
    ],
  });
}

/** A bit for every entry of the table, but not for more than any disk has. */
const mapBytesOf = ({ tableEntries }: BlockMap): number =>
  Math.max(1, Math.ceil(Math.min(tableEntries, MAX_BLOCKS) / 8 / SECTOR_BYTES)) * SECTOR_BYTES;

/** The version for which Xen does not expect a batmap. */
const OLD_XEN = 0x0001_0001;

async function missingBatmap({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const { map } = top;
  const at = map.tableAt + map.tableBytes;
  const bytes = SECTOR_BYTES + mapBytesOf(map);
  const older = fix('old-xen-version', 'choice', () => changedFooters(top, setFooter('creatorVersion', OLD_XEN)));
  const isFree = at + bytes <= top.dataEnd && occupied(top).inRange(at, at + bytes) === null;
  // The first block that the table has lost may stand there.
  const there = isFree && mayBeBlock(map.gaps, { at, bytes }) ? await read(top, at, bytes) : ok(new Uint8Array());
  if (!there.ok || there.value.some((byte) => byte !== 0)) return [older];
  if (isFree) return [fix('rebuild-batmap', 'safe', () => batmap(top)), older];
  const inTheWay = blocksWhere(map, (place) => place * SECTOR_BYTES >= at && place * SECTOR_BYTES < at + bytes);
  if (inTheWay.length === 0 || !canCopy(map, inTheWay)) return [older];
  const moved = async (): Made => {
    const copied = await copiedOut(top, inTheWay);
    // Its old place is given up, so that the batmap goes there.
    const cleared: Edit = { at: fileOffset(at), bytes: new Uint8Array(bytes), why: 'batmap' };
    return copied.ok ? ok({ ...copied.value, edits: [...copied.value.edits, cleared] }) : copied;
  };
  return [fix('move-block', 'choice', moved), older];
}

const rebuildBatmap = ({ top }: FixContext<MapDisk>): Fix[] => [fix('rebuild-batmap', 'safe', () => batmap(top))];

/**
 * Writes zeros over data under clear bits. If a block of a dynamic disk would become all zeros, its bits are set: otherwise
 * it would look like the block of an interrupted write (B23). In a child clear bits show the parent, and stay.
 */
const zeroHidden = (top: MapDisk, progress: FixProgress): Made =>
  perBlock(top, progress, (scan, bitmap, zero, map) => {
    if (!hasHidden(scan)) return ok([]);
    const edits = zeroed(map, scan, bitmap, zero);
    return ok(scan.set > 0 || top.kind === 'differencing' ? edits : [...edits, bitmapEdit(map, scan.block, full(bitmap, map))]);
  });

export const BITMAP_FIXERS: Fixers = {
  B07: onMap(({ top }) => [
    top.kind === 'dynamic'
      ? fix('set-bits', 'safe', (progress) =>
          perBlock(top, progress, (scan, bitmap, _, map) => ok(isNoise(scan) ? [bitmapEdit(map, scan.block, full(bitmap, map))] : [])),
        )
      : fix('bits-from-data', 'choice', (progress) =>
          perBlock(top, progress, (scan, bitmap, zero, map) =>
            ok(isNoise(scan) ? [bitmapEdit(map, scan.block, bitsOfData(zero, bitmap))] : []),
          ),
        ),
  ]),
  B15: onMap(({ top }) => [
    fix('set-bits', 'choice', (progress) =>
      perBlock(top, progress, (scan, bitmap, _, map) => ok(hasHidden(scan) ? [bitmapEdit(map, scan.block, full(bitmap, map))] : [])),
    ),
    fix('zero-hidden', 'loss', (progress) => zeroHidden(top, progress)),
  ]),
  B16: onMap(({ top }) => [fix('zero-hidden', 'choice', (progress) => zeroHidden(top, progress))]),
  B17: onMap(({ top }) => [
    fix('mirror-bits', 'choice', (progress) =>
      perBlock(top, progress, (scan, bitmap, _, map) => ok([bitmapEdit(map, scan.block, bitmap.map(mirroredByte))])),
    ),
  ]),
  B21: onMap(residue),
  P09: onMap(unhidden),
  X01: onMap(rebuildBatmap),
  X02: onMap(rebuildBatmap),
  X03: onMap(rebuildBatmap),
  X04: onMap(missingBatmap),
};
