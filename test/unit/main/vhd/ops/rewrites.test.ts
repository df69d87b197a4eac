/** What rewrites refuse, and what they keep: before any byte of the new file is written. */
import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../../../main/vhd/read/chain';
import type { Image } from '../../../../../main/vhd/read/image';
import { planCompact, planDefragment } from '../../../../../main/vhd/ops/compact';
import { planAzureReady, planNewDisk } from '../../../../../main/vhd/ops/convert';
import { planFlatten } from '../../../../../main/vhd/ops/flatten';
import { planMerge } from '../../../../../main/vhd/ops/merge';
import { planResize } from '../../../../../main/vhd/ops/resize';
import { keptLink, type Link } from '../../../../../main/vhd/ops/rewrite';
import { layOut, shapeRefusal } from '../../../../../main/vhd/ops/sparseLayout';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { baseImage, BLOCK, childImage, fixedImage, inBothFooters, inHeader, SIZE, withEntry, xenImage } from '../../../../support/fixtures';
import { finderFor } from '../../../../support/damageChecks';
import { put32, sparseImage, utf16 } from '../../../../support/imageBuilder';
import { CREATOR, FRESH } from '../../../../support/jobs';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { chainOf, imageIn } from '../../../../support/opened';

const SECTORS = SIZE / 512;
const chain = (bytes: Uint8Array): Promise<Chain> => chainOf(memoryFile(bytes));
/** CHILD with BASE under it. */
const pair = (): Promise<Chain> => chainOf(memoryFile(childImage().bytes), finderFor({ child: true }));
const orphan = (): Promise<Chain> => chain(childImage().bytes);
const suspended = (bytes: Uint8Array): Uint8Array => inBothFooters(bytes, (b, at) => b.fill(1, at + 84, at + 85));

async function linkOf(image: Image): Promise<Link> {
  const link = await keptLink(image);
  if (!link.ok) throw new Error(link.error.kind);
  return link.value;
}

async function rawChain(sectors: number): Promise<Chain> {
  const opened = await openImage(memoryFile(new Uint8Array(sectors * 512)), 'raw');
  if (!opened.ok) throw new Error(opened.error.kind);
  return { layers: [opened.value], parent: null };
}

const lost = { kind: 'parent-missing', expectedId: '00000000-0000-0000-1122-334455667788', lookedFor: ['p.vhd'], of: null, isThere: false };
const refused = (error: object): object => ({ ok: false, error });

describe('compacting', () => {
  test.each([planCompact, planDefragment])('%o refuses what has no blocks, and a disk with a saved state', async (planner) => {
    expect(await planner(await chain(fixedImage()), CREATOR)).toEqual(refused({ kind: 'wrong-kind', needs: 'sparse' }));
    expect(await planner(await chain(suspended(baseImage())), CREATOR)).toEqual(refused({ kind: 'saved-state' }));
  });

  test('a child needs its parent to see what is the same, and none to be put in order', async () => {
    expect(await planCompact(await orphan(), CREATOR)).toEqual(refused(lost));
    expect((await planDefragment(await orphan(), CREATOR)).ok).toBe(true);
    expect((await planCompact(await pair(), CREATOR)).ok).toBe(true);
  });
});

describe('flattening and converting', () => {
  test('refuse a chain that is not whole', async () => {
    expect(planFlatten(await orphan(), FRESH)).toEqual(refused(lost));
  });

  test('a chain becomes raw, fixed or dynamic, of the child’s size', async () => {
    const whole = await pair();
    expect(planFlatten(whole, FRESH, 'raw')).toMatchObject({
      ok: true,
      value: { target: { kind: 'flat', sectors: SECTORS, closing: null } },
    });
    expect(planFlatten(whole, FRESH, 'fixed')).toMatchObject({ ok: true, value: { target: { kind: 'flat', closing: { at: SIZE } } } });
    expect(planFlatten(whole, FRESH)).toMatchObject({
      ok: true,
      value: { keep: 'non-zero', target: { kind: 'sparse', blockBytes: BLOCK } },
    });
  });

  test('there is no disk without sectors, and none of odd blocks', async () => {
    const empty = await rawChain(0);
    expect(planNewDisk(empty, { type: 'fixed', fresh: FRESH })).toEqual(refused({ kind: 'size-zero', bytes: 0 }));
    expect(await planAzureReady(empty, FRESH)).toEqual(refused({ kind: 'size-zero', bytes: 0 }));
    const some = await rawChain(8);
    expect(planNewDisk(some, { type: 'dynamic', fresh: FRESH, blockBytes: 3000 })).toEqual(
      refused({ kind: 'bad-block-size', bytes: 3000 }),
    );
  });
});

describe('merging', () => {
  test('refuses a disk without a parent, and more ancestors than there are, or none', async () => {
    expect(await planMerge(await chain(baseImage()), 1, CREATOR)).toEqual(refused({ kind: 'wrong-kind', needs: 'differencing' }));
    const more = refused({ kind: 'wrong-kind', needs: 'more-layers' });
    expect(await planMerge(await pair(), 0, CREATOR)).toEqual(more);
    expect(await planMerge(await pair(), 2, CREATOR)).toEqual(more);
  });

  test('names the parent that is missing rather than a number', async () => {
    expect(await planMerge(await orphan(), 1, CREATOR)).toEqual(refused(lost));
  });
});

describe('resizing', () => {
  const resize = async (made: Chain | Uint8Array, sectors: number, force = false) =>
    planResize(made instanceof Uint8Array ? await chain(made) : made, { sectors, force }, CREATOR);

  test('refuses what is no disk, a saved state, and the size it has', async () => {
    expect(await resize(await rawChain(8), 16)).toEqual(refused({ kind: 'wrong-kind', needs: 'disk' }));
    expect(await resize(suspended(fixedImage()), SECTORS + 8)).toEqual(refused({ kind: 'saved-state' }));
    expect(await resize(baseImage(), SECTORS)).toEqual(refused({ kind: 'wrong-kind', needs: 'larger' }));
  });

  test('refuses a size that no table can say, and a disk whose table is lost', async () => {
    expect(await resize(baseImage(), 2 ** 33)).toMatchObject(refused({ kind: 'size-too-large' }));
    expect(await resize(baseImage(), 0, true)).toEqual(refused({ kind: 'size-zero', bytes: 0 }));
    const headless = inHeader(baseImage(), (b, at) => put32(b, at + 20, 1537));
    expect(await resize(headless, SECTORS + 8)).toEqual(refused({ kind: 'no-block-map' }));
  });

  /** One primary partition from sector 2048 to 10239. */
  const partitioned = (): Uint8Array => {
    const bytes = fixedImage();
    bytes.fill(0, 446, 510);
    bytes.set([0, 0, 0, 0, 7, 0, 0, 0, 0x00, 0x08, 0, 0, 0x00, 0x20, 0, 0], 446);
    bytes.set([0x55, 0xaa], 510);
    return bytes;
  };

  test('refuses to cut a partition, by number and end, unless forced', async () => {
    expect(await resize(partitioned(), 10_239)).toEqual(refused({ kind: 'partition-beyond', index: 1, endLba: 10_240 }));
    expect(await resize(partitioned(), 10_240)).toMatchObject({ ok: true, value: { mustBeZeroFrom: 10_240 } });
    expect(await resize(partitioned(), 10_239, true)).toMatchObject({ ok: true, value: { mustBeZeroFrom: null } });
  });

  test('a child keeps its kind and reads its own layer alone', async () => {
    const made = await resize(await pair(), SECTORS + 8);
    expect(made).toMatchObject({ ok: true, value: { mustBeZeroFrom: null, rewrite: { view: { layers: [{ kind: 'differencing' }] } } } });
    if (!made.ok || made.value.rewrite.target.kind !== 'sparse') throw new Error('not sparse');
    expect(made.value.rewrite.target.footer[63]).toBe(4);
  });
});

describe('what a new file keeps', () => {
  test('a disk from Xen whose batmap is left out is not signed as Xen’s', async () => {
    const made = await planCompact(await chain(xenImage()), CREATOR);
    if (!made.ok || made.value.target.kind !== 'sparse') throw new Error('not sparse');
    expect(Buffer.from(made.value.target.footer.subarray(28, 40)).toString('latin1')).toBe('win \0\x0a\0\0Wi2k');
  });

  test('locators as they are, those that point out of the file left out; a bad sector under one is an error', async () => {
    const { bytes } = childImage({
      locators: [
        { slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') },
        { slot: 2, code: 'W2ku', data: utf16('C:\\p.vhd', 'le'), at: 2n ** 40n },
        { slot: 5, code: 'MacX', data: new TextEncoder().encode('file:///p.vhd') },
      ],
    });
    const image = await imageIn(memoryFile(bytes));
    expect((await linkOf(image)).locators.map(({ slot, entry }) => [slot, Buffer.from(entry.subarray(0, 4)).toString('latin1')])).toEqual([
      [0, 'W2ru'],
      [5, 'MacX'],
    ]);
    const gone = { ...image, file: failingFile(image.file, 2048, 2049) };
    expect(await keptLink(gone)).toMatchObject({ ok: false, error: { kind: 'read-failed', at: 2048 } });
  });

  test('a locator of a platform that we do not know, entry and room, byte for byte', async () => {
    const vendor = new Uint8Array(1024).fill(0x56, 0, 40).fill(0x57, 600, 700);
    const { bytes } = childImage({
      locators: [
        { slot: 0, code: 'Abcd', data: vendor, length: 40, space: 2 },
        { slot: 3, code: 'W2ru', data: utf16('.\\p.vhd', 'le') },
      ],
    });
    inHeader(bytes, (b, at) => put32(b, at + 576 + 12, 0x1234_5678));
    const [kept] = (await linkOf(await imageIn(memoryFile(bytes)))).locators;
    expect(kept?.data).toEqual(vendor);
    expect(kept?.room).toBe(1024);
    expect(kept?.entry).toEqual(bytes.slice(512 + 576, 512 + 600));
  });
});

describe('the shape of a sparse disk', () => {
  test('has limits: no sectors, too many, and blocks that are no power of two or of no usual size', () => {
    expect(shapeRefusal(0, BLOCK)).toEqual({ kind: 'size-zero', bytes: 0 });
    expect(shapeRefusal(2 ** 33, BLOCK)).toEqual({ kind: 'size-too-large', bytes: 2 ** 42 });
    for (const bytes of [256, 3000, 2 ** 29]) expect(shapeRefusal(8, bytes)).toEqual({ kind: 'bad-block-size', bytes });
    // 2040 GiB in blocks of a sector: four thousand million entries.
    expect(shapeRefusal(2040 * 2 ** 21, 512)).toEqual({
      kind: 'blocks-too-small',
      bytes: 2040 * 2 ** 30,
      blockBytes: 512,
    });
    expect(shapeRefusal(2040 * 2 ** 21, BLOCK)).toBeNull();
  });

  test('is not laid out where it has none, nor where entries could not reach its end', async () => {
    const made = await planDefragment(await chain(baseImage()), CREATOR);
    if (!made.ok || made.value.target.kind !== 'sparse') throw new Error('not sparse');
    const { target } = made.value;
    expect(layOut({ ...target, sectors: 0 }, new Uint8Array())).toEqual(refused({ kind: 'size-zero', bytes: 0 }));
    // 2040 GiB in blocks of 256 KiB, each with a page for its bitmap: the last ones lie behind file sector 2^32.
    const large = { ...target, sectors: 2040 * 2 ** 21, blockBytes: 262_144 };
    const kept = new Uint8Array(large.sectors / 512).fill(1);
    const whole = layOut(large, kept);
    expect(whole.ok ? null : whole.error).toEqual({ kind: 'blocks-too-small', bytes: large.sectors * 512, blockBytes: 262_144 });
    expect(layOut(large, kept.fill(0, 1)).ok).toBe(true);
  });
});

test('an entry past the end of the file is no block to keep', async () => {
  const made = await planDefragment(await chain(withEntry(baseImage(), 1, 0x00ff_ffff)), CREATOR);
  expect(made).toMatchObject({ ok: true, value: { keep: 'stored', range: { from: 0, sectors: SECTORS } } });
});

test('a disk of small blocks is packed, and one of large blocks laid on pages', async () => {
  const small = sparseImage({ size: 8 * 4096, blockBytes: 4096, blocks: [] }).bytes;
  expect(await planDefragment(await chain(small), CREATOR)).toMatchObject({ value: { target: { align: 512 } } });
  expect(await planDefragment(await chain(baseImage()), CREATOR)).toMatchObject({ value: { target: { align: 4096 } } });
});
