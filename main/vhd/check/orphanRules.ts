/**
 * B22: blocks that no entry points to, at places where blocks would stand: packed behind each other, or with their data on a
 * page border.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { allocatedBlocks, extentSectors, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import { bitRuns } from '../../../shared/vhd/sectorBitmap';
import { gapBytes, looksLikeBlock, MAX_CANDIDATES } from './lostBlocks';
import type { ScanControl } from './blockScan';
import { finding, findingPlace } from './finding';

const PAGE_BYTES = 4096;
const PIECE_BYTES = 256 * 1024;

/** File sectors at which they start, in file order. A table without any entry is reported by B14, and not here. */
export async function orphansIn({ map, file, dataEnd }: Image, { signal, report }: ScanControl = {}): Promise<Result<number[], IoError>> {
  if (map === null || allocatedBlocks(map) === 0) return ok([]);
  const bitmapBytes = map.bitmapSectors * SECTOR_BYTES;
  const extent = extentSectors(map) * SECTOR_BYTES;
  const found: number[] = [];
  let before = 0;
  for (const gap of map.gaps.first) {
    const end = Math.min(gap.at + gap.bytes, dataEnd);
    let at = gap.at;
    while (found.length < MAX_CANDIDATES) {
      if (signal?.aborted === true) return ok(found);
      const starts = [at, roundUp(at + bitmapBytes, PAGE_BYTES) - bitmapBytes];
      const next = await firstBlock(
        file,
        map,
        starts.filter((start) => start + extent <= end),
      );
      if (!next.ok) return next;
      if (next.value === null) break;
      found.push(next.value / SECTOR_BYTES);
      at = next.value + extent;
      report?.(before + at - gap.at, gapBytes(map));
    }
    before += gap.bytes;
  }
  return ok(found);
}

async function firstBlock(file: Image['file'], map: BlockMap, starts: readonly number[]): Promise<Result<number | null, IoError>> {
  for (const start of starts) {
    const looks = await looksLikeBlock(file, map, start);
    const is = looks.ok && !looks.value ? await isBlockOfZeros(file, map, start) : looks;
    if (!is.ok) return is;
    if (is.value) return ok(start);
  }
  return ok(null);
}

/** A bitmap with all bits set, and data behind a stretch of zeros: the end of a disk is seldom full from the first sector on. */
async function isBlockOfZeros(file: Image['file'], map: BlockMap, start: number): Promise<Result<boolean, IoError>> {
  const bitmap = await file.read(fileOffset(start), map.bitmapSectors * SECTOR_BYTES);
  if (!bitmap.ok) return bitmap;
  if (!bitRuns(bitmap.value, 0, map.blockSectors).every(({ set }) => set)) return ok(false);
  const from = start + bitmap.value.length;
  const bytes = map.blockSectors * SECTOR_BYTES;
  for (let done = 0; done < bytes; done += PIECE_BYTES) {
    const data = await file.read(fileOffset(from + done), Math.min(PIECE_BYTES, bytes - done));
    if (!data.ok) return data;
    if (done === 0 && data.value[0] !== 0) return ok(false);
    if (data.value.some((byte) => byte !== 0)) return ok(true);
  }
  return ok(false);
}

export async function checkOrphans(image: Image, control: ScanControl = {}): Promise<Result<Finding[], IoError>> {
  const { map } = image;
  const found = await orphansIn(image, control);
  if (!found.ok) return found;
  const [first] = found.value;
  if (map === null || first === undefined) return ok([]);
  const facts = { blocks: found.value.length, at: first * SECTOR_BYTES };
  return ok([finding('B22', 'note', facts, findingPlace('gap', facts.at, extentSectors(map) * SECTOR_BYTES))]);
}
