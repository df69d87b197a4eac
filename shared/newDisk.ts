/** A disk that is to be created: what the window asks for, and what main tells it of the parent and the place. */
import type { Obstacle, OtherWriter } from './errors';
import type { DiskType } from './vhd/footer';
import type { Scheme } from './vhd/newLayout';
import type { FileTicket, Geometry, LayerView, OpenTicket } from './views';

/** What can be a parent, and how it is. */
export type ParentInfo = {
  readonly name: string;
  /** For reading only. */
  readonly folder: string;
  readonly kind: DiskType;
  readonly sectors: number;
  readonly fileBytes: number;
  readonly uniqueId: string;
  /** The parent first, then its own parents as far as they were found. */
  readonly layers: readonly LayerView[];
  readonly errors: number;
  readonly warnings: number;
  /** Who else has it open for writing. */
  readonly writers: readonly OtherWriter[];
};

/** The file that has the name already; where an obstacle alone keeps a free name from new files, one of no bytes. */
export type ExistingFile = {
  /** Null when it is no VHD. */
  readonly disk: { readonly kind: DiskType; readonly sectors: number } | null;
  readonly fileBytes: number;
  /** ISO 8601 UTC. */
  readonly modified: string;
  readonly obstacle: Obstacle | null;
};

/** Where the file would go, as the window may know it. `appended`: its name got the extension that was missing. */
export type PlaceChoice = FileTicket & { readonly folder: string; readonly appended: boolean };

export type PlaceInfo = {
  readonly canWrite: 'yes' | 'no-permission' | 'read-only' | 'missing';
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  /** The longest file the file system can hold; null when it has no limit that matters, or none is known. */
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
  /** Of a differencing disk, its parent's. */
  readonly sizeBytes: number;
  readonly sizeRule: (typeof SIZE_RULES)[number];
  /** Chosen; null: as the specification says. */
  readonly geometry: Geometry | null;
  readonly blockBytes: number;
  /** Null: a new one. */
  readonly uniqueId: string | null;
  /** Four characters, Latin-1. */
  readonly creator: string;
  readonly partitions: Scheme;
  /** `full`: a fixed disk's zeros are written, so that the room is taken. */
  readonly fill: 'sparse' | 'full';
  readonly parent: OpenTicket | null;
  /** Whether the child also names its parent's absolute path. */
  readonly namesAbsolute: boolean;
  readonly place: OpenTicket;
  /** The user has seen what is there and that it goes. */
  readonly replace: boolean;
};

/** `doneBytes` reaches `totalBytes` when all is written; then the drive is waited for, and the file gets its name. */
export type NewDiskProgress = { readonly doneBytes: number; readonly totalBytes: number };
