/**
 * What file systems say about where on the disk their sectors stand: boot sectors of NTFS and FAT name the sectors before
 * their partition, copies of an ext superblock the number of their group, and records of an NTFS file table their own number.
 * A block gets a place by them only if all that it holds agrees on one.
 */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { latin1 } from '../../../shared/vhd/codec';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import { storedBytes } from './blockEvidence';
import { isFatStart, isSigned } from '../partitions/bootSector';
import { viewOf } from '../partitions/view';

const PIECE_SECTORS = 512;
const EXT_MAGIC = 0xef53;
/** The superblock stands so many sectors behind the beginning of its file system. */
const EXT_AT = 2;
/** So many records of a file table have to agree. */
const MIN_RECORDS = 4;

type Boot = { readonly kind: 'boot'; readonly hidden: number; readonly copies: readonly number[]; readonly table: FileTable | null };
/** Sectors from the beginning of the file system, and for each record. */
type FileTable = { readonly from: number; readonly recordSectors: number };
/** `groupAt`: in sectors from the beginning of the file system, which is `sectors` long. */
type Super = { readonly kind: 'super'; readonly groupAt: number; readonly sectors: number };
type RecordSign = { readonly kind: 'record'; readonly number: number };
type Sign = { readonly inBlock: number } & (Boot | Super | RecordSign);

/** What a block holds that may say where it belongs. `isBlank`: all of it is zeros. */
export type BlockSigns = { readonly sector: number; readonly signs: readonly Sign[]; readonly isBlank: boolean };

/** Reads all of the block that the file has. */
export async function signsIn(file: BlockFile, map: BlockMap, sector: number): Promise<Result<BlockSigns, IoError>> {
  const signs: Sign[] = [];
  let isBlank = true;
  const stored = storedBytes(file, map, sector) / SECTOR_BYTES;
  for (let from = 0; from < stored; from += PIECE_SECTORS) {
    const count = Math.min(PIECE_SECTORS, stored - from);
    const read = await file.read(fileOffset((sector + map.bitmapSectors + from) * SECTOR_BYTES), count * SECTOR_BYTES);
    if (!read.ok) return read;
    isBlank = isBlank && read.value.every((byte) => byte === 0);
    for (let i = 0; i < count; i++) {
      const sign = signOf(read.value.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES));
      if (sign !== null) signs.push({ inBlock: from + i, ...sign });
    }
  }
  return ok({ sector, signs, isBlank });
}

function signOf(sector: Uint8Array): Boot | Super | RecordSign | null {
  if (sector[56] === 0x53 && sector[57] === 0xef) return superOf(sector);
  if (sector[0] === 0x46 && latin1(sector.subarray(0, 4)) === 'FILE')
    return { kind: 'record', number: viewOf(sector).getUint32(0x2c, true) };
  return isSigned(sector) ? bootOf(sector) : null;
}

function superOf(sector: Uint8Array): Super | null {
  const view = viewOf(sector);
  const blockSectors = 2 << view.getUint32(24, true);
  const [firstBlock, perGroup, group] = [view.getUint32(20, true), view.getUint32(32, true), view.getUint16(90, true)];
  const isSane = view.getUint16(56, true) === EXT_MAGIC && blockSectors >= 2 && blockSectors <= 128 && firstBlock <= 1 && perGroup > 0;
  if (!isSane) return null;
  // The first superblock stands 1,024 bytes into the file system, whatever its block size; a copy where its group begins.
  const groupAt = group === 0 ? EXT_AT : (firstBlock + group * perGroup) * blockSectors;
  return { kind: 'super', groupAt, sectors: view.getUint32(4, true) * blockSectors };
}

function bootOf(sector: Uint8Array): Boot | null {
  const view = viewOf(sector);
  const isNtfs = latin1(sector.subarray(3, 11)) === 'NTFS    ';
  if ((!isNtfs && !isFatStart(sector)) || view.getUint16(11, true) !== SECTOR_BYTES) return null;
  const hidden = view.getUint32(28, true);
  if (!isNtfs) {
    // Only FAT32 keeps a copy, in the sector that it names.
    const copy = view.getUint16(22, true) === 0 ? view.getUint16(50, true) : 0;
    return { kind: 'boot', hidden, copies: copy === 0 ? [0] : [0, copy], table: null };
  }
  const [sectors, cluster, size] = [Number(view.getBigUint64(40, true)), view.getUint8(13), view.getInt8(64)];
  const recordSectors = size < 0 ? 2 ** -size / SECTOR_BYTES : size * cluster;
  return {
    kind: 'boot',
    hidden,
    copies: [0, sectors],
    table: { from: Number(view.getBigUint64(48, true)) * cluster, recordSectors },
  };
}

/** Where a file system may begin, and the most sectors it has there. */
export type Start = { readonly at: number; readonly sectors: number };

/** The partitions; or the whole disk if there are none; and what boot sectors say of themselves. */
export function startsOf(partitions: readonly Start[], all: readonly BlockSigns[], map: BlockMap): Start[] {
  const starts = new Map((partitions.length === 0 ? [{ at: 0, sectors: Infinity }] : partitions).map((one) => [one.at, one]));
  for (const { signs } of all)
    for (const sign of signs) {
      if (sign.kind !== 'boot' || starts.has(sign.hidden)) continue;
      const fits = sign.copies.some((copy) => (sign.hidden + copy) % map.blockSectors === sign.inBlock);
      if (fits && (sign.hidden > 0 || partitions.length === 0)) starts.set(sign.hidden, { at: sign.hidden, sectors: Infinity });
    }
  return [...starts.values()];
}

/** The one block that everything in it agrees on; null: nothing says, or two things disagree. */
export function placeBySigns({ signs }: BlockSigns, starts: readonly Start[], all: readonly BlockSigns[], map: BlockMap): number | null {
  const blockAt = (lba: number, inBlock: number): number | null =>
    Number.isSafeInteger(lba) && lba % map.blockSectors === inBlock ? Math.floor(lba / map.blockSectors) : null;
  const named = new Set<number>();
  for (const sign of signs) {
    if (sign.kind === 'record') continue;
    const offsets = sign.kind === 'super' ? [sign.groupAt] : sign.copies;
    const bases = sign.kind === 'boot' ? basesOf(sign, starts) : filledBy(sign, starts);
    const places = new Set<number>();
    for (const base of bases)
      for (const offset of offsets) {
        const block = blockAt(base + offset, sign.inBlock);
        if (block !== null && block < map.entries.length) places.add(block);
      }
    const [only] = places;
    if (places.size === 1 && only !== undefined) named.add(only);
  }
  const byRecords = named.size === 0 ? placeByRecords(signs, tablesOf(starts, all), map) : null;
  const [only] = named;
  return byRecords ?? (named.size === 1 && only !== undefined ? only : null);
}

/** A boot sector that names the beginning of its partition rightly speaks of no other. */
const basesOf = ({ hidden }: Boot, starts: readonly Start[]): number[] =>
  hidden > 0 && starts.some(({ at }) => at === hidden) ? [hidden] : starts.map(({ at }) => at);

/** The partitions that the file system fits into; those that it fills, if there are any. */
function filledBy({ sectors: needed }: Super, starts: readonly Start[]): number[] {
  const filled = starts.filter(({ sectors }) => sectors === needed);
  return (filled.length > 0 ? filled : starts.filter(({ sectors }) => sectors >= needed)).map(({ at }) => at);
}

/** Every file table that boot sectors tell of, from the beginning of the disk. */
function tablesOf(starts: readonly Start[], all: readonly BlockSigns[]): FileTable[] {
  const tables = new Map<string, FileTable>();
  for (const { signs } of all)
    for (const sign of signs) {
      if (sign.kind !== 'boot' || sign.table === null) continue;
      for (const base of basesOf(sign, starts))
        tables.set(`${base} ${sign.table.from}`, { from: base + sign.table.from, recordSectors: sign.table.recordSectors });
    }
  return [...tables.values()];
}

/** A file table in one piece: nearly all records have to agree on one block. */
function placeByRecords(signs: readonly Sign[], tables: readonly FileTable[], map: BlockMap): number | null {
  const votes = new Map<number, number>();
  let records = 0;
  for (const sign of signs) {
    if (sign.kind !== 'record') continue;
    records += 1;
    for (const { from, recordSectors } of tables) {
      const lba = from + sign.number * recordSectors;
      if (lba % map.blockSectors !== sign.inBlock) continue;
      const block = Math.floor(lba / map.blockSectors);
      if (block < map.entries.length) votes.set(block, (votes.get(block) ?? 0) + 1);
    }
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] >= MIN_RECORDS && best[1] * 10 >= records * 9 ? best[0] : null;
}
