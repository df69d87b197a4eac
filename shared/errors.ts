/**
 * Every way an act can fail, as data. Errors carry facts, never sentences; the wording is in renderer/text.
 * A strange image is not an error but a finding (findings.ts); a bug is a throw.
 */

export type IoError =
  /** `broken-link`: a symbolic link that leads to itself, or to no file. */
  | { readonly kind: 'not-found' | 'permission-denied' | 'in-use' | 'is-folder' | 'not-a-file' | 'broken-link' }
  /** `inDisk`: it is the disk’s own data, and the rest of that can be had. */
  | { readonly kind: 'read-failed'; readonly at: number; readonly bytes: number; readonly code: string; readonly inDisk?: true };

/** The code of what failed because the system has no room for the name. */
export const NAME_TOO_LONG = 'ENAMETOOLONG';

/** Containers that are not VHD but that people try to open as one. */
export type ForeignFormat = 'vhdx' | 'vmdk' | 'qcow2' | 'qcow' | 'vdi' | 'iso' | 'hdd' | 'dmg' | 'wim' | 'ewf';
/** `ova`: a virtual appliance, `xva`: a machine exported by Xen; both are tar archives. */
export type ArchiveFormat = 'tar' | 'ova' | 'xva' | 'zip' | 'gzip' | '7z' | 'xz' | 'bzip2' | 'rar' | 'zstd';
export type RawEvidence = 'gpt' | 'mbr' | 'fat' | 'ntfs' | 'ext' | 'iso9660';

/** Why a file is not shown as a disk. In every case its bytes can still be looked at, if it has any. */
/** Names of the parts of a split disk, first to last: those that lie in the folder, and those that ought to. */
export type SplitSet = { readonly present: readonly string[]; readonly missing: readonly string[] };

export type FormatError =
  | { readonly kind: 'empty-file' }
  | { readonly kind: 'too-small'; readonly fileBytes: number }
  | { readonly kind: 'foreign'; readonly format: ForeignFormat }
  | { readonly kind: 'archive'; readonly format: ArchiveFormat }
  | { readonly kind: 'vhdl-source' }
  | { readonly kind: 'raw-disk'; readonly evidence: RawEvidence }
  /** Nothing at the end, nothing at the start; `headerAt` says where a dynamic header was found nevertheless. */
  | { readonly kind: 'no-footer'; readonly headerAt: number | null; readonly plausibleBlocks: number }
  /** A fixed disk behind its footer: 512 bytes too far back, and nothing at the end. */
  | { readonly kind: 'footer-in-front' }
  /** One of the files that a disk was cut into, and not the one with the footer. */
  | ({ readonly kind: 'split-part' } & SplitSet)
  /** A VHD whose bytes are swapped in pairs. */
  | { readonly kind: 'swapped-bytes' }
  | { readonly kind: 'unsupported'; readonly what: 'disk-type' | 'table-size'; readonly value: number };

/** The window shows a disk with changes that are not saved, and the user keeps them. */
export type Unsaved = { readonly kind: 'unsaved-changes' };

/** Another file was opened in the window, or it was closed, before this one was there. */
export type Overtaken = { readonly kind: 'overtaken' };

export type OpenError = IoError | FormatError | { readonly kind: 'stale-ticket' } | Unsaved | Overtaken;

export type ReadError = IoError | { readonly kind: 'image-closed' } | { readonly kind: 'out-of-range' };

/** Why a file that the user named is not taken as a parent. */
export type ParentRefusal =
  | IoError
  | FormatError
  | HalfSaved
  | { readonly kind: 'wrong-parent'; readonly expectedId: string; readonly foundId: string; readonly name: string }
  | { readonly kind: 'chain-loop' }
  /** Every disk of the chain has its parent without it. */
  | { readonly kind: 'parent-too-many' };

/** Why the file that bears the parent’s name was not taken for it. */
export type NameRefusal =
  | IoError
  | FormatError
  | { readonly kind: 'link-not-followed' }
  | { readonly kind: 'other-id'; readonly foundId: string };

/** A parent that was found by its id alone: it bears none of the names that its child stores, and nobody chose it. */
export type StandIn = {
  /** The disk whose parent it is taken for. */
  readonly child: string;
  /** Which layer that disk is; 0: the top. */
  readonly childLayer: number;
  readonly found: string;
  /** What the child calls its parent. */
  readonly names: readonly string[];
  /** Files of such a name that are there and were not taken. */
  readonly refused: readonly { readonly name: string; readonly why: NameRefusal }[];
  /** The parent’s time as the child stores it, and that of the file; null where they agree or none is stored. */
  readonly times: { readonly stored: number; readonly found: number } | null;
};

export type ParentError =
  | ReadError
  | OpenError
  | { readonly kind: 'not-a-path-here' }
  | { readonly kind: 'wrong-parent'; readonly expectedId: string; readonly foundId: string; readonly name: string }
  | { readonly kind: 'chain-loop' }
  | { readonly kind: 'declined' };

/** What writing can run into, on top of reading. `code` is the system's own name for it. */
export type FileError =
  | IoError
  | { readonly kind: 'disk-full' | 'read-only' | 'exists' | 'too-large' | 'cross-device'; readonly code: string }
  | { readonly kind: 'write-failed'; readonly at: number; readonly bytes: number; readonly code: string }
  | { readonly kind: 'sync-failed' | 'rename-failed' | 'close-failed'; readonly code: string };

/** Why a change cannot be made to this image. Nothing was written, nothing was tried. */
export type PlanError =
  | IoError
  | { readonly kind: 'out-of-range'; readonly at: number; readonly sectors: number; readonly diskSectors: number }
  | { readonly kind: 'outside-file'; readonly at: number; readonly bytes: number }
  | { readonly kind: 'not-whole-sectors'; readonly bytes: number }
  | { readonly kind: 'overlapping-edits'; readonly at: number }
  | { readonly kind: 'too-much'; readonly bytes: number; readonly most: number }
  /** A file without a disk in it, or one whose block map cannot be used. */
  | { readonly kind: 'not-a-disk' | 'no-block-map' }
  /** Xen's marker stands where the footer was: a host has the disk open. */
  | { readonly kind: 'in-use-by-xen' }
  | { readonly kind: 'damaged-block'; readonly block: number }
  /** The dynamic header lies over another structure: whoever changes one changes the other. */
  | { readonly kind: 'header-overlaps' }
  /** A new block needs a sound footer at the end, a table that says no nonsense, and an entry in it. */
  | { readonly kind: 'cannot-grow'; readonly why: 'no-footer' | 'trailing-bytes' | 'damaged-table' | 'table-too-small' | 'beyond-reach' }
  | { readonly kind: 'no-such-structure'; readonly structure: 'footer' | 'dynamic-header' }
  /** One of the two footers stands there, and the drive does not give it: it cannot be changed with the other. */
  | { readonly kind: 'footer-unread'; readonly at: number }
  | { readonly kind: 'bad-value'; readonly field: string };

/** Why a disk of this description cannot be created. */
export type CreateError =
  | { readonly kind: 'size-not-whole-sectors' | 'size-zero' | 'size-too-large' | 'size-not-azure'; readonly bytes: number }
  | { readonly kind: 'bad-block-size'; readonly bytes: number }
  /** The table cannot reach a disk of this size in blocks of this size. */
  | { readonly kind: 'blocks-too-small'; readonly bytes: number; readonly blockBytes: number }
  | { readonly kind: 'too-small-for-partitions'; readonly bytes: number }
  | { readonly kind: 'parent-needed' | 'parent-not-wanted' | 'parent-without-id' | 'partitions-on-child' }
  | { readonly kind: 'parent-size'; readonly bytes: number; readonly parentBytes: number }
  /** A chosen geometry must say exactly the size. */
  | { readonly kind: 'geometry-not-size'; readonly bytes: number; readonly geometryBytes: number }
  | { readonly kind: 'smaller-than-source'; readonly bytes: number; readonly sourceBytes: number }
  /** Xen's name goes with a block bitmap that is not made here. */
  | { readonly kind: 'xen-creator' }
  | { readonly kind: 'bad-name'; readonly field: 'parentName' | 'parentPath' | 'creator' | 'id' };

/** What the image file is like after a save or a recovery. */
export type FileState = 'untouched' | 'old-restored' | 'committed' | 'needs-recovery';

/** Why a name is not free for a new file, or the file that has it already is not replaced. */
export type Obstacle =
  | { readonly kind: 'in-use'; readonly by: readonly OtherWriter[] }
  | { readonly kind: 'is-parent'; readonly of: readonly string[] }
  /** It is the chosen parent, or one of its parents. */
  | { readonly kind: 'own-parent' }
  /** A window of ours shows it, or a disk made from it. */
  | { readonly kind: 'open-here' }
  | { readonly kind: 'not-a-file' | 'link' | 'several-names' }
  /** Names that journals keep from new files: see main/io/guardedNames. `journal-left`: that journal's name. */
  | { readonly kind: 'journal-name' | 'has-journal' }
  | { readonly kind: 'journal-left'; readonly journal: string };

/** Somebody else who has the file open for writing. */
export type OtherWriter = {
  readonly pid: number | null;
  readonly command: string | null;
  readonly by: 'lock' | 'open-file' | 'loop-device';
};

/** Why Windows cannot have a file of that name: it means a device, ends with a dot or space, or has a character that is not allowed. */
export type NameFault = 'device' | 'ending' | 'character';

export type SaveCause =
  | FileError
  /** `bytes`: at `at` stands something else than when the change was made. */
  | { readonly kind: 'changed-on-disk'; readonly what: 'replaced' | 'identity' | 'bytes'; readonly at: number | null }
  | { readonly kind: 'locked'; readonly by: readonly OtherWriter[] }
  /** `of`: the name whose journal it is, where the file was reached by another one. */
  | { readonly kind: 'journal-exists'; readonly of?: string; readonly path?: string; readonly settling?: Settling }
  /** A new file would get a name that Windows cannot have. */
  | { readonly kind: 'bad-file-name'; readonly why: NameFault }
  | { readonly kind: 'no-room'; readonly needBytes: number; readonly freeBytes: number }
  | { readonly kind: 'read-back-differs'; readonly at: number }
  | { readonly kind: 'bad-plan'; readonly why: 'overlap' | 'unordered' | 'length' | 'too-large' };

/** A save or a recovery that failed, with what the file is like now. */
export type SaveError = { readonly fileState: Exclude<FileState, 'committed'>; readonly cause: SaveCause };

/**
 * A file that holds no disk of any one time, because a save of it was cut off or is under way. `changed-since`: another
 * program wrote to it after the cut. `unreadable`: there is a journal, and it cannot be read. `unusable`: the journal is
 * damaged, and tells neither the bytes before the save nor whether any of them were changed.
 */
export type HalfSaved = {
  readonly kind: 'half-saved';
  readonly name: string;
  /** As it was opened, for the command that settles the save. */
  readonly path: string;
  readonly why: 'partly-written' | 'running' | 'changed-since' | 'unreadable' | 'unusable';
  /** The journal was made for a file in another place. */
  readonly moved?: true;
};

/** `finish`: completed where everything of it is there, else taken back. `undo`: taken back in any case. */
export type SettleWay = 'finish' | 'undo' | 'set-aside';
/** How a save that was cut off can be settled. `moved`: only when the user insists, for the journal was made for another file. */
export type Settling = { readonly ways: readonly SettleWay[]; readonly moved?: true };

/** Why a journal beside an image is never applied. */
export type JournalFault = 'short' | 'bad-magic' | 'bad-version' | 'bad-hash' | 'bad-record' | 'too-large' | 'not-a-file';

export type RecoveryError =
  | SaveCause
  | { readonly kind: 'no-journal' }
  | { readonly kind: 'journal-unusable'; readonly why: JournalFault }
  | { readonly kind: 'journal-live'; readonly pid: number | null }
  /** Another program reads the journal: it cannot be marked or moved meanwhile (Windows). */
  | { readonly kind: 'journal-in-use' }
  | { readonly kind: 'journal-moved' }
  | { readonly kind: 'foreign-bytes'; readonly at: number }
  | { readonly kind: 'not-all-new' }
  /** The journal's save is complete, or taken back already: there is nothing to take back, or to complete. */
  | { readonly kind: 'not-interrupted' };

/** Why a disk was not created. Unless `not-durable`, nothing is left of it, and what had its name is as it was. */
export type NewDiskError =
  | CreateError
  | SaveCause
  | { readonly kind: 'stale-ticket' | 'busy' | 'cancelled' | 'check-failed' }
  | { readonly kind: 'parent-unusable' | 'parent-damaged' | 'parent-changed' | 'parent-half-saved' }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
  /** It is complete and has its name; whether that outlasts a power cut is not known. */
  | { readonly kind: 'not-durable'; readonly code: string };

/** What any call can answer on top of its own errors. */
export type BoundaryError =
  | { readonly kind: 'untrusted-sender' }
  | { readonly kind: 'bad-request'; readonly at: string }
  | { readonly kind: 'internal'; readonly ref: string };

/** Why there is no sample disk. `cause`: what the file system said. */
export type SampleError = { readonly kind: 'declined' } | { readonly kind: 'sample-failed'; readonly cause: string };
