/** A new file as data: what stands where, and what is written last. */
import type { FileOffset } from '../../../shared/vhd/units';

/** Bytes at a place; what no extent covers is zero. */
export type Extent = { readonly at: FileOffset; readonly data: Uint8Array };

export type NewFile = {
  readonly bytes: number;
  /** In ascending order, disjoint, of at most 1 MiB each. */
  extents(): Iterable<Extent> | AsyncIterable<Extent>;
  /** Bytes of all extents together, to check that there is room. */
  readonly extentBytes: number;
  /**
   * What makes the file a disk: written one by one after everything else, so that an unfinished file cannot be taken for a
   * disk. Disjoint from the extents; the last one ends the file.
   */
  readonly closing: readonly Extent[];
};
