/** A disk to be created: what the window asks for, and what main reports about the parent and the place. */
import type { Obstacle, OtherWriter } from './errors';
import type { DiskType } from './vhd/footer';
import type { Scheme } from './vhd/newLayout';
import type { FileTicket, Geometry, LayerView, OpenTicket } from './views';

/** A file that can be the parent, and its state. */
export type ParentInfo = {
  readonly name: string;
  /** Only to be shown. */
  readonly folder: string;
  readonly kind: DiskType;
  readonly sectors: number;
  readonly fileBytes: number;
  readonly uniqueId: string;
  /** The parent first, then its own parents as far as they were found. */
  readonly layers: readonly LayerView[];
  readonly errors: number;
  readonly warnings: number;
  /** Other programs that have it open for writing. */
  readonly writers: readonly OtherWriter[];
};

/** The file that already has the name. If no file has it but an obstacle keeps it from new files, `fileBytes` is 0. */
export type ExistingFile = {
  /** Null if it is no VHD. */
  readonly disk: { readonly kind: DiskType; readonly sectors: number } | null;
  readonly fileBytes: number;
  /** ISO 8601 UTC. */
  readonly modified: string;
  readonly obstacle: Obstacle | null;
};

/** Where the file would go, without its path. `appended`: the missing extension was added to the name. */
export type PlaceChoice = FileTicket & { readonly folder: string; readonly appended: boolean };

export type PlaceInfo = {
  readonly canWrite: 'yes' | 'no-permission' | 'read-only' | 'missing' | 'name-too-long';
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  /** The longest file that the file system can hold; null if there is no limit that matters, or it is not known. */
  readonly mostFileBytes: number | null;
  readonly reach: 'local' | 'network' | 'synced';
  readonly existing: ExistingFile | null;
};

export const CREATORS = ['win ', 'vpc ', 'qem2', 'vbox', 'own'] as const;
export type CreatorChoice = (typeof CREATORS)[number];
export const SIZE_RULES = ['exact', 'geometry', 'azure'] as const;
export const SCHEMES = ['none', 'mbr', 'gpt'] as const satisfies readonly Scheme[];
export const KINDS = ['dynamic', 'fixed', 'differencing'] as const satisfies readonly DiskType[];

export type NewDiskSpec = {
  readonly kind: DiskType;
  /** For a differencing disk, its parent's size. */
  readonly sizeBytes: number;
  readonly sizeRule: (typeof SIZE_RULES)[number];
  /** The geometry that the user chose; null: the one by the specification. */
  readonly geometry: Geometry | null;
  readonly blockBytes: number;
  /** Null: the disk gets a new ID. */
  readonly uniqueId: string | null;
  /** Four characters, Latin-1. */
  readonly creator: string;
  readonly partitions: Scheme;
  /** `full`: the zeros of a fixed disk are written, so that it takes up its room at once. */
  readonly fill: 'sparse' | 'full';
  readonly parent: OpenTicket | null;
  /** Whether the child also stores its parent's absolute path. */
  readonly namesAbsolute: boolean;
  readonly place: OpenTicket;
  /** The user has seen the file there and that it will be replaced. */
  readonly replace: boolean;
};

/** When `doneBytes` reaches `totalBytes`, everything is written. Then the drive has to finish, and the file gets its name. */
export type NewDiskProgress = { readonly doneBytes: number; readonly totalBytes: number };
