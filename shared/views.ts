/**
 * What the window knows of an open image: plain data, made by main/vhd/describe/describe.ts, read by the renderer.
 * Positions in the file are `at`, in bytes; positions on the virtual disk are sectors (`lba`).
 */
import type { DraftView, InterruptedView } from './edits';
import type { Finding } from './findings';
import type { DiskType } from './vhd/footer';
import type { PlatformCode } from './vhd/parentLocatorEntry';

export type ImageId = string & { readonly __image: true };
/** Stands for a path that main knows: the renderer never sees or sends the path itself. */
export type OpenTicket = string & { readonly __ticket: true };
/** A file the user named, as the window may know it. */
export type FileTicket = { readonly ticket: OpenTicket; readonly name: string };

/** A file that is taken for its bytes alone. */
export type BytesFile = FileTicket & { readonly bytes: number };

/** Bytes are fetched in pages of this size, in either space. */
export const PAGE_BYTES = 65_536;

/** A structure's bytes as they stand in the file. */
export type StructBytes = { readonly at: number; readonly bytes: Uint8Array };

export type StructureKind =
  | 'footer-copy'
  | 'dynamic-header'
  | 'bat'
  | 'batmap'
  | 'locator'
  | 'blocks'
  | 'gap'
  | 'data'
  | 'footer'
  | 'trailing';

/** A stretch of the file, in file order; `blocks` spans from the first to the last block and may hold gaps. */
export type StructureView = {
  readonly kind: StructureKind;
  readonly at: number;
  readonly bytes: number;
  /** How many entries (BAT), blocks (blocks) or which slot (locator); 0 otherwise. */
  readonly count: number;
  readonly verdict: 'good' | 'bad' | 'unchecked';
};

export type SizeNotion = 'current-size' | 'original-size' | 'geometry' | 'table' | 'file';

/** One answer to "how big is this disk?", and who goes by it. */
export type SizeClaim = {
  readonly notion: SizeNotion;
  readonly bytes: number;
  /** Only the footer that this disk is not shown by says so. */
  readonly inOther: boolean;
  /** Programs that believe it for a disk with this creator, in the order people should read them. */
  readonly believers: readonly string[];
};

export type Geometry = { readonly cylinders: number; readonly heads: number; readonly sectorsPerTrack: number };

export type LocatorView = {
  /** Slot 0–7. */
  readonly index: number;
  readonly entry: StructBytes;
  readonly platform: PlatformCode | 'unknown';
  /** The path as decoded; null where the data cannot be read or makes no sense. */
  readonly path: string | null;
  /** How it was decoded. */
  readonly encoding: 'utf-16le' | 'utf-16be' | 'utf-8' | 'latin-1' | 'opaque';
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly verdict: 'good' | 'bad';
};

/** One file of the chain; the first is the file itself, each next one the parent of the one before. */
export type LayerView = { readonly name: string; readonly kind: DiskType | 'raw'; readonly fileBytes: number; readonly uniqueId: string };

/** How the search for the next parent ended; null in ImageView where no parent is needed. */
export type ParentView = {
  /** The layer that wants it. */
  readonly childLayer: number;
  readonly state: 'missing' | 'wrong-id' | 'loop' | 'too-deep' | 'unreadable';
  /** Bare file names that were looked for in the child's own folder. */
  readonly lookedFor: readonly string[];
  /** Paths the image names outside its own folder; nothing was touched there. `index` is the locator slot, -1 the header's name. */
  readonly elsewhere: readonly { readonly index: number; readonly path: string; readonly usableHere: boolean }[];
  readonly expectedId: string;
  /** Where more than one file beside the disk has the id and none has the name: none of them is taken. */
  readonly sameId?: readonly string[];
  /** The id of the file that bears the name, where it is another one. */
  readonly foundId: string | null;
};

export type PartitionView = {
  /** 1-based, as partition tools count. */
  readonly number: number;
  readonly firstLba: number;
  readonly sectors: number;
  /** Such as "NTFS", "Linux", "EFI system". */
  readonly type: string;
  readonly name: string;
};

export type BlocksView = {
  /** Bytes of disk in one block; for a fixed disk the map's unit, as a fixed disk has no blocks. */
  readonly sizeBytes: number;
  readonly count: number;
  readonly allocated: number;
  /** False for fixed and raw disks. */
  readonly inTable: boolean;
  /** Sectors of the bitmap in front of each block's data; 0 for fixed and raw disks. */
  readonly bitmapSectors: number;
  /** File offset of the BAT; null for fixed and raw disks. */
  readonly tableAt: number | null;
  /** Differs when any entry does; 0 for fixed and raw disks. */
  readonly tableHash: number;
};

export type DiskView = {
  readonly kind: DiskType | 'raw';
  /** Whole sectors of the virtual disk: current size, rounded down. */
  readonly sectors: number;
  readonly sizes: readonly SizeClaim[];
  /** As stored. */
  readonly geometry: Geometry | null;
  /** What the specification's algorithm gives for the current size. */
  readonly geometryBySpec: Geometry;
  /** The footer that was believed. */
  readonly trusted: 'footer' | 'footer-copy' | 'none';
  readonly footer: StructBytes | null;
  readonly footerCopy: StructBytes | null;
  readonly dynamicHeader: StructBytes | null;
  readonly locators: readonly LocatorView[];
  readonly blocks: BlocksView;
  readonly partitions: { readonly scheme: 'gpt' | 'mbr' | 'none'; readonly entries: readonly PartitionView[] };
};

export type ImageView = {
  readonly image: ImageId;
  readonly name: string;
  /** The folder, for reading only. */
  readonly folder: string;
  readonly fileBytes: number;
  /** ISO 8601 UTC. */
  readonly modified: string;
  /** Null when only the file's bytes are shown. */
  readonly disk: DiskView | null;
  readonly structures: readonly StructureView[];
  readonly findings: readonly Finding[];
  /** What `findings` comes from: structures and partition tables, or every block of the file too. */
  readonly checked: 'structures' | 'everything';
  readonly layers: readonly LayerView[];
  readonly parent: ParentView | null;
  /** A save that was not finished, and waits for the user's decision. */
  readonly interrupted: InterruptedView | null;
  /** Unsaved changes of an earlier run, which wait for the user's decision. */
  readonly draft: DraftView | null;
};

/**
 * State of a block; the codes cross IPC as bytes. Without its bitmap a block in the file is `unscanned`; with it `full`,
 * `partial` or `unset` (no bit of it is set); when its data was looked at too, and is nothing but zeros, `zero`.
 */
export const BLOCK_STATE = {
  unallocated: 0,
  parent: 1,
  unscanned: 2,
  full: 3,
  partial: 4,
  unset: 5,
  zero: 6,
  damaged: 7,
  overlapping: 8,
} as const;
export type BlockState = keyof typeof BLOCK_STATE;
export const BLOCK_STATES = [
  'unallocated',
  'parent',
  'unscanned',
  'full',
  'partial',
  'unset',
  'zero',
  'damaged',
  'overlapping',
] as const satisfies readonly BlockState[];

/** In `BlockTable.owners`: nobody holds the block, so it reads as zeros; or a missing layer might. */
export const OWNER_NOBODY = 255;
export const OWNER_UNKNOWN = 254;

/** One entry a block; at most a few MiB for the largest disk. */
export type BlockTable = {
  readonly states: Uint8Array;
  /** The layer whose table has the block (0 = this file), or OWNER_NOBODY, or OWNER_UNKNOWN. */
  readonly owners: Uint8Array;
  /** This file's BAT entries: the file sector of the block's bitmap, 0xFFFFFFFF unallocated. Empty for fixed and raw disks. */
  readonly entries: Uint32Array;
  /** Of partial blocks, the share of their sectors that is in this file, as 1 to 254 of 255; 0 for all others. */
  readonly shares: Uint8Array;
};

/** What a scan looks at: the sector bitmaps of all blocks in the file, or the data of some of them. */
export const SCAN_KINDS = ['bitmaps', 'content'] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];

/** Half-open, in blocks. */
export type BlockSpan = { readonly first: number; readonly end: number };
/** As in BlockTable, one a block that was asked for, of at most MAX_BLOCKS_ASKED. */
export type BlockBits = { readonly states: Uint8Array; readonly shares: Uint8Array };
export const MAX_BLOCKS_ASKED = 256;

/** What a scan found since it last told; parallel arrays, one place a block, in file order. */
export type ScanPart = {
  readonly blocks: Uint32Array;
  /** BLOCK_STATE codes. */
  readonly states: Uint8Array;
  /** As in `BlockTable.shares`. */
  readonly shares: Uint8Array;
  /** Blocks looked at so far, of how many. */
  readonly done: number;
  readonly total: number;
};

/** Where sectors of the virtual disk come from. `unknown`: a missing parent would hold them; `damaged`: the file cannot give them. */
export type SectorSource = 'file' | 'parent' | 'zero' | 'unknown' | 'damaged';

export type SectorRun = {
  readonly lba: number;
  readonly sectors: number;
  readonly source: SectorSource;
  /** The layer that answers: 0 this file; for `zero` the last layer asked. */
  readonly layer: number;
  /** Byte offset of the first sector in that layer's file; null for zero, unknown and damaged. */
  readonly at: number | null;
};

/**
 * One sector of a block, as bits of a byte. `set`: its bit in the bitmap; `zero`: what the file stores there is all zeros;
 * `lost`: the file cannot give what it should store there; `edited`: bit or bytes differ from the saved file. Where the
 * sector is read from stands in the upper bits, SECTOR_SOURCES counted by `sourceStep`.
 */
export const SECTOR_MARK = { set: 1, zero: 2, lost: 4, edited: 8, sourceStep: 16 } as const;
export const SECTOR_SOURCES = ['file', 'parent', 'zero', 'unknown', 'damaged'] as const satisfies readonly SectorSource[];

/** Instead of a BLOCK_STATE: there is no bitmap that could be read. */
export const NO_BITS = 255;

/** A block's sectors are looked at in pieces of this many. */
export const SECTORS_AT_ONCE = 4096;

/** Whether clear bits of a dynamic disk's sector bitmaps read as zeros (the specification) or are not looked at (QEMU). */
export type BitmapPolicy = 'honour' | 'ignore';

export type PageView = {
  /** Up to PAGE_BYTES; fewer at the end of the space. */
  readonly bytes: Uint8Array;
  /** Stretches, relative to the page, that could not be read and are zero here. */
  readonly faults: readonly { readonly at: number; readonly bytes: number }[];
  /** Stretches, relative to the page, that a save would change or add; absent: none. */
  readonly changed?: readonly { readonly at: number; readonly bytes: number }[];
};
