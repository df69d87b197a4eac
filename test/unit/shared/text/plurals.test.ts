/** A number and its noun agree: one block is a block. */
import { expect, test } from 'vitest';
import { reasonText } from '../../../../shared/text/errors';
import { plural } from '../../../../shared/text/numbers';

test('one is one', () => {
  expect([plural(1, 'block'), plural(0, 'block'), plural(1234, 'block'), plural(2, 'entry', 'entries')]).toEqual([
    '1 block',
    '0 blocks',
    '1,234 blocks',
    '2 entries',
  ]);
  expect(reasonText({ kind: 'out-of-range', at: 9, sectors: 1, diskSectors: 8 }).why).toBe(
    '1 sector from LBA 9 on is not on a disk of 8 sectors',
  );
});
