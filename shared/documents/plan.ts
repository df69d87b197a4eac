/** What a change would do, range by range: `--dry-run --json` of every command that changes an image in place. */
import { z } from 'zod';
import { count, hexBytes } from './values';

export const planStep = z.strictObject({
  kind: z.enum(['patch', 'append', 'zeros']),
  fileOffset: count,
  bytes: count.min(1),
  /** What the bytes are. */
  why: z.string(),
  /** Null: the file ends before these bytes. */
  before: hexBytes.nullable(),
  /** Null: all are zero. */
  after: hexBytes.nullable(),
});

export const planDocument = z.strictObject({
  dryRun: z.boolean(),
  file: z.string(),
  fileBytesBefore: count,
  fileBytesAfter: count,
  newBlocks: z.array(count),
  notes: z.array(z.string()),
  steps: z.array(planStep),
});
export type PlanDocument = z.infer<typeof planDocument>;

/** What was done, without the bytes. */
export const changedDocument = z.strictObject({
  file: z.string(),
  changedRanges: count,
  changedBytes: count,
  growthBytes: count,
  newBlocks: z.array(count),
});
export type ChangedDocument = z.infer<typeof changedDocument>;
