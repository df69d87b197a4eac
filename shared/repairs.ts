/**
 * Repairs as data: by what method a finding can be mended, and how sure that is. The wording is in text/repairs.ts.
 * Classes are those of the damage catalogue: `safe` derives everything, `choice` decides between two readings of the
 * file, `loss` invents or gives up data. What can only be mended in a new file is no repair but a rebuild.
 */
import type { FindingCode } from './findings';

export type RepairClass = 'safe' | 'choice' | 'loss';

export const REPAIR_METHODS = [
  'write-footer',
  'restore-cookie',
  'copy-twin',
  'recompute-checksum',
  'newer-footer',
  'use-footer',
  'use-copy',
  'cut-tail',
  'complete-footer',
  'set-version',
  'round-size-up',
  'round-size-down',
  'size-from-evidence',
  'size-from-file',
  'pad-with-zeros',
  'drop-surplus',
  'type-from-layout',
  'recompute-geometry',
  'rebase-time',
  'set-time',
  'clear-saved-state',
  'clear-reserved',
  'set-feature',
  'clear-temporary',
  'new-id',
  'set-no-offset',
  'original-from-current',
  'drop-outer-footer',
  'zero-old-footer',
  'trust-current-size',
  'point-to-header',
  'rebuild-header',
  'block-size-from-spacing',
  'entries-from-size',
  'find-table',
  'type-differencing',
  'clear-parent',
  'unallocate',
  'split',
  'move-block',
  'fill-with-zeros',
  'free-hidden',
  'swap-table',
  'pad-table',
  'set-bits',
  'bits-from-data',
  'zero-hidden',
  'mirror-bits',
  'pad-block',
  'clear-bits',
  'rebuild-batmap',
  'old-xen-version',
  'clear-hidden',
  'restamp-parent',
  'rewrite-locators',
  'rewrite-name',
  'type-dynamic',
  'append-footer',
  'invent-footer',
  'strip-prefix',
  'copy-gpt',
  'move-backup-gpt',
  'use-first-gpt',
  'use-backup-gpt',
  'adopt-block',
] as const;
export type RepairMethod = (typeof REPAIR_METHODS)[number];

/** Methods that take what they write from a twin or compute it: no data is touched, and nothing is decided. */
export const SAFE_METHODS: readonly RepairMethod[] = ['copy-twin', 'recompute-checksum', 'restore-cookie', 'newer-footer'];

/** A way to mend a finding. */
export type RepairOffer = { readonly code: FindingCode; readonly method: RepairMethod; readonly class: RepairClass };

/** Bytes that a repair changes, for the preview. `before` is shorter where the old file ends. */
export type RepairChange = {
  readonly code: FindingCode;
  readonly method: RepairMethod;
  readonly at: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
};

/** Where a block whose entry is lost belongs, and how that is known. `sector`: of the file. */
export type Placement = {
  readonly sector: number;
  readonly block: number;
  readonly confidence: 'certain' | 'likely' | 'guess';
  readonly evidence: 'partition-table' | 'boot-sector' | 'order' | 'given' | 'table';
};

export type RepairError =
  | { readonly kind: 'nothing-to-do' }
  /** The disk is in use, by its own account; only choosing to clear that mark allows more. */
  | { readonly kind: 'in-use'; readonly by: 'saved-state' | 'xen' }
  | { readonly kind: 'too-much'; readonly bytes: number; readonly most: number }
  /** The repair would leave an error that was not there. */
  | { readonly kind: 'made-worse'; readonly codes: readonly FindingCode[] }
  | { readonly kind: 'cannot-read'; readonly at: number }
  /** Blocks cannot be told from other bytes, or there are more than the disk has places. */
  | { readonly kind: 'no-evidence' }
  /** A place was named for a block that the disk does not have, or that was named before. */
  | { readonly kind: 'bad-place'; readonly block: number };
