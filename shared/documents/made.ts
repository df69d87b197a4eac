/** The result of a command that makes a new file: export, import, convert, compact, resize, flatten, merge, skeleton. */
import { z } from 'zod';
import { count, uuid } from './values';

export const madeDocument = z.strictObject({
  file: z.string(),
  fileBytes: count,
  virtualBytes: count,
  /** For a sparse disk: how many blocks the new file stores, and how many it does not need to store. */
  blocks: z.strictObject({ kept: count, dropped: count }).nullable(),
  writtenBytes: count,
  /** Digests of the new disk's content, in lower-case hex by algorithm. */
  hash: z.record(z.string(), z.string().regex(/^[0-9a-f]+$/)).nullable(),
  uniqueId: uuid.nullable(),
  /** Whether the file was compared with its source before it got its name. */
  verified: z.boolean(),
  /**
   * Sectors that are zeros now: with --salvage those that could not be read, and with --known those that only a missing parent
   * has. The first 10,000 ranges are listed.
   */
  lost: z.array(z.strictObject({ firstLba: count, sectors: count })),
  lostSectors: count,
  /** Remarks about the new disk. A remark about hidden data has the number of its sectors and the first of them. */
  notes: z.array(z.strictObject({ kind: z.string(), text: z.string(), sectors: count.optional(), firstLba: count.optional() })),
});
export type MadeDocument = z.infer<typeof madeDocument>;

/** What `compact --dry-run` tells. */
export const compactedDocument = z.strictObject({
  file: z.string(),
  fileBytesBefore: count,
  /** Of the file that would be made. */
  fileBytes: count,
  virtualBytes: count,
  /** How many blocks that are in the file now would not be in the new one. */
  released: count,
});
export type CompactedDocument = z.infer<typeof compactedDocument>;
