/** Schemas of requests that make something, new disks and the files of long jobs, and of those about an image's parents. */
import { z } from 'zod';
import { DUMP_FORMATS } from '../dumps';
import { UNFINISHED } from '../edits';
import {
  DISK_KINDS,
  TABLE_FORMATS,
  TABLES,
  type BytesPart,
  type DumpOf,
  type ImportRequest,
  type JobPlace,
  type JobRequest,
} from '../jobList';
import { KINDS, SCHEMES, SIZE_RULES, type NewDiskSpec } from '../newDisk';
import { DATE_FORMATS } from '../find/dates';
import type { CompareWith } from '../find/differences';
import type { FindRequest } from '../find/found';
import { BYTE_ORDERS, NUMBER_BITS, TEXT_ENCODINGS, type SearchPattern } from '../find/pattern';
import { MAX_REPLACED } from '../find/replace';
import { STRUCTURE_NAMES } from '../find/structures';
import type { Geometry, ImageId, OpenTicket } from '../views';

export const id = z.string().min(1).max(64);
export const ticket = id as unknown as z.ZodType<OpenTicket>;
export const imageId = id as unknown as z.ZodType<ImageId>;
export const index = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The page has handed over what was typed: the number of the request, and what is unfinished. */
export const handedOver = z.strictObject({ request: index, unfinished: z.enum(UNFINISHED).nullable() });
/** A parent's path: a locator's slot, or -1 for the header's name. */
export const visited = z.strictObject({ image: imageId, index: z.int().min(-1).max(7) });
/** A parent of the image. */
export const layerOf = z.strictObject({ image: imageId, layer: z.int().min(1).max(64) });

const geometry: z.ZodType<Geometry> = z.strictObject({
  cylinders: z.int().min(1).max(65_535),
  heads: z.int().min(1).max(255),
  sectorsPerTrack: z.int().min(1).max(255),
});

export const newDiskSpec: z.ZodType<NewDiskSpec> = z.strictObject({
  kind: z.enum(KINDS),
  sizeBytes: index,
  sizeRule: z.enum(SIZE_RULES),
  geometry: geometry.nullable(),
  blockBytes: index,
  uniqueId: z.string().max(36).nullable(),
  creator: z.string().max(4),
  partitions: z.enum(SCHEMES),
  fill: z.enum(['sparse', 'full']),
  parent: ticket.nullable(),
  namesAbsolute: z.boolean(),
  place: ticket,
  replace: z.boolean(),
});

/** More than any pattern that can be searched for. */
export const patternText = z.string().max(32_768);
const ignoreCase = z.boolean();
const order = z.enum(BYTE_ORDERS);
export const searchPattern: z.ZodType<SearchPattern> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hex'), hex: patternText }),
  z.strictObject({ kind: z.literal('text'), text: patternText, encoding: z.enum(TEXT_ENCODINGS), ignoreCase }),
  z.strictObject({ kind: z.literal('regex'), source: patternText, ignoreCase }),
  z.strictObject({ kind: z.literal('number'), number: patternText, bits: z.literal(NUMBER_BITS), order }),
  z.strictObject({ kind: z.literal('guid'), guid: patternText, order }),
  z.strictObject({ kind: z.literal('date'), date: patternText, format: z.enum(DATE_FORMATS) }),
  z.strictObject({ kind: z.literal('structure'), structure: z.enum(STRUCTURE_NAMES) }),
]);
/** Byte offset and length of each place, ascending. */
export const hitPlaces: z.ZodType<Float64Array> = z
  .instanceof(Float64Array)
  .refine((places) => places.length > 0 && places.length % 2 === 0 && places.length <= 2 * MAX_REPLACED.disk)
  .refine((places) => places.every((one, i) => Number.isSafeInteger(one) && one >= i % 2 && (i % 2 === 1 ? one <= 65_536 : true)));
export const findRequest: z.ZodType<FindRequest> = z.strictObject({
  patterns: z.array(searchPattern).min(1).max(64),
  space: z.enum(['file', 'disk']),
  layer: z.boolean(),
  range: z.strictObject({ at: index, bytes: index }).nullable(),
});

export const compareWith: z.ZodType<CompareWith> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), ticket }),
  z.strictObject({ kind: z.literal('layer'), layer: z.int().min(1).max(64) }),
]);

export const jobPlace: z.ZodType<JobPlace> = z.strictObject({ place: ticket, replace: z.boolean() });
const bytesPart: z.ZodType<BytesPart> = z.strictObject({ space: z.enum(['file', 'disk']), at: index, bytes: index });
const sectorSpan = z.strictObject({ from: index, sectors: index });
const dumpOf: z.ZodType<DumpOf> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disk'), at: index, bytes: index, layer: z.boolean() }),
  z.strictObject({ kind: z.literal('file'), at: index, bytes: index }),
]);
const everyJobRequest = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('export'),
    range: sectorSpan.nullable(),
    layer: z.boolean(),
    full: z.boolean(),
    salvage: z.boolean(),
    known: z.boolean(),
    sidecar: z.boolean(),
    unsaved: z.boolean(),
  }),
  z.strictObject({
    op: z.literal('dump'),
    of: dumpOf,
    format: z.enum([...DUMP_FORMATS, 'bytes']),
    sidecar: z.boolean(),
    unsaved: z.boolean(),
  }),
  z.strictObject({ op: z.literal('table'), table: z.enum(TABLES), format: z.enum(TABLE_FORMATS) }),
  z.strictObject({ op: z.literal('report') }),
  z.strictObject({ op: z.literal('convert'), to: z.enum(DISK_KINDS) }),
  z.strictObject({ op: z.literal('flatten'), to: z.enum(DISK_KINDS) }),
  z.strictObject({ op: z.enum(['compact', 'defragment', 'azure', 'skeleton']) }),
  z.strictObject({ op: z.literal('merge'), ancestors: z.int().min(1).max(64) }),
  z.strictObject({ op: z.literal('resize'), sectors: index }),
  z.strictObject({ op: z.literal('hash'), layer: z.boolean(), part: bytesPart.nullable() }),
]);
/** `never` where the schema refuses some of what the type allows. */
type SchemaOf<T, S extends z.ZodType> = [T] extends [z.infer<S>] ? z.ZodType<T> : never;
export const jobRequest: SchemaOf<JobRequest, typeof everyJobRequest> = everyJobRequest;

export const importRequest: z.ZodType<ImportRequest> = z.strictObject({
  to: z.enum(['fixed', 'dynamic']),
  blockBytes: index,
  pad: z.boolean(),
  geometry: geometry.nullable(),
});
