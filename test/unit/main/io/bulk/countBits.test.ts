/** Counting the set bits of bitmaps, which may be longer than the buffer they are read into. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { newControl } from '../../../../../main/io/bulk/control';
import { bitsOf, countBits, pieceTable, UNREADABLE } from '../../../../../main/io/bulk/pieces';
import { tempDir } from '../../../../support/tempDir';

const folder = tempDir();

test('bits are counted across several reads, as far as they count, and what cannot be read is told', () => {
  const file = path.join(folder, 'bitmaps');
  // Twenty bytes with one bit each, then four with all.
  writeFileSync(
    file,
    Uint8Array.from({ length: 24 }, (_, i) => (i < 20 ? 0x80 : 0xff)),
  );
  const fd = openSync(file, 'r');
  const control = newControl();
  const table = pieceTable(control);
  const segment = (at: number, bits: number, bytes: number) => ({ fd, at, into: bits, bytes });
  table.add(0, 0, [segment(0, 4, 1)]);
  table.add(0, 0, [segment(0, 192, 24), segment(0, 84, 24), segment(20, 30, 4), segment(0, 0, 24), segment(16, 64, 16)]);
  countBits(control, 1, Buffer.alloc(7));
  // 20 + 32; bytes 0 to 9 and half of byte 10; all but two of 32; none; the end of the file comes first.
  expect([1, 2, 3, 4, 5].map((i) => bitsOf(control, i))).toEqual([52, 11, 30, 0, UNREADABLE]);
  expect(bitsOf(control, 0), 'another piece').toBe(4);
  closeSync(fd);
});
