/** Digests of a part: of any bytes of the disk, over the borders of sectors, blocks and holes, and of any bytes of the file. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JobTask } from '../../../../main/jobs/tasks';
import { baseImage, BLOCK, fixedImage, SIZE } from '../../../support/fixtures';
import { endOf, hashOf, sourceAt } from '../../../support/jobs';
import { sha256Of } from '../../../support/samples';
import { tempDir } from '../../../support/tempDir';

const file = path.join(tempDir(), 'a.vhd');
const image = baseImage();
writeFileSync(file, image);
/** What the disk reads as: BASE and FIXED hold the same. */
const content = fixedImage().subarray(0, SIZE);
// Three bytes more than whole sectors, as damage leaves it.
const odd = path.join(path.dirname(file), 'odd.bin');
writeFileSync(odd, image.subarray(0, 1027));

const hashing = (at: number, bytes: number, source: Extract<JobTask, { readonly op: 'hash' }>['source']) =>
  ({ op: 'hash', source, algorithms: ['sha256'], layer: false, range: { at, bytes } }) as const;

test.each([
  ['one byte', 511, 1],
  ['the end of a sector and the beginning of the next', 510, 3],
  ['a sector', 1024, 512],
  ['from a stored block into a hole', BLOCK - 700, 1400],
  ['from a hole into a stored block', 2 * BLOCK - 5, 11],
  ['nothing but a hole', BLOCK + 1, BLOCK - 2],
  ['over a whole hole', BLOCK - 1, BLOCK + 2],
  ['the last byte', SIZE - 1, 1],
  ['all of it', 0, SIZE],
])('of the disk: %s', async (_name, at, bytes) => {
  const { digests, bytes: hashed } = await hashOf(hashing(at, bytes, sourceAt(file)));
  expect([digests, hashed]).toEqual([{ sha256: sha256Of(content.subarray(at, at + bytes)) }, bytes]);
});

test.each([
  [0, 512],
  [500, 600],
  [image.length - 513, 513],
])('of the file: from %i on, %i bytes', async (at, bytes) => {
  const { digests } = await hashOf(hashing(at, bytes, { ...sourceAt(file, 'raw'), pad: true }));
  expect(digests).toEqual({ sha256: sha256Of(image.subarray(at, at + bytes)) });
});

test('a file that ends within a sector is hashed up to its last byte, and no further', async () => {
  const source = { ...sourceAt(odd, 'raw'), pad: true };
  expect((await hashOf(hashing(1000, 27, source))).digests).toEqual({ sha256: sha256Of(image.subarray(1000, 1027)) });
  expect(await endOf(hashing(1000, 28, source))).toMatchObject({ kind: 'failed', error: { kind: 'out-of-range' } });
});

test.each([
  [SIZE - 1, 2],
  [SIZE, 1],
  [0, 0],
])('what is not there is refused: %i, %i', async (at, bytes) => {
  expect(await endOf(hashing(at, bytes, sourceAt(file)))).toMatchObject({ kind: 'failed', error: { kind: 'out-of-range' } });
});
