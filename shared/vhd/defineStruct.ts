/**
 * A structure is a table of fields over bytes, declared once. Parsing, writing, checking, the inspector, the tints of the hex
 * view and FORMAT.md all use the same table. There is no object for a footer: a footer is just its 512 bytes.
 */
import type { Field, FieldKind } from './codec';

export type ValueOf<F> = F extends Field<infer T> ? T : never;

/** A field whose bytes are not what the specification demands. */
export type FieldFault = { readonly field: string; readonly stored: string; readonly expected: string };

export type FieldRow = {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Byte offset in the structure. */
  readonly at: number;
  readonly bytes: number;
  readonly text: string;
  /** What `text` counts if it is a number. */
  readonly unit: 'bytes' | 'sectors' | 'seconds' | null;
  readonly about: string;
  /** The field's name in the specification. */
  readonly spec: string;
  readonly raw: Uint8Array;
};

export interface Struct<F> {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly fields: F;
  readonly keys: readonly (keyof F & string)[];
  /** The fields that the specification reserves, all of whose bytes should be zero. */
  readonly reserved: readonly { readonly key: keyof F & string; readonly at: number; readonly bytes: number }[];
  get<K extends keyof F & string>(raw: Uint8Array, key: K): ValueOf<F[K]>;
  /** A copy in which that field is changed, and the checksum if there is one. Every other byte is kept. */
  set<K extends keyof F & string>(raw: Uint8Array, key: K, value: ValueOf<F[K]>): Uint8Array;
  /** Like `set`, but the checksum is not updated. */
  setRaw<K extends keyof F & string>(raw: Uint8Array, key: K, value: ValueOf<F[K]>): Uint8Array;
  /** The stored and the computed checksum; null if the structure has none. */
  sums(raw: Uint8Array): { readonly stored: number; readonly computed: number } | null;
  /**
   * Fields whose bytes break the field's own rule: a wrong constant, a wrong checksum, reserved bytes that are not zero. Never
   * throws.
   */
  check(raw: Uint8Array): readonly FieldFault[];
  rows(raw: Uint8Array): readonly FieldRow[];
  /** The field that holds the byte at `offset` of the structure. */
  keyAt(offset: number): (keyof F & string) | null;
}

/**
 * Ones' complement of the sum of all bytes, in which the four bytes of the checksum field count as zero; unsigned 32 bit. Spec
 * 1.0, "Checksum". It is computed over the bytes as they are, never over fields that were decoded and encoded again.
 */
export function onesComplementSum(raw: Uint8Array, sumAt: number): number {
  let sum = 0;
  for (let i = 0; i < raw.length; i++) sum += i >= sumAt && i < sumAt + 4 ? 0 : (raw[i] ?? 0);
  return ~sum >>> 0;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Throws, when the module loads, if the fields leave a gap, overlap, or do not fill `size` bytes. */
export function defineStruct<F extends Readonly<Record<string, Field<unknown>>>>(
  name: string,
  title: string,
  size: number,
  fields: F,
): Struct<F> {
  const ordered = Object.entries(fields).sort(([, a], [, b]) => a.at - b.at) as [keyof F & string, Field<unknown>][];
  let end = 0;
  for (const [key, field] of ordered) {
    if (field.at !== end) throw new Error(`${name}.${key} starts at ${field.at}, expected ${end}`);
    end += field.bytes;
  }
  if (end !== size) throw new Error(`${name} fills ${end} bytes, expected ${size}`);

  const fieldOf = (key: keyof F & string): Field<unknown> => fields[key] as Field<unknown>;
  const slice = (raw: Uint8Array, field: Field<unknown>): Uint8Array => raw.subarray(field.at, field.at + field.bytes);
  const sumField = ordered.find(([, field]) => field.kind === 'checksum')?.[1];

  const sums = (raw: Uint8Array): { stored: number; computed: number } | null =>
    sumField === undefined
      ? null
      : { stored: sumField.decode(slice(raw, sumField)) as number, computed: onesComplementSum(raw.subarray(0, size), sumField.at) };

  const setRaw = (raw: Uint8Array, key: keyof F & string, value: unknown): Uint8Array => {
    const copy = raw.slice(0, size);
    copy.set(fieldOf(key).encode(value), fieldOf(key).at);
    return copy;
  };

  const faultOf = ([key, field]: [string, Field<unknown>], raw: Uint8Array): FieldFault | null => {
    const stored = field.text(field.decode(slice(raw, field)));
    if (field === sumField) {
      const both = sums(raw);
      return both === null || both.stored === both.computed ? null : { field: key, stored, expected: field.text(both.computed) };
    }
    if (field.is === undefined || sameBytes(field.encode(field.is), slice(raw, field))) return null;
    return { field: key, stored, expected: field.text(field.is) };
  };

  return {
    name,
    title,
    bytes: size,
    fields,
    keys: ordered.map(([key]) => key),
    reserved: ordered.filter(([, { is }]) => is instanceof Uint8Array).map(([key, { at, bytes }]) => ({ key, at, bytes })),
    get: (raw, key) => fieldOf(key).decode(slice(raw, fieldOf(key))) as never,
    setRaw,
    set: (raw, key, value) => {
      const copy = setRaw(raw, key, value);
      if (sumField !== undefined) copy.set(sumField.encode(onesComplementSum(copy, sumField.at)), sumField.at);
      return copy;
    },
    sums,
    check: (raw) => ordered.map((entry) => faultOf(entry, raw)).filter((fault) => fault !== null),
    rows: (raw) =>
      ordered.map(([key, field]) => ({
        key,
        label: field.label,
        kind: field.kind,
        at: field.at,
        bytes: field.bytes,
        text: field.text(field.decode(slice(raw, field))),
        unit: field.unit ?? null,
        about: field.about,
        spec: field.spec,
        raw: slice(raw, field).slice(),
      })),
    keyAt: (offset) => ordered.find(([, field]) => offset >= field.at && offset < field.at + field.bytes)?.[0] ?? null,
  };
}
