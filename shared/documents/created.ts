/** What `create` made. */
import { z } from 'zod';
import { count, diskKind, uuid } from './values';

export const createdDocument = z.strictObject({ file: z.string(), type: diskKind, fileBytes: count, virtualBytes: count, uniqueId: uuid });
export type CreatedDocument = z.infer<typeof createdDocument>;
