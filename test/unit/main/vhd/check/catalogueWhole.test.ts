/** No entry of the damage catalogue is forgotten. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../../support/damageChecks';
import { ELSEWHERE } from '../../../../support/damageElsewhere';

/** Entries of each letter, as the catalogue counts them. */
const COUNTS = { A: 21, B: 14, C: 27, D: 18, E: 17, F: 14, G: 11, H: 30, I: 16, J: 12 } as const;
const ENTRIES = Object.entries(COUNTS).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`),
);
const made = new Set(CATALOGUE.map(({ id }) => id));

test('every entry is an image here, or it is said where it is proven or why it cannot be', () => {
  expect(ENTRIES.filter((id) => !made.has(id) && ELSEWHERE[id] === undefined)).toEqual([]);
});

test('no entry is both', () => {
  expect(Object.keys(ELSEWHERE).filter((id) => made.has(id) || !ENTRIES.includes(id))).toEqual([]);
});

test('no two images have one number', () => {
  expect(made.size).toBe(CATALOGUE.length);
});

test.each(Object.entries(ELSEWHERE))('%s is where it is said to be', (_id, where) => {
  if ('test' in where) expect(existsSync(path.join(import.meta.dirname, '../../../../', where.test))).toBe(true);
  else if ('sameAs' in where) expect(made).toContain(where.sameAs);
  else expect(where.cannot.length).toBeGreaterThan(20);
});
