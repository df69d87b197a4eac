import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextStart } from '../../../../../main/io/bulk/starts';

/** Every place that fits, one by one. */
const slowly = (starts: readonly (readonly number[])[], data: Uint8Array): number[] =>
  Array.from(data, (_, at) => at).filter(
    (at) => at + starts.length <= data.length && starts.every((bytes, place) => bytes.includes(data[at + place] as number)),
  );

function quickly(starts: readonly (readonly number[])[], data: Uint8Array): number[] | null {
  const next = nextStart(starts);
  if (next === null) return null;
  const found: number[] = [];
  for (let at = next(data, 0); at >= 0; at = next(data, at + 1)) found.push(at);
  return found;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const anyCase = (text: string): number[][] => Array.from(text, (letter) => [...bytes(letter.toLowerCase() + letter.toUpperCase())]);

describe('the places where a match may begin', () => {
  it('are found in either case', () => {
    expect(quickly(anyCase('ntfs'), bytes('ntf NTFS nTfsntfs'))).toEqual([4, 9, 13]);
    expect(quickly(anyCase('aaa'), bytes('aaAaA'))).toEqual([0, 1, 2]);
  });

  it('are not looked for if nearly every place fits, or nothing is known', () => {
    expect(nextStart([])).toBeNull();
    expect(nextStart([Array.from({ length: 256 }, (_, byte) => byte)])).toBeNull();
  });

  it('are all of them, for any sets and any bytes, also beyond 31 places', () => {
    const few = fc.integer({ min: 0, max: 3 });
    const sets = fc.array(fc.uniqueArray(few, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(sets, fc.uint8Array({ maxLength: 300, max: 3 }), (starts, data) => {
        expect(quickly(starts, data)).toEqual(slowly(starts, data));
      }),
    );
    const long = anyCase('a'.repeat(40));
    // So many places decide; the expression decides the rest.
    expect(quickly(long, bytes('b'.repeat(7) + 'A'.repeat(40)))?.[0]).toBe(7);
  });
});
