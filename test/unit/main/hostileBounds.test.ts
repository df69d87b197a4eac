/**
 * Every hostile shape under everything that looks at a disk: processor time, memory and reads go with what the file holds,
 * and never with what it claims. One table; a shape that is added is tried with every operation, and the other way round.
 */
import { expect, test } from 'vitest';
import { firstRuns } from '../../../main/report/blockRuns';
import { diskRuns } from '../../../main/report/diskRuns';
import { fileFacts, htmlReport } from '../../../main/report/htmlReport';
import { infoDocument } from '../../../main/report/infoDocument';
import { blockCountOf, blockSectorsOf, blockTable } from '../../../main/vhd/describe/blockTable';
import type { BlockFile } from '../../../main/vhd/read/blockFile';
import type { Chain } from '../../../main/vhd/read/chain';
import { checkDisk } from '../../../main/vhd/check/checkDisk';
import { describe as describeChain } from '../../../main/vhd/describe/describe';
import { skeletonRanges } from '../../../main/vhd/ops/skeleton';
import { planRepair, repairOffers } from '../../../main/vhd/repair/planRepair';
import type { Finding } from '../../../shared/findings';
import { budgetMs, cpuMs } from '../../support/cpuTime';
import { FRESH_ID, requestFor } from '../../support/damageRepairs';
import { footerBytes, headerBytes, put32, putText } from '../../support/imageBuilder';
import { sparseFile, spyOn } from '../../support/memoryFile';
import { chainOf, NOW } from '../../support/opened';
import { seeded } from '../../support/random';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const BLOCK = 2 * MIB;
const go = { aborted: false };

type Shape = { readonly size: number | bigint; readonly entries: number; readonly blockBytes: number; readonly end: number };
type Pieces = readonly (readonly [number, Uint8Array])[];

/** Footer copy, header, what is given, footer. */
function sparse(
  { size, entries, blockBytes, end }: Shape,
  pieces: Pieces,
  creator?: { creator: string; creatorVersion: number },
): BlockFile {
  const footer = footerBytes({ type: 3, size, ...creator });
  return sparseFile(end + 512, [[0, footer], [512, headerBytes({ entries, blockBytes })], ...pieces, [end, footer]]);
}

const tableOf = (count: number, entryOf: (block: number) => number): Uint8Array => {
  const table = new Uint8Array(Math.ceil((count * 4) / 512) * 512).fill(0xff);
  for (let block = 0; block < count; block++) put32(table, block * 4, entryOf(block));
  return table;
};

/** A table of 2,040 GiB where nothing else is sound. */
const lostHeader = (rest: Uint8Array): BlockFile => {
  const footer = footerBytes({ type: 3, size: 2040 * GIB });
  return sparseFile(64 * MIB + 512, [
    [0, footer],
    [1536, rest],
    [64 * MIB, footer],
  ]);
};

function noise(bytes: number): Uint8Array {
  const draw = seeded(5);
  const words = new Uint32Array(bytes / 4);
  for (let i = 0; i < words.length; i++) words[i] = draw.below(2 ** 32);
  return new Uint8Array(words.buffer);
}

const SHAPES: Readonly<Record<string, () => BlockFile>> = {
  'a table of random numbers for 2,000 GiB': () =>
    sparse({ size: 2000 * GIB, entries: 1_024_000, blockBytes: BLOCK, end: 16 * MIB }, [[1536, noise(4_096_000)]]),
  'a table of ones for 2,000 GiB': () =>
    sparse({ size: 2000 * GIB, entries: 1_024_000, blockBytes: BLOCK, end: 16 * MIB }, [[1536, tableOf(1_024_000, () => 1)]]),
  'no header, and random numbers behind its place': () => lostHeader(noise(16 * MIB)),
  'no header, and ones behind its place': () => lostHeader(new Uint8Array(16 * MIB).fill(0xff)),
  'a batmap that claims 20 GiB': () => {
    const head = new Uint8Array(512);
    putText(head, 0, 'tdbatmap');
    put32(head, 12, 4096);
    put32(head, 16, (20 * GIB) / 512);
    put32(head, 20, 0x0001_0002);
    const pieces: Pieces = [
      [1536, new Uint8Array(512).fill(0xff)],
      [2048, head],
    ];
    return sparse({ size: 8 * MIB, entries: 4, blockBytes: BLOCK, end: 21 * GIB }, pieces, {
      creator: 'tap\0',
      creatorVersion: 0x0001_0003,
    });
  },
  'a table of 2^32 entries in 17 GiB of holes': () =>
    sparse({ size: 2040 * GIB, entries: 0xffff_ffff, blockBytes: BLOCK, end: 17 * GIB }, [[1536, new Uint8Array(512).fill(0xff)]]),
  'an empty table and 64 GiB of hole': () =>
    sparse({ size: 64 * GIB, entries: 32_768, blockBytes: BLOCK, end: 64 * GIB }, [[1536, new Uint8Array(131_072).fill(0xff)]]),
  '250,000 blocks at one place': () =>
    sparse({ size: 250_000 * BLOCK, entries: 250_000, blockBytes: BLOCK, end: 8 * MIB }, [[1536, tableOf(250_000, () => 8192)]]),
  '65,536 blocks of 4 KiB, all of them empty': () => {
    const first = (1536 + 65_536 * 4) / 512;
    const end = (first + 65_536 * 9) * 512;
    return sparse({ size: 65_536 * 4096, entries: 65_536, blockBytes: 4096, end }, [[1536, tableOf(65_536, (block) => first + block * 9)]]);
  },
  '131,072 blocks of a sector, every other one present': () => {
    const count = 131_072;
    const first = 3 + (count * 4) / 512;
    const blocks = new Uint8Array(count * 1024);
    for (let block = 0; block < count; block += 2) blocks[block * 1024] = 0x80;
    const end = (first + count * 2) * 512;
    return sparse({ size: count * 512, entries: count, blockBytes: 512, end }, [
      [1536, tableOf(count, (block) => first + block * 2)],
      [first * 512, blocks],
    ]);
  },
  'one block of 256 MiB with every second bit set': () => {
    const table = new Uint8Array(512).fill(0xff);
    put32(table, 0, 4);
    return sparse({ size: 256 * MIB, entries: 1, blockBytes: 256 * MIB, end: 2048 + 65_536 + 256 * MIB }, [
      [1536, table],
      [2048, new Uint8Array(65_536).fill(0xaa)],
    ]);
  },
  'two tebibytes whose every block lies behind the file': () =>
    sparse({ size: 2040 * GIB, entries: 1_044_480, blockBytes: BLOCK, end: 8 * MIB }, [
      [1536, tableOf(1_044_480, (block) => 40_000 + block * 4097)],
    ]),
  'a fixed disk that claims 8 PiB': () => sparseFile(4096 + 512, [[4096, footerBytes({ type: 2, size: 2n ** 53n })]]),
};

const asked = { now: NOW, newId: () => FRESH_ID };
async function findingsOf(chain: Chain): Promise<Finding[]> {
  const found = await checkDisk(chain, { now: NOW, deep: false });
  return found.ok ? [...found.value] : [];
}

/** Takes what is asked for bit by bit, and keeps none of it. */
async function counted<T>(items: AsyncIterable<readonly T[]> | Iterable<T>, most: number): Promise<number> {
  let count = 0;
  for await (const some of items) {
    count += Array.isArray(some) ? some.length : 1;
    if (count >= most) break;
  }
  return count;
}

/** More lines than anybody reads. The caller may stop at any of them, so each has to be cheap, however many there are. */
const MAX_LINES = 100_000;

const OPERATIONS: Readonly<Record<string, (chain: Chain) => Promise<unknown>>> = {
  describe: (chain) => describeChain(chain, NOW),
  check: findingsOf,
  map: async (chain) => [blockTable(chain).states.length, (await firstRuns(chain, go)).runs.length],
  'map of sectors': (chain) => counted(diskRuns(chain, 0, Math.min(chain.layers[0].sectors, 2 ** 33), go), MAX_LINES),
  report: async (chain) => {
    const [top] = chain.layers;
    const described = await describeChain(chain, NOW, await findingsOf(chain));
    const { runs, left } = await firstRuns(chain, go);
    const info = await infoDocument({ paths: ['x.vhd'], top, described, isRepairable: () => false });
    const map = { blockSizeBytes: blockSectorsOf(top) * 512, blocks: blockCountOf(top), runs, runsLeftOut: left };
    const text = htmlReport({ program: 'Platter', made: '2026-01-01T00:00:00Z', info, map }, fileFacts(top, described, null));
    expect(text.length).toBeLessThan(4 * MIB);
  },
  skeleton: ({ layers: [top] }) => counted(skeletonRanges(top), MAX_LINES),
  offers: async (chain) => repairOffers(chain, await findingsOf(chain), asked),
  'plan of repairs': (chain) => planRepair(chain, requestFor({}, { deep: false })),
};

/** On any machine and under a debugger's coverage: what is meant takes a tenth of it. */
const MAX_MS = 6000;

for (const [shape, make] of Object.entries(SHAPES)) {
  let made: BlockFile | null = null;
  test.each(Object.entries(OPERATIONS))(`${shape}: %s is bounded by what the file holds`, async (_, work) => {
    made ??= make();
    const spy = spyOn(made);
    const before = process.memoryUsage();
    const start = cpuMs();
    const chain = await chainOf(spy.file);
    await work(chain);
    const took = cpuMs() - start;
    const after = process.memoryUsage();
    expect(took).toBeLessThan(budgetMs(MAX_MS));
    // A table of a million blocks is 4 MiB; the largest thing that is read as a whole is a block of ordinary size.
    expect(spy.largest).toBeLessThanOrEqual(4 * MIB + 512);
    expect(spy.bytes).toBeLessThan(600 * MIB);
    expect(after.rss - before.rss).toBeLessThan(600 * MIB);
  });
}
