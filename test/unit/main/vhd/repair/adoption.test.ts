/** Lost blocks go back into the table where there is evidence, and nowhere else; as a new file also where the user says. */
import { describe, expect, test } from 'vitest';
import { checkOrphans, orphansIn } from '../../../../../main/vhd/check/orphanRules';
import { planRepair, repairOffers } from '../../../../../main/vhd/repair/planRepair';
import { planRebuild, type Rebuild } from '../../../../../main/vhd/repair/rebuild';
import { err } from '../../../../../shared/result';
import { applied } from '../../../../support/appliedPlan';
import { changed } from '../../../../support/damage';
import { CATALOGUE, chainFor } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, BLOCK, FOOTER_AT, GEOMETRY, joined, SIZE, withEntry, xenImage } from '../../../../support/fixtures';
import { patterned, put16, putText, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, NOW } from '../../../../support/opened';

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const NOWHERE = 0xffff_ffff;
const [FIRST, SECOND] = [4, 4101] as const;

const rebuildOf = async (image: Uint8Array, place: [number, number][] = []) =>
  planRebuild(await chainFor({}, image), { place: new Map(place), now: NOW });

async function written({ copy }: Rebuild): Promise<Uint8Array> {
  const file = copy.content;
  const bytes = new Uint8Array(file.bytes);
  for await (const { at, data } of file.extents()) bytes.set(data, at);
  for (const { at, data } of file.closing) bytes.set(data, at);
  return bytes;
}

const sectorsOf = async (image: Uint8Array): Promise<readonly number[]> => {
  const found = await orphansIn(await imageIn(memoryFile(image)), 'all');
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
};

async function offered(image: Uint8Array): Promise<string[]> {
  const repair = await planRepair(await chainFor({}, image), requestFor({}));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  return repair.value.open.filter(({ code }) => code === 'B22').map(({ method }) => method);
}

describe('blocks that no entry points to are found', () => {
  test('behind each other, and with their data on a page as Xen lays it', async () => {
    const three = sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      blocks: [0, 1, 2].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
      footer: { geometry: GEOMETRY },
    }).bytes;
    expect(await sectorsOf(withEntry(withEntry(three, 1, NOWHERE), 2, NOWHERE))).toEqual([FIRST + 4097, FIRST + 2 * 4097]);
    // Seven sectors of alignment stand between Xen's blocks.
    expect(await sectorsOf(withEntry(xenImage(), 2, NOWHERE))).toEqual([2_104_832 / 512]);
  });

  test('and told at their own bytes, and at the table that does not name them', async () => {
    const found = await checkOrphans(await imageIn(memoryFile(withEntry(baseImage(), 2, NOWHERE))));
    expect(found).toEqual({
      ok: true,
      value: [
        {
          code: 'B22',
          severity: 'warning',
          facts: { blocks: 1, at: SECOND * 512, placed: 0 },
          where: [
            { structure: 'gap', at: SECOND * 512, bytes: 512 + BLOCK },
            { structure: 'bat', at: 1536, bytes: 16 },
          ],
        },
      ],
    });
  });

  test('while room that looks like none is no block', async () => {
    const slack = joined(baseImage().subarray(0, FOOTER_AT), zeros(3 * BLOCK), baseImage().subarray(FOOTER_AT));
    expect(await sectorsOf(slack)).toEqual([]);
    expect(await sectorsOf(baseImage())).toEqual([]);
  });

  test('and room that is erased throughout is none either', async () => {
    const erased = joined(baseImage().subarray(0, FOOTER_AT), zeros(3 * BLOCK).fill(0xff), baseImage().subarray(FOOTER_AT));
    expect(await sectorsOf(erased)).toEqual([]);
  });

  test('whichever read fails, that is an error, and no repair is offered', async () => {
    const lost = CATALOGUE.find(({ id }) => id === 'E11g')?.make() ?? new Uint8Array();
    const image = await imageIn(memoryFile(lost));
    const error = { kind: 'read-failed', at: 7, bytes: 1, code: 'EIO' } as const;
    /** Its n-th read fails, and all after it. */
    const failingAt = (n: number): { image: typeof image; reads: () => number } => {
      let reads = 0;
      const read: typeof image.file.read = async (at, bytes) => (reads++ >= n ? err(error) : image.file.read(at, bytes));
      return { image: { ...image, file: { ...image.file, read } }, reads: () => reads };
    };
    const whole = failingAt(Infinity);
    const told = await checkOrphans(whole.image);
    expect(whole.reads()).toBeGreaterThan(2);
    for (let n = 0; n < whole.reads(); n++) expect(await checkOrphans(failingAt(n).image)).toEqual({ ok: false, error });
    // One read more than that looks for evidence.
    for (const n of [0, whole.reads()]) {
      const chain = { layers: [failingAt(n).image], parent: null } as const;
      expect(await planRebuild(chain, { place: new Map(), now: NOW })).toEqual({ ok: false, error: { kind: 'cannot-read', at: 7 } });
      const again = { layers: [failingAt(n).image], parent: null } as const;
      expect(await repairOffers(again, told.ok ? told.value : [], { now: NOW, newId: () => '' })).toEqual([]);
    }
  });
});

/** A header of a GPT that says at which sector of the disk it stands. */
const gptSays =
  (own: number) =>
  (b: Uint8Array): void => {
    putText(b, SECOND * 512 + 512 + 512, 'EFI PART');
    new DataView(b.buffer).setBigUint64(SECOND * 512 + 512 + 512 + 24, BigInt(own), true);
  };

describe('without evidence nothing is offered', () => {
  test('and who sees the table of places is shown a guess', async () => {
    const chain = await chainFor({}, withEntry(baseImage(), 2, NOWHERE));
    const rebuild = await planRebuild(chain, { place: new Map(), now: NOW, mayGuess: true });
    // Blocks 1, 2 and 3 are free behind block 0.
    const placements = [{ sector: SECOND, block: 1, confidence: 'guess', evidence: 'order' }];
    expect(rebuild?.ok === true && rebuild.value.placements).toEqual(placements);
  });

  test.each<[string, (b: Uint8Array) => void]>([
    ['data that says nothing', () => {}],
    ['a boot sector, while the first block is in its place', (b) => put16(b, SECOND * 512 + 512 + 510, 0x55aa)],
    ['a GPT that names a place behind the disk', gptSays(4 * 4096 + 1)],
  ])('%s', async (_what, change) => {
    const image = withEntry(changed(baseImage(), change), 2, NOWHERE);
    expect(await offered(image)).toEqual([]);
    expect(await rebuildOf(image)).toEqual({ ok: false, error: { kind: 'no-evidence', candidates: [SECOND * 512] } });
  });

  test('of two blocks that claim one place the first has it', async () => {
    const boot = (b: Uint8Array): void => [FIRST, SECOND].forEach((at) => put16(b, at * 512 + 512 + 510, 0x55aa));
    const three = sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      blocks: [0, 2, 1].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
      footer: { geometry: GEOMETRY },
    }).bytes;
    const rebuild = await rebuildOf(withEntry(withEntry(changed(three, boot), 0, NOWHERE), 2, NOWHERE));
    expect(rebuild?.ok === true && rebuild.value.placements).toEqual([
      { sector: FIRST, block: 0, confidence: 'likely', evidence: 'boot-sector' },
    ]);
  });
});

describe('into a new file', () => {
  test('a block goes where the user knows it to belong', async () => {
    const rebuild = await rebuildOf(withEntry(baseImage(), 2, NOWHERE), [[SECOND, 2]]);
    if (rebuild?.ok !== true) throw new Error(JSON.stringify(rebuild));
    expect(rebuild.value.placements).toEqual([{ sector: SECOND, block: 2, confidence: 'certain', evidence: 'given' }]);
    expect(rebuild.value.after).toEqual([]);
    expect(Buffer.compare(await written(rebuild.value), baseImage())).toBe(0);
  });

  test('a place that another block has, or that the disk lacks, is refused', async () => {
    const image = withEntry(baseImage(), 2, NOWHERE);
    expect(await rebuildOf(image, [[SECOND, 0]])).toEqual({ ok: false, error: { kind: 'bad-place', block: 0, why: 'has-place' } });
    expect(await rebuildOf(image, [[SECOND, 4]])).toEqual({ ok: false, error: { kind: 'bad-place', block: 4, why: 'no-such-block' } });
  });

  test('an offset at which no lost block stands is refused, and told where they stand', async () => {
    const image = withEntry(baseImage(), 2, NOWHERE);
    const error = { kind: 'no-block-there', at: (SECOND + 1) * 512, candidates: [SECOND * 512] };
    expect(await rebuildOf(image, [[SECOND + 1, 2]])).toEqual({ ok: false, error });
    expect(await rebuildOf(baseImage(), [[SECOND, 2]])).toEqual({ ok: false, error: { ...error, at: SECOND * 512, candidates: [] } });
  });

  test.each([
    ['behind the end of the file', 0x0090_0000],
    ['over the table', 3],
    ['zero', 0],
  ])('an entry %s is garbage, and keeps no block from its place, nor others from theirs', async (_, garbage) => {
    const own = await rebuildOf(withEntry(baseImage(), 2, garbage), [[SECOND, 2]]);
    if (own?.ok !== true) throw new Error(JSON.stringify(own));
    expect(Buffer.compare(await written(own.value), baseImage())).toBe(0);
    const beside = await rebuildOf(withEntry(withEntry(baseImage(), 2, NOWHERE), 1, garbage), [[SECOND, 2]]);
    expect(beside?.ok === true && beside.value.placements).toEqual([
      { sector: SECOND, block: 2, confidence: 'certain', evidence: 'given' },
    ]);
  });

  test('a disk that has lost nothing is not rebuilt', async () => {
    expect(await rebuildOf(baseImage())).toBe(null);
  });
});

describe('a block whose entry was overwritten with another’s', () => {
  const three = (): Uint8Array =>
    sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      blocks: [0, 1, 2].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
      footer: { geometry: GEOMETRY },
    }).bytes;

  test('gets back the place that nobody points to, and this is offered first', async () => {
    const image = withEntry(three(), 1, FIRST);
    const chain = await chainFor({}, image);
    const unchosen = await planRepair(chain, requestFor({}));
    expect(unchosen.ok && unchosen.value.open.filter(({ code }) => code === 'B02').map(({ method }) => method)).toEqual([
      'adopt-shared',
      'split',
    ]);
    const repair = await planRepair(chain, requestFor({ choose: { B02: 'adopt-shared' } }, { deep: false }));
    if (!repair.ok) throw new Error(JSON.stringify(repair.error));
    expect(repair.value.after).toEqual([]);
    expect(Buffer.compare(applied(image, repair.value.plan), three())).toBe(0);
  });

  test('is left over by a repair that copies what is shown, and the result says so', async () => {
    const repair = await planRepair(
      await chainFor({}, withEntry(three(), 1, FIRST)),
      requestFor({ choose: { B02: 'split' } }, { deep: false }),
    );
    expect(repair.ok && repair.value.after.map(({ code }) => code)).toEqual(['B22']);
  });

  test('goes where the user says, in a new file, although the table gives that block the shared place', async () => {
    const made = await rebuildOf(withEntry(three(), 1, FIRST), [[SECOND, 1]]);
    if (made?.ok !== true) throw new Error(JSON.stringify(made));
    expect(Buffer.compare(await written(made.value), three())).toBe(0);
  });

  test('is offered nothing where no orphan fits between its neighbours', async () => {
    // Block 3 shares the place of block 0; what stands in the middle can only be block 1, which nothing asks for.
    const image = withEntry(withEntry(three(), 1, NOWHERE), 3, FIRST);
    const repair = await planRepair(await chainFor({}, image), requestFor({}));
    expect(repair.ok && repair.value.open.filter(({ code }) => code === 'B02').map(({ method }) => method)).toEqual(['split']);
  });
});

test('a repair that moves a block under a bitmap that is none says that its data is hidden there', async () => {
  // Entry 1 points a sector into block 0, so that the first sector of its data becomes the bitmap of block 1.
  const image = withEntry(
    changed(baseImage(), (b) => b.fill(0, (FIRST + 1) * 512, (FIRST + 2) * 512)),
    1,
    FIRST + 1,
  );
  const repair = await planRepair(await chainFor({}, image), requestFor({ choose: { B02: 'split' } }, { deep: false }));
  expect(repair.ok && repair.value.after.map(({ code }) => code)).toContain('B15');
});

describe('a block whose entry points into the middle of another one', () => {
  /** In no order, as a file is whose disk was not written from its beginning to its end. */
  const shuffled = (order: readonly number[]): Uint8Array =>
    sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      blocks: order.map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
      footer: { geometry: GEOMETRY },
    }).bytes;

  test.each<[string, readonly number[], number]>([
    ['behind it, whose first sectors the entry claims', [0, 3, 1, 2], FIRST + 100],
    ['before it, whose last sectors the entry claims', [3, 0, 1, 2], SECOND - 100],
    ['far from it', [0, 1, 2, 3], FIRST + 100],
  ])('gets back the place that was its own, %s, and this is offered first', async (_where, order, entry) => {
    const whole = shuffled(order);
    const image = withEntry(shuffled(order), 3, entry);
    const chain = await chainFor({}, image);
    const unchosen = await planRepair(chain, requestFor({}));
    expect(unchosen.ok && unchosen.value.open.find(({ code }) => code === 'B02')?.method).toBe('adopt-shared');
    const repair = await planRepair(chain, requestFor({ choose: { B02: 'adopt-shared' } }, { deep: true }));
    if (!repair.ok) throw new Error(JSON.stringify(repair.error));
    expect(repair.value.after).toEqual([]);
    expect(Buffer.compare(applied(image, repair.value.plan), whole)).toBe(0);
  });
});
