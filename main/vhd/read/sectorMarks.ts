/**
 * Some sectors of one block as the window draws them: what the bitmap says, what the file stores under it, and where the
 * sector is read from. If the two contradict each other, both are shown. Data is read in pieces, with an await between.
 */
import type { ByteRange } from '../../../shared/edits';
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, lba, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE, NO_BITS, SECTOR_MARK, SECTOR_SOURCES } from '../../../shared/views';
import { bitmapAt, dataAt, touchesCore, type BlockMap } from '../format/bat';
import { sectorsOfBlock, stateOfBits } from './bitmapScan';
import type { BlockFile } from './blockFile';
import type { Chain } from './chain';
import type { Image } from './image';
import { sectorRuns } from './readDisk';
import { zeroSectorsOf } from './sameBytes';
import { isSet, setBitsIn } from '../../../shared/vhd/sectorBitmap';

/** Sectors of data read at once. */
const PIECE_SECTORS = 512;
const { set, zero, lost, edited, sourceStep } = SECTOR_MARK;

export type Sectors = { readonly block: number; readonly from: number; readonly count: number };

/** For staged changes: the image as it is saved, and which bytes of a range of the file differ from it. */
export type Unsaved = { readonly saved: Image; readonly changedIn: (at: number, bytes: number) => readonly ByteRange[] };

/** One byte per sector, as in SECTOR_MARK; fewer than asked for at the disk's end. Null for a block without a bitmap. */
export async function sectorMarks(chain: Chain, sectors: Sectors, unsaved: Unsaved | null): Promise<Result<Uint8Array | null, IoError>> {
  const [top] = chain.layers;
  const { map } = top;
  const { block, from } = sectors;
  if (map === null || (map.entries[block] ?? UNALLOCATED) === UNALLOCATED) return ok(null);
  const count = Math.max(0, Math.min(sectors.count, sectorsOfBlock(top, block) - from));
  const marks = new Uint8Array(count);
  const runs = await sectorRuns(chain, lba(block * map.blockSectors + from), count, 'honour');
  for (const { lba: first, sectors: some, source } of runs) {
    const at = first - block * map.blockSectors - from;
    marks.fill(SECTOR_SOURCES.indexOf(source) * sourceStep, at, at + some);
  }
  const bitmap = await bitmapIn(top, map, block);
  if (bitmap === null) return ok(marks.map((mark) => mark | lost));
  for (let i = 0; i < count; i++) if (isSet(bitmap, from + i)) marks[i] = (marks[i] as number) | set;
  await markStored(top, dataAt(map, block) + from * SECTOR_BYTES, marks);
  if (unsaved !== null) await markEdited(map, { block, from, count }, { bitmap, marks }, unsaved);
  return ok(marks);
}

async function bitmapIn(image: Image, map: BlockMap, block: number): Promise<Uint8Array | null> {
  const [at, bytes] = [bitmapAt(map, block), map.bitmapSectors * SECTOR_BYTES];
  if (at + bytes > image.dataEnd || touchesCore(map, block)) return null;
  const read = await image.file.read(at, bytes);
  return read.ok ? read.value : null;
}

/** Marks what is stored from `at` on, up to the end of the room for data. */
async function markStored({ file, dataEnd }: Image, at: number, marks: Uint8Array): Promise<void> {
  const there = Math.max(0, Math.min(marks.length, Math.floor((dataEnd - at) / SECTOR_BYTES)));
  for (let done = 0; done < there; done += PIECE_SECTORS) {
    const count = Math.min(PIECE_SECTORS, there - done);
    await markPiece(file, at + done * SECTOR_BYTES, marks.subarray(done, done + count));
  }
  for (let i = there; i < marks.length; i++) marks[i] = (marks[i] as number) | lost;
}

/** If a piece cannot be read, each sector is tried: the others may be good. */
async function markPiece(file: BlockFile, at: number, marks: Uint8Array): Promise<void> {
  const read = await file.read(fileOffset(at), marks.length * SECTOR_BYTES);
  if (read.ok) {
    const isZero = zeroSectorsOf(read.value);
    for (let i = 0; i < marks.length; i++) if (isZero(i)) marks[i] = (marks[i] as number) | zero;
  } else if (marks.length === 1) marks[0] = (marks[0] as number) | lost;
  else for (let i = 0; i < marks.length; i++) await markPiece(file, at + i * SECTOR_BYTES, marks.subarray(i, i + 1));
}

type Read = { readonly bitmap: Uint8Array; readonly marks: Uint8Array };

async function markEdited(
  map: BlockMap,
  { block, from, count }: Sectors,
  { bitmap, marks }: Read,
  { saved, changedIn }: Unsaved,
): Promise<void> {
  const data = dataAt(map, block) + from * SECTOR_BYTES;
  for (const { at, bytes } of changedIn(data, count * SECTOR_BYTES)) {
    const first = Math.max(0, Math.floor((at - data) / SECTOR_BYTES));
    const last = Math.min(count, Math.ceil((at + bytes - data) / SECTOR_BYTES));
    for (let i = first; i < last; i++) marks[i] = (marks[i] as number) | edited;
  }
  // A new block has no saved bits to compare.
  if (saved.map === null || saved.map.entries[block] !== map.entries[block]) return;
  const before = await bitmapIn(saved, saved.map, block);
  if (before === null) return;
  for (let i = 0; i < count; i++) if (isSet(before, from + i) !== isSet(bitmap, from + i)) marks[i] = (marks[i] as number) | edited;
}

/** The states and shares of some blocks by their bitmaps, as in bitmapScan; NO_BITS if a bitmap cannot be read. */
export async function bitStates(image: Image, blocks: readonly number[]): Promise<{ states: Uint8Array; shares: Uint16Array }> {
  const states = new Uint8Array(blocks.length).fill(NO_BITS);
  const shares = new Uint16Array(blocks.length);
  const { map } = image;
  for (const [i, block] of blocks.entries()) {
    if (map === null || map.states[block] !== BLOCK_STATE.unscanned) continue;
    const bitmap = await bitmapIn(image, map, block);
    if (bitmap === null) continue;
    const sectors = sectorsOfBlock(image, block);
    const { state, share } = stateOfBits(setBitsIn(bitmap, sectors), sectors);
    [states[i], shares[i]] = [state, share];
  }
  return { states, shares };
}
