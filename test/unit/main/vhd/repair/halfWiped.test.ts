/** A table that names some of its blocks and has lost the others: those that are left are fixed points of the order. */
import { describe, expect, test } from 'vitest';
import { planRebuild } from '../../../../../main/vhd/repair/rebuild';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { needsRebuild } from '../../../../../main/vhd/repair/lostTable';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import type { Placement } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { chainFor } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { withEntry } from '../../../../support/fixtures';
import { patterned, put16, put32, sparseImage } from '../../../../support/imageBuilder';
import { NOW } from '../../../../support/opened';

const NOWHERE = 0xffff_ffff;
/** 1,024 sectors of data and one of bitmap. */
const [BLOCK, EXTENT] = [524_288, 1025];

/** The file's blocks in this order, of a disk of 16; the entries of `wipe` are set to FF. */
function disk(order: readonly number[], wipe: readonly number[], change: (data: Uint8Array, block: number) => void = () => {}): Uint8Array {
  const blocks = order.map((index) => {
    const data = patterned(BLOCK, 3 + index);
    change(data, index);
    return { index, data };
  });
  const { bytes } = sparseImage({ size: 16 * BLOCK, blockBytes: BLOCK, blocks, footer: { geometry: [240, 4, 17] } });
  for (const block of wipe) withEntry(bytes, block, NOWHERE);
  return bytes;
}

async function placed(image: Uint8Array, place: readonly [number, number][] = []): Promise<readonly Placement[]> {
  const rebuild = await planRebuild(await chainFor({}, image), { place: new Map(place), now: NOW, mayGuess: true });
  if (rebuild?.ok !== true) throw new Error(JSON.stringify(rebuild));
  return rebuild.value.placements;
}

const said = (all: readonly Placement[]): string[] => all.map(({ block, confidence, evidence }) => `${block} ${confidence} ${evidence}`);

/** An MBR whose one partition begins at LBA 1,024, in block 1, and an ext superblock of its second group, 8,193 KiB behind that. */
const PARTITION_AT = 1024;
function withExt(data: Uint8Array, block: number): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (block === 0) {
    data.fill(0, 446, 512);
    view.setUint8(450, 0x83);
    view.setUint32(454, PARTITION_AT, true);
    view.setUint32(458, 15 * 1024, true);
    put16(data, 510, 0x55aa);
  }
  // Groups of 2,048 blocks of 1 KiB: group 1 begins at 1 KiB + 2 MiB, sector 4,098, LBA 5,122, which is sector 2 of block 5.
  const at = block === 1 ? 2 * 512 : block === 5 ? 2 * 512 : -1;
  if (at < 0) return;
  data.fill(0, at, at + 512);
  view.setUint32(at + 4, 7680, true);
  view.setUint32(at + 20, 1, true);
  view.setUint32(at + 24, 0, true);
  view.setUint32(at + 32, 2048, true);
  view.setUint16(at + 56, 0xef53, true);
  view.setUint16(at + 90, block === 5 ? 1 : 0, true);
}

describe('blocks go back between those that are left', () => {
  test('likely where exactly as many are missing there, and a guess where more are', async () => {
    const image = disk([0, 1, 2, 3, 9, 12], [1, 2, 9]);
    expect(said(await placed(image))).toEqual(['1 likely order', '2 likely order', '4 guess order']);
  });

  test('by nothing but a guess where those that are left stand in no order', async () => {
    const image = disk([2, 1, 0], [1]);
    expect(said(await placed(image))).toEqual(['1 guess order']);
  });

  test('as the file system in them says, whose partition a block tells that is left, or one that is lost', async () => {
    for (const wipe of [[1, 3, 5], [0, 1, 3, 5], [5]])
      expect(said(await placed(disk([0, 1, 3, 5, 8], wipe, withExt)))).toContain('5 likely file-system');
  });

  test('as the user says, and the others by what is left', async () => {
    const image = disk([0, 3, 6, 12], [3, 6]);
    expect(said(await placed(image, [[4 + EXTENT, 10]]))).toEqual(['10 certain given', '11 likely order']);
  });

  test('but not where the block they name has a place: that is an old copy', async () => {
    const image = disk([0, 1, 7], [1], (data, block) => block === 1 && put16(data, 510, 0x55aa));
    const rebuild = await planRebuild(await chainFor({}, image), { place: new Map(), now: NOW, mayGuess: true });
    expect(rebuild).toEqual({ ok: false, error: { kind: 'no-evidence', candidates: [(4 + EXTENT) * 512] } });
  });

  test('into the blocks whose entries cannot be right, where as many were found, and not into others that are free', async () => {
    // In the order of the file, nothing says whether the block behind 2 is 3, or 5, or 9. The table says that block 9 is stored.
    const image = withEntry(disk([0, 2, 9], []), 9, 0x9c1f_3a77);
    expect(said(await placed(image))).toEqual(['9 likely bad-entry']);
    // Where the others stand in no order, that block is still the only one that it can be.
    expect(said(await placed(withEntry(disk([9, 0, 5, 2], []), 5, 2)))).toEqual(['5 likely bad-entry']);
    expect(said(await placed([3, 9].reduce((b, block) => withEntry(b, block, 0x9c1f_3a77), disk([0, 3, 4, 9], []))))).toEqual([
      '3 likely order',
      '9 likely order',
    ]);
    // More were found than have a wrong entry.
    expect(said(await placed(withEntry(disk([0, 2, 9], [2]), 9, 0x9c1f_3a77)))).toEqual(['1 guess order', '2 guess order']);
  });

  test('but not where the file was cut off, whose entries behind the end were right', async () => {
    const cut = withEntry(disk([0, 2, 5, 9], []), 2, NOWHERE).slice(0, (4 + 3 * EXTENT) * 512);
    expect(said(await placed(cut))).toEqual(['1 guess order']);
  });

  test('as many as there are blocks without a place', async () => {
    // All 16 blocks are named, and a seventeenth stands behind them.
    const all = Array.from({ length: 16 }, (_, block) => block);
    const image = disk(all, []);
    const extra = image.slice(4 * 512, (4 + EXTENT) * 512);
    const more = new Uint8Array(image.length + extra.length);
    more.set(image.subarray(0, -512));
    more.set(extra, image.length - 512);
    more.set(image.subarray(-512), more.length - 512);
    const rebuild = await planRebuild(await chainFor({}, more), { place: new Map(), now: NOW, mayGuess: true });
    expect(rebuild).toMatchObject({ ok: false, error: { kind: 'no-evidence' } });
  });
});

test('in the file itself all go back that are no guesses, and the disk is as it was', async () => {
  const whole = disk([0, 1, 3, 5, 8], [], withExt);
  const chain = await chainFor({}, disk([0, 1, 3, 5, 8], [0, 1, 5], withExt));
  const repair = await planRepair(chain, requestFor({ choose: { B22: 'adopt-block' } }));
  if (!repair.ok) throw new Error(repair.error.kind);
  const bytes = applied(disk([0, 1, 3, 5, 8], [0, 1, 5], withExt), repair.value.plan);
  // Block 1 stands between 0 and 3, where two are free: the superblock tells that it begins the partition.
  expect(Buffer.compare(bytes, whole)).toBe(0);
});

describe('a rebuild is offered', () => {
  const offered = async (image: Uint8Array, deep: boolean): Promise<boolean> => {
    const chain = await chainFor({}, image);
    const found = await checkDisk(chain, { now: NOW, deep });
    if (!found.ok) throw new Error(found.error.kind);
    return needsRebuild(chain.layers[0], found.value);
  };

  test('for lost blocks, before they are found and after', async () => {
    const image = disk([0, 1, 3], [1]);
    expect([await offered(image, false), await offered(image, true)]).toEqual([true, true]);
    expect(await offered(disk([0, 1, 3], []), true)).toBe(false);
  });

  test('where an entry cannot be right that lies over another block, however few blocks overlap nothing', async () => {
    // Of two or three blocks one points 100 sectors into the first: the room of the one that it should name is left over.
    for (const order of [
      [0, 5],
      [0, 5, 7],
    ]) {
      const wrong = withEntry(disk(order, []), 5, 104);
      expect(await offered(wrong, false)).toBe(true);
      expect(said(await placed(wrong))).toEqual(['5 likely order']);
    }
  });

  test('not in a file without room for one block, whatever its table says', async () => {
    // Two headers and a table of one sector, 2,048 bytes; four sectors behind them; the footer.
    const { bytes } = sparseImage({ size: 4 * 2_097_152, blockBytes: 2_097_152, blocks: [] });
    const tiny = new Uint8Array(4608);
    tiny.set(bytes.subarray(0, 2048));
    tiny.set(bytes.subarray(-512), 4096);
    [0x9c1f_3a77, 0xe00d_11b5, 0x7d3e_f001, 0x4b7a_90c2].forEach((at, i) => put32(tiny, 1536 + i * 4, at));
    expect(await offered(tiny, false)).toBe(false);
    tiny.fill(0, 1536, 2048);
    expect(await offered(tiny, false)).toBe(false);
  });
});
