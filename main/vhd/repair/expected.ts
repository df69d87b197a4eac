/**
 * What file systems say that must stand at certain sectors of the disk: a block whose content is not placed yet belongs where
 * all that is expected stands in it. What is known of a file system is read from blocks that have a place, so that each round
 * of placing may tell of more places.
 */
import type { IoError } from '../../../shared/errors';
import { append } from '../../../shared/append';
import { ok, type Result } from '../../../shared/result';
import { latin1 } from '../../../shared/vhd/codec';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import { isFatStart } from '../partitions/bootSector';
import { viewOf } from '../partitions/view';
import type { Expected, Kind, Peek } from './expectation';
import { extExpected } from './extExpected';
import type { Start } from './fileSystemEvidence';
import { ntfsExpected } from './ntfsExpected';

/** Each round may place blocks that tell of more. */
const MAX_ROUNDS = 4;
/** So many file systems are asked. */
const MAX_STARTS = 32;
/** Sectors at the beginning of a file system in which its first structure stands. */
const START_SECTORS = 4;

export type Asking = {
  readonly file: BlockFile;
  readonly map: BlockMap;
  readonly starts: readonly Start[];
  /** File sectors of blocks that have no place yet. */
  readonly unplaced: readonly number[];
  /** File sectors of blocks that have one, by block. */
  readonly placed: ReadonlyMap<number, number>;
  readonly isFree: (block: number) => boolean;
};

/** Blocks of the disk, by the file sector of what belongs there. */
export async function placesByExpected(asking: Asking): Promise<Result<ReadonlyMap<number, number>, IoError>> {
  const { file, map, isFree } = asking;
  const placed = new Map(asking.placed);
  const found = new Map<number, number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left = asking.unplaced.filter((sector) => !found.has(sector));
    if (left.length === 0) break;
    const expected = await allExpected(peekIn(file, map, placed), asking.starts);
    const open = expected.filter(({ lba }) => {
      const block = Math.floor(lba / map.blockSectors);
      return Number.isSafeInteger(lba) && lba >= 0 && block < map.entries.length && !placed.has(block) && isFree(block);
    });
    const more = open.length === 0 ? ok([]) : await matched(file, map, left, open);
    if (!more.ok) return more;
    if (more.value.length === 0) break;
    for (const [sector, block] of more.value) {
      found.set(sector, block);
      placed.set(block, sector);
    }
  }
  return ok(found);
}

function peekIn(file: BlockFile, map: BlockMap, placed: ReadonlyMap<number, number>): Peek {
  return async (lba, sectors) => {
    const blockAt = (at: number): number => Math.floor(at / map.blockSectors);
    // Before room is made for it: what a damaged file system asks for can be far more than there is.
    for (let block = blockAt(lba); block <= blockAt(lba + sectors - 1); block++) if (!placed.has(block)) return null;
    const all = new Uint8Array(sectors * SECTOR_BYTES);
    for (let done = 0; done < sectors; ) {
      const [block, inBlock] = [blockAt(lba + done), (lba + done) % map.blockSectors];
      const count = Math.min(sectors - done, map.blockSectors - inBlock);
      const sector = placed.get(block);
      if (sector === undefined) return null;
      const read = await file.read(fileOffset((sector + map.bitmapSectors + inBlock) * SECTOR_BYTES), count * SECTOR_BYTES);
      if (!read.ok) return null;
      all.set(read.value, done * SECTOR_BYTES);
      done += count;
    }
    return all;
  };
}

async function allExpected(peek: Peek, starts: readonly Start[]): Promise<Expected[]> {
  const all: Expected[] = [];
  for (const { at } of starts.slice(0, MAX_STARTS)) {
    const start = await peek(at, START_SECTORS);
    if (start === null) continue;
    const within: Peek = (from, sectors) => peek(at + from, sectors);
    const told =
      latin1(start.subarray(3, 11)) === 'NTFS    '
        ? await ntfsExpected(start, within)
        : isFatStart(start.subarray(0, SECTOR_BYTES))
          ? fatExpected(start)
          : await extExpected(start.subarray(2 * SECTOR_BYTES), within);
    append(
      all,
      told.map((one) => ({ ...one, lba: at + one.lba })),
    );
  }
  return all;
}

/** The first sector of a file allocation table: the media byte, and ones. */
const FAT: Kind = { bytes: SECTOR_BYTES, tells: (b) => (b[1] === 0xff && b[2] === 0xff ? `${b[0]}` : null) };
/** A root directory that begins with the volume's label. */
const FAT_ROOT: Kind = {
  bytes: SECTOR_BYTES,
  tells: (b) => (((b[11] as number) & 0x3f) === 0x08 && b.subarray(0, 11).every((byte) => byte >= 0x20) ? 'label' : null),
};

/** Microsoft's specification of FAT, "BPB": the tables stand behind the reserved sectors, and the root directory behind them. */
function fatExpected(boot: Uint8Array): Expected[] {
  const view = viewOf(boot);
  const scale = view.getUint16(11, true) / SECTOR_BYTES;
  const [reserved, copies, small] = [view.getUint16(14, true), view.getUint8(16), view.getUint16(22, true)];
  const each = small || view.getUint32(36, true);
  const says = `${view.getUint8(21)}`;
  const tables = Array.from({ length: copies }, (_, i) => ({ lba: (reserved + i * each) * scale, kind: FAT, says }));
  const data = reserved + copies * each;
  const root = small === 0 ? data + (view.getUint32(44, true) - 2) * view.getUint8(13) : data;
  return [...tables, { lba: root * scale, kind: FAT_ROOT, says: 'label' }];
}

/** Blocks of the file that fit equally well at all of these blocks of the disk; both ascending. */
type Claim = { readonly blocks: readonly number[]; readonly sectors: readonly number[] };

/**
 * Where as many blocks of the file as of the disk fit each other, nothing tells them apart, and they stand in the order of the
 * disk. A claim that shares a block of the disk with another is not believed.
 */
function settled(claims: readonly Claim[]): [number, number][] {
  const claimed = new Map<number, number>();
  for (const { blocks } of claims) for (const block of blocks) claimed.set(block, (claimed.get(block) ?? 0) + 1);
  return claims
    .filter(({ blocks, sectors }) => blocks.length === sectors.length && blocks.every((block) => claimed.get(block) === 1))
    .flatMap(({ blocks, sectors }) => sectors.map((sector, i): [number, number] => [sector, blocks[i] as number]));
}

/** What is asked of every block of the file at one place in it: which blocks of the disk have which answer there. */
type Question = { readonly kind: Kind; readonly inBlock: number; readonly answers: ReadonlyMap<string, readonly number[]> };

function questionsOf(map: BlockMap, expected: readonly Expected[]): Question[] {
  const asked = new Map<Kind, Map<number, Map<string, number[]>>>();
  for (const { lba, kind, says } of expected) {
    const [block, inBlock] = [Math.floor(lba / map.blockSectors), lba % map.blockSectors];
    if (inBlock + kind.bytes / SECTOR_BYTES > map.blockSectors) continue;
    const places = asked.get(kind) ?? new Map<number, Map<string, number[]>>();
    asked.set(kind, places);
    const answers = places.get(inBlock) ?? new Map<string, number[]>();
    places.set(inBlock, answers);
    const blocks = answers.get(says) ?? [];
    answers.set(says, blocks);
    blocks.push(block);
  }
  const telling = (answers: ReadonlyMap<string, readonly number[]>): Question['answers'] =>
    new Map([...answers].filter(([, blocks]) => blocks.length <= MAX_SAME));
  return [...asked].flatMap(([kind, places]) => [...places].map(([inBlock, answers]) => ({ kind, inBlock, answers: telling(answers) })));
}

/** Each question is a read of every block of the file: in so many reads a round those are asked that tell most blocks apart. */
const MAX_READS = 200_000;
/** An answer that more blocks have tells hardly any of them apart. */
const MAX_SAME = 1024;

const mostAsked = (questions: readonly Question[], most: number): Question[] =>
  [...questions].sort((a, b) => b.answers.size - a.answers.size).slice(0, most);

/** Each block with the only place where all that is expected stands in it, and that no other block fits as well. */
async function matched(
  file: BlockFile,
  map: BlockMap,
  sectors: readonly number[],
  expected: readonly Expected[],
): Promise<Result<[number, number][], IoError>> {
  const asked = mostAsked(questionsOf(map, expected), Math.ceil(MAX_READS / sectors.length));
  const wanted = new Map<number, number>();
  for (const { answers } of asked)
    for (const blocks of answers.values()) for (const block of blocks) wanted.set(block, (wanted.get(block) ?? 0) + 1);
  const claims = new Map<string, { blocks: number[]; sectors: number[] }>();
  for (const sector of sectors) {
    const votes = new Map<number, number>();
    for (const { kind, inBlock, answers } of asked) {
      const read = await file.read(fileOffset((sector + map.bitmapSectors + inBlock) * SECTOR_BYTES), kind.bytes);
      if (!read.ok) return read;
      const said = kind.tells(read.value);
      for (const block of said === null ? [] : (answers.get(said) ?? [])) votes.set(block, (votes.get(block) ?? 0) + 1);
    }
    const whole = [...votes].filter(([block, count]) => count === wanted.get(block)).sort((a, b) => b[1] - a[1]);
    const blocks = whole
      .filter(([, count]) => count === whole[0]?.[1])
      .map(([block]) => block)
      .sort((a, b) => a - b);
    if (blocks.length === 0) continue;
    const key = blocks.join(' ');
    const claim = claims.get(key) ?? { blocks, sectors: [] };
    claims.set(key, claim);
    claim.sectors.push(sector);
  }
  return ok(settled([...claims.values()]));
}
