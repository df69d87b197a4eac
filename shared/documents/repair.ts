/** The document of `repair`: what was, or would be, mended, and what every check says afterwards. */
import { z } from 'zod';
import { REPAIR_METHODS } from '../repairs';
import { findingDocument } from './finding';
import { count, hexBytes } from './values';

const offer = z.strictObject({
  code: z.string().regex(/^[A-Z]\d\d$/),
  method: z.enum(REPAIR_METHODS),
  /** `safe` derives everything, `choice` decides between two readings of the file, `loss` invents or gives up data. */
  class: z.enum(['safe', 'choice', 'loss']),
  does: z.string().min(1),
});

export const repairDocument = z.strictObject({
  file: z.string(),
  /** The copy, where one was made. */
  output: z.string().nullable(),
  /** False: this is the plan, and nothing was written. */
  applied: z.boolean(),
  repairs: z.array(offer),
  /** What could be mended too, if it were chosen. */
  open: z.array(offer),
  changes: z.array(
    z.strictObject({ code: z.string(), fileOffset: count, bytes: count, why: z.string(), before: hexBytes, after: hexBytes }),
  ),
  fileBytesBefore: count,
  fileBytesAfter: count,
  /** Problems, of any severity. */
  problemsBefore: count,
  problemsAfter: count,
  after: z.array(findingDocument),
  /** Of --rebuild: where lost blocks belong, and how that is known. */
  placements: z.array(
    z.strictObject({
      fileOffset: count,
      block: count,
      confidence: z.enum(['certain', 'likely', 'guess']),
      evidence: z.enum(['partition-table', 'boot-sector', 'order', 'given', 'table']),
    }),
  ),
});
export type RepairDocument = z.infer<typeof repairDocument>;
