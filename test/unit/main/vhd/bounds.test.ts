/** What a file can make us read, keep and wait for: bounded by what the file holds, not by what it claims. */
import { ftruncateSync, openSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { blockTable } from '../../../../main/vhd/describe/blockTable';
import { describe as describeChain } from '../../../../main/vhd/describe/describe';
import { openImage } from '../../../../main/vhd/read/openImage';
import { budgetMs, cpuMs } from '../../../support/cpuTime';
import { footerBytes, headerBytes, put32 } from '../../../support/imageBuilder';
import { sparseFile, spyOn } from '../../../support/memoryFile';
import { chainOf, NOW, withChain } from '../../../support/opened';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const BLOCK = 2 * MIB;

type Claims = { readonly size: number | bigint; readonly entries: number; readonly blockBytes: number; readonly fileBytes: number };
const pieces = ({ size, entries, blockBytes, fileBytes }: Claims): [number, Uint8Array][] => {
  const footer = footerBytes({ type: 3, size });
  return [
    [0, footer],
    [512, headerBytes({ entries, blockBytes })],
    [fileBytes - 512, footer],
  ];
};

describe('a file of 16 GiB that is nearly all hole and claims 2^32 entries', () => {
  test.each<[string, Partial<Claims>]>([
    ['for 2,040 GiB in usual blocks', { size: 2040 * GIB, blockBytes: BLOCK }],
    ['for 2,040 GiB in blocks of 256 KiB', { size: 2040 * GIB, blockBytes: 256 * 1024 }],
    ['for 2,040 GiB in blocks of a sector', { size: 2040 * GIB, blockBytes: 512 }],
    ['for 2^63 bytes', { size: 2n ** 63n, blockBytes: BLOCK }],
    ['for 2^63 bytes in blocks of a sector', { size: 2n ** 63n, blockBytes: 512 }],
    ['for 8 MiB', { size: 8 * MIB, blockBytes: BLOCK }],
  ])('%s opens or is refused within a second of work and 64 MiB', async (_, claims) => {
    const all: Claims = { size: 0, blockBytes: BLOCK, entries: 0xffff_ffff, fileBytes: 16 * GIB, ...claims };
    const spy = spyOn(sparseFile(all.fileBytes, pieces(all)));
    const before = process.memoryUsage();
    const start = cpuMs();
    const image = await openImage(spy.file, 'disk');
    const took = cpuMs() - start;
    const after = process.memoryUsage();
    expect(took).toBeLessThan(budgetMs(1000));
    expect(spy.bytes).toBeLessThanOrEqual(Math.min(4 * Math.ceil(Number(all.size) / all.blockBytes), 33 * MIB) + 16_384);
    expect(spy.largest).toBeLessThanOrEqual(4 * MIB + 512);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * MIB + spy.bytes);
    if (!image.ok) expect(image.error.kind).toBe('unsupported');
  });

  test('the same, as a real file with a hole', async () => {
    const file = path.join(tempDir(), 'hole.vhd');
    const claims: Claims = { size: 2040 * GIB, blockBytes: BLOCK, entries: 0xffff_ffff, fileBytes: 16 * GIB };
    const handle = openSync(file, 'w');
    ftruncateSync(handle, claims.fileBytes);
    for (const [at, bytes] of pieces(claims)) writeSync(handle, bytes, 0, bytes.length, at);
    closeSync(handle);
    const start = cpuMs();
    await withChain(file, async (chain) => {
      const view = await describeChain(chain, NOW);
      expect(view.findings.map(({ code }) => code)).toContain('B13');
    });
    expect(cpuMs() - start).toBeLessThan(budgetMs(1500));
  });
});

test('a disk of 2,040 GiB with every block in another order opens within half a second or little more', async () => {
  const count = 1_044_480;
  const table = new Uint8Array(count * 4);
  const first = (1536 + count * 4) / 512;
  const order = new Uint32Array(count).map((_, i) => i);
  const random = seeded(2040);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  order.forEach((place, block) => put32(table, block * 4, first + place * 4097));
  const end = (first + count * 4097) * 512;
  const claims: Claims = { size: 2040 * GIB, entries: count, blockBytes: BLOCK, fileBytes: end + 512 };
  const file = sparseFile(end + 512, [...pieces(claims), [1536, table]]);
  const start = cpuMs();
  const chain = await chainOf(file);
  const view = await describeChain(chain, NOW);
  const took = cpuMs() - start;
  console.info(`opened 2,040 GiB, ${count} blocks, in ${took.toFixed(0)} ms`);
  expect([view.findings, view.disk?.blocks.allocated]).toEqual([[], count]);
  expect(blockTable(chain).states.length).toBe(count);
  expect(took).toBeLessThan(budgetMs(1500));
});

test('a million entries that all point to one place are one finding', async () => {
  const count = 1_000_000;
  const table = new Uint8Array(count * 4);
  const at = Math.ceil((1536 + count * 4) / 512);
  for (let i = 0; i < count; i++) put32(table, i * 4, at);
  const fileBytes = (at + 4097) * 512 + 512;
  const file = sparseFile(fileBytes, [...pieces({ size: count * BLOCK, entries: count, blockBytes: BLOCK, fileBytes }), [1536, table]]);
  const start = cpuMs();
  const view = await describeChain(await chainOf(file), NOW);
  expect(view.findings.map(({ code, facts }) => [code, facts])).toEqual([['B02', { blocks: count, first: 0 }]]);
  expect(cpuMs() - start).toBeLessThan(budgetMs(2000));
});

test('a fixed disk that claims 2^62 bytes has a map of at most a million units', async () => {
  const file = sparseFile(4096 + 512, [[4096, footerBytes({ type: 2, size: 2n ** 62n })]]);
  const chain = await chainOf(file);
  const view = await describeChain(chain, NOW);
  expect(view.disk?.blocks.count).toBeLessThanOrEqual(2 ** 20);
  expect(blockTable(chain).states.length).toBe(view.disk?.blocks.count);
  expect(view.findings.map(({ code }) => code)).toEqual(['F07']);
});
