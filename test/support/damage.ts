/**
 * The damage catalogue, by its numbers: how each image is made from bytes, what must be found, and what a repair must
 * give. Images start from BASE, FIXED, CHILD and TAP as the catalogue describes them, checksums included.
 */
import type { FindingCode, Severity } from '../../shared/findings';
import type { RepairMethod } from '../../shared/repairs';
import { BLOCK, SIZE } from './fixtures';
import { patterned } from './imageBuilder';

export type Judge = 'qemu' | '7z' | 'libvhdi';

export type Mended = {
  /** Methods chosen beside the safe ones. */
  readonly choose?: Partial<Record<FindingCode, RepairMethod>>;
  readonly loss?: boolean;
  /** The disk's content afterwards: BASE's unless told otherwise. */
  readonly content?: () => Uint8Array;
  /** Notes that stay. */
  readonly leaves?: readonly FindingCode[];
  /** Who opens the result with that content: all three unless told otherwise. */
  readonly judges?: readonly Judge[];
};

export type Damage = {
  readonly id: string;
  readonly what: string;
  readonly make: () => Uint8Array;
  /** All findings of a deep check above note, worst first, and notes that the entry is about. */
  readonly codes: readonly FindingCode[];
  /** Of the entry's own finding, the first. */
  readonly severity: Severity;
  readonly mend?: Mended;
  /** A child: BASE lies beside it as p.vhd. */
  readonly child?: boolean;
  readonly parent?: () => Uint8Array;
  readonly xen?: boolean;
};

/** What BASE and FIXED hold: blocks 0 and 2 full, 1 and 3 empty. */
export function baseContent(): Uint8Array {
  const disk = new Uint8Array(SIZE);
  disk.set(patterned(BLOCK, 3), 0);
  disk.set(patterned(BLOCK, 91), 2 * BLOCK);
  return disk;
}

export const contentWith = (change: (disk: Uint8Array) => void) => (): Uint8Array => {
  const disk = baseContent();
  change(disk);
  return disk;
};

export const changed = (image: Uint8Array, change: (image: Uint8Array) => void): Uint8Array => {
  change(image);
  return image;
};
