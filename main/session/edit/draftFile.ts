/**
 * Staged changes kept in one of the program's own files: first a record of the image file they were made for, then one
 * record per entry of the log. A new change appends a record; undo cuts records off.
 */
import { z } from 'zod';
import { BIT_CHANGES, type ByteEdit, type EditLabel } from '../../../shared/edits';
import type { FindingCode } from '../../../shared/findings';
import { REPAIR_METHODS } from '../../../shared/repairs';
import { OPEN_AS } from '../../../shared/views';
import type { Identity } from '../../io/fileSystem';
import { digestOf, NO_SEAL, readRecords, sealed, type ReadRecord, type Sealed } from '../../io/sealedFile';
import type { Plan, Step } from '../../vhd/ops/plan';

const VERSION = 2;
/** Limit for the bytes of all edits together; larger drafts are not kept. */
export const MAX_DRAFT_BYTES = 64 * 1024 * 1024;
/** Limit for what describes the edits: far more than anybody makes by hand. */
const MAX_HEAD_BYTES = 16 * 1024 * 1024;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Finding codes are not compared with a list; an unknown one is shown as it is. */
const code = z.custom<FindingCode>((value) => typeof value === 'string' && /^[A-Z]\d{2,3}$/.test(value));
const label = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['typing', 'paste', 'fill', 'content', 'patch']) }),
  z.strictObject({ kind: z.literal('replace'), places: count }),
  z.strictObject({ kind: z.literal('bits'), how: z.enum(BIT_CHANGES) }),
  z.strictObject({
    kind: z.literal('repair'),
    repairs: z.array(z.strictObject({ code, method: z.enum(REPAIR_METHODS) })).readonly(),
  }),
  z.strictObject({ kind: z.literal('field'), structure: z.enum(['footer', 'dynamic-header']), field: z.string().max(40) }),
]);
/** Makes a label that could not be read back a compile error instead of a lost draft. */
const kept = (known: EditLabel): z.infer<typeof label> => known;

const head = z.strictObject({
  version: z.literal(VERSION),
  path: z.string(),
  as: z.enum(OPEN_AS),
  /** Device, inode, size and times, as text: JSON has no large whole numbers. */
  identity: z.string(),
});

const entry = z.strictObject({
  label,
  /** The edit continues the one before, and is undone together with it. */
  joins: z.boolean(),
  made: z.iso.datetime(),
  plan: z.string(),
  edits: z.array(z.strictObject({ space: z.enum(['file', 'disk']), at: count, bytes: count })),
});

export type DraftHead = Omit<z.infer<typeof head>, 'version'>;
export type DraftEntry = Omit<z.infer<typeof entry>, 'edits'> & { readonly edits: readonly ByteEdit[] };
/** `isCut`: something was kept behind these entries, and cannot be read. */
export type Draft = DraftHead & { readonly entries: readonly DraftEntry[]; readonly isCut: boolean };

export const identityText = ({ dev, ino, size, mtimeNs }: Identity): string => [dev, ino, size, mtimeNs].join(':');

/**
 * Digest of everything the plan would write and, for the first plan over the file, everything it relies on. Plans with the
 * same digest do the same: edits still fit the file if the planner makes the same plan of them as before.
 */
export const planDigest = ({ steps, guards }: Plan, isFirst: boolean): Promise<string> =>
  digestOf([...steps.flatMap(partsOf), ...(isFirst ? guards.flatMap(guardParts) : [])]);

const encoder = new TextEncoder();
const named = (...facts: readonly (string | number)[]): Uint8Array => encoder.encode(`${facts.join(' ')}\n`);
const guardParts = ({ at, bytes }: Plan['guards'][number]): Uint8Array[] => [named('guard', at, bytes.length), bytes];

function partsOf(step: Step): Uint8Array[] {
  if (step.kind === 'zeros') return [named('zeros', step.at, step.bytes)];
  if (step.kind === 'append') return [named('append', step.at, step.data.length), step.data];
  return [named('patch', step.at, step.after.length), step.before, step.after];
}

/** The first record of a draft. */
export const headRecord = (known: DraftHead): Promise<Sealed> =>
  sealed(NO_SEAL, { version: VERSION, ...known } satisfies z.infer<typeof head>, []);

/** `before`: the seal of the preceding record. */
export function entryRecord(before: Uint8Array, { label: named, joins, made, plan, edits }: DraftEntry): Promise<Sealed> {
  const listed = edits.map(({ space, at, bytes }) => ({ space, at, bytes: bytes.length }));
  const line = { label: kept(named), joins, made, plan, edits: listed } satisfies z.infer<typeof entry>;
  return sealed(
    before,
    line,
    edits.map(({ bytes }) => bytes),
  );
}

/**
 * Null when the draft is missing, empty, of another version, or damaged at its beginning. A record that was being written
 * when the program ended, and everything behind a damaged place, is left out.
 */
export async function readDraft(file: string): Promise<Draft | null> {
  const { records, isCut } = await readRecords(file, MAX_DRAFT_BYTES + MAX_HEAD_BYTES);
  const [first, ...rest] = records;
  const read = head.safeParse(first?.head);
  if (!read.success) return null;
  const { version: _version, ...known } = read.data;
  const entries: DraftEntry[] = [];
  for (const record of rest) {
    const next = entryIn(record);
    if (next === null) break;
    entries.push(next);
  }
  return entries.length === 0 ? null : { ...known, entries, isCut: isCut || entries.length < rest.length };
}

function entryIn({ head: line, bytes }: ReadRecord): DraftEntry | null {
  const read = entry.safeParse(line);
  if (!read.success) return null;
  let from = 0;
  const taken = (length: number): Uint8Array => bytes.slice(from, (from += length));
  return { ...read.data, edits: read.data.edits.map(({ space, at, bytes: length }) => ({ space, at, bytes: taken(length) })) };
}
