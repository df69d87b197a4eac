/** The documents of `compare`, `hash` and `search`: what is in the disk, wherever it is in the file. */
import { z } from 'zod';
import { count } from './values';

export const compareDocument = z.strictObject({
  equal: z.boolean(),
  differing: z.array(z.strictObject({ firstLba: count, sectors: count.min(1) })),
  differingSectors: count,
  /** Whether `differing` names all of them. */
  complete: z.boolean(),
  /** Of the two disks. A longer one equals a shorter one when it is zero behind the shorter one's end. */
  virtualBytes: z.tuple([count, count]),
});
export type CompareDocument = z.infer<typeof compareDocument>;

/** Digests by algorithm, lower-case as every other program prints them. */
export const hashDocument = z.object({ bytes: count }).catchall(z.string().regex(/^[0-9a-f]+$/));
export type HashDocument = { readonly bytes: number; readonly [algorithm: string]: number | string };

export const searchHit = z.strictObject({ offset: count, lba: count, length: count.min(1) });
export const searchDocument = z.strictObject({ hits: z.array(searchHit), complete: z.boolean() });
export type SearchDocument = z.infer<typeof searchDocument>;
