/** The patch file of Platter: what was changed on a disk, with the bytes from before. Places are bytes of the disk or of the file. */
import { z } from 'zod';
import { count } from './values';

/** Written in upper case; others may write it as they like. A group that is repeated would overflow the stack on long texts. */
const hexBytes = z
  .string()
  .regex(/^[0-9A-Fa-f]*$/)
  .refine(({ length }) => length % 2 === 0);
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);

export const patchChange = z.object({ space: z.enum(['disk', 'file']), offset: count, before: hexBytes, after: hexBytes });
export const patchDocument = z.object({
  format: z.literal('platter-patch'),
  version: z.literal(1),
  /** The program that wrote it. */
  program: z.string().optional(),
  /** The disk that was changed; a disk is patched whatever its id, if it has the bytes from before. */
  disk: z.object({ uniqueId: uuid.nullable(), virtualBytes: count }).nullable(),
  changes: z.array(patchChange),
});
export type PatchDocument = z.infer<typeof patchDocument>;
