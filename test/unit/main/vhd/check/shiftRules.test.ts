/** F24: a file that lacks its first bytes, or has others in front of them; and one that lost some in the middle. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { layoutOf } from '../../../../../main/vhd/describe/layout';
import { findingText } from '../../../../../shared/text/findings';
import { chainFor } from '../../../../support/damageChecks';
import { baseImage, childImage, fixedImage, joined } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, NOW } from '../../../../support/opened';
import { put16, put32 } from '../../../../support/imageBuilder';

async function found(image: Uint8Array): Promise<unknown[]> {
  const all = await checkDisk(await chainFor({}, image), { now: NOW, deep: true });
  if (!all.ok) throw new Error(all.error.kind);
  return all.value.filter(({ severity }) => severity !== 'note').map(({ code, facts }) => [code, facts]);
}
const inFront = (image: Uint8Array, bytes: number): Uint8Array => joined(new Uint8Array(bytes).fill(7), image);

/** A fixed disk with an MBR whose one partition begins at sector 8. */
function withMbr(): Uint8Array {
  const image = fixedImage();
  image.fill(0, 446, 510);
  image[450] = 0x83;
  new DataView(image.buffer).setUint32(454, 8, true);
  new DataView(image.buffer).setUint32(458, 100, true);
  put16(image, 510, 0x55aa);
  return image;
}

test.each([1, 3, 512, 4096, 65_536])('%i bytes in front of a disk', async (shift) => {
  for (const image of [baseImage(), childImage({ blocks: [] }).bytes, withMbr()])
    expect(await found(inFront(image, shift))).toContainEqual(['F24', { shift, lost: null }]);
  expect(await found(inFront(baseImage(), shift))).toHaveLength(1);
});

test('a dynamic disk that lacks its first bytes: the footer at the end has them', async () => {
  // "co", and all but the last byte of the copy.
  expect(await found(baseImage().slice(2))).toEqual([['F24', { shift: -2, lost: [0x63, 0x6f] }]]);
  expect(await found(baseImage().slice(511))).toEqual([['F24', { shift: -511, lost: [...baseImage().subarray(0, 511)] }]]);
  const facts = { shift: -2, lost: [0x63, 0x6f] };
  expect(findingText({ code: 'F24', severity: 'error', where: [], facts }, 'window').effect).toContain('The missing bytes are 63 6F');
});

test('a fixed disk that lacks its first bytes, by its partition table; what they were is not known', async () => {
  expect(await found(withMbr().slice(2))).toEqual([['F24', { shift: -2, lost: null }]]);
});

test('a disk that lost bytes in its middle, or got more: where, nothing tells', async () => {
  const within = ['F24', { shift: null, lost: null }];
  for (const image of [baseImage(), withMbr()]) {
    expect(await found(joined(image.subarray(0, 8192), image.subarray(8195)))).toEqual([within]);
    expect(await found(joined(image.subarray(0, 8192), new Uint8Array(3), image.subarray(8192)))).toEqual([within]);
  }
});

test('nothing of the kind where the header or the copy does not agree, or the disk is only shorter', async () => {
  const wrongSum = inFront(baseImage(), 3);
  put32(wrongSum, 515 + 40, 1);
  const otherCopy = inFront(baseImage(), 512);
  otherCopy[512 + 30] = 1;
  for (const image of [wrongSum, otherCopy, fixedImage().slice(512), joined(new Uint8Array(512), fixedImage())])
    expect((await found(image)).flat()).not.toContainEqual(expect.objectContaining({ shift: expect.any(Number) }));
});

test('what stands between is not called room that nothing refers to', async () => {
  const parts = layoutOf(await imageIn(memoryFile(baseImage().slice(2))));
  expect(parts.map(({ kind }) => kind)).toEqual(['unknown', 'footer']);
});
