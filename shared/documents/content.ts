/** The documents of `compare`, `hash` and `search`. They are about the content of the disk, wherever it is in the file. */
import { z } from 'zod';
import { count } from './values';

/** Present only if something was read from a parent that is a guess. */
const notes = z.array(z.strictObject({ kind: z.string(), text: z.string() }));

export const compareDocument = z.strictObject({
  equal: z.boolean(),
  differing: z.array(z.strictObject({ firstLba: count, sectors: count.min(1) })),
  differingSectors: count,
  /** Whether `differing` names all of them. */
  complete: z.boolean(),
  /** Sizes of the two disks. A longer disk equals a shorter one if it has only zeros behind the shorter one's end. */
  virtualBytes: z.tuple([count, count]),
  notes: notes.optional(),
});
export type CompareDocument = z.infer<typeof compareDocument>;

/** Digests by algorithm, in lower case as other programs print them. */
export const hashDocument = z.object({ bytes: count, notes: notes.optional() }).catchall(z.string().regex(/^[0-9a-f]+$/));
export type HashDocument = {
  readonly bytes: number;
  readonly notes?: z.infer<typeof notes>;
  readonly [algorithm: string]: number | string | z.infer<typeof notes> | undefined;
};

/** `structure`: which one was found, where structures were looked for. */
export const searchHit = z.strictObject({ offset: count, lba: count, length: count.min(1), structure: z.string().optional() });
export const searchDocument = z.strictObject({ hits: z.array(searchHit), complete: z.boolean(), notes: notes.optional() });
export type SearchDocument = z.infer<typeof searchDocument>;
