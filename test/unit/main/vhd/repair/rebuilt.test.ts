/** Lost tables: what stands in the blocks says where they belong, and evidence that cannot be right is not believed. */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { needsRebuild } from '../../../../../main/vhd/repair/lostTable';
import { planRebuild, type Rebuild } from '../../../../../main/vhd/repair/rebuild';
import { changed } from '../../../../support/damage';
import { CATALOGUE, chainFor } from '../../../../support/damageChecks';
import { baseImage, BLOCK, childImage, fixedImage, joined, SIZE, TABLE_AT, withEntry } from '../../../../support/fixtures';
import { patterned, put16, putText, sparseImage } from '../../../../support/imageBuilder';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const MIB = 1_048_576;

const planned = async (image: Uint8Array, place: [number, number][] = []) =>
  planRebuild(await chainFor({}, image), { place: new Map(place), now: NOW });

async function rebuilt(image: Uint8Array, place: [number, number][] = []): Promise<Rebuild> {
  const rebuild = await planned(image, place);
  if (rebuild?.ok !== true) throw new Error(JSON.stringify(rebuild));
  return rebuild.value;
}

async function written({ copy }: Rebuild): Promise<Uint8Array> {
  const file = copy.content;
  const bytes = new Uint8Array(file.bytes);
  for await (const { at, data } of file.extents()) bytes.set(data, at);
  for (const { at, data } of file.closing) bytes.set(data, at);
  return bytes;
}

/** A disk with these blocks, in this order in the file; its table emptied when `lost`. */
const disk = (size: number, blocks: readonly [index: number, data: Uint8Array][], lost: boolean): Uint8Array =>
  changed(
    sparseImage({
      size,
      blockBytes: BLOCK,
      blocks: blocks.map(([index, data]) => ({ index, data })),
      footer: { geometry: [0xffff, 16, 255] },
    }).bytes,
    (b) => (lost ? b.fill(0xff, TABLE_AT, TABLE_AT + 16) : b),
  );

/** A GPT header that says it stands at `own`, put into block data at a sector. */
const gptAt = (data: Uint8Array, sector: number, own: number): Uint8Array =>
  changed(data, (d) => {
    putText(d, sector * 512, 'EFI PART');
    new DataView(d.buffer).setBigUint64(sector * 512 + 24, BigInt(own), true);
  });

const [FIRST, SECOND] = [4, 4101] as const;

describe('blocks find their places', () => {
  test('a boot sector stands in the first block, whatever stands before it in the file', async () => {
    const blocks: [number, Uint8Array][] = [
      [1, patterned(BLOCK, 5)],
      [0, changed(patterned(BLOCK, 3), (d) => put16(d, 510, 0x55aa))],
    ];
    const rebuild = await rebuilt(disk(SIZE, blocks, true));
    expect(rebuild.placements).toEqual([
      { sector: FIRST, block: 1, confidence: 'guess', evidence: 'order' },
      { sector: SECOND, block: 0, confidence: 'likely', evidence: 'boot-sector' },
    ]);
    expect(Buffer.compare(await written(rebuild), disk(SIZE, blocks, false))).toBe(0);
  });

  test('a backup GPT inside the last block, which the disk ends in, says so; one at a wrong place says nothing', async () => {
    const size = 7 * MIB;
    const last = size / 512 - 1;
    const data = gptAt(
      gptAt(
        changed(new Uint8Array(BLOCK), (d) => d.set(patterned(MIB, 8))),
        2047,
        last,
      ),
      700,
      5,
    );
    const blocks: [number, Uint8Array][] = [
      [3, data],
      [0, patterned(BLOCK, 3)],
    ];
    const rebuild = await rebuilt(disk(size, blocks, true));
    // The next in order would be behind the last block: the first free one is taken.
    expect(rebuild.placements).toEqual([
      { sector: FIRST, block: 3, confidence: 'certain', evidence: 'partition-table' },
      { sector: SECOND, block: 0, confidence: 'guess', evidence: 'order' },
    ]);
    expect(Buffer.compare(await written(rebuild), disk(size, blocks, false))).toBe(0);
  });

  test('two boot sectors cannot both be the first: the later one takes the next place', async () => {
    const boot = (seed: number): Uint8Array => changed(patterned(BLOCK, seed), (d) => put16(d, 510, 0x55aa));
    const rebuild = await rebuilt(
      disk(
        SIZE,
        [
          [0, boot(3)],
          [1, boot(5)],
        ],
        true,
      ),
    );
    expect(rebuild.placements).toEqual([
      { sector: FIRST, block: 0, confidence: 'likely', evidence: 'boot-sector' },
      { sector: SECOND, block: 1, confidence: 'guess', evidence: 'order' },
    ]);
  });

  test('blocks of zeros say nothing, however many there are: their order is a guess', async () => {
    const zeros = [0, 1, 2, 3].map((i): [number, Uint8Array] => [i, new Uint8Array(BLOCK)]);
    const rebuild = await rebuilt(disk(SIZE, zeros, true));
    expect(rebuild.placements.map(({ block, confidence }) => [block, confidence])).toEqual([0, 1, 2, 3].map((i) => [i, 'guess']));
    const mixed = [0, 1, 2, 3].map((i): [number, Uint8Array] => [i, i === 2 ? new Uint8Array(BLOCK) : patterned(BLOCK, i + 3)]);
    const some = await rebuilt(disk(SIZE, mixed, true));
    expect(some.placements.map(({ confidence }) => confidence)).toEqual(['likely', 'likely', 'guess', 'likely']);
  });

  test('as many blocks as places: their order is likely the right one', async () => {
    const blocks = [3, 5, 6, 7].map((seed, i): [number, Uint8Array] => [i, patterned(BLOCK, seed)]);
    const rebuild = await rebuilt(disk(SIZE, blocks, true));
    expect(rebuild.placements.map(({ block, confidence }) => [block, confidence])).toEqual([0, 1, 2, 3].map((i) => [i, 'likely']));
    expect(Buffer.compare(await written(rebuild), disk(SIZE, blocks, false))).toBe(0);
  });
});

describe('a table of random bytes', () => {
  /** As many entries as the disk has blocks, of which one happens to lie in the file. */
  const random = (near: number): Uint8Array => {
    const image = disk(
      SIZE,
      [3, 5, 6, 7].map((seed, i): [number, Uint8Array] => [i, patterned(BLOCK, seed)]),
      false,
    );
    [0x9c1f_3a77, 0xe00d_11b5, near, 0x4b7a_90c2].forEach((at, block) => withEntry(image, block, at));
    return image;
  };

  test('is no table: its blocks are looked for, also where an entry happens to lie in the file', async () => {
    const sound = disk(
      SIZE,
      [3, 5, 6, 7].map((seed, i): [number, Uint8Array] => [i, patterned(BLOCK, seed)]),
      false,
    );
    expect(Buffer.compare(await written(await rebuilt(random(5000))), sound)).toBe(0);
    const chain = await chainFor({}, random(5000));
    const found = await checkDisk(chain, { now: NOW, deep: false });
    expect(needsRebuild(chain.layers[0], found.ok ? found.value : [])).toBe(true);
    expect(found.ok && found.value.find(({ code }) => code === 'B01')?.facts).toMatchObject({ garbage: true, rebuilds: true });
  });

  test('is not the table of a file that was cut off, whose entries stand in step', async () => {
    const cut = disk(
      SIZE,
      [3, 5, 6, 7].map((seed, i): [number, Uint8Array] => [i, patterned(BLOCK, seed)]),
      false,
    ).slice(0, 2560 + BLOCK);
    const chain = await chainFor({}, cut);
    const found = await checkDisk(chain, { now: NOW, deep: false });
    expect(needsRebuild(chain.layers[0], found.ok ? found.value : [])).toBe(false);
  });
});

describe('is refused', () => {
  const lost = (): Uint8Array => changed(baseImage(), (b) => b.fill(0, TABLE_AT, TABLE_AT + 16));

  test.each<[string, [number, number][], number, string]>([
    ['a block behind the disk’s end', [[SECOND, 4]], 4, 'no-such-block'],
    [
      'one block for two places',
      [
        [FIRST, 2],
        [SECOND, 2],
      ],
      2,
      'named-twice',
    ],
  ])('%s', async (_what, place, block, why) => {
    expect(await planned(lost(), place)).toEqual({ ok: false, error: { kind: 'bad-place', block, why } });
  });

  test('more blocks than the disk has places for', async () => {
    const blocks = [3, 5, 6, 7].map((seed, i): [number, Uint8Array] => [i, patterned(BLOCK, seed)]);
    const five = joined(
      disk(SIZE, blocks, true).slice(0, -512),
      new Uint8Array(512).fill(0xff),
      patterned(BLOCK, 9),
      disk(SIZE, blocks, true).slice(-512),
    );
    const candidates = [0, 1, 2, 3, 4].map((n) => (4 + n * 4097) * 512);
    expect(await planned(five)).toEqual({ ok: false, error: { kind: 'no-evidence', candidates } });
  });

  test('a child’s blocks without room for bitmaps: nobody knows which sectors are its own', async () => {
    const { bytes, blockAt } = childImage({ blocks: [0, 1].map((index) => ({ index, data: patterned(BLOCK, 5 + index) })) });
    const second = blockAt.get(1) ?? 0;
    const crowded = withEntry(joined(bytes.subarray(0, second - 512), bytes.subarray(second)), 1, second / 512 - 1);
    expect(await planned(crowded)).toEqual({ ok: false, error: { kind: 'no-evidence', candidates: [] } });
  });

  test('nothing, where there is no table to lose', async () => {
    expect(await planned(fixedImage())).toBeNull();
  });
});

describe('blocks without room for bitmaps', () => {
  const crowded = (): Uint8Array => CATALOGUE.find(({ id }) => id === 'E12')?.make() ?? new Uint8Array();
  const blockOf = (bytes: Uint8Array, entry: number): Uint8Array => {
    const at = new DataView(bytes.buffer).getUint32(TABLE_AT + entry * 4) * 512;
    return bytes.subarray(at + 512, at + 512 + BLOCK);
  };

  test('are laid anew when the footer is gone and the last sector cut: what is left of it is kept', async () => {
    const image = crowded().slice(0, -512 - 100);
    const bytes = await written(await rebuilt(image));
    const expected = patterned(BLOCK, 91);
    expected.fill(0, BLOCK - 100);
    expect(Buffer.compare(blockOf(bytes, 2), expected)).toBe(0);
  });

  test('and an entry of zero beside them is no block, and stays', async () => {
    const rebuild = await rebuilt(withEntry(crowded(), 3, 0));
    expect(rebuild.placements.map(({ block }) => block)).toEqual([0, 2]);
    expect(rebuild.after.map(({ code }) => code)).toEqual(['B03']);
    expect(Buffer.compare(blockOf(await written(rebuild), 2), patterned(BLOCK, 91))).toBe(0);
  });
});

test.each([
  ['table', 1536],
  ['header', 512],
] as const)('a %s that the drive does not give: a copy can be put together, and that is said', async (lost, at) => {
  const chain = await chainOf(failingFile(memoryFile(baseImage()), at, at + 512));
  const error = { kind: 'rebuild-copy', at, lost, blocks: null };
  expect(await planRebuild(chain, { place: new Map(), now: NOW })).toEqual({ ok: false, error });
});
