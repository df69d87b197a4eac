import { expect, test } from 'vitest';
import { checkTransfer } from '../../../../../main/vhd/check/transferRules';
import { baseImage, fixedImage, joined } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const found = async (image: Uint8Array): Promise<unknown> => checkTransfer(await imageIn(memoryFile(image)));
const withHeaderAt = (shift: number): Uint8Array => joined(baseImage().subarray(0, 512), new Uint8Array(shift), baseImage().subarray(512));

test.each([1, 3, 255])('F22: a header %i bytes too far back', async (shift) => {
  const where = [{ structure: 'dynamic-header', at: 512 + shift, bytes: 8 }];
  expect(await found(withHeaderAt(shift))).toEqual({ ok: true, value: [{ code: 'F22', severity: 'error', facts: { shift }, where }] });
});

test('a header in its place, one that is gone or far away, and a fixed disk say nothing of the kind', async () => {
  const gone = baseImage();
  gone.fill(0, 512, 1536);
  for (const image of [baseImage(), gone, withHeaderAt(300), fixedImage()]) expect(await found(image)).toEqual({ ok: true, value: [] });
});

test('a read that fails is an error', async () => {
  const error = { kind: 'read-failed', at: 0, bytes: 776, code: 'EIO' } as const;
  const image = await imageIn(memoryFile(withHeaderAt(1)));
  const failing = { ...image, file: { ...image.file, read: async () => ({ ok: false, error }) as const } };
  expect(await checkTransfer(failing)).toEqual({ ok: false, error });
});
