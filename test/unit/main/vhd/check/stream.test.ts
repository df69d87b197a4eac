/** A check as a stream: findings while it runs, a progress that ends where it says, and a signal that is heard. */
import { describe, expect, test } from 'vitest';
import { checkDisk, tellFindings } from '../../../../../main/vhd/check/checkDisk';
import { lostRanges } from '../../../../../main/vhd/check/unread';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { addFinding, sortFindings } from '../../../../../shared/findingList';
import { FINDING_TABLE } from '../../../../../shared/findingTable';
import type { Finding } from '../../../../../shared/findings';
import { CATALOGUE, chainFor } from '../../../../support/damageChecks';
import { childImage, fixedImage, xenImage } from '../../../../support/fixtures';
import { budgetMs, cpuMs } from '../../../../support/cpuTime';
import { footerBytes, headerBytes, patterned, put32, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile, spyOn, type Spy } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const BLOCK = 64 * 1024;
const BLOCKS = 16;

/** Data under clear bits in each of its blocks. */
function hidden(): Uint8Array {
  const bitmap = new Uint8Array(512).fill(0xff, 1, 16);
  const blocks = Array.from({ length: BLOCKS }, (_, index) => ({ index, data: patterned(BLOCK, index + 1), bitmap }));
  return sparseImage({ size: BLOCKS * BLOCK, blockBytes: BLOCK, blocks }).bytes;
}

async function spied(bytes: Uint8Array): Promise<{ readonly spy: Spy; readonly chain: Chain }> {
  const spy = spyOn(memoryFile(bytes));
  const chain = await chainOf(spy.file);
  spy.calls = 0;
  return { spy, chain };
}

const DEEP = { now: NOW, deep: true } as const;

describe('findings', () => {
  test('come while blocks are still to be read, again as more of them are counted, and end with all', async () => {
    const { spy, chain } = await spied(hidden());
    const told: { readonly reads: number; readonly facts: unknown }[] = [];
    const whole = await tellFindings(chain, DEEP, ({ code, facts }) => {
      if (code === 'B15') told.push({ reads: spy.calls, facts });
    });
    expect(whole).toEqual({ ok: true, value: true });
    // Eight sectors of each block are hidden; told at one block, two, four, eight and sixteen.
    const counts = [1, 2, 4, 8, 16];
    expect(told.map(({ facts }) => facts)).toEqual(counts.map((blocks) => ({ blocks, sectors: 8 * blocks, firstLba: 0 })));
    expect(told[0]?.reads).toBeLessThan(spy.calls / 4);
  });

  test.each(CATALOGUE.map((damage) => [damage.id, damage.what, damage] as const))(
    '%s: %s: what is told is the list, nothing else, and only counts come twice',
    async (_id, _what, damage) => {
      const told: Finding[] = [];
      const chain = await chainFor(damage, damage.make());
      await tellFindings(chain, DEEP, (finding) => told.push(finding));
      const list: Finding[] = [];
      for (const one of told) addFinding(list, one);
      expect(await checkDisk(chain, DEEP)).toEqual({ ok: true, value: sortFindings(list) });
      expect(told.filter(({ code }) => FINDING_TABLE[code].counts !== true).length).toBe(
        list.filter(({ code }) => FINDING_TABLE[code].counts !== true).length,
      );
    },
  );
});

describe('the signal', () => {
  test.each([
    ['hidden data', hidden],
    ['a batmap', xenImage],
    ['a child', () => childImage().bytes],
    ['eight mebibytes of a fixed disk', fixedImage],
  ] as const)('is heard at every read of a disk with %s: none follows it', async (_what, make) => {
    const { spy, chain } = await spied(make());
    await tellFindings(chain, DEEP, () => {});
    const all = spy.calls;
    expect(all).toBeGreaterThan(3);
    for (let last = 1; last <= all; last++) {
      const signal = { aborted: false };
      let reads = 0;
      const [top, ...rest] = chain.layers;
      const file: typeof top.file = {
        ...top.file,
        read: (at, bytes, room) => {
          reads += 1;
          signal.aborted = reads >= last;
          return top.file.read(at, bytes, room);
        },
      };
      const stopped = await tellFindings({ ...chain, layers: [{ ...top, file }, ...rest] }, { ...DEEP, signal }, () => {});
      expect({ reads, stopped }).toEqual({ reads: last, stopped: { ok: true, value: false } });
    }
  });

  test('leaves what was told by then', async () => {
    const signal = { aborted: false };
    const { chain } = await spied(hidden());
    const told: Finding['code'][] = [];
    await tellFindings(chain, { ...DEEP, signal }, ({ code }) => {
      told.push(code);
      signal.aborted = code === 'B15';
    });
    // Blocks of 64 KiB are odd by themselves.
    expect(told).toEqual(['H08', 'B15']);
  });
});

/** A dynamic disk with nothing in its blocks; its table as `entryOf` says, and a bitmap for the block at the first place. */
function hostile(shape: { blocks: number; blockBytes: number; entryOf: (block: number) => number; sectors: number; bitmap?: Uint8Array }) {
  const { blocks, blockBytes, entryOf, sectors, bitmap = new Uint8Array() } = shape;
  const table = new Uint8Array(blocks * 4);
  for (let block = 0; block < blocks; block++) put32(table, block * 4, entryOf(block));
  const footer = footerBytes({ type: 3, size: blocks * blockBytes });
  return sparseFile(sectors * 512 + 512, [
    [0, footer],
    [512, headerBytes({ entries: blocks, blockBytes })],
    [1536, table],
    [entryOf(0) * 512, bitmap],
    [sectors * 512, footer],
  ]);
}
const behindTable = (blocks: number): number => Math.ceil((1536 + blocks * 4) / 512);
const MANY = 8_388_608;
const LARGE = 1_044_480;

test.each([
  [
    'a million blocks at one place',
    () => hostile({ blocks: LARGE, blockBytes: 2 ** 21, entryOf: () => behindTable(LARGE), sectors: behindTable(LARGE) + 4097 }),
  ],
  [
    'eight million blocks, none in the file',
    () => hostile({ blocks: MANY, blockBytes: 512, entryOf: () => 0xffff_ffff, sectors: behindTable(MANY) }),
  ],
  [
    'a block of 256 MiB with bits that change all the time',
    () => hostile({ blocks: 1, blockBytes: 2 ** 28, entryOf: () => 4, sectors: 132 + 2 ** 19, bitmap: new Uint8Array(65_536).fill(0xaa) }),
  ],
] as const)('a check of %s asks for the signal again within 200 ms', async (_what, make) => {
  const chain = await chainOf(make());
  const [top] = chain.layers;
  const longestLap = async (): Promise<number> => {
    let last = cpuMs();
    let longest = 0;
    const lap = (): void => void (longest = Math.max(longest, cpuMs() - last));
    const file: typeof top.file = {
      ...top.file,
      read: async (at, bytes, room) => {
        lap();
        const read = await top.file.read(at, bytes, room);
        last = cpuMs();
        return read;
      },
    };
    const told = await tellFindings({ ...chain, layers: [{ ...top, file }] }, { ...DEEP, signal: { aborted: false } }, () => {});
    expect(told).toEqual({ ok: true, value: true });
    lap();
    return longest;
  };
  // The collector of the test runner's heap may run at the same time, and its processor time counts.
  const laps: number[] = [];
  while (laps.length < 3 && Math.min(...laps) >= budgetMs(200)) laps.push(await longestLap());
  expect(Math.min(...laps)).toBeLessThan(budgetMs(200));
});

describe('progress', () => {
  test.each(CATALOGUE.map((damage) => [damage.id, damage.what, damage] as const))(
    '%s: %s: never goes back, and ends at its total',
    async (_id, _what, damage) => {
      const told: [number, number][] = [];
      const chain = await chainFor(damage, damage.make());
      await tellFindings(chain, { ...DEEP, report: (done, total) => told.push([done, total]) }, () => {});
      expect(told.filter(([done], i) => done < (told[i - 1]?.[0] ?? 0))).toEqual([]);
      expect(new Set(told.map(([, total]) => total)).size).toBeLessThanOrEqual(1);
      const [done, total] = told.at(-1) ?? [0, 0];
      expect(done).toBe(total);
    },
  );

  test('is in bytes of the file that are looked at', async () => {
    const { chain } = await spied(hidden());
    const told: [number, number][] = [];
    await tellFindings(chain, { ...DEEP, report: (done, total) => told.push([done, total]) }, () => {});
    const extent = 512 + BLOCK;
    expect(told.at(-1)).toEqual([BLOCKS * extent, BLOCKS * extent]);
    for (let block = 1; block <= BLOCKS; block++) expect(told).toContainEqual([block * extent, BLOCKS * extent]);
  });

  test('does not claim an end that a signal kept it from', async () => {
    const { chain } = await spied(hidden());
    const signal = { aborted: false };
    const told: number[] = [];
    const report = (done: number, total: number): void => {
      told.push(done / total);
      signal.aborted = done >= total / 2;
    };
    await tellFindings(chain, { ...DEEP, signal, report }, () => {});
    expect(Math.max(...told)).toBeLessThan(0.6);
  });
});

test('a million ranges that the drive does not give are one finding, told a few times, with few held', async () => {
  const told: Finding[] = [];
  const lost = lostRanges(memoryFile(new Uint8Array(512)), { header: false, blocks: 0 }, (finding) => told.push(finding));
  const count = 1_000_000;
  for (let i = 0; i < count; i++) lost.note({ at: i * 1024, bytes: 512 });
  lost.end();
  expect(told.at(-1)).toMatchObject({ code: 'E12', facts: { ranges: count, bytes: count * 512 } });
  expect(told.at(-1)?.where).toHaveLength(100);
  expect(told.length).toBeLessThanOrEqual(21);
});
