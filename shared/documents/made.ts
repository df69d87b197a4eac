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
});
export type MadeDocument = z.infer<typeof madeDocument>;
