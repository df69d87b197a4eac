import { expect, test } from 'vitest';
import { byteLines, lineGap, linePlace, lineText } from '../../../../renderer/ui/byteLines.model';

const letters = Uint8Array.from({ length: 18 }, (_, i) => 0x41 + i);

test('all bytes of a change stand in lines of sixteen, once where they stay as they are', () => {
  const lines = byteLines({ at: 512, before: letters, after: letters.map((byte) => (byte === 0x52 ? 0 : byte)) });
  expect(lines.map(linePlace)).toEqual(['00000200', '00000210']);
  expect(lines.map(({ before }) => lineText(before))).toEqual(['ABCDEFGHIJKLMNOP', 'QR']);
  expect(lines.map(({ after }) => lineText(after))).toEqual(['', 'Q.']);
  // Fourteen missing bytes of two digits and a space, and two more spaces.
  expect(lineGap(2)).toHaveLength(44);
  expect(lineGap(16)).toHaveLength(2);
});

test('where the file grows there are only the bytes that are added', () => {
  const lines = byteLines({ at: 0, before: new Uint8Array(), after: letters });
  expect(lines.map(({ before, after }) => [before.length, after.length])).toEqual([
    [0, 16],
    [0, 2],
  ]);
});
