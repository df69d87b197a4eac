/**
 * Changes to an image, as data. The engine makes plans and applies none; main/io/applyPlan.ts is the one writer. A plan
 * touches the old file only in patches, which carry the old bytes, and grows it only by zeros and appends. Its steps are
 * written stage by stage, with a barrier after each.
 */
import type { FileOffset } from '../../../shared/vhd/units';
import { differingBytes } from '../read/sameBytes';

/**
 * In the order in which they are written, each durable before the next begins. `end`: only the new trailing footer, so that
 * a cut while room is made leaves a footer at the end. `reserve`: that room, really written, so that a full disk is found
 * before a live byte is touched. `data`: content, and bitmaps of new blocks, which nothing points at yet. `bitmaps`: of
 * existing blocks. `table`: BAT entries. `metadata`: dynamic header and what it points at. Footer copy and footer are
 * separate stages: one of the two is always whole.
 */
export const STAGES = ['end', 'reserve', 'data', 'bitmaps', 'table', 'metadata', 'footer-copy', 'footer'] as const;
export type Stage = (typeof STAGES)[number];

/** What a step changes, for the preview and the journal. */
export type WriteReason =
  | 'payload'
  | 'new-block'
  | 'padding'
  | 'bitmap'
  | 'batmap'
  | 'bat-entry'
  | 'dynamic-header'
  | 'locator'
  | 'footer-copy'
  | 'footer'
  | 'old-footer'
  | 'bytes';

export type Step =
  /** Whole sectors of the old file, except if it ends in the middle of one. Old and new bytes have the same length. */
  | {
      readonly kind: 'patch';
      readonly at: FileOffset;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      readonly stage: Stage;
      readonly why: WriteReason;
    }
  /** Bytes behind the old end; may lie over zeros of this plan, never over anything else. */
  | { readonly kind: 'append'; readonly at: FileOffset; readonly data: Uint8Array; readonly stage: Stage; readonly why: WriteReason }
  /**
   * Zeros behind the old end, really written so that the room is reserved. Always in stage `reserve`. `isHole`: no other
   * step writes there and nothing relies on the room, so they need not be written: the new end of the file makes them.
   */
  | {
      readonly kind: 'zeros';
      readonly at: FileOffset;
      readonly bytes: number;
      readonly stage: 'reserve';
      readonly why: WriteReason;
      readonly isHole?: true;
    };

/** Bytes that must stand in the file as they did when the plan was made, though the plan does not change them. */
export type Guard = { readonly at: FileOffset; readonly bytes: Uint8Array };

export type PlanNote = 'saved-state' | 'batmap-bit-cleared' | 'geometry-replaced';

export type Plan = {
  readonly steps: readonly Step[];
  readonly guards: readonly Guard[];
  /** Bytes of the file. */
  readonly lengthBefore: number;
  readonly lengthAfter: number;
  /** The disk's id, which a journal is bound to; text as in the footer, the null id if there is none. */
  readonly uniqueId: string;
  /** Blocks that get a place in the file. */
  readonly newBlocks: readonly number[];
  readonly notes: readonly PlanNote[];
};

/** What a plan would do, for people: where old bytes change, and by how much the file grows. */
export type PlanPreview = {
  readonly changes: readonly { readonly at: FileOffset; readonly bytes: number; readonly why: WriteReason }[];
  /** Bytes of the existing file that differ afterwards. */
  readonly changedBytes: number;
  readonly growthBytes: number;
  readonly newBlocks: readonly number[];
  readonly notes: readonly PlanNote[];
};

export function previewOf(plan: Plan): PlanPreview {
  const patches = plan.steps.filter((step) => step.kind === 'patch').sort((a, b) => a.at - b.at);
  return {
    changes: patches.map(({ at, after, why }) => ({ at, bytes: after.length, why })),
    changedBytes: patches.reduce((sum, { before, after }) => sum + differingBytes(before, after), 0),
    growthBytes: plan.lengthAfter - plan.lengthBefore,
    newBlocks: plan.newBlocks,
    notes: plan.notes,
  };
}
