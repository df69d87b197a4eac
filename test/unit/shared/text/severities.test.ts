import { expect, test } from 'vitest';
import { severityCounts } from '../../../../shared/findingList';
import type { Finding } from '../../../../shared/findings';
import { countText, fewerText, findingsTitle, guessedText, healthText, severitiesText } from '../../../../shared/text/severities';

test('findings are counted by severity, and severities without any are left out', () => {
  expect(severitiesText({ error: 2, warning: 1, note: 1 })).toBe('2 errors, 1 warning, 1 note');
  expect(severitiesText({ error: 0, warning: 0, note: 1000 })).toBe('1,000 notes');
  expect(severitiesText({ error: 0, warning: 0, note: 0 })).toBe('no problems');
});

test('notes that stay are not taken for errors that stay', () => {
  const before = { error: 2, warning: 0, note: 2 };
  expect(fewerText(before, { error: 0, warning: 0, note: 2 })).toBe('2 errors, 2 notes → 2 notes');
  expect(fewerText(before, { error: 0, warning: 0, note: 0 })).toBe('2 errors, 2 notes → no problems');
});

test('what only follows from another finding is counted apart, everywhere in the same words', () => {
  const error = (code: string, because?: string): Finding =>
    ({ code, severity: 'error', where: [], facts: {}, because }) as unknown as Finding;
  const counts = severityCounts([error('F23'), error('B01', 'F23'), error('B04', 'F23'), error('F01', 'F23')]);
  expect(severitiesText(counts)).toBe('1 error and 3 consequences');
  expect(healthText(counts)).toEqual({ level: 'error', text: '1 error and 3 consequences' });
  // If its cause is not among them, it is counted as one of its own.
  expect(severitiesText(severityCounts([error('F01', 'F23')]))).toBe('1 error');
});

test('of a rebuilt disk it is said how many places are guesses, which no check can tell', () => {
  expect(guessedText(0, 15)).toBe(null);
  expect(guessedText(1, 15)).toBe('1 of 15 places is a guess; the checks cannot tell whether it is right.');
  expect(guessedText(4, 15)).toBe('4 of 15 places are guesses; the checks cannot tell whether they are right.');
});

test('the heading of a list counts all that stands in the list, notes too', () => {
  expect(findingsTitle({ error: 1, warning: 0, note: 1 })).toBe('1 error · 1 note');
  expect(findingsTitle({ error: 1, warning: 0, note: 0, following: 3 })).toBe('1 error and 3 consequences');
  expect(findingsTitle({ error: 0, warning: 0, note: 2 })).toBe('Healthy · 2 notes');
  expect([countText(1, 3), countText(4, 0)]).toEqual(['1 + 3', '4']);
});
