/** What a worker can be asked to do: plain data, so that it can be sent to another thread. */
import type { SearchPattern } from '../../shared/find/pattern';
import type { RepairRequest } from '../../shared/repairViews';
import type { ScanKind } from '../../shared/views';
import type { Publish } from '../io/replaceFile';
import type { DumpFormat } from '../../shared/dumps';
import type { DumpOf, SectorSpan, TableFormat, TableName } from '../../shared/jobList';
import type { Geometry } from '../../shared/views';
import type { Creator } from '../vhd/ops/newStructures';
import type { ParentSpec } from '../vhd/format/parentLocator';

/** `as` raw: a disk without a footer. `parents`: files that the user chose for layers that do not lie beside their child. */
export type SourceRef = {
  readonly path: string;
  readonly as: 'disk' | 'raw';
  readonly parents: readonly string[];
  /** Where the footer stands that the user chose, far before the end; if missing, the usual places are searched. */
  readonly footerAt?: number | null;
  /** For a raw disk that ends with part of a sector: it is filled up with zeros. Otherwise such a disk is refused. */
  readonly pad?: boolean;
};

export type OutputRef = {
  /** The real path; the last part is no link. */
  readonly path: string;
  readonly publish: Publish;
  /** Some random hex digits for the temporary name. */
  readonly tag: string;
  /** For raw and fixed outputs: zeros are written too. */
  readonly full: boolean;
  /** Names of digests of the new file's data, computed while it is checked. */
  readonly hash: readonly string[];
  /** The new file is opened and compared with the old one before it gets its name. */
  readonly verify: boolean;
  /** Sectors that cannot be read become zeros and are counted; otherwise the job fails. */
  readonly salvage: boolean;
};

/** `at`: address of the first byte. */
export type ByteRange = { readonly at: number; readonly bytes: number };

/** Identity and time for a new disk, passed in; time in seconds since 2000. */
export type FreshRef = {
  readonly uniqueId: string;
  readonly timeStamp: number;
  readonly creator: Creator;
  /** If missing: the source's geometry if that was chosen by hand, else the one that the specification prescribes. */
  readonly geometry?: Geometry;
};

/** Bytes of the virtual disk that replace those of the files; ascending, disjoint. */
export type Overlay = readonly { readonly at: number; readonly bytes: Uint8Array }[];

type NewFile = { readonly source: SourceRef; readonly output: OutputRef };

/** A repair into a new file, as it was shown: main/vhd/repair/requested.ts makes the same again. Time in Unix seconds. */
export type RepairRequestRef = {
  readonly op: 'repair';
  readonly source: SourceRef;
  readonly output: OutputRef;
  readonly request: RepairRequest;
  readonly deep: boolean;
  readonly now: number;
  readonly ids: readonly string[];
};

export type JobTask =
  | RepairRequestRef
  /** `range` null: the whole disk. `layer`: this layer without its parents; sectors it does not hold are zero. */
  | (NewFile & {
      readonly op: 'export';
      readonly range: SectorSpan | null;
      readonly layer: boolean;
      /** Sectors of a missing parent become zeros and are listed with the lost ones; otherwise the job fails. */
      readonly known?: boolean;
      readonly overlay?: Overlay;
    })
  /** `bytes`: the bytes themselves instead of text. */
  | (NewFile & { readonly op: 'dump'; readonly of: DumpOf; readonly format: DumpFormat | 'bytes'; readonly overlay: Overlay })
  /** `now`: the Unix time in seconds that checks use. */
  | (NewFile & { readonly op: 'table'; readonly table: TableName; readonly format: TableFormat; readonly now: number })
  | (NewFile & { readonly op: 'report'; readonly program: string; readonly now: number })
  /** Also used for import, with a raw source. `blockBytes` null: as the source has. `sectors`: for a disk larger than the source. */
  | (NewFile & {
      readonly op: 'convert';
      readonly type: 'raw' | 'fixed' | 'dynamic';
      readonly blockBytes: number | null;
      readonly sectors?: number;
      readonly fresh: FreshRef;
    })
  /** Makes a disk of the same content as a child of `parent`; it stores only what differs. */
  | (NewFile & {
      readonly op: 'convert-child';
      readonly parent: SourceRef;
      readonly link: ParentSpec;
      readonly blockBytes: number | null;
      readonly fresh: FreshRef;
    })
  | (NewFile & { readonly op: 'azure'; readonly sectors?: number; readonly fresh: FreshRef })
  | (NewFile & { readonly op: 'flatten'; readonly type: 'raw' | 'fixed' | 'dynamic'; readonly fresh: FreshRef })
  | (NewFile & { readonly op: 'merge'; readonly ancestors: number; readonly creator: Creator })
  /**
   * `dropsLost`: whether the user agreed that blocks are left out which the block table does not name; if it is missing, they
   * are left out with a note, unless the new file takes the place of the disk.
   *
   * `unlessLarger`: not if the new file would be longer than the old one. `dry`: only works out what the new file would be.
   */
  | (NewFile & {
      readonly op: 'compact';
      readonly creator: Creator;
      readonly dropsLost?: boolean;
      readonly unlessLarger?: boolean;
      readonly dry?: boolean;
    })
  | (NewFile & { readonly op: 'defragment'; readonly creator: Creator; readonly dropsLost?: boolean })
  | (NewFile & {
      readonly op: 'resize';
      readonly sectors: number;
      readonly force: boolean;
      readonly creator: Creator;
      readonly dropsLost?: boolean;
    })
  | (NewFile & { readonly op: 'skeleton' })
  | { readonly op: 'compare'; readonly source: SourceRef; readonly with: SourceRef; readonly most: number }
  | {
      readonly op: 'hash';
      readonly source: SourceRef;
      readonly algorithms: readonly string[];
      readonly layer: boolean;
      /** In bytes of the disk, or of the file where the source is raw; missing or null: all of it. */
      readonly range?: ByteRange | null;
    }
  | {
      readonly op: 'search';
      readonly source: SourceRef;
      readonly patterns: readonly SearchPattern[];
      /** Holes are searched too, as zeros. */
      readonly all: boolean;
      readonly most: number;
    }
  /**
   * The same for the window: told in parts, of any number of hits. `range`: as in FindRequest. What is stored nowhere is left
   * out, and sectors that the file cannot give are counted. `overlay`: of the disk, where that is searched.
   */
  | {
      readonly op: 'find';
      readonly source: SourceRef;
      readonly patterns: readonly SearchPattern[];
      readonly layer: boolean;
      readonly range: ByteRange | null;
      readonly overlay: Overlay;
    }
  /** The ranges in which two disks differ, told in parts as hits are, of any number of them: see DIFFERENCE_KINDS. `with`: raw if it is no VHD. */
  | { readonly op: 'differences'; readonly source: SourceRef; readonly with: SourceRef }
  /** What the map shows about the file's own blocks. `range` in blocks, half-open; null: all of them. */
  | {
      readonly op: 'scan';
      readonly source: SourceRef;
      readonly what: ScanKind;
      readonly range: { readonly first: number; readonly end: number } | null;
    };
