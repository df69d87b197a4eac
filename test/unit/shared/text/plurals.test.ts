/** A number and its noun agree: one block is a block. */
import { expect, test } from 'vitest';
import { reasonText } from '../../../../shared/text/errors';
import { plural, rangeText, spanText } from '../../../../shared/text/numbers';
import { sizedText } from '../../../../shared/text/size';

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

test('a range of one is named as one', () => {
  expect([rangeText('sector', 1, 1), rangeText('block', 1000, 2)]).toEqual(['sector 1', 'blocks 1,000 to 1,001']);
  const lost = { kind: 'unreadable', lba: 1, sectors: 1 } as const;
  expect(reasonText({ ...lost, source: 'damaged' }).why).toBe('sector 1 cannot be read, or lies in a damaged block');
  expect(reasonText({ ...lost, source: 'unknown' }).why).toBe('sector 1 is in a parent that was not found');
});

test('a span of one is one number', () => {
  expect([spanText(0, 1), spanText(4096, 4096)]).toEqual(['0', '4,096 – 8,191']);
});

test('a size in front of a noun has no plural', () => {
  expect([sizedText(512, 'blocks'), sizedText(4096, 'blocks'), sizedText(2 ** 21, 'disk')]).toEqual([
    '512-byte blocks',
    '4 KiB blocks',
    '2 MiB disk',
  ]);
});
