/** What a deep check costs over hostile disks: by what the file holds, once. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { budgetMs, cpuMs } from '../../../../support/cpuTime';
import { footerBytes, headerBytes, put32 } from '../../../../support/imageBuilder';
import { sparseFile, spyOn } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const BLOCK = 4096;

test('65,536 blocks of zeros whose bits are all clear are looked at once each, and the last of them is the one that was never written', async () => {
  const count = 65_536;
  const table = new Uint8Array(count * 4);
  const first = (1536 + count * 4) / 512;
  // A sector of bitmap and eight of data each, in the order of the disk.
  for (let block = 0; block < count; block++) put32(table, block * 4, first + block * 9);
  const end = (first + count * 9) * 512;
  const footer = footerBytes({ type: 3, size: count * BLOCK });
  const spy = spyOn(
    sparseFile(end + 512, [
      [0, footer],
      [512, headerBytes({ entries: count, blockBytes: BLOCK })],
      [1536, table],
      [end, footer],
    ]),
  );
  const chain = await chainOf(spy.file);
  spy.calls = 0;
  const start = cpuMs();
  const found = await checkDisk(chain, { now: NOW, deep: true });
  const took = cpuMs() - start;
  if (!found.ok) throw new Error(found.error.kind);
  const facts = found.value.filter(({ code }) => code === 'B08' || code === 'B23').map(({ code, facts }) => [code, facts]);
  expect(facts).toEqual([
    ['B23', { block: count - 1 }],
    ['B08', { blocks: count - 1, first: 0, bytes: (count - 1) * BLOCK }],
  ]);
  // 288 MiB, a quarter of a MiB at a time: two reads for each block would be 131,072.
  expect(spy.calls).toBeLessThan(3000);
  console.info(`looked deep at ${count} empty blocks in ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(budgetMs(6000));
});

test('a block of 256 MiB whose bits change from sector to sector is one finding, read in pieces', async () => {
  const blockBytes = 256 * 1024 * 1024;
  const bitmap = new Uint8Array(65_536).fill(0xaa);
  const table = new Uint8Array(512).fill(0xff);
  put32(table, 0, 4);
  const end = 2048 + bitmap.length + blockBytes;
  const footer = footerBytes({ type: 3, size: blockBytes });
  const spy = spyOn(
    sparseFile(end + 512, [
      [0, footer],
      [512, headerBytes({ entries: 1, blockBytes })],
      [1536, table],
      [2048, bitmap],
      [end, footer],
    ]),
  );
  const chain = await chainOf(spy.file);
  const start = cpuMs();
  const found = await checkDisk(chain, { now: NOW, deep: true });
  expect(found.ok && found.value.map(({ code }) => code)).toContain('B07');
  expect(spy.largest).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(cpuMs() - start).toBeLessThan(budgetMs(8000));
});
