/**
 * Reads of the virtual disk, sector by sector through the chain. Layers may have different block sizes, so every layer is
 * asked by sector. A clear bit reads as zeros on a dynamic disk and as the parent on a differencing one; sectors of a
 * missing parent are unknown, and a damaged entry affects only its own range.
 */
import { append } from '../../../shared/append';
import { ok } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED, type Lba } from '../../../shared/vhd/units';
import { BLOCK_STATE, type BitmapPolicy, type PageView, type SectorRun, type SectorSource } from '../../../shared/views';
import { bitmapAt, dataAt, touchesCore, type BlockMap } from '../format/bat';
import type { BlockFile } from './blockFile';
import type { Chain } from './chain';
import { isHole } from './holes';
import type { Image } from './image';
import { bitRuns } from '../../../shared/vhd/sectorBitmap';

const BITMAPS_KEPT = 128;
const BITMAP_BYTES_KEPT = 1024 * 1024;
/** 32 MiB: a caller that needs more calls again. */
export const MAX_SECTORS = 65_536;
const bitmapCaches = new WeakMap<Image, Map<number, Uint8Array>>();

/** How a layer is asked. */
type Ask = { readonly chain: Chain; readonly bitmaps: BitmapPolicy };

const run = (lba: number, sectors: number, source: SectorSource, layer: number, at: number | null): SectorRun => ({
  lba,
  sectors,
  source,
  layer,
  at,
});

/**
 * Where `sectors` sectors from `lba` come from, in order, adjacent ones of one origin joined. The range must lie on the
 * disk; sectors whose bitmap cannot be read are damaged.
 */
export async function sectorRuns(chain: Chain, lba: Lba, sectors: number, bitmaps: BitmapPolicy): Promise<readonly SectorRun[]> {
  if (lba < 0 || lba + sectors > chain.layers[0].sectors) throw new RangeError(`sectors ${lba}+${sectors} of ${chain.layers[0].sectors}`);
  return joined(await layerRuns({ chain, bitmaps }, 0, lba, sectors));
}

/**
 * The bytes of up to MAX_SECTORS sectors from `lba`, in a buffer of the caller's own; what cannot be read is zero and listed
 * in `faults`.
 */
export async function readSectors(chain: Chain, lba: Lba, sectors: number, bitmaps: BitmapPolicy): Promise<PageView> {
  if (sectors > MAX_SECTORS) throw new RangeError(`${sectors} sectors in one read`);
  const runs = await sectorRuns(chain, lba, sectors, bitmaps);
  const bytes = new Uint8Array(sectors * SECTOR_BYTES);
  const faults: { at: number; bytes: number }[] = [];
  for (const { lba: from, sectors: count, source, layer, at } of runs) {
    const into = (from - lba) * SECTOR_BYTES;
    const length = count * SECTOR_BYTES;
    if (at !== null) append(faults, await readRun((chain.layers[layer] as Image).file, at, bytes.subarray(into, into + length), into));
    else if (source === 'damaged' || source === 'unknown') faults.push({ at: into, bytes: length });
  }
  return { bytes, faults };
}

/** After so many failed reads the rest of a run is given up: the drive answers slowly and never succeeds. */
const MAX_FAILURES = 256;

/**
 * Fills `target` from the file; if that fails, sector by sector, so that one bad sector costs only itself. `into` is the
 * target's place in the result; faults are counted from the result's start.
 */
async function readRun(file: BlockFile, at: number, target: Uint8Array, into: number): Promise<{ at: number; bytes: number }[]> {
  const whole = await file.read(fileOffset(at), target.length);
  if (whole.ok) {
    target.set(whole.value);
    return [];
  }
  const faults: { at: number; bytes: number }[] = [];
  let failures = 0;
  for (let done = 0; done < target.length; done += SECTOR_BYTES) {
    const read = failures >= MAX_FAILURES ? null : await file.read(fileOffset(at + done), SECTOR_BYTES);
    if (read?.ok === true) {
      target.set(read.value, done);
      continue;
    }
    failures += 1;
    const last = faults.at(-1);
    if (last !== undefined && last.at + last.bytes === into + done) last.bytes += SECTOR_BYTES;
    else faults.push({ at: into + done, bytes: SECTOR_BYTES });
  }
  return faults;
}

function joined(runs: readonly SectorRun[]): SectorRun[] {
  const all: SectorRun[] = [];
  for (const next of runs) {
    const last = all.at(-1);
    const follows =
      last !== undefined &&
      last.source === next.source &&
      last.layer === next.layer &&
      (last.at === null ? next.at === null : next.at === last.at + last.sectors * SECTOR_BYTES);
    if (follows) all[all.length - 1] = { ...last, sectors: last.sectors + next.sectors };
    else all.push(next);
  }
  return all;
}

/** Sectors that cannot be read are damaged, so this never fails. */
type Runs = Promise<SectorRun[]>;

/** What a layer, or the layers below it, say about a range. */
async function layerRuns(ask: Ask, layer: number, lba: number, sectors: number): Runs {
  const image = ask.chain.layers[layer];
  if (image === undefined) return [run(lba, sectors, 'unknown', layer - 1, null)];
  const inside = Math.max(0, Math.min(sectors, image.sectors - lba));
  const runs = inside === 0 ? [] : await insideRuns(ask, image, layer, lba, inside);
  // A parent smaller than its child reads as zeros behind its end.
  return inside === sectors ? runs : [...runs, run(lba + inside, sectors - inside, 'zero', layer, null)];
}

async function insideRuns(ask: Ask, image: Image, layer: number, lba: number, sectors: number): Runs {
  if (image.kind === 'fixed' || image.kind === 'raw') return flatRuns(image, layer, lba, sectors);
  const { map } = image;
  if (map === null) return [run(lba, sectors, 'damaged', layer, null)];
  const runs: SectorRun[] = [];
  for (let at = lba; at < lba + sectors; ) {
    const block = Math.floor(at / map.blockSectors);
    const until = Math.min(endOfAlike(map, block, lba + sectors) * map.blockSectors, lba + sectors);
    const count = until - at;
    append(runs, await blockRuns(ask, image, map, layer, { block, lba: at, sectors: count }));
    at += count;
  }
  return runs;
}

const isAbsent = (map: BlockMap, block: number): boolean => map.entries[block] === UNALLOCATED && map.states[block] !== BLOCK_STATE.damaged;

/** The block behind the last one that is absent in the same way, as far as `end`: one answer does for all of them. */
function endOfAlike(map: BlockMap, block: number, end: number): number {
  let next = block + 1;
  if (isAbsent(map, block)) while (next * map.blockSectors < end && isAbsent(map, next)) next += 1;
  return next;
}

const sourceOf = (layer: number): SectorSource => (layer === 0 ? 'file' : 'parent');

/** A fixed or raw disk: the file itself, as far as it goes. */
function flatRuns(image: Image, layer: number, lba: number, sectors: number): SectorRun[] {
  const end = Math.floor(image.dataEnd / SECTOR_BYTES);
  const there = Math.max(0, Math.min(sectors, end - lba));
  const runs = there > 0 ? [run(lba, there, sourceOf(layer), layer, lba * SECTOR_BYTES)] : [];
  return there === sectors ? runs : [...runs, run(lba + there, sectors - there, 'damaged', layer, null)];
}

/** Part of one block, or several blocks that are all absent: then `block` is the first. */
type Piece = { readonly block: number; readonly lba: number; readonly sectors: number };

async function blockRuns(ask: Ask, image: Image, map: BlockMap, layer: number, piece: Piece): Runs {
  const absent = (lba: number, sectors: number): Runs =>
    image.kind === 'differencing' ? layerRuns(ask, layer + 1, lba, sectors) : Promise.resolve([run(lba, sectors, 'zero', layer, null)]);
  const lost = [run(piece.lba, piece.sectors, 'damaged', layer, null)];
  if (isAbsent(map, piece.block)) return absent(piece.lba, piece.sectors);
  if (map.entries[piece.block] === UNALLOCATED) return lost;
  const present = (lba: number, sectors: number): SectorRun[] => storedRuns(image, map, layer, { block: piece.block, lba, sectors });
  if (ask.bitmaps === 'ignore' && image.kind === 'dynamic') return present(piece.lba, piece.sectors);
  const bitmap = await bitmapOf(image, map, piece.block);
  if (bitmap === null) return lost;
  const first = piece.block * map.blockSectors;
  const runs: SectorRun[] = [];
  for (const bits of bitRuns(bitmap, piece.lba - first, piece.sectors)) {
    append(runs, bits.set ? present(first + bits.at, bits.sectors) : await absent(first + bits.at, bits.sectors));
  }
  return runs;
}

/** Sectors that an allocated block stores, up to the file's end; an entry over header or table stores none. */
function storedRuns(image: Image, map: BlockMap, layer: number, { block, lba, sectors }: Piece): SectorRun[] {
  const from = dataAt(map, block) + (lba - block * map.blockSectors) * SECTOR_BYTES;
  const there = touchesCore(map, block) ? 0 : Math.max(0, Math.min(sectors, Math.floor((image.dataEnd - from) / SECTOR_BYTES)));
  const runs = there > 0 ? [run(lba, there, sourceOf(layer), layer, from)] : [];
  return there === sectors ? runs : [...runs, run(lba + there, sectors - there, 'damaged', layer, null)];
}

/** The block's bitmap; null when the file does not hold it. */
async function bitmapOf(image: Image, map: BlockMap, block: number): Promise<Uint8Array | null> {
  const at = bitmapAt(map, block);
  const bytes = map.bitmapSectors * SECTOR_BYTES;
  if (at + bytes > image.dataEnd || touchesCore(map, block)) return null;
  const cache = bitmapCaches.get(image) ?? new Map<number, Uint8Array>();
  bitmapCaches.set(image, cache);
  // Cached by place: a table may have a million blocks that share one.
  const kept = cache.get(at);
  if (kept !== undefined) return kept;
  const isZero = await isHole(image.file, { at, end: at + bytes });
  const read = isZero ? ok(new Uint8Array(bytes)) : await image.file.read(at, bytes);
  if (!read.ok) return null;
  cache.set(at, read.value);
  const room = Math.min(BITMAPS_KEPT, Math.ceil(BITMAP_BYTES_KEPT / bytes));
  for (const oldest of cache.keys()) {
    if (cache.size <= room) break;
    cache.delete(oldest);
  }
  return read.value;
}
