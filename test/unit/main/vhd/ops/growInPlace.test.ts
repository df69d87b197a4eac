import { describe, expect, test } from 'vitest';
import { planGrowInPlace } from '../../../../../main/vhd/ops/growInPlace';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { applied } from '../../../../support/appliedPlan';
import { baseImage, fixedImage, inBothFooters, inHeader, SIZE, xenImage } from '../../../../support/fixtures';
import { get32, patterned, put32, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';
import { readPlainly } from '../../../../support/plainReader';

const BLOCK = 4096;
const dynamic = (blocks: number): Uint8Array =>
  sparseImage({ size: blocks * BLOCK, blockBytes: BLOCK, blocks: [{ index: 1, data: patterned(BLOCK, 5) }] }).bytes;

const planned = async (bytes: Uint8Array, sectors: number) => planGrowInPlace(await imageIn(memoryFile(bytes)), sectors);

async function grown(bytes: Uint8Array, sectors: number): Promise<Uint8Array> {
  const plan = await planned(bytes, sectors);
  if (!plan.ok || plan.value === null) throw new Error('it does not grow');
  return applied(bytes, plan.value);
}

const takesNewFile = { ok: true, value: null };

describe('grows', () => {
  test('a dynamic disk inside the sector its table has, zeros behind the entries made unallocated', async () => {
    const before = dynamic(5);
    // Some writers pad the table with zeros.
    before.fill(0, 1536 + 20, 2048);
    const after = await grown(before, 128 * 8);
    expect(after.length).toBe(before.length);
    expect(get32(after, 512 + 28)).toBe(128);
    for (let entry = 5; entry < 128; entry++) expect(get32(after, 1536 + entry * 4)).toBe(0xffff_ffff);
    const { disk, faults } = readPlainly(after, null);
    expect(faults).toEqual([]);
    const want = new Uint8Array(128 * BLOCK);
    want.set(patterned(BLOCK, 5), BLOCK);
    expect(disk !== null && Buffer.compare(disk, want) === 0).toBe(true);
  });

  test('a disk whose table has the entries already, by its size alone', async () => {
    const before = dynamic(5);
    const after = await grown(
      inHeader(before, (b, at) => put32(b, at + 28, 128)),
      128 * 8,
    );
    expect(get32(after, 512 + 28)).toBe(128);
    expect(after.subarray(after.length - 464, after.length - 456)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 8, 0, 0));
  });

  test('a fixed disk, where its footer is the last thing', async () => {
    const after = await grown(fixedImage(), SIZE / 512 + 9);
    expect(after.length).toBe(SIZE + 9 * 512 + 512);
    expect(after.subarray(SIZE, SIZE + 9 * 512).every((byte) => byte === 0)).toBe(true);
  });
});

describe('takes a new file', () => {
  test('for a size that is no larger', async () => {
    expect(await planned(baseImage(), SIZE / 512)).toEqual(takesNewFile);
    expect(await planned(baseImage(), 8)).toEqual(takesNewFile);
  });

  test('for a disk in a saved state, which then is refused', async () => {
    const saved = (bytes: Uint8Array): Uint8Array => inBothFooters(bytes, (b, at) => b.fill(1, at + 84, at + 85));
    expect(await planned(saved(dynamic(5)), 128 * 8)).toEqual(takesNewFile);
  });

  test('for one entry more than the table’s sector holds', async () => {
    expect(await planned(dynamic(5), 128 * 8 + 1)).toEqual(takesNewFile);
  });

  test('for a size of no table', async () => {
    expect(await planned(baseImage(), 2 ** 33)).toEqual(takesNewFile);
  });

  test('for a disk of Xen, whose batmap counts blocks too', async () => {
    expect(await planned(xenImage(), SIZE / 512 + 8)).toEqual(takesNewFile);
  });

  test('for a disk without its footer, its copy, or its table', async () => {
    const whole = dynamic(5);
    expect(await planned(whole.subarray(0, whole.length - 512), 64)).toEqual(takesNewFile);
    const copyless = whole.slice();
    copyless.fill(0, 0, 512);
    expect(await planned(copyless, 64)).toEqual(takesNewFile);
    const tableless = inHeader(whole.slice(), (b, at) => put32(b, at + 20, 1537));
    expect(await planned(tableless, 64)).toEqual(takesNewFile);
  });

  test('for entries behind the last block that point at blocks', async () => {
    const { bytes, tableAt, blockAt } = sparseImage({
      size: 4 * BLOCK,
      blockBytes: BLOCK,
      entries: 8,
      blocks: [1, 6].map((index) => ({ index, data: patterned(BLOCK, index) })),
    });
    expect(get32(bytes, tableAt + 24)).toBe((blockAt.get(6) ?? 0) / 512);
    expect(await planned(bytes, 8 * 8)).toEqual(takesNewFile);
  });

  test('for a last block that is stored only as far as the disk goes: the footer behind it would become data', async () => {
    // Nine sectors of disk in blocks of eight: of block 1 its bitmap and one sector are there.
    const { bytes } = sparseImage({ size: 9 * 512, blockBytes: BLOCK, blocks: [{ index: 1, data: patterned(512, 5) }] });
    const short = new Uint8Array(bytes.length - 7 * 512);
    short.set(bytes.subarray(0, short.length - 512));
    short.set(bytes.subarray(-512), short.length - 512);
    expect(await planned(short, 16)).toEqual(takesNewFile);
    expect(await planned(bytes, 16)).not.toEqual(takesNewFile);
  });

  test('for a header that another structure lies over', async () => {
    const bytes = inHeader(dynamic(5), (b, at) => put32(b, at + 20, 1024));
    expect(await planned(bytes, 64)).toEqual(takesNewFile);
  });

  test('for a fixed disk with junk behind its footer', async () => {
    const junk = new Uint8Array(SIZE + 2048).fill(0x4a, SIZE);
    junk.set(fixedImage());
    expect(await planned(junk, SIZE / 512 + 9)).toEqual(takesNewFile);
  });
});

test('what is no disk is refused', async () => {
  for (const [as, answer] of [
    ['bytes', { ok: false, error: { kind: 'not-a-disk' } }],
    ['raw', takesNewFile],
  ] as const) {
    const opened = await openImage(memoryFile(new Uint8Array(4096)), as);
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await planGrowInPlace(opened.value, 99)).toEqual(answer);
  }
});
