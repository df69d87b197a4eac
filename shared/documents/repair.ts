/** The document of `repair`: what was, or would be, mended, and what every check says afterwards. */
import { z } from 'zod';
import { COPY_REASONS, REPAIR_METHODS, SIGNED_PARTS } from '../repairs';
import { findingDocument } from './finding';
import { count, hexBytes } from './values';

const offer = z.strictObject({
  code: z.string().regex(/^[A-Z]\d\d$/),
  method: z.enum(REPAIR_METHODS),
  /** `safe` derives everything, `choice` decides between two readings of the file, `loss` invents or gives up data. */
  class: z.enum(['safe', 'choice', 'loss']),
  does: z.string().min(1),
});

/** What becomes of the disk: its size, and what is stored for it and is no part of it afterwards. Null: nothing. */
const diskChange = z.strictObject({ bytesBefore: count, bytesAfter: count, lostBlocks: count, lostBytes: count }).nullable();

/** What is cut off the end of the file: how many of the first `looked` bytes are not zero. Null: nothing is cut off. */
const cut = z.strictObject({ bytes: count, looked: count, nonZero: count }).nullable();

/** Why it is done in a copy and never in the file itself. Null: the file itself can be mended so. */
const copyOnly = z.enum(COPY_REASONS).nullable();

/** What has a wrong checksum now and gets one that holds, over fields that may be damaged. */
const signs = z.array(z.enum(SIGNED_PARTS));

export const repairDocument = z.strictObject({
  file: z.string(),
  /** The copy, where one was made. */
  output: z.string().nullable(),
  /** False: this is the plan, and nothing was written. */
  applied: z.boolean(),
  repairs: z.array(offer),
  /** What went with another repair: `with` is the code that was mended. */
  along: z.array(z.strictObject({ code: z.string(), with: z.string() })),
  /** What could be mended too, if it were chosen. `also`: codes of findings that would go with it. */
  open: z.array(offer.extend({ also: z.array(z.string()), diskChange, cut, signs, copyOnly })),
  diskChange,
  cut,
  signs,
  copyOnly,
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
