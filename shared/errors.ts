/**
 * Every way an act can fail, as data. Errors carry facts, never sentences; the wording is in renderer/text.
 * A strange image is not an error but a finding (findings.ts); a bug is a throw.
 */

export type IoError =
  | { readonly kind: 'not-found' | 'permission-denied' | 'in-use' | 'is-folder' | 'not-a-file' }
  | { readonly kind: 'read-failed'; readonly at: number; readonly bytes: number; readonly code: string };

/** Containers that are not VHD but that people try to open as one. */
export type ForeignFormat = 'vhdx' | 'vmdk' | 'qcow2' | 'qcow' | 'vdi' | 'iso' | 'hdd' | 'dmg' | 'wim' | 'ewf';
export type ArchiveFormat = 'zip' | 'gzip' | '7z' | 'xz' | 'bzip2' | 'rar' | 'zstd';
export type RawEvidence = 'gpt' | 'mbr' | 'fat' | 'ntfs' | 'ext' | 'iso9660';

/** Why a file is not shown as a disk. In every case its bytes can still be looked at, if it has any. */
export type FormatError =
  | { readonly kind: 'empty-file' }
  | { readonly kind: 'too-small'; readonly fileBytes: number }
  | { readonly kind: 'foreign'; readonly format: ForeignFormat }
  | { readonly kind: 'archive'; readonly format: ArchiveFormat }
  | { readonly kind: 'vhdl-source' }
  | { readonly kind: 'raw-disk'; readonly evidence: RawEvidence }
  /** Nothing at the end, nothing at the start; `headerAt` says where a dynamic header was found nevertheless. */
  | { readonly kind: 'no-footer'; readonly headerAt: number | null; readonly plausibleBlocks: number }
  | { readonly kind: 'unsupported'; readonly what: 'disk-type' | 'table-size'; readonly value: number };

export type OpenError = IoError | FormatError | { readonly kind: 'stale-ticket' };

export type ReadError = IoError | { readonly kind: 'image-closed' } | { readonly kind: 'out-of-range' };

export type ParentError =
  | ReadError
  | OpenError
  | { readonly kind: 'not-a-path-here' }
  | { readonly kind: 'wrong-parent'; readonly expectedId: string; readonly foundId: string; readonly name: string }
  | { readonly kind: 'chain-loop' }
  | { readonly kind: 'declined' };

/** What any call can answer on top of its own errors. */
export type BoundaryError =
  | { readonly kind: 'untrusted-sender' }
  | { readonly kind: 'bad-request'; readonly at: string }
  | { readonly kind: 'internal'; readonly ref: string };
