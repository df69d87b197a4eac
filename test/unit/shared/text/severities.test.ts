import { expect, test } from 'vitest';
import { fewerText, severitiesText } from '../../../../shared/text/severities';

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
