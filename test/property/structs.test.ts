/** For any bytes: every field decodes and writes back to the same bytes; a change changes its field and the checksum only. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field } from '../../shared/vhd/codec';
import type { Struct } from '../../shared/vhd/defineStruct';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import { parentLocatorEntry } from '../../shared/vhd/parentLocatorEntry';

type AnyStruct = Struct<Readonly<Record<string, Field<unknown>>>>;
const STRUCTS = [footer, dynamicHeader, parentLocatorEntry] as unknown as readonly AnyStruct[];
const bytesOf = (count: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: count, maxLength: count });
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);

describe.each(STRUCTS.map((struct) => ({ name: struct.name, struct })))('$name', ({ struct }) => {
  const valueOf = (raw: Uint8Array, key: string): never => struct.get(raw, key) as never;

  test('decodes any bytes and writes every field back as it was', () => {
    fc.assert(
      fc.property(bytesOf(struct.bytes), (raw) => {
        for (const key of struct.keys) expect(equal(struct.setRaw(raw, key, valueOf(raw, key)), raw)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('shows and checks any bytes without throwing, a row for every byte', () => {
    fc.assert(
      fc.property(bytesOf(struct.bytes), (raw) => {
        const rows = struct.rows(raw);
        expect(rows.reduce((end, row) => (row.at === end ? end + row.bytes : Number.NaN), 0)).toBe(struct.bytes);
        expect(rows.every(({ text }) => !text.includes('\n') && text.length > 0)).toBe(true);
        struct.check(raw);
      }),
      { numRuns: 300 },
    );
  });

  test('a changed field changes its own bytes and the checksum, which is then right', () => {
    fc.assert(
      fc.property(bytesOf(struct.bytes), bytesOf(struct.bytes), fc.constantFrom(...struct.keys), (raw, other, key) => {
        const changed = struct.set(raw, key, valueOf(other, key));
        const field = struct.fields[key] as Field<unknown>;
        const sumAt = Object.values(struct.fields).find(({ kind }) => kind === 'checksum')?.at ?? -4;
        for (let at = 0; at < struct.bytes; at++) {
          const inField = at >= field.at && at < field.at + field.bytes;
          const inSum = at >= sumAt && at < sumAt + 4;
          if (!inSum) expect(changed[at]).toBe((inField ? other : raw)[at]);
        }
        const sums = struct.sums(changed);
        expect(sums === null || sums.stored === sums.computed).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
