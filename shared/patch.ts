/** Why a patch cannot be read, made or applied. */
import type { Space } from './vhd/units';

/** What is wrong with the patch file itself. */
export type PatchFault =
  | { readonly kind: 'not-a-patch' }
  /** A later Platter wrote it. */
  | { readonly kind: 'patch-version'; readonly version: number }
  /** `where`: the first field that is missing or wrong, such as "changes.3.before". */
  | { readonly kind: 'bad-patch'; readonly where: string }
  /** A record of an IPS file at this byte is not there in full. */
  | { readonly kind: 'patch-cut'; readonly at: number }
  /** An IPS file that would cut the file to a length. */
  | { readonly kind: 'patch-cuts-file' }
  /** Two changes have a byte in common. */
  | { readonly kind: 'patch-overlaps'; readonly space: Space; readonly at: number }
  | { readonly kind: 'patch-empty' }
  | PatchLimit
  | PatchMixed
  /** The file itself is longer than any patch, or than the window reads. */
  | { readonly kind: 'patch-file-too-large'; readonly bytes: number; readonly most: number; readonly here: 'window' | 'anywhere' };

/** A patch changes so many bytes at most, in so many places. */
export type PatchLimit =
  | { readonly kind: 'patch-too-large'; readonly bytes: number; readonly most: number }
  | { readonly kind: 'patch-too-many'; readonly most: number };

/**
 * Bytes of the disk and bytes of the file in one patch: the latter can move where the former are, so that what was compared
 * would not be what is written.
 */
export type PatchMixed = { readonly kind: 'patch-mixed' };

export type ApplyPatchError =
  | PatchFault
  /** The disk has other bytes than the patch was made for: the first place, and in how many places. */
  | { readonly kind: 'not-as-before'; readonly space: Space; readonly at: number; readonly places: number }
  /** The change is not on the disk, or not in the file. */
  | { readonly kind: 'patch-outside'; readonly space: Space; readonly at: number; readonly bytes: number }
  /** The bytes at this place of the disk are not known: damaged, or of a parent that is missing. */
  | { readonly kind: 'patch-unread'; readonly space: Space; readonly at: number }
  /** The patch does not tell the bytes from before, so it cannot be taken back. */
  | { readonly kind: 'not-reversible' };

export type MakePatchError =
  | PatchLimit
  | PatchMixed
  | { readonly kind: 'patch-unread'; readonly space: Space; readonly at: number }
  | { readonly kind: 'nothing-to-patch' }
  /** The disks differ behind the end of the shorter one. */
  | { readonly kind: 'patch-longer' };
