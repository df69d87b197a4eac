/** A table with fewer entries than the disk has blocks: what stands behind it is nobody's entry. */
import { expect, test } from 'vitest';
import { planGrowInPlace } from '../../../../../main/vhd/ops/growInPlace';
import { baseImage, HEADER_AT, inHeader } from '../../../../support/fixtures';
import { put32 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

test('a disk whose table is too short is not grown in place, where bytes behind the table would become blocks', async () => {
  // Four blocks, the third of them stored; the header says two entries.
  const short = inHeader(baseImage(), (bytes) => put32(bytes, HEADER_AT + 28, 2));
  expect(await planGrowInPlace(await imageIn(memoryFile(short)), 16_384 + 512)).toEqual({ ok: true, value: null });
  const whole = await planGrowInPlace(await imageIn(memoryFile(baseImage())), 16_384 + 512);
  expect(whole.ok && whole.value !== null).toBe(true);
});
