/**
 * Plans changes of single fields of footer and dynamic header. Unless the caller says no, what depends on them is updated
 * too: the checksum, unless it is the field that is set, and both copies of the footer, which end up equal.
 */
import type { FollowUps } from '../../../shared/edits';
import type { IoError, PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import type { Struct, ValueOf } from '../../../shared/vhd/defineStruct';
import type { Field } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';
import type { Plan, Stage, Step, WriteReason } from './plan';
import { patchAt, planOf, refusalOf } from './patches';

type FooterFields = typeof footer.fields;
type HeaderFields = typeof dynamicHeader.fields;

export type FieldEdit =
  | {
      [K in keyof FooterFields]: { readonly structure: 'footer'; readonly key: K; readonly value: ValueOf<FooterFields[K]> };
    }[keyof FooterFields]
  | {
      [K in keyof HeaderFields]: { readonly structure: 'dynamic-header'; readonly key: K; readonly value: ValueOf<HeaderFields[K]> };
    }[keyof HeaderFields];

const EVERYTHING: FollowUps = { checksum: true, otherFooter: true };

/**
 * One plan for all the edits, in their order; empty when they change nothing. If the other footer is not followed, the one
 * at the end changes. `footer-unread`: both should change, but the drive cannot read one of them.
 */
export async function planFields(
  image: Image,
  edits: readonly FieldEdit[],
  follow: FollowUps = EVERYTHING,
): Promise<Result<Plan, PlanError>> {
  const refusal = refusalOf(image);
  if (refusal !== null) return err(refusal);
  const { footers } = image;
  const unread = footers?.unread ?? null;
  const isOfBoth = follow.otherFooter && edits.some(({ structure }) => structure === 'footer');
  if (isOfBoth && unread !== null) return err({ kind: 'footer-unread', at: unread.at });
  const alone = follow.otherFooter ? null : (footers?.footer ?? footers?.copy ?? null);
  let [raw, header] = [alone?.bytes ?? image.footer, image.header?.bytes ?? null];
  for (const edit of edits) {
    const before = edit.structure === 'footer' ? raw : header;
    if (before === null) return err({ kind: 'no-such-structure', structure: edit.structure });
    const after = edit.structure === 'footer' ? changed(footer, before, edit, follow) : changed(dynamicHeader, before, edit, follow);
    if (after === null) return err({ kind: 'bad-value', field: edit.key });
    if (edit.structure === 'footer') raw = after;
    else header = after;
  }
  const edited = (structure: FieldEdit['structure']): boolean => edits.some((edit) => edit.structure === structure);
  const places = placesOf(image).filter(({ at, why }) => why === 'dynamic-header' || alone === null || at === alone.at);
  const steps = await stepsFor(image.file, places, {
    footer: edited('footer') ? raw : null,
    header: edited('dynamic-header') ? header : null,
  });
  return steps.ok ? ok(planOf(image, steps.value)) : steps;
}

/** Null when the field cannot hold the value. */
function changed(
  struct: unknown,
  raw: Uint8Array,
  { key, value }: { readonly key: string; readonly value: unknown },
  { checksum }: FollowUps,
): Uint8Array | null {
  const { fields, set, setRaw } = struct as Struct<Readonly<Record<string, Field>>>;
  const field = fields[key];
  if (field === undefined || !holds(field, value)) return null;
  return field.kind === 'checksum' || !checksum ? setRaw(raw, key, value) : set(raw, key, value);
}

/** Encoding truncates a value that does not fit: if it does not decode to the same value, the field cannot hold it. */
function holds(field: Field, value: unknown): boolean {
  try {
    return same(field.decode(field.encode(value)), value) || (field.kind === 'utf16be' && fitsPadded(field, value));
  } catch {
    return false;
  }
}

const fitsPadded = (field: Field, value: unknown): boolean => typeof value === 'string' && value.length * 2 <= field.bytes;

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (typeof a === 'object' && a !== null) return typeof b === 'object' && b !== null && JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}

type StructPlace = { readonly at: number; readonly stage: Stage; readonly why: WriteReason };

/** The copy is made durable before the trailing footer is touched: one of them is always whole. */
function placesOf({ footers, header }: Image): StructPlace[] {
  const places: StructPlace[] = [];
  if (header !== null) places.push({ at: header.at, stage: 'metadata', why: 'dynamic-header' });
  if (footers?.copy != null) places.push({ at: footers.copy.at, stage: 'footer-copy', why: 'footer-copy' });
  if (footers?.footer != null) places.push({ at: footers.footer.at, stage: 'footer', why: 'footer' });
  return places;
}

type NewBytes = { readonly footer: Uint8Array | null; readonly header: Uint8Array | null };

async function stepsFor(file: BlockFile, places: readonly StructPlace[], after: NewBytes): Promise<Result<Step[], IoError>> {
  const steps: Step[] = [];
  for (const place of places) {
    const bytes = place.why === 'dynamic-header' ? after.header : after.footer;
    const step = bytes === null ? ok(null) : await patchStruct(file, bytes, place);
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  return ok(steps);
}

/** A footer from before Virtual PC 2004 is a byte shorter, because the file ends there. */
const patchStruct = (file: BlockFile, bytes: Uint8Array, { at, ...info }: StructPlace): ReturnType<typeof patchAt> =>
  patchAt(file, at, bytes.subarray(0, file.bytes - at), info);
