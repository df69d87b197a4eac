/** The contents of one file's sector bitmaps, block by block or in total; read a few at a time. */
import type { InfoDocument } from '../../shared/documents/info';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { bitmapAt, touchesCore, type BlockMap } from '../vhd/format/bat';
import { holeWalk } from '../vhd/read/holes';
import type { Image } from '../vhd/read/image';
import { setBitsIn } from '../../shared/vhd/sectorBitmap';

/** Parallel reads: enough to keep a drive busy. */
const AT_ONCE = 32;
/** The bitmaps of small blocks are read several at once, with the data between them. */
const STRETCH_BYTES = 256 * 1024;
const MAX_BETWEEN = 16 * 1024;
/** If there are more bitmaps, a summary does not read them. */
const MAX_FOR_TOTALS = 32_768;

/** Sectors of the disk present in a block; null when its bitmap cannot be read. */
export type Present = { readonly block: number; readonly present: number | null; readonly of: number };

const sectorsIn = (image: Image, map: BlockMap, block: number): number =>
  Math.min(map.blockSectors, image.sectors - block * map.blockSectors);

/** Blocks whose bitmaps lie close together in the file, in its order, so that one read gets them all. */
type Stretch = { readonly blocks: readonly number[]; readonly at: number; readonly bytes: number };

/** `isHole`: all of it is known to be zeros and is not read. */
async function presentIn(image: Image, map: BlockMap, { blocks, at, bytes }: Stretch, isHole = false): Promise<Present[]> {
  const unread = blocks.map((block) => ({ block, present: null, of: sectorsIn(image, map, block) }));
  if (blocks.length === 1 && !hasBitmap(image, map, blocks[0] as number)) return unread;
  if (isHole) return unread.map((one) => ({ ...one, present: 0 }));
  const read = await image.file.read(fileOffset(at), bytes);
  if (!read.ok)
    return blocks.length === 1 ? unread : (await Promise.all(blocks.map((one) => presentIn(image, map, alone(map, one))))).flat();
  return unread.map(({ block, of }) => ({ block, present: setBitsIn(read.value.subarray(bitmapAt(map, block) - at), of), of }));
}

const bitmapBytesOf = (map: BlockMap): number => map.bitmapSectors * SECTOR_BYTES;
const alone = (map: BlockMap, block: number): Stretch => ({ blocks: [block], at: bitmapAt(map, block), bytes: bitmapBytesOf(map) });

const hasBitmap = (image: Image, map: BlockMap, block: number): boolean =>
  bitmapAt(map, block) + bitmapBytesOf(map) <= image.dataEnd && !touchesCore(map, block);

/** Blocks of a half-open range; `isWanted` selects among those that are allocated. */
type Asked = { readonly from: number; readonly to: number; readonly isWanted: (block: number) => boolean };

/** The selected allocated blocks, in order. If a block is larger than the gap allowed in a stretch, each is a stretch of its own. */
function* stretches(image: Image, map: BlockMap, { from, to, isWanted }: Asked): Generator<Stretch> {
  let blocks: number[] = [];
  let at = 0;
  let end = 0;
  for (let block = from; block < to; block++) {
    if (map.entries[block] === UNALLOCATED || !isWanted(block)) continue;
    const next = bitmapAt(map, block);
    const isNear = next >= end && next - end <= MAX_BETWEEN && next + bitmapBytesOf(map) - at <= STRETCH_BYTES;
    const joins = blocks.length > 0 && isNear && hasBitmap(image, map, block);
    if (!joins && blocks.length > 0) yield { blocks, at, bytes: end - at };
    if (!joins) [blocks, at] = [[], next];
    blocks.push(block);
    // A block whose bitmap cannot be read gets a stretch of its own.
    end = joins || hasBitmap(image, map, block) ? next + bitmapBytesOf(map) : Infinity;
  }
  if (blocks.length > 0) yield { blocks, at, bytes: end - at };
}

/** The allocated blocks, or the selected ones, in order. */
export async function* presentBlocks(
  image: Image,
  map: BlockMap,
  asked: Asked = { from: 0, to: map.entries.length, isWanted: () => true },
): AsyncGenerator<readonly Present[]> {
  const isHole = holeWalk(image.file);
  let waiting: Promise<Present[]>[] = [];
  for (const stretch of stretches(image, map, asked)) {
    const hole = isHole(stretch.at, stretch.bytes);
    waiting.push(presentIn(image, map, stretch, hole instanceof Promise ? await hole : hole));
    if (waiting.length < AT_ONCE) continue;
    yield* await Promise.all(waiting);
    waiting = [];
  }
  yield* await Promise.all(waiting);
}

export async function bitmapTotals(image: Image): Promise<InfoDocument['bitmaps']> {
  const { map } = image;
  if (map === null) return null;
  let allocated = 0;
  for (const entry of map.entries) if (entry !== UNALLOCATED) allocated += 1;
  if (allocated > MAX_FOR_TOTALS) return null;
  const totals = {
    blocks: allocated,
    bytes: allocated * map.bitmapSectors * SECTOR_BYTES,
    sectorsPresent: 0,
    sectorsAbsent: 0,
    unreadable: 0,
  };
  for await (const some of presentBlocks(image, map)) {
    for (const { present, of } of some) {
      if (present === null) totals.unreadable += 1;
      else {
        totals.sectorsPresent += present;
        totals.sectorsAbsent += of - present;
      }
    }
  }
  return totals;
}
