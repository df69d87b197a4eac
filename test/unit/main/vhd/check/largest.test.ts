import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { requestFor } from '../../../../support/damageRepairs';
import { footerBytes, headerBytes } from '../../../../support/imageBuilder';
import { sparseFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';
import { budgetMs, cpuMs } from '../../../../support/cpuTime';

const BLOCK = 2 * 1024 * 1024;
const BLOCKS = 1_044_480;
const FIRST = (1536 + BLOCKS * 4) / 512;

/** 2,040 GiB, with entries as given; what no piece covers is zero. */
function largest(entryOf: (block: number) => number, fileSectors: number): ReturnType<typeof sparseFile> {
  const size = BLOCKS * BLOCK;
  const table = new DataView(new ArrayBuffer(BLOCKS * 4));
  for (let block = 0; block < BLOCKS; block++) table.setUint32(block * 4, entryOf(block));
  const footer = footerBytes({ type: 3, size });
  const end = fileSectors * 512;
  return sparseFile(end + 512, [
    [0, footer],
    [512, headerBytes({ entries: BLOCKS, blockBytes: BLOCK })],
    [1536, new Uint8Array(table.buffer)],
    [end, footer],
  ]);
}

const SECONDS = 1000;

test('a million entries for one block are one finding, told and refused in seconds', async () => {
  const chain = await chainOf(largest(() => FIRST, FIRST + 4097));
  const start = cpuMs();
  const found = await checkDisk(chain, { now: NOW, deep: true });
  expect(found.ok && found.value.map(({ code, facts }) => [code, facts])).toEqual([['B02', { blocks: BLOCKS, first: 0 }]]);
  const repair = await planRepair(chain, requestFor({ choose: { B02: 'split' } }, { deep: false }));
  expect(repair.ok && repair.value.plan.steps).toEqual([]);
  expect(cpuMs() - start).toBeLessThan(budgetMs(20 * SECONDS));
});

test('a million entries are swapped as one change of the table', async () => {
  const turned = (value: number): number => ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
  const chain = await chainOf(largest((block) => turned(FIRST + block * 4097), FIRST + BLOCKS * 4097));
  const start = cpuMs();
  const repair = await planRepair(chain, requestFor({ choose: { B10: 'swap-table' } }, { deep: false }));
  expect(repair.ok && repair.value.after).toEqual([]);
  expect(cpuMs() - start).toBeLessThan(budgetMs(20 * SECONDS));
});

test('a deep check stops when it is told to', async () => {
  const chain = await chainOf(largest((block) => FIRST + block * 4097, FIRST + BLOCKS * 4097));
  const signal = { aborted: false };
  const start = cpuMs();
  const done = checkDisk(chain, {
    now: NOW,
    deep: true,
    signal,
    report: () => {
      signal.aborted = true;
    },
  });
  expect((await done).ok).toBe(true);
  expect(cpuMs() - start).toBeLessThan(budgetMs(10 * SECONDS));
});
