/** Schemas of requests that change an image: edits and repairs. */
import { z } from 'zod';
import { BIT_CHANGES, MAX_PATTERN_BYTES, MAX_PUT_BYTES, type EditRequest, type FollowUps } from '../edits';
import type { FindingCode } from '../findings';
import { FAR_METHODS, MAX_PLACED, type MendRequest, type RescueRequest } from '../repairViews';
import { REPAIR_METHODS } from '../repairs';
import { hitPlaces, index, patternText, searchPattern, ticket } from './requests';

const MAX_STAGED_BYTES = 1024 * 1024;
const editedBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= MAX_STAGED_BYTES);
const fieldValue = z.union([
  z.string().max(512),
  z.int().min(0).max(0xffff_ffff),
  z.bigint().min(0n).max(0xffff_ffff_ffff_ffffn),
  z.strictObject({ unknown: z.int().min(0).max(0xffff_ffff) }),
  editedBytes,
]);
export const editRequest: z.ZodType<EditRequest> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bytes'),
    how: z.enum(['typing', 'paste']),
    space: z.enum(['file', 'disk']),
    at: index,
    bytes: editedBytes,
    joins: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('fill'),
    space: z.enum(['file', 'disk']),
    at: index,
    bytes: z.int().min(1).max(MAX_PUT_BYTES),
    pattern: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= MAX_PATTERN_BYTES),
  }),
  z.strictObject({
    kind: z.literal('replace'),
    space: z.enum(['file', 'disk']),
    pattern: searchPattern,
    text: patternText,
    places: hitPlaces,
  }),
  z.strictObject({
    kind: z.literal('field'),
    structure: z.enum(['footer', 'dynamic-header']),
    field: z.string().max(40),
    value: fieldValue,
    follow: z.strictObject({ checksum: z.boolean(), otherFooter: z.boolean() }).optional() as unknown as z.ZodType<FollowUps>,
  }),
  z.strictObject({ kind: z.literal('bits'), how: z.enum(BIT_CHANGES), lba: index, sectors: index }),
]);
/** A letter and two digits. An unknown code is allowed; it matches no finding. */
const code = z
  .string()
  .regex(/^[A-Z]\d\d$/)
  .max(3) as unknown as z.ZodType<FindingCode>;
export const repairRequest: z.ZodType<MendRequest> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mend'),
    only: z.array(code).max(100),
    choose: z.array(z.strictObject({ code, method: z.enum(REPAIR_METHODS) })).max(100),
    parent: ticket.optional(),
  }),
  z.strictObject({ kind: z.literal('safe') }),
  z.strictObject({ kind: z.literal('rebuild'), place: z.array(z.strictObject({ sector: index, block: index })).max(MAX_PLACED) }),
]);

export const rescueRequest: z.ZodType<RescueRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rescue') }),
  z.strictObject({ kind: z.literal('far-footer'), at: index.nullable(), method: z.enum(FAR_METHODS).nullable() }),
]);
