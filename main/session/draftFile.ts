/** What is kept of staged changes, in a file of the program's own: the edits, over which file, and what they come to. */
import { z } from 'zod';
import { BIT_CHANGES, type EditLabel } from '../../shared/edits';
import type { FindingCode } from '../../shared/findings';
import { REPAIR_METHODS } from '../../shared/repairs';
import type { Identity } from '../io/fileSystem';
import { digestOf, readSealed, writeSealed } from '../io/sealedFile';
import type { Plan, Step } from '../vhd/plan';
import type { EditGroup } from './editLog';

const VERSION = 1;
/** Bytes of all edits together; what is more is not kept. */
export const MOST_DRAFT_BYTES = 64 * 1024 * 1024;
/** Groups and edits, as JSON: far more than anybody makes by hand. */
const MOST_HEAD_BYTES = 16 * 1024 * 1024;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Codes have no list to be compared with; one that is not known is shown as it is. */
const code = z.custom<FindingCode>((value) => typeof value === 'string' && /^[A-Z]\d{2,3}$/.test(value));
const label = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['typing', 'paste', 'fill', 'content']) }),
  z.strictObject({ kind: z.literal('bits'), how: z.enum(BIT_CHANGES) }),
  z.strictObject({
    kind: z.literal('repair'),
    repairs: z.array(z.strictObject({ code, method: z.enum(REPAIR_METHODS) })).readonly(),
  }),
  z.strictObject({ kind: z.literal('field'), structure: z.enum(['footer', 'dynamic-header']), field: z.string().max(40) }),
]);
/** A label that could not be read back is an error here, not a draft that is lost. */
const kept = (known: EditLabel): z.infer<typeof label> => known;

const head = z.strictObject({
  version: z.literal(VERSION),
  path: z.string(),
  as: z.enum(['disk', 'raw', 'bytes']),
  /** Device, inode, size and times, as text: JSON has no large whole numbers. */
  identity: z.string(),
  made: z.iso.datetime(),
  plan: z.string(),
  groups: z.array(z.strictObject({ label, edits: z.array(z.strictObject({ space: z.enum(['file', 'disk']), at: count, bytes: count })) })),
});

export type Draft = Omit<z.infer<typeof head>, 'version' | 'groups'> & { readonly groups: readonly EditGroup[] };

export const identityText = ({ dev, ino, size, mtimeNs }: Identity): string => [dev, ino, size, mtimeNs].join(':');

/** Bytes that a draft of these would have, its description aside. */
export const draftBytes = (groups: readonly EditGroup[]): number =>
  groups.reduce((sum, { edits }) => edits.reduce((within, { bytes }) => within + bytes.length, sum), 0);

/**
 * Of everything the plan would write and of everything it relies on. Two plans of one digest do the same: the edits still
 * fit the file when the planner makes the same of them as it did then.
 */
export const planDigest = ({ steps, guards }: Plan): Promise<string> =>
  digestOf([...steps.flatMap(partsOf), ...guards.flatMap(guardParts)]);

const encoder = new TextEncoder();
const named = (...facts: readonly (string | number)[]): Uint8Array => encoder.encode(`${facts.join(' ')}\n`);
const guardParts = ({ at, bytes }: Plan['guards'][number]): Uint8Array[] => [named('guard', at, bytes.length), bytes];

function partsOf(step: Step): Uint8Array[] {
  if (step.kind === 'zeros') return [named('zeros', step.at, step.bytes)];
  if (step.kind === 'append') return [named('append', step.at, step.data.length), step.data];
  return [named('patch', step.at, step.after.length), step.before, step.after];
}

/** Throws what the file system throws. */
export async function writeDraft(file: string, { groups, ...draft }: Draft): Promise<void> {
  const listed = groups.map((group) => ({
    label: kept(group.label),
    edits: group.edits.map(({ space, at, bytes }) => ({ space, at, bytes: bytes.length })),
  }));
  const parts = groups.flatMap(({ edits }) => edits.map(({ bytes }) => bytes));
  await writeSealed(file, { version: VERSION, ...draft, groups: listed } satisfies z.infer<typeof head>, parts);
}

/** Null when it is damaged, of another version, or not there. */
export async function readDraft(file: string): Promise<Draft | null> {
  const sealed = await readSealed(file, MOST_DRAFT_BYTES + MOST_HEAD_BYTES);
  const read = head.safeParse(sealed?.head);
  if (sealed === null || !read.success) return null;
  const { version: _version, groups, ...draft } = read.data;
  let from = 0;
  const taken = (bytes: number): Uint8Array => sealed.bytes.slice(from, (from += bytes));
  return {
    ...draft,
    groups: groups.map((group) => ({
      label: group.label,
      edits: group.edits.map(({ space, at, bytes }) => ({ space, at, bytes: taken(bytes) })),
    })),
  };
}
