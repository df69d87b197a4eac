/** Files that do not open as a disk: what their header or a GPT says of the disk, and when nothing can be done. */
import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { planRescue, type Rescue } from '../../../../../main/vhd/repair/rescue';
import { applied } from '../../../../support/appliedPlan';
import { baseContent, changed } from '../../../../support/damage';
import { FRESH_ID } from '../../../../support/damageRepairs';
import { baseImage, BLOCK, childImage, FOOTER_AT, HEADER_AT, inHeader } from '../../../../support/fixtures';
import { gptBytes, wholeGpt } from '../../../../support/gpt';
import { get32, patterned, put16, put32, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, contentOf, NOW } from '../../../../support/opened';

const MIB = 1_048_576;

async function rescueOf(image: Uint8Array): Promise<Rescue | null> {
  const file = memoryFile(image);
  const opened = await openImage(file, 'disk');
  if (opened.ok) throw new Error('opens');
  return planRescue(file, opened.error, { now: NOW, newId: () => FRESH_ID });
}

const withoutFooters = (image: Uint8Array): Uint8Array =>
  changed(image, (b) => [0, b.length - 512].forEach((at) => b.fill(0, at, at + 512)));

/** The whole disk of the file after the plan. */
async function contentAfter(image: Uint8Array, rescue: Rescue | null): Promise<Buffer> {
  if (rescue?.plan == null) throw new Error('no plan');
  const parts: Uint8Array[] = [];
  await contentOf(await chainOf(memoryFile(applied(image, rescue.plan))), (part) => parts.push(part));
  return Buffer.concat(parts);
}

describe('a disk without footers', () => {
  /** Four blocks, the first with the GPT of a disk of so many sectors. */
  const withGpt = (sectors: number): { image: Uint8Array; content: Uint8Array } => {
    const first = changed(patterned(BLOCK, 3), (d) => d.set(gptBytes(sectors, [])));
    const content = new Uint8Array(4 * BLOCK);
    content.set(first);
    const image = withoutFooters(sparseImage({ size: 4 * BLOCK, blockBytes: BLOCK, blocks: [{ index: 0, data: first }] }).bytes);
    return { image, content };
  };

  test('is as large as its GPT says, within the last block', async () => {
    const { image, content } = withGpt((7 * MIB) / 512);
    const rescue = await rescueOf(image);
    expect([rescue?.method, rescue?.class]).toEqual(['invent-footer', 'choice']);
    expect(Buffer.compare(await contentAfter(image, rescue), content.subarray(0, 7 * MIB))).toBe(0);
  });

  test.each([
    ['more than the table maps', (9 * MIB) / 512],
    ['a disk that would need fewer blocks', (5 * MIB) / 512],
  ])('is as large as its table maps where the GPT says %s', async (_what, sectors) => {
    const { image, content } = withGpt(sectors);
    expect(Buffer.compare(await contentAfter(image, await rescueOf(image)), content)).toBe(0);
  });

  test('that names a parent is a child again', async () => {
    const image = withoutFooters(childImage().bytes);
    const rescue = await rescueOf(image);
    expect(rescue?.chain.layers[0].kind).toBe('differencing');
    if (rescue?.plan == null) throw new Error('no plan');
    const bytes = applied(image, rescue.plan);
    expect([get32(bytes, 60), get32(bytes, bytes.length - 512 + 60)]).toEqual([4, 4]);
  });
});

describe('there is no rescue', () => {
  const fat = (bytes: number): Uint8Array =>
    changed(new Uint8Array(bytes), (b) => {
      b.set([0xeb, 0x3c, 0x90], 0);
      b.set(new TextEncoder().encode('FAT16   '), 54);
      put16(b, 510, 0x55aa);
    });

  test.each<[string, () => Uint8Array]>([
    ['for bytes that say nothing', () => new Uint8Array(8192)],
    ['for a raw disk that ends within a sector', () => fat(100_000)],
    ['for a header whose table has no entries', () => withoutFooters(inHeader(baseImage(), (b, at) => put32(b, at + 28, 0)))],
    ['for a header whose blocks are no whole sectors', () => withoutFooters(inHeader(baseImage(), (b, at) => put32(b, at + 32, 1001)))],
    [
      'for a header with more blocks than any disk has',
      () => withoutFooters(inHeader(baseImage(), (b, at) => [28, 32].forEach((i) => put32(b, at + i, i === 28 ? 0xffff_ffff : 4096)))),
    ],
  ])('%s', async (_what, make) => {
    expect(await rescueOf(make())).toBeNull();
  });

  test('but a raw disk of whole sectors has one', async () => {
    const rescue = await rescueOf(fat(100_352));
    expect([rescue?.method, rescue?.plan?.lengthAfter]).toEqual(['append-footer', 100_864]);
  });
});

test('what the rescued BASE holds is what BASE holds', async () => {
  const image = withoutFooters(baseImage());
  expect(image.subarray(FOOTER_AT).every((byte) => byte === 0)).toBe(true);
  expect(image[HEADER_AT]).toBe('c'.charCodeAt(0));
  expect(Buffer.compare(await contentAfter(image, await rescueOf(image)), Buffer.from(baseContent()))).toBe(0);
});

test('a footer behind a disk that was cut gives up its end, and is not called safe', async () => {
  const whole = Uint8Array.from(wholeGpt(8192, []));
  expect((await rescueOf(whole))?.class).toBe('safe');
  expect((await rescueOf(whole.slice(0, 2 * MIB)))?.class).toBe('loss');
});
