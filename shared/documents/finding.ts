/** A finding, as `info`, `check` and `report` print it; and the document of `check`. */
import { z } from 'zod';
import { count } from './values';

/** Bytes of the disk, if the finding is about what is on it, such as its partition table; else bytes of the file. */
export const findingPlace = z.union([
  z.strictObject({ structure: z.literal('disk'), diskOffset: count, bytes: count }),
  z.strictObject({ structure: z.string().refine((structure) => structure !== 'disk'), fileOffset: count, bytes: count }),
]);

export const findingDocument = z.strictObject({
  code: z.string().regex(/^[A-Z]\d\d$/),
  severity: z.enum(['error', 'warning', 'note']),
  title: z.string().min(1),
  detail: z.string(),
  /** What follows from it, and which programs are affected. */
  effect: z.string(),
  /** The code that Windows is expected to answer where nothing else is wrong; a disk with several problems gets one answer. */
  windowsCode: z
    .string()
    .regex(/^0x[0-9A-F]{8}$/)
    .nullable(),
  /** The first place; null if it is about no bytes of this file. */
  where: findingPlace.nullable(),
  /** All places, including the first. */
  places: z.array(findingPlace),
  repairable: z.boolean(),
  /** The code of the finding that this one follows from; null if it has no such cause. */
  because: z
    .string()
    .regex(/^[A-Z]\d\d$/)
    .nullable(),
});
export type FindingDocument = z.infer<typeof findingDocument>;

export const checkDocument = z.strictObject({
  findings: z.array(findingDocument),
  /** Of all findings, also those that follow from another. */
  errors: count,
  warnings: count,
  notes: count,
});
export type CheckDocument = z.infer<typeof checkDocument>;
