/**
 * What the window knows of an open image: plain data, made by main/vhd/describe/describe.ts and read by the renderer. Positions
 * in the file are `at`, in bytes; positions on the virtual disk are sectors (`lba`).
 */
import type { DraftView, InterruptedView } from './edits';
import type { StandIn } from './errors';
import type { Finding } from './findings';
import type { DiskType } from './vhd/footer';
import type { PlatformCode } from './vhd/parentLocatorEntry';

export type ImageId = string & { readonly __image: true };
/** Stands for a path that only main knows: the renderer never sees or sends the path itself. */
export type OpenTicket = string & { readonly __ticket: true };
/** What a file is opened as: the disk that is in it, its bytes as a disk without a footer, or nothing but bytes. */
export const OPEN_AS = ['disk', 'raw', 'bytes'] as const;
export type OpenAs = (typeof OPEN_AS)[number];

/** Whether the files of an open image are as they were read; otherwise the first that is not. */
export type StandingView =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed' | 'gone'; readonly name: string; readonly isParent: boolean };
/** A file that the user named, without its path. */
export type FileTicket = { readonly ticket: OpenTicket; readonly name: string };

/** A file that is used only for its bytes. `folder`: the folder that it is in. */
export type BytesFile = FileTicket & { readonly folder: string; readonly bytes: number };

/** Bytes are fetched in pages of this size, in either space. */
export const PAGE_BYTES = 65_536;

/** The bytes of a structure as they are in the file. */
export type StructBytes = { readonly at: number; readonly bytes: Uint8Array };

export type StructureKind =
  | 'footer-copy'
  | 'dynamic-header'
  | 'bat'
  | 'batmap'
  | 'locator'
  | 'blocks'
  | 'gap'
  | 'unknown'
  | 'data'
  | 'footer'
  | 'footer-place'
  | 'trailing';

/**
 * A stretch of the file, in file order. `footer-place`: the end of a file where the footer should be and something else is.
 * `unknown`: without a block table nobody can tell what stands there. `blocks` reaches from the first to the last block and may include gaps.
 */
export type StructureView = {
  readonly kind: StructureKind;
  readonly at: number;
  readonly bytes: number;
  /** The number of entries (for the BAT), of bits (for a batmap, but 0 for its header), of blocks (for `blocks`), or of the slot (for a locator); else 0. */
  readonly count: number;
  readonly verdict: 'good' | 'bad' | 'unchecked';
};

export type SizeNotion = 'current-size' | 'original-size' | 'geometry' | 'table' | 'file';

/** One answer to "how big is this disk?", and the programs that use it. */
export type SizeClaim = {
  readonly notion: SizeNotion;
  readonly bytes: number;
  /** Only the footer that is not believed says so. */
  readonly inOther: boolean;
  /** Programs that believe it for a disk by this creator, in the order in which to list them. */
  readonly believers: readonly string[];
  /** One of them is in use today: not only versions and programs that nobody maintains any more. */
  readonly isUsedToday: boolean;
};

export type Geometry = { readonly cylinders: number; readonly heads: number; readonly sectorsPerTrack: number };

export type LocatorView = {
  /** Slot 0–7. */
  readonly index: number;
  readonly entry: StructBytes;
  readonly platform: PlatformCode | 'unknown';
  /** The decoded path; null if the data cannot be read or makes no sense. */
  readonly path: string | null;
  /** How it was decoded. */
  readonly encoding: 'utf-16le' | 'utf-16be' | 'utf-8' | 'latin-1' | 'opaque';
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly verdict: 'good' | 'bad';
};

/** What becomes of a locator's path: whether it leads to the parent that is used, and if there is none, why not. */
export type LocatorLead =
  | 'to-parent'
  /**
   * The parent was found beside the disk by the path's bare name. The path itself leads elsewhere in the folder, or out of it,
   * or is none on this system.
   */
  | 'by-name'
  | 'by-name-outside'
  | 'by-name-foreign'
  | 'not-to-parent'
  /** No such file is beside the disk or inside its folder. */
  | 'nothing-there'
  /** Something is there, but it is not the parent. */
  | 'another-disk'
  /** Outside the disk's folder, where nothing is touched without asking. */
  | 'not-looked-at'
  | 'not-a-path-here'
  | 'unreadable'
  /** What is stored is no path, as a classic Mac OS alias. */
  | 'no-path';

/** One file of the chain. The first is the file itself, and each following one is the parent of the one before. */
export type LayerView = { readonly name: string; readonly kind: DiskType | 'raw'; readonly fileBytes: number; readonly uniqueId: string };

/** How the search for the next parent ended. In ImageView it is null if no parent is missing. */
export type ParentView = {
  /** The layer whose parent is missing. */
  readonly childLayer: number;
  readonly state: 'missing' | 'wrong-id' | 'loop' | 'too-deep' | 'unreadable';
  /** What was looked for in the child's own folder: stored paths that stay inside it, then bare names. */
  readonly lookedFor: readonly string[];
  /**
   * Paths out of its own folder that the image names; nothing was looked at there. `index`: the locator's slot, or -1 for the
   * header's name.
   */
  readonly elsewhere: readonly { readonly index: number; readonly path: string; readonly usableHere: boolean }[];
  readonly expectedId: string;
  /** Of a loop: the layer that the parent is once more. */
  readonly loopTo?: number;
  /** Set if several files beside the disk have the id and none has the name: then none of them is taken. */
  readonly sameId?: readonly string[];
  /** The id of the file that has the name, if that is another id. */
  readonly foundId: string | null;
  /** What stands in the places that were looked at, and why it is not the parent; missing if nothing does. */
  readonly refused?: StandIn['refused'];
};

/** What speaks for a file being a disk's parent. */
export type ParentEvidence = {
  /** Its unique id is the one that the disk stores. */
  readonly id: boolean;
  readonly name: boolean;
  readonly size: boolean;
  /** How much later than the stored time the file was modified: 0 if they agree, null if no time is stored. */
  readonly secondsLater: number | null;
};

export type ParentCandidate = {
  readonly ticket: OpenTicket;
  readonly name: string;
  /** Only to be shown. */
  readonly folder: string;
  readonly fileBytes: number;
  /** The size of the disk in it. */
  readonly diskBytes: number;
  readonly evidence: ParentEvidence;
};

/** Best first. `folders`: how many were looked into. */
export type ParentCandidates = { readonly candidates: readonly ParentCandidate[]; readonly folders: number };

/** What a volume's own first structures say. */
export type VolumeView = {
  /** Such as "NTFS", "ext4"; also what only contains volumes, such as "LVM". */
  readonly fileSystem: string;
  /** Empty if it has none, or it was not found. */
  readonly label: string;
};

/** An entry of a partition table. */
export type PartitionEntry = {
  /** Counted from 1, as partition tools do. */
  readonly number: number;
  readonly firstLba: number;
  readonly sectors: number;
  /** Such as "NTFS", "Linux", "EFI system". */
  readonly type: string;
  readonly name: string;
};

export type PartitionView = PartitionEntry & {
  /** Null if it was not looked for, or nothing is known of it. */
  readonly volume: VolumeView | null;
};

export type BlocksView = {
  /** Bytes of the disk in one block. A fixed disk has no blocks, so it is the unit of the map. */
  readonly sizeBytes: number;
  readonly count: number;
  readonly allocated: number;
  /** Whether there is a block table: false for fixed and raw disks. */
  readonly inTable: boolean;
  /** How many sectors the bitmap in front of each block's data has; 0 for fixed and raw disks. */
  readonly bitmapSectors: number;
  /** File offset of the BAT; null for fixed and raw disks. */
  readonly tableAt: number | null;
  /** A hash that differs if any entry differs; 0 for fixed and raw disks. */
  readonly tableHash: number;
};

export type DiskView = {
  readonly kind: DiskType | 'raw';
  /** Whole sectors of the virtual disk: the current size, rounded down. */
  readonly sectors: number;
  readonly sizes: readonly SizeClaim[];
  /** As it is stored. */
  readonly geometry: Geometry | null;
  /** The geometry that the specification's algorithm gives for the current size. */
  readonly geometryBySpec: Geometry;
  /** The footer that is believed. */
  readonly trusted: 'footer' | 'footer-copy' | 'none';
  readonly footer: StructBytes | null;
  readonly footerCopy: StructBytes | null;
  readonly dynamicHeader: StructBytes | null;
  readonly locators: readonly (LocatorView & { readonly lead: LocatorLead })[];
  readonly blocks: BlocksView;
  readonly partitions: { readonly scheme: 'gpt' | 'mbr' | 'none'; readonly entries: readonly PartitionView[] };
  /** The file system that begins at the first sector of a disk without a partition table, as on floppies; null if there is none. */
  readonly bareVolume: VolumeView | null;
};

export type ImageView = {
  readonly image: ImageId;
  readonly name: string;
  /** The folder, only to be shown. */
  readonly folder: string;
  readonly fileBytes: number;
  /** ISO 8601 UTC. */
  readonly modified: string;
  /** Null if only the file's bytes are shown. */
  readonly disk: DiskView | null;
  readonly structures: readonly StructureView[];
  readonly findings: readonly Finding[];
  /** What was checked for `findings`: structures and partition tables, or also every block of the file. */
  readonly checked: 'structures' | 'everything';
  readonly layers: readonly LayerView[];
  readonly parent: ParentView | null;
  /** An unfinished save that waits for the user's decision. */
  readonly interrupted: InterruptedView | null;
  /** Unsaved changes of an earlier run that wait for the user's decision. */
  readonly draft: DraftView | null;
};

/**
 * The state of a block; these codes cross IPC as bytes. Before its bitmap is read, a block in the file is `unscanned`;
 * afterwards it is `full`, `partial` or `unset` (none of its bits is set). If its data was read too and is all zeros, it is
 * `zero`.
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

/** In `BlockTable.owners`: NOBODY if no layer holds the block, so that it reads as zeros; UNKNOWN if a missing layer may hold it. */
export const OWNER_NOBODY = 255;
export const OWNER_UNKNOWN = 254;

/** The share of a block that is entirely there. */
export const WHOLE = 65_535;

/** One entry for each block; at most a few MiB for the largest disk. */
export type BlockTable = {
  readonly states: Uint8Array;
  /** The layer whose table has the block (0: this file), or OWNER_NOBODY, or OWNER_UNKNOWN. */
  readonly owners: Uint8Array;
  /**
   * This file's BAT entries: the file sector of the block's bitmap, or 0xFFFFFFFF if it is not allocated. Empty for fixed and
   * raw disks.
   */
  readonly entries: Uint32Array;
  /**
   * For partial blocks, the share of their sectors that is in this file, as 1 to 65,534 of WHOLE: the sectors of a block of the
   * usual size can be counted by it. 0 for all others.
   */
  readonly shares: Uint16Array;
};

/** What a scan reads: the sector bitmaps of all blocks in the file, or the data of some of them. */
export const SCAN_KINDS = ['bitmaps', 'content'] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];

/** Half-open, in blocks. */
export type BlockSpan = { readonly first: number; readonly end: number };
/** As in BlockTable, one entry for each block that was asked for, at most MAX_BLOCKS_ASKED. */
export type BlockBits = { readonly states: Uint8Array; readonly shares: Uint16Array };
export const MAX_BLOCKS_ASKED = 256;

/** What a scan has found since its last report, in file order: parallel arrays with one entry for each block. */
export type ScanPart = {
  readonly blocks: Uint32Array;
  /** BLOCK_STATE codes. */
  readonly states: Uint8Array;
  /** As in `BlockTable.shares`. */
  readonly shares: Uint16Array;
  /** How many blocks were scanned so far, and how many there are to scan. */
  readonly done: number;
  readonly total: number;
};

/** Where sectors of the virtual disk come from. `unknown`: a missing parent would hold them; `damaged`: the file cannot give them. */
export type SectorSource = 'file' | 'parent' | 'zero' | 'unknown' | 'damaged';

export type SectorRun = {
  readonly lba: number;
  readonly sectors: number;
  readonly source: SectorSource;
  /** The layer that they are read from; 0: this file. For `zero`, the last layer that was asked. */
  readonly layer: number;
  /** Byte offset of the first sector in that layer's file; null for `zero`, `unknown` and `damaged`. */
  readonly at: number | null;
};

/**
 * One sector of a block, as bits of a byte. `set`: its bit in the bitmap is set; `zero`: what the file stores there is all
 * zeros; `lost`: the file cannot give what it should store there; `edited`: bit or bytes differ from the saved file. The upper
 * bits tell where the sector is read from: an index into SECTOR_SOURCES, times `sourceStep`.
 */
export const SECTOR_MARK = { set: 1, zero: 2, lost: 4, edited: 8, sourceStep: 16 } as const;
export const SECTOR_SOURCES = ['file', 'parent', 'zero', 'unknown', 'damaged'] as const satisfies readonly SectorSource[];

/** In place of a BLOCK_STATE: there is no readable bitmap. */
export const NO_BITS = 255;

/** A block's sectors are read in pieces of this many. */
export const SECTORS_AT_ONCE = 4096;

/**
 * Whether the clear bits in sector bitmaps of a dynamic disk read as zeros (as the specification says) or are ignored (as QEMU
 * does).
 */
export type BitmapPolicy = 'honour' | 'ignore';

export type PageView = {
  /** Up to PAGE_BYTES; less at the end of the space. */
  readonly bytes: Uint8Array;
  /** Stretches that could not be read and are zero here; `at` counts from the start of the page. */
  readonly faults: readonly { readonly at: number; readonly bytes: number }[];
  /** Stretches that a save would change or add; `at` counts from the start of the page. Absent: none. */
  readonly changed?: readonly { readonly at: number; readonly bytes: number }[];
};
