import { expect, test } from 'vitest';
import { fileTimeText, vhdSeconds, vhdTimeText } from '../../../../shared/vhd/codec';

test('file times that no Date can say are the nearest that it can', () => {
  expect(fileTimeText(1_767_225_600)).toBe('2026-01-01T00:00:00.000Z');
  // Some year beyond 287,000: ECMAScript's last moment is 8.64e15 milliseconds after 1970.
  expect(fileTimeText(9_000_000_000_000)).toBe('+275760-09-13T00:00:00.000Z');
  expect(fileTimeText(-9_000_000_000_000)).toBe('-271821-04-20T00:00:00.000Z');
});

test('a time that four bytes of seconds since 2000 cannot say is none', () => {
  // The specification's epoch is 2000-01-01T00:00:00Z; 2³² seconds later it is 2136-02-07T06:28:16Z.
  expect(vhdSeconds(946_684_800)).toBe(0);
  expect(vhdSeconds(946_684_801.9)).toBe(1);
  expect(vhdSeconds(Date.parse('2136-02-07T06:28:15Z') / 1000)).toBe(0xffff_ffff);
  expect(vhdSeconds(Date.parse('2136-02-07T06:28:16Z') / 1000)).toBe(0);
  expect(vhdSeconds(0)).toBe(0);
  expect(vhdSeconds(9_050_000_000_000)).toBe(0);
});

test('the time of a parent file is told wherever it lies', () => {
  expect(vhdTimeText(0)).toBe('2000-01-01 00:00:00 UTC');
  expect(vhdTimeText(9_050_000_000_000)).toBe('+275760-09-13 00:00:00 UTC');
  expect(vhdTimeText(-946_684_800)).toBe('1970-01-01 00:00:00 UTC');
});
