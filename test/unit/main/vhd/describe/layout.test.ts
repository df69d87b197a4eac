import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../../../../main/vhd/describe/layout';
import type { StructureView } from '../../../../../shared/views';
import {
  baseImage,
  BLOCK,
  childImage,
  fixedImage,
  FOOTER_AT,
  GEOMETRY,
  joined,
  SIZE,
  withEntry,
  xenImage,
} from '../../../../support/fixtures';
import { patterned, put32, sparseImage, utf16 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const layout = async (bytes: Uint8Array): Promise<StructureView[]> => layoutOf(await imageIn(memoryFile(bytes)));
const brief = async (bytes: Uint8Array): Promise<[string, number, number][]> =>
  (await layout(bytes)).map(({ kind, at, bytes: n }) => [kind, at, n]);

describe('the file from its first byte to its last', () => {
  test('a dynamic disk', async () => {
    expect(await brief(baseImage())).toEqual([
      ['footer-copy', 0, 512],
      ['dynamic-header', 512, 1024],
      ['bat', 1536, 512],
      ['blocks', 2048, FOOTER_AT - 2048],
      ['footer', FOOTER_AT, 512],
    ]);
  });

  test('a fixed disk', async () => {
    expect(await brief(fixedImage())).toEqual([
      ['data', 0, SIZE],
      ['footer', SIZE, 512],
    ]);
  });

  test('a child, its locators with the room kept for them', async () => {
    const { bytes, locatorAt, footerAt } = childImage({
      locators: [{ slot: 2, code: 'W2ru', data: new Uint8Array([...utf16('.\\p.vhd', 'le'), ...new Uint8Array(1000)]), length: 14 }],
    });
    const parts = await layout(bytes);
    expect(parts.map(({ kind }) => kind)).toEqual(['footer-copy', 'dynamic-header', 'bat', 'locator', 'blocks', 'footer']);
    expect(parts[3]).toEqual({ kind: 'locator', at: locatorAt[0], bytes: 1024, count: 2, verdict: 'good' });
    expect(parts[5]?.at).toBe(footerAt);
  });

  test('a disk of Xen’s, batmap included', async () => {
    expect((await brief(xenImage())).slice(2, 6)).toEqual([
      ['bat', 1536, 512],
      ['batmap', 2048, 512],
      ['batmap', 2560, 512],
      ['blocks', 3584, 2_104_832 - 3584 + 512 + BLOCK],
    ]);
    // The batmap and its header are told apart by the number of bits: 512 bytes have 4,096, a header none.
    expect((await layout(xenImage())).filter(({ kind }) => kind === 'batmap').map(({ count }) => count)).toEqual([0, 4096]);
  });

  test('room between structures is a gap where it is more than alignment', async () => {
    const wide = joined(baseImage().subarray(0, FOOTER_AT), new Uint8Array(8192), baseImage().subarray(FOOTER_AT));
    expect((await brief(wide)).slice(-2)).toEqual([
      ['gap', FOOTER_AT, 8192],
      ['footer', FOOTER_AT + 8192, 512],
    ]);
    const { bytes } = sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      gapSectors: 7,
      blocks: [{ index: 1, data: patterned(BLOCK, 1) }],
      footer: { geometry: GEOMETRY },
    });
    expect((await brief(bytes)).map(([kind]) => kind)).not.toContain('gap');
  });

  test('other bytes where the footer belongs; nothing where the file ends before that', async () => {
    const blank = baseImage();
    blank.fill(0, FOOTER_AT);
    expect((await layout(blank)).at(-1)).toEqual({ kind: 'footer-place', at: FOOTER_AT, bytes: 512, count: 0, verdict: 'bad' });
    expect((await brief(baseImage().subarray(0, FOOTER_AT))).at(-1)).toEqual(['blocks', 2048, FOOTER_AT - 2048]);
  });

  test('what stands behind the footer', async () => {
    expect((await brief(joined(baseImage(), new Uint8Array(100).fill(1)))).at(-1)).toEqual(['trailing', FOOTER_AT + 512, 100]);
  });

  test('what is wrong is marked: a checksum, blocks in the wrong place', async () => {
    const bytes = withEntry(baseImage(), 1, 0x00ff_ffff);
    put32(bytes, 64, 0);
    const verdicts = Object.fromEntries((await layout(bytes)).map(({ kind, verdict }) => [kind, verdict]));
    expect(verdicts).toMatchObject({ 'footer-copy': 'bad', 'dynamic-header': 'good', blocks: 'bad', footer: 'good' });
  });
});
