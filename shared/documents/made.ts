/** What a command that makes a whole new file has made: export, import, convert, compact, resize, flatten, merge, skeleton. */
import { z } from 'zod';
import { count, uuid } from './values';

export const madeDocument = z.strictObject({
  file: z.string(),
  fileBytes: count,
  virtualBytes: count,
  /** Of a sparse disk: blocks that the new file stores, and those that it does not need to. */
  blocks: z.strictObject({ kept: count, dropped: count }).nullable(),
  writtenBytes: count,
  /** Of the new disk's content; lower-case hex by algorithm. */
  hash: z.record(z.string(), z.string().regex(/^[0-9a-f]+$/)).nullable(),
  uniqueId: uuid.nullable(),
  /** Whether it was compared with its source before it got its name. */
  verified: z.boolean(),
  /** With --salvage, sectors of the disk that could not be read, and with --known those that only a missing parent has; all are zeros now: the first 10,000 ranges of them. */
  lost: z.array(z.strictObject({ firstLba: count, sectors: count })),
  lostSectors: count,
  /** What is worth a word about the new disk. Of hidden data, its sectors and the first of them. */
  notes: z.array(z.strictObject({ kind: z.string(), text: z.string(), sectors: count.optional(), firstLba: count.optional() })),
});
export type MadeDocument = z.infer<typeof madeDocument>;
