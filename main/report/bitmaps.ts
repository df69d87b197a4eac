/** What the sector bitmaps of one file say, block by block or all together; read a few at a time. */
import type { InfoDocument } from '../../shared/documents/info';
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { bitmapAt, touchesCore, type BlockMap } from '../vhd/bat';
import type { Image } from '../vhd/image';
import { setBitsIn } from '../../shared/vhd/sectorBitmap';

/** Reads in flight: enough to keep a drive busy. */
const AT_ONCE = 32;
/** More are not read for a summary. */
const MOST_FOR_TOTALS = 32_768;

/** Sectors of the disk present in a block; null when its bitmap cannot be read. */
export type Present = { readonly block: number; readonly present: number | null; readonly of: number };

const sectorsIn = (image: Image, map: BlockMap, block: number): number =>
  Math.min(map.blockSectors, image.sectors - block * map.blockSectors);

async function presentIn(image: Image, map: BlockMap, block: number): Promise<Present> {
  const of = sectorsIn(image, map, block);
  const at = bitmapAt(map, block);
  const bytes = map.bitmapSectors * SECTOR_BYTES;
  if (at + bytes > image.dataEnd || touchesCore(map, block)) return { block, present: null, of };
  const read = await image.file.read(at, bytes);
  if (!read.ok) return { block, present: null, of };
  return { block, present: setBitsIn(read.value, of), of };
}

/** The allocated blocks among `from` to `to`, in order. */
export async function* presentBlocks(image: Image, map: BlockMap, from = 0, to = map.entries.length): AsyncGenerator<Present> {
  let waiting: number[] = [];
  for (let block = from; block < to; block++) {
    if (map.entries[block] === UNALLOCATED) continue;
    waiting.push(block);
    if (waiting.length < AT_ONCE) continue;
    yield* await Promise.all(waiting.map((one) => presentIn(image, map, one)));
    waiting = [];
  }
  yield* await Promise.all(waiting.map((one) => presentIn(image, map, one)));
}

export async function bitmapTotals(image: Image): Promise<InfoDocument['bitmaps']> {
  const { map } = image;
  if (map === null) return null;
  let allocated = 0;
  for (const entry of map.entries) if (entry !== UNALLOCATED) allocated += 1;
  if (allocated > MOST_FOR_TOTALS) return null;
  const totals = {
    blocks: allocated,
    bytes: allocated * map.bitmapSectors * SECTOR_BYTES,
    sectorsPresent: 0,
    sectorsAbsent: 0,
    unreadable: 0,
  };
  for await (const { present, of } of presentBlocks(image, map)) {
    if (present === null) totals.unreadable += 1;
    else {
      totals.sectorsPresent += present;
      totals.sectorsAbsent += of - present;
    }
  }
  return totals;
}
