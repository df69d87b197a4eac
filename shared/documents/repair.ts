/** The document of `repair`: what was or would be repaired, and what all checks find afterwards. */
import { z } from 'zod';
import { COPY_REASONS, PLACE_EVIDENCE, REPAIR_METHODS, SIGNED_PARTS } from '../repairs';
import { findingDocument } from './finding';
import { count, hexBytes } from './values';

const offer = z.strictObject({
  code: z.string().regex(/^[A-Z]\d\d$/),
  method: z.enum(REPAIR_METHODS),
  /** `safe` takes everything from the file, `choice` decides between two readings of the file, `loss` invents or gives up data. */
  class: z.enum(['safe', 'choice', 'loss']),
  does: z.string().min(1),
});

/** How the disk changes: its size, and how much stored data is no longer part of it. Null: not at all. */
const diskChange = z.strictObject({ bytesBefore: count, bytesAfter: count, lostBlocks: count, lostBytes: count }).nullable();

/** What is cut off the end of the file, and how many of the first `looked` bytes of it are not zero. Null: nothing is cut off. */
const cut = z.strictObject({ bytes: count, looked: count, nonZero: count }).nullable();

/** Why it can be done only in a copy. Null: the file itself can be repaired this way. */
const copyOnly = z.enum(COPY_REASONS).nullable();

/** Structures whose checksum is wrong now and will be right, although their fields may be damaged. */
const signs = z.array(z.enum(SIGNED_PARTS));

export const repairDocument = z.strictObject({
  file: z.string(),
  /** The copy, if one was made. */
  output: z.string().nullable(),
  /** False: this is only the plan, and nothing was written. */
  applied: z.boolean(),
  repairs: z.array(offer),
  /** Findings that disappeared with another repair: `with` is the code of the one that was repaired. */
  along: z.array(z.strictObject({ code: z.string(), with: z.string() })),
  /** What else could be repaired if it were chosen. `also`: codes of findings that would disappear with it. */
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
  /** Problems of any severity. */
  problemsBefore: count,
  problemsAfter: count,
  after: z.array(findingDocument),
  /** With --rebuild: where lost blocks belong, and how that is known. */
  placements: z.array(
    z.strictObject({
      fileOffset: count,
      block: count,
      confidence: z.enum(['certain', 'likely', 'guess']),
      evidence: z.enum(PLACE_EVIDENCE),
    }),
  ),
});
export type RepairDocument = z.infer<typeof repairDocument>;
