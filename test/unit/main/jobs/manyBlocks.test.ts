/** Eight million blocks of a sector, each with a bitmap of its own: the window's report is a job that ends well within its memory. */
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startJob } from '../../../../main/jobs/startJob';
import { footerBytes, headerBytes } from '../../../support/imageBuilder';
import { outputAt, sourceAt, WORKER } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';

const BLOCKS = 8_388_608;
const MIB = 1024 ** 2;

/** As a file with holes: only footers, header, table and the bit of every second block among the first thousands are there. */
function eightMillion(): string {
  const file = path.join(tempDir(), 'eight-million.vhd');
  const first = 3 + (BLOCKS * 4) / 512;
  const table = Buffer.alloc(BLOCKS * 4);
  for (let block = 0; block < BLOCKS; block++) table.writeUInt32BE(first + block * 2, block * 4);
  const end = (first + BLOCKS * 2) * 512;
  const footer = footerBytes({ type: 3, size: BLOCKS * 512 });
  const handle = openSync(file, 'w');
  ftruncateSync(handle, end + 512);
  writeSync(handle, footer, 0, 512, 0);
  writeSync(handle, headerBytes({ entries: BLOCKS, blockBytes: 512 }), 0, 1024, 512);
  writeSync(handle, table, 0, table.length, 1536);
  for (let block = 0; block < 50_000; block += 2) writeSync(handle, Uint8Array.of(0x80), 0, 1, (first + block * 2) * 512);
  writeSync(handle, footer, 0, 512, end);
  closeSync(handle);
  return file;
}

test('a report of it lists what anybody would read, counts the rest, and takes the program nothing', { timeout: 300_000 }, async () => {
  const file = eightMillion();
  const target = path.join(path.dirname(file), 'report.html');
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const job = startJob(
    { op: 'report', source: sourceAt(file), output: outputAt(target), program: 'Platter', now: 1_800_000_000 },
    { worker: WORKER, helpers: 1, report: () => {} },
  );
  const end = await job.end;
  clearInterval(watch);
  expect(end).toMatchObject({ kind: 'done' });
  const html = readFileSync(target, 'utf8');
  // 49,999 blocks that differ from the next one, then one run of all the others; the page lists the first 1,000.
  expect(html).toContain('and 49,000 more runs');
  expect(statSync(target).size).toBeLessThan(8 * MIB);
  console.info(`report of ${BLOCKS} blocks: ${Math.round((peak - before) / MIB)} MiB more at most`);
  expect(peak - before).toBeLessThan(400 * MIB);
});
