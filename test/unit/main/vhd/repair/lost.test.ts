import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { planRebuild } from '../../../../../main/vhd/repair/rebuild';
import { planRescue, type Rescue } from '../../../../../main/vhd/repair/rescue';
import type { NewFile } from '../../../../../main/vhd/ops/newFile';
import { applied } from '../../../../support/appliedPlan';
import { baseContent, changed } from '../../../../support/damage';
import { chainFor, deepFindings } from '../../../../support/damageChecks';
import { FRESH_ID } from '../../../../support/damageRepairs';
import { BLOCK_DAMAGE } from '../../../../support/damageBlocks';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, joined, SIZE, withEntry } from '../../../../support/fixtures';
import { patterned, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, contentOf, NOW } from '../../../../support/opened';

const ALL = { only: null, choose: {}, loss: false, notes: false, deep: false } as const;
const request = { now: NOW, newId: () => FRESH_ID };

async function written(file: NewFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.bytes);
  for await (const { at, data } of file.extents()) bytes.set(data, at);
  for (const { at, data } of file.closing) bytes.set(data, at);
  return bytes;
}

async function contents(bytes: Uint8Array): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await contentOf(await chainOf(memoryFile(bytes)), (part) => parts.push(part));
  return Buffer.concat(parts);
}

async function rescued(image: Uint8Array): Promise<Rescue> {
  const file = memoryFile(image);
  const opened = await openImage(file, 'disk');
  if (opened.ok) throw new Error('opens');
  const rescue = await planRescue(file, opened.error, request);
  if (rescue === null) throw new Error(`no rescue for ${opened.error.kind}`);
  return rescue;
}

describe('files that do not open', () => {
  const raw = (): Uint8Array =>
    changed(fixedImage().slice(0, SIZE), (b) => {
      b.fill(0, 446, 510);
      b.set([0x55, 0xaa], 510);
    });

  test('a raw disk gets a footer and is a fixed disk of its own length (B01)', async () => {
    const rescue = await rescued(raw());
    expect([rescue.method, rescue.class, rescue.after]).toEqual(['append-footer', 'safe', []]);
    if (rescue.plan === null) throw new Error('no plan');
    const bytes = applied(raw(), rescue.plan);
    expect(bytes.length).toBe(SIZE + 512);
    expect(Buffer.compare(await contents(bytes), Buffer.from(raw()))).toBe(0);
    expect(Buffer.compare(await written(rescue.copy.content), bytes)).toBe(0);
  });

  test.each([
    ['zeroed', (b: Uint8Array) => [0, FOOTER_AT].forEach((at) => b.fill(0, at, at + 512))],
    ['overwritten', (b: Uint8Array) => [0, FOOTER_AT].forEach((at) => b.fill(7, at, at + 512))],
  ])('a dynamic disk whose footers are %s gets new ones from its header (A13)', async (how, damage) => {
    const image = changed(baseImage(), damage);
    const rescue = await rescued(image);
    expect([rescue.method, rescue.class]).toEqual(['invent-footer', 'choice']);
    if (rescue.plan === null) throw new Error('no plan');
    const bytes = applied(image, rescue.plan);
    expect(bytes.length).toBe(how === 'zeroed' ? image.length : image.length + 512);
    expect(Buffer.compare(await contents(bytes), Buffer.from(baseContent()))).toBe(0);
  });

  test.each([
    ['both footers', (b: Uint8Array) => b.fill(0, 0, 512)],
    ['the footer alone', (b: Uint8Array) => b],
  ])('zeros at the end are kept where a block’s data ends in them, and %s is gone', async (_what, damage) => {
    const zeroEnd = changed(baseImage(), (b) => b.fill(0, FOOTER_AT - 512, FOOTER_AT));
    const image = changed(zeroEnd.slice(0, FOOTER_AT), damage);
    const opened = await openImage(memoryFile(image), 'disk');
    const made = opened.ok ? await planRepair({ layers: [opened.value], parent: null }, { ...ALL, ...request }) : null;
    const plan = made?.ok === true ? made.value.plan : (await rescued(image)).plan;
    if (plan === null) throw new Error('no plan');
    const bytes = applied(image, plan);
    expect(bytes.length).toBe(FOOTER_AT + 512);
    expect(Buffer.compare(await contents(bytes), await contents(zeroEnd))).toBe(0);
  });

  test('a fixed disk’s footer in front goes to the end of a new file (B09)', async () => {
    const image = joined(fixedImage().subarray(SIZE), fixedImage().subarray(0, SIZE));
    expect(await openImage(memoryFile(image), 'disk')).toEqual({ ok: false, error: { kind: 'footer-in-front' } });
    const rescue = await rescued(image);
    expect([rescue.method, rescue.plan]).toEqual(['strip-prefix', null]);
    expect(Buffer.compare(await written(rescue.copy.content), fixedImage())).toBe(0);
  });
});

describe('tables that are lost', () => {
  const damaged = (id: string): Uint8Array => BLOCK_DAMAGE.find((one) => one.id === id)?.make() ?? new Uint8Array();

  test.each(['E13', 'E14'])('%s: blocks are found, and every placement says how it is known', async (id) => {
    const rebuild = await planRebuild(await chainFor({}, damaged(id)), { place: new Map(), now: NOW });
    expect(rebuild?.ok === true && rebuild.value.placements).toEqual([
      { sector: 4, block: 0, confidence: 'guess', evidence: 'order' },
      { sector: 4101, block: 1, confidence: 'guess', evidence: 'order' },
    ]);
  });

  test.each(['E13', 'E14'])('%s: with a place that the user knows the content is back', async (id) => {
    const rebuild = await planRebuild(await chainFor({}, damaged(id)), { place: new Map([[4101, 2]]), now: NOW });
    if (rebuild?.ok !== true) throw new Error('no rebuild');
    expect(rebuild.value.placements[1]).toEqual({ sector: 4101, block: 2, confidence: 'certain', evidence: 'given' });
    const bytes = await written(rebuild.value.copy.content);
    expect(Buffer.compare(bytes, baseImage())).toBe(0);
    expect(rebuild.value.after).toEqual([]);
  });

  test('E12: blocks without room for bitmaps are laid anew; the shared sector is the earlier block’s', async () => {
    const rebuild = await planRebuild(await chainFor({}, damaged('E12')), { place: new Map(), now: NOW });
    if (rebuild?.ok !== true) throw new Error('no rebuild');
    const bytes = await written(rebuild.value.copy.content);
    const expected = baseContent();
    // In this image the first block’s last sector is gone: the second one’s bitmap lies there.
    expected.fill(0xff, BLOCK - 512, BLOCK);
    expect(Buffer.compare(await contents(bytes), Buffer.from(expected))).toBe(0);
    expect(await deepFindings(await chainFor({}, bytes))).toEqual([]);
  });

  test('F14: bitmaps of one sector in front of blocks of 4 MiB get their second', async () => {
    const size = 4 * BLOCK;
    const built = sparseImage({
      size,
      blockBytes: 2 * BLOCK,
      blocks: [
        { index: 0, data: patterned(2 * BLOCK, 3) },
        { index: 1, data: patterned(2 * BLOCK, 91) },
      ],
      footer: { geometry: [240, 4, 17] },
    });
    const [a, b] = [built.blockAt.get(0) ?? 0, built.blockAt.get(1) ?? 0];
    const short = joined(built.bytes.subarray(0, a + 512), built.bytes.subarray(a + 1024, b + 512), built.bytes.subarray(b + 1024));
    withEntry(short, 1, b / 512 - 1);
    const found = await deepFindings(await chainFor({}, short));
    expect(found.filter(({ severity }) => severity === 'error').map(({ code, facts }) => [code, facts])).toEqual([
      ['B12', { blocks: 2, first: 0, missingSectors: 1, rebuilds: true }],
    ]);
    const rebuild = await planRebuild(await chainFor({}, short), { place: new Map(), now: NOW });
    if (rebuild?.ok !== true) throw new Error('no rebuild');
    expect(Buffer.compare(await written(rebuild.value.copy.content), built.bytes)).toBe(0);
  });

  test('a GPT header names its own place: that block is certain', async () => {
    const image = damaged('E13');
    // The header of the backup, at LBA 16,383, in what was block 2’s room: sector 4,095 of block 3.
    const at = FOOTER_AT - 512;
    image.set(
      Uint8Array.from('EFI PART', (c) => c.charCodeAt(0)),
      at,
    );
    new DataView(image.buffer).setBigUint64(at + 24, 16_383n, true);
    const rebuild = await planRebuild(await chainFor({}, image), { place: new Map(), now: NOW });
    expect(rebuild?.ok === true && rebuild.value.placements).toEqual([
      { sector: 4, block: 0, confidence: 'guess', evidence: 'order' },
      { sector: 4101, block: 3, confidence: 'certain', evidence: 'partition-table' },
    ]);
  });

  test('a disk whose table makes sense is not rebuilt', async () => {
    expect(await planRebuild(await chainFor({}, baseImage()), { place: new Map(), now: NOW })).toBeNull();
    const empty = sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [], footer: { geometry: [240, 4, 17] } }).bytes;
    expect(await planRebuild(await chainFor({}, empty), { place: new Map(), now: NOW })).toEqual({
      ok: false,
      error: { kind: 'no-evidence', candidates: [] },
    });
  });
});
