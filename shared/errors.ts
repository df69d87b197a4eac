/**
 * Every way in which an action can fail, as data. Errors carry facts, never sentences; the words are in shared/text and in the
 * *.text.ts files of the renderer. A strange image is not an error but a finding (findings.ts); a bug throws.
 */

export type IoError =
  /** `broken-link`: a symbolic link that leads to itself or to no file. */
  | { readonly kind: 'not-found' | 'permission-denied' | 'is-folder' | 'not-a-file' | 'broken-link' }
  /** `name`: of the file, if it need not be the one that the action is about. */
  | { readonly kind: 'in-use'; readonly name?: string }
  /** `inDisk`: what could not be read is only data of the disk, so the rest of the disk can be read. */
  | { readonly kind: 'read-failed'; readonly at: number; readonly bytes: number; readonly code: string; readonly inDisk?: true };

/** The system's code if it allows no name of that length. */
export const NAME_TOO_LONG = 'ENAMETOOLONG';

/** Containers that are not VHD but that people try to open as one. */
export type ForeignFormat = 'vhdx' | 'vmdk' | 'qcow2' | 'qcow' | 'vdi' | 'iso' | 'hdd' | 'dmg' | 'wim' | 'ewf';
/** `ova`: a virtual appliance, `xva`: a machine exported by Xen; both are tar archives. */
export type ArchiveFormat = 'tar' | 'ova' | 'xva' | 'zip' | 'gzip' | '7z' | 'xz' | 'bzip2' | 'rar' | 'zstd';
export type RawEvidence = 'gpt' | 'mbr' | 'fat' | 'ntfs' | 'ext' | 'iso9660';

/** What a file's beginning says of a disk that is larger than the file: how large it must be at least, and what says so. */
export type CutDisk = { readonly fileBytes: number; readonly leastBytes: number; readonly by: 'partition-table' | 'file-system' };

/** Names of the parts of a split disk, first to last: those in the folder, and those that are missing. */
export type SplitSet = { readonly present: readonly string[]; readonly missing: readonly string[] };

/** Why a file is not shown as a disk. In every case its bytes can still be looked at, if it has any. */
export type FormatError =
  | { readonly kind: 'empty-file' }
  | { readonly kind: 'too-small'; readonly fileBytes: number }
  | { readonly kind: 'foreign'; readonly format: ForeignFormat }
  | { readonly kind: 'archive'; readonly format: ArchiveFormat }
  | { readonly kind: 'vhdl-source' }
  /** `over`: so many bytes stand behind the last whole sector, which no disk has: the file was probably cut short. */
  | { readonly kind: 'raw-disk'; readonly evidence: RawEvidence; readonly cut?: CutDisk; readonly over?: number }
  /** There is no footer at the end and none at the start; `headerAt` says where a dynamic header was found nevertheless. */
  | { readonly kind: 'no-footer'; readonly headerAt: number | null; readonly plausibleBlocks: number }
  /** A fixed disk behind its footer: everything is 512 bytes too far back, and there is no footer at the end. */
  | { readonly kind: 'footer-in-front' }
  /** One of the files that a disk was split into, and not the one with the footer. */
  | ({ readonly kind: 'split-part' } & SplitSet)
  /** A VHD whose bytes are swapped in pairs. */
  | { readonly kind: 'swapped-bytes' }
  /** A VHD in which each line feed got a carriage return in front of it, those of its footers too. */
  | { readonly kind: 'copied-as-text' }
  | { readonly kind: 'unsupported'; readonly what: 'disk-type' | 'table-size'; readonly value: number };

/** The window shows a disk with unsaved changes, and the user keeps them. */
export type Unsaved = { readonly kind: 'unsaved-changes' };

/** Before this file was open, another one was opened in the window, or the window was closed. */
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
  /** All disks of the chain have their parents already, without this file. */
  | { readonly kind: 'parent-too-many' };

/** Why the file that has the parent’s name was not taken as the parent. */
export type NameRefusal =
  | IoError
  | FormatError
  | { readonly kind: 'link-not-followed' }
  | { readonly kind: 'other-id'; readonly foundId: string };

/** A parent that was found only by its id: it has none of the names that its child stores, and nobody chose it. */
export type StandIn = {
  /** The disk that it is taken as the parent of. */
  readonly child: string;
  /** The layer of that disk; 0: the top. */
  readonly childLayer: number;
  readonly found: string;
  /** What was looked for: paths that the child stores and that stay inside its own folder, then bare names. */
  readonly names: readonly string[];
  /**
   * Paths that the child stores and that lead out of its folder, or mean nothing on this system; nothing was looked at there.
   * Missing if there is none.
   */
  readonly outside?: readonly { readonly path: string; readonly usableHere: boolean }[];
  /** What stands there, and was not taken. */
  readonly refused: readonly { readonly name: string; readonly why: NameRefusal }[];
  /** The parent’s time as the child stores it, and the time of the file; null if they agree or none is stored. */
  readonly times: { readonly stored: number; readonly found: number } | null;
};

export type ParentError =
  | ReadError
  | OpenError
  | { readonly kind: 'not-a-path-here' }
  | { readonly kind: 'wrong-parent'; readonly expectedId: string; readonly foundId: string; readonly name: string }
  | { readonly kind: 'chain-loop' }
  | { readonly kind: 'declined' };

/** Errors of writing, besides those of reading. `code` is the system's own name for the error. */
export type FileError =
  | IoError
  | { readonly kind: 'disk-full' | 'exists' | 'too-large' | 'cross-device'; readonly code: string }
  /** `isMarked`: the file has the read-only attribute of Windows. `name`: as of `in-use`. */
  | { readonly kind: 'read-only'; readonly code: string; readonly isMarked?: true; readonly name?: string }
  | { readonly kind: 'write-failed'; readonly at: number; readonly bytes: number; readonly code: string }
  | { readonly kind: 'sync-failed' | 'rename-failed' | 'close-failed'; readonly code: string };

/** Why a change cannot be made to this image. Nothing was written or tried. */
export type PlanError =
  | IoError
  | { readonly kind: 'out-of-range'; readonly at: number; readonly sectors: number; readonly diskSectors: number }
  | { readonly kind: 'outside-file'; readonly at: number; readonly bytes: number }
  | { readonly kind: 'not-whole-sectors'; readonly bytes: number }
  | { readonly kind: 'overlapping-edits'; readonly at: number }
  | { readonly kind: 'too-much'; readonly bytes: number; readonly most: number }
  /** There is no disk in the file, or its block map cannot be used. */
  | { readonly kind: 'not-a-disk' | 'no-block-map' }
  /** Xen's mark is in place of the footer: a host has the disk open. */
  | { readonly kind: 'in-use-by-xen' }
  | { readonly kind: 'damaged-block'; readonly block: number }
  /** A part of the sector would change, and what the rest of it holds is not known: the file is cut off or damaged, or a parent is missing. */
  | { readonly kind: 'unknown-sector'; readonly lba: number; readonly why: 'damaged' | 'missing-parent' }
  /** The block shares bytes of the file with another one, the first such block of the disk; `other` null: with a structure. */
  | { readonly kind: 'overlapping-block'; readonly block: number; readonly other: number | null }
  /** The dynamic header overlaps another structure: changing one would change the other. */
  | { readonly kind: 'header-overlaps' }
  /** A new block needs a sound footer at the end, a sound table, and an entry in it. */
  | { readonly kind: 'cannot-grow'; readonly why: 'no-footer' | 'trailing-bytes' | 'damaged-table' | 'table-too-small' | 'beyond-reach' }
  | { readonly kind: 'no-such-structure'; readonly structure: 'footer' | 'dynamic-header' }
  /** One of the two footers cannot be read from the drive, so it cannot be changed together with the other. */
  | { readonly kind: 'footer-unread'; readonly at: number }
  | { readonly kind: 'bad-value'; readonly field: string };

/** Why a disk with these properties cannot be created. */
export type CreateError =
  | { readonly kind: 'size-not-whole-sectors' | 'size-zero' | 'size-too-large' | 'size-not-azure'; readonly bytes: number }
  | { readonly kind: 'bad-block-size'; readonly bytes: number }
  /** With blocks of this size, the table cannot cover a disk of this size. */
  | { readonly kind: 'blocks-too-small'; readonly bytes: number; readonly blockBytes: number }
  | { readonly kind: 'too-small-for-partitions'; readonly bytes: number }
  | { readonly kind: 'parent-needed' | 'parent-not-wanted' | 'parent-without-id' | 'partitions-on-child' }
  | { readonly kind: 'parent-size'; readonly bytes: number; readonly parentBytes: number }
  /** A chosen geometry must give exactly the size. */
  | { readonly kind: 'geometry-not-size'; readonly bytes: number; readonly geometryBytes: number }
  | { readonly kind: 'smaller-than-source'; readonly bytes: number; readonly sourceBytes: number }
  /** A disk with Xen's name as creator needs a block bitmap, which is not made here. */
  | { readonly kind: 'xen-creator' }
  | { readonly kind: 'bad-name'; readonly field: 'parentName' | 'parentPath' | 'creator' | 'id' };

/** The state of the image file after a save or a recovery. */
export type FileState = 'untouched' | 'old-restored' | 'committed' | 'needs-recovery';

/** Why a new file cannot have the name, or cannot replace the file that has it. */
export type Obstacle =
  | { readonly kind: 'in-use'; readonly by: readonly OtherWriter[] }
  | { readonly kind: 'is-parent'; readonly of: readonly string[] }
  /** The file is the chosen parent, or one of its parents. */
  | { readonly kind: 'own-parent' }
  /** A window of Platter shows it, or shows a disk made from it. */
  | { readonly kind: 'open-here' }
  | { readonly kind: 'not-a-file' | 'link' | 'several-names' }
  /** Names that new files must not have because of journals: see main/io/guardedNames.ts. `journal-left`: the name of that journal. */
  | { readonly kind: 'journal-name' | 'has-journal' }
  | { readonly kind: 'journal-left'; readonly journal: string };

/** Another program that has the file open for writing. */
export type OtherWriter = {
  readonly pid: number | null;
  readonly command: string | null;
  readonly by: 'lock' | 'open-file' | 'loop-device';
};

/** Why Windows cannot have a file with the name: it means a device, ends with a dot or space, or has a forbidden character. */
export type NameFault = 'device' | 'ending' | 'character';

export type SaveCause =
  | FileError
  /** `bytes`: the bytes at `at` are not those that the change was made for. */
  | { readonly kind: 'changed-on-disk'; readonly what: 'replaced' | 'identity' | 'bytes'; readonly at: number | null }
  | { readonly kind: 'locked'; readonly by: readonly OtherWriter[] }
  /** `of`: the name that the journal belongs to, if the file was opened by another name. */
  | { readonly kind: 'journal-exists'; readonly of?: string; readonly path?: string; readonly settling?: Settling }
  /** The new file would get a name that Windows cannot have. */
  | { readonly kind: 'bad-file-name'; readonly why: NameFault }
  /**
   * A new file could not get its name because of `cause`, and what was prepared for that could not be undone: an empty file
   * has its name, or the old file has its backup’s. `name`: of the file that is left.
   */
  | { readonly kind: 'left-behind'; readonly what: 'empty-file' | 'old-file'; readonly name: string; readonly cause: FileError }
  | { readonly kind: 'no-room'; readonly needBytes: number; readonly freeBytes: number }
  | { readonly kind: 'read-back-differs'; readonly at: number }
  | { readonly kind: 'bad-plan'; readonly why: 'overlap' | 'unordered' | 'length' | 'too-large' };

/** A save or a recovery that failed, and the state of the file now. */
export type SaveError = { readonly fileState: Exclude<FileState, 'committed'>; readonly cause: SaveCause };

/**
 * A file that is a mixture of old and new, because a save of it was cut off or is under way. `changed-since`: another program
 * has written to it after the save was cut off. `unreadable`: there is a journal that cannot be read. `unusable`: the journal
 * is damaged; it gives neither the bytes before the save nor whether any of them were changed. `held`: another program has the
 * journal open and lets nobody read it (Windows). `not-a-file`: a link, a folder
 * or the like has the journal's name, so that nobody can tell whether there was a save.
 */
export type HalfSaved = {
  readonly kind: 'half-saved';
  readonly name: string;
  /** The path by which it was opened, for the command that settles the save. */
  readonly path: string;
  readonly why: 'partly-written' | 'running' | 'changed-since' | 'held' | 'unreadable' | 'unusable' | 'not-a-file';
  /** The image is not the file that the journal was made for: it was moved, copied or replaced. */
  readonly moved?: true;
};

/** `finish`: complete the save if the journal has all of it, else undo it. `undo`: undo it in any case. */
export type SettleWay = 'finish' | 'undo' | 'set-aside';
/** How a save that was cut off can be settled. `moved`: only if the user insists, because the journal was made for another file. */
export type Settling = { readonly ways: readonly SettleWay[]; readonly moved?: true };

/** Why a journal beside an image is never applied. */
export type JournalFault = 'short' | 'bad-magic' | 'bad-version' | 'bad-hash' | 'bad-record' | 'too-large' | 'not-a-file';

export type RecoveryError =
  | SaveCause
  | { readonly kind: 'no-journal' }
  | { readonly kind: 'journal-unusable'; readonly why: JournalFault }
  | { readonly kind: 'journal-live'; readonly pid: number | null }
  /** Another program is reading the journal, so it cannot be marked or moved now (Windows). */
  | { readonly kind: 'journal-in-use' }
  | { readonly kind: 'journal-moved' }
  | { readonly kind: 'foreign-bytes'; readonly at: number }
  | { readonly kind: 'not-all-new' }
  /** The journal's save is already complete or already undone, so there is nothing to settle. */
  | { readonly kind: 'not-interrupted' };

/** Why a disk was not created. Except for `not-durable`, nothing is left of it, and the file that had its name is as it was. */
export type NewDiskError =
  | CreateError
  | SaveCause
  | { readonly kind: 'stale-ticket' | 'busy' | 'cancelled' | 'check-failed' }
  | { readonly kind: 'parent-unusable' | 'parent-damaged' | 'parent-changed' | 'parent-half-saved' }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
  /** The file is complete and has its name, but it is not certain that it would survive a power cut. */
  | { readonly kind: 'not-durable'; readonly code: string };

/** Errors that any call can have besides its own. */
export type BoundaryError =
  | { readonly kind: 'untrusted-sender' }
  | { readonly kind: 'bad-request'; readonly at: string }
  | { readonly kind: 'internal'; readonly ref: string };

/** Why there is no sample disk. `cause`: the file system's answer. */
export type SampleError = { readonly kind: 'declined' } | { readonly kind: 'sample-failed'; readonly cause: string };
