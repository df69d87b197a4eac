/**
 * Disks of several makers and layouts whose block table is to be wiped: real files of other programs, and files laid out byte
 * by byte as those programs lay them out. What a table said before it was wiped is read from the bytes themselves.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GPT_TYPES, wholeGpt } from './gpt';
import { bitmapBytes, footerBytes, get32, headerBytes, put32, putText, SECTOR, type FooterSpec } from './imageBuilder';
import { samplesFolder } from './samples';

const MIB = 1_048_576;
const BLOCK = 2 * MIB;
const TABLE_AT = 1536;
const ID = '5e0c1a52-3d0f-4a36-9f0e-1f7f0d5a2b11';
const NOWHERE = 0xffff_ffff;

export type WipedDisk = {
  readonly maker: string;
  readonly what: string;
  readonly bytes: () => Uint8Array;
};

/** What each block's entry said: file sector by block. */
export function tableOf(bytes: Uint8Array): Map<number, number> {
  const count = get32(bytes, 512 + 28);
  const at = get32(bytes, 512 + 20);
  const places = new Map<number, number>();
  for (let block = 0; block < count; block++) {
    const sector = get32(bytes, at + block * 4);
    if (sector !== NOWHERE) places.set(block, sector);
  }
  return places;
}

export type Wipe = 'ones' | 'zeros' | 'random';
export function wiped(bytes: Uint8Array, how: Wipe): Uint8Array {
  const copy = bytes.slice();
  const count = get32(copy, 512 + 28);
  const at = get32(copy, 512 + 20);
  let seed = 7;
  for (let i = 0; i < count * 4; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    copy[at + i] = how === 'ones' ? 0xff : how === 'zeros' ? 0 : seed >>> 24;
  }
  return copy;
}

/** A disk with a GPT and two file systems that mke2fs made, with files in them. */
function partitionedContent(folder: string): Buffer {
  const size = 48 * MIB;
  const files = path.join(folder, 'files');
  mkdirSync(files, { recursive: true });
  for (let i = 0; i < 6; i++)
    writeFileSync(path.join(files, `file${i}`), Buffer.alloc(900_000 + i * 350_000, `${i} is said again and again. `));
  const raw = path.join(folder, 'content.raw');
  const disk = wholeGpt(size / 512, [
    { type: GPT_TYPES.linux, name: 'root', firstLba: 2048, lastLba: 2048 + 30 * 2048 - 1 },
    { type: GPT_TYPES.linux, name: 'home', firstLba: 2048 + 30 * 2048, lastLba: 2048 + 46 * 2048 - 1 },
  ]);
  writeFileSync(raw, disk);
  const env = { ...process.env, E2FSPROGS_FAKE_TIME: '1700000000' };
  const quiet = { stdio: 'ignore' as const, env };
  const make = (at: number, mib: number): unknown =>
    execFileSync(
      'mke2fs',
      ['-q', '-F', '-t', 'ext4', '-b', '1024', '-U', ID, '-d', files, '-E', `offset=${at},root_owner=0:0,hash_seed=${ID}`, raw, `${mib}M`],
      quiet,
    );
  make(MIB, 30);
  make(31 * MIB, 16);
  return readFileSync(raw);
}

let content: Buffer | null = null;
const contentIn = (folder: string): Buffer => (content ??= partitionedContent(folder));

type Layout = {
  readonly footer: Partial<FooterSpec>;
  /** Data stands on borders of so many bytes; 512: blocks are packed. */
  readonly align: number;
  /** Windows leaves a page free before the first block. */
  readonly isWindows?: boolean;
  readonly padding: number;
  readonly batmap?: boolean;
  readonly order: (blocks: readonly number[]) => readonly number[];
  /** Bits only for sectors that hold something. */
  readonly isPartial?: boolean;
  readonly blockBytes?: number;
  /** The last block ends where the disk ends. */
  readonly isShort?: boolean;
};

const inSequence = (blocks: readonly number[]): readonly number[] => blocks;
/** The same for everybody: by the digits of a multiple. */
const shuffled = (blocks: readonly number[]): readonly number[] => [...blocks].sort((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101));

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

function laidOut(disk: Uint8Array, layout: Layout): Uint8Array {
  const blockBytes = layout.blockBytes ?? BLOCK;
  const entries = Math.ceil(disk.length / blockBytes);
  const bits = bitmapBytes(blockBytes);
  const used = Array.from({ length: entries }, (_, block) => block).filter((block) =>
    disk.subarray(block * blockBytes, (block + 1) * blockBytes).some((byte) => byte !== 0),
  );
  const tableBytes = roundUp(entries * 4, 512);
  const batmapAt = TABLE_AT + tableBytes;
  let end = batmapAt + (layout.batmap === true ? 1024 : 0);
  if (layout.isWindows === true) end = roundUp(end, 4096);
  const pieces: { at: number; bytes: Uint8Array }[] = [];
  const places = new Map<number, number>();
  for (const block of layout.order(used)) {
    const data = disk.subarray(block * blockBytes, (block + 1) * blockBytes);
    const at = roundUp(end + bits, layout.align) - bits;
    const bitmap = new Uint8Array(bits).fill(0xff);
    for (let sector = 0; layout.isPartial === true && sector * SECTOR < blockBytes; sector++) {
      const isZero = data.subarray(sector * SECTOR, (sector + 1) * SECTOR).every((byte) => byte === 0);
      if (isZero) bitmap[sector >> 3] = (bitmap[sector >> 3] ?? 0) & ~(0x80 >> (sector & 7));
    }
    pieces.push({ at, bytes: bitmap }, { at: at + bits, bytes: data });
    places.set(block, at);
    end = at + bits + (layout.isShort === true ? data.length : blockBytes);
  }
  if (layout.isWindows === true) end = roundUp(end + 512, 4096) - 512;
  const bytes = new Uint8Array(end + 512);
  const footer = footerBytes({ type: 3, size: disk.length, ...layout.footer });
  bytes.set(footer, 0);
  bytes.set(headerBytes({ entries, blockBytes }), 512);
  bytes.fill(layout.padding, TABLE_AT, TABLE_AT + tableBytes);
  bytes.fill(0xff, TABLE_AT, TABLE_AT + entries * 4);
  for (const [block, at] of places) put32(bytes, TABLE_AT + block * 4, at / 512);
  for (const { at, bytes: piece } of pieces) bytes.set(piece, at);
  if (layout.batmap === true) putBatmap(bytes, batmapAt, layout.isPartial === true ? [] : used);
  bytes.set(footer, end);
  return bytes;
}

/** Xen's batmap: a header of one sector, then a bit for each block that is wholly written; as blktap's libvhd.h lays it out. */
function putBatmap(bytes: Uint8Array, at: number, whole: readonly number[]): void {
  putText(bytes, at, 'tdbatmap');
  put32(bytes, at + 12, at + 512);
  put32(bytes, at + 16, 1);
  put32(bytes, at + 20, 0x0001_0002);
  for (const block of whole) bytes[at + 512 + (block >> 3)] = (bytes[at + 512 + (block >> 3)] ?? 0) | (0x80 >> (block & 7));
  const sum = bytes.subarray(at + 512, at + 1024).reduce((all, byte) => all + byte, 0);
  put32(bytes, at + 24, 0xffff_ffff - sum);
}

const VIRTUALBOX = { footer: { creator: 'vbox', creatorVersion: 0x0006_0001 }, align: 512, padding: 0, order: inSequence } as const;
const WINDOWS = { footer: { creator: 'win ', creatorVersion: 0x000a_0000 }, align: 4096, padding: 0xff, isWindows: true } as const;
const XEN = {
  footer: { creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' },
  align: 4096,
  padding: 0,
  batmap: true,
} as const;
const VIRTUAL_PC = { footer: { creator: 'vpc ', creatorVersion: 0x0005_0003 }, align: 512, padding: 0xff } as const;

function byQemu(folder: string, name: string, raw: Buffer): Uint8Array {
  const [from, to] = [path.join(folder, `${name}.raw`), path.join(folder, `${name}.vhd`)];
  writeFileSync(from, raw);
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'vpc', '-o', 'subformat=dynamic,force_size=on', from, to], { stdio: 'ignore' });
  return readFileSync(to);
}

/** QEMU puts a block at the end of the file when it is first written to. */
function writtenByQemu(folder: string, name: string, raw: Buffer, order: (blocks: readonly number[]) => readonly number[]): Uint8Array {
  const [from, to] = [path.join(folder, `${name}.raw`), path.join(folder, `${name}.vhd`)];
  writeFileSync(from, raw);
  execFileSync('qemu-img', ['create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', to, String(raw.length)], { stdio: 'ignore' });
  const blocks = Array.from({ length: raw.length / BLOCK }, (_, block) => block).filter((block) =>
    raw.subarray(block * BLOCK, (block + 1) * BLOCK).some((byte) => byte !== 0),
  );
  const commands = order(blocks).flatMap((block) => {
    const piece = path.join(folder, `${name}-${block}`);
    writeFileSync(piece, raw.subarray(block * BLOCK, (block + 1) * BLOCK));
    return ['-c', `write -s ${piece} ${block * BLOCK} ${BLOCK}`];
  });
  execFileSync('qemu-io', ['-f', 'vpc', ...commands, to], { stdio: 'ignore' });
  return readFileSync(to);
}

/** One empty ext4 of 8 GiB, of which the file has its groups' bitmaps and inode tables, copies of the superblock and the journal. */
function emptyExt4(folder: string): Uint8Array {
  const [raw, to] = [path.join(folder, 'empty.raw'), path.join(folder, 'empty.vhd')];
  execFileSync('mke2fs', ['-q', '-F', '-t', 'ext4', '-b', '4096', '-U', ID, '-E', `hash_seed=${ID}`, raw, '8G'], { stdio: 'ignore' });
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'vpc', '-o', 'subformat=dynamic,force_size=on', raw, to], { stdio: 'ignore' });
  rmSync(raw);
  return readFileSync(to);
}

/** The second file system alone, without a partition table. */
const alone = (folder: string): Buffer => Buffer.from(contentIn(folder).subarray(31 * MIB, 47 * MIB));

function samples(): WipedDisk[] {
  const folder = samplesFolder();
  if (folder === null) return [];
  const sample = (maker: string, name: string): WipedDisk => ({
    maker,
    what: name,
    bytes: () => gunzipSync(readFileSync(path.join(folder, `${name}.gz`))),
  });
  return [
    sample('QEMU', 'canonical-qemu-dynamic-gpt.vhd'),
    sample('QEMU', 'dfvfs-qemu-ext2-2019.vhd'),
    sample('Windows', 'win10-dynamic-512m-gpt-ntfs-fat.vhd'),
    sample('disk2vhd', 'disk2vhd-dynamic-251m-zerofilled.vhd'),
    sample('minivhd', 'chains/c1-minivhd/parent.vhd'),
    sample('minivhd', 'chains/c3-minivhd-512k-blocks/parent.vhd'),
    sample('fattools', 'chains/c5-fattools/parent.vhd'),
  ];
}

export function wipedDisks(folder: string): WipedDisk[] {
  const built = (maker: string, what: string, layout: Layout, raw = contentIn): WipedDisk => ({
    maker,
    what,
    bytes: () => laidOut(raw(folder), layout),
  });
  /** Ends in the middle of a block. */
  const odd = (at: string): Buffer => Buffer.from(contentIn(at).subarray(0, 47 * MIB));
  return [
    { maker: 'QEMU', what: 'converted, GPT and ext4', bytes: () => byQemu(folder, 'q1', contentIn(folder)) },
    { maker: 'QEMU', what: 'converted, one ext4', bytes: () => byQemu(folder, 'q2', alone(folder)) },
    { maker: 'QEMU', what: 'converted, one empty ext4 of 8 GiB', bytes: () => emptyExt4(folder) },
    { maker: 'QEMU', what: 'written in shuffled order', bytes: () => writtenByQemu(folder, 'q3', contentIn(folder), shuffled) },
    built('Windows', 'in sequence, aligned', { ...WINDOWS, order: inSequence }),
    built('Windows', 'shuffled, aligned', { ...WINDOWS, order: shuffled }),
    built('VirtualBox', 'in sequence', VIRTUALBOX),
    built('VirtualBox', 'shuffled', { ...VIRTUALBOX, order: shuffled }),
    built('VirtualBox', 'blocks of 512 KiB', { ...VIRTUALBOX, blockBytes: MIB / 2 }),
    built('Xen', 'in sequence, aligned, batmap', { ...XEN, order: inSequence }),
    built('Xen', 'shuffled, aligned, batmap', { ...XEN, order: shuffled }),
    built('Xen', 'bitmaps partly set', { ...XEN, order: inSequence, isPartial: true }),
    built('Virtual PC', 'bitmaps partly set', { ...VIRTUAL_PC, order: inSequence, isPartial: true }),
    built('Virtual PC', 'bitmaps partly set, shuffled', { ...VIRTUAL_PC, order: shuffled, isPartial: true }),
    built('DiscUtils', 'last block short', { ...VIRTUAL_PC, order: inSequence, isShort: true }, odd),
    ...samples(),
  ];
}
