/** A fixed disk whose footer claims far more than its file has: what is asked of all of it ends at once, with what is in the way. */
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JobTask } from '../../../../main/jobs/tasks';
import { heldSectors, heldWindows, wholeOf } from '../../../../main/vhd/read/extents';
import { budgetMs, cpuMs } from '../../../support/cpuTime';
import { footerBytes } from '../../../support/imageBuilder';
import { endOf, outputAt, sourceAt } from '../../../support/jobs';
import { withChain } from '../../../support/opened';
import { tempDir } from '../../../support/tempDir';

const MIB = 1024 ** 2;
const EIGHT_PIB = 2 ** 53;
/** Of 512 bytes: 8 PiB themselves are no number that arithmetic can rely on. */
const SECTORS = 2 ** 44 - 1;

/** One mebibyte of data, and a footer that says 8 PiB. */
function claiming(): { readonly folder: string; readonly file: string } {
  const folder = tempDir();
  const file = path.join(folder, 'claims.vhd');
  const handle = openSync(file, 'w');
  ftruncateSync(handle, MIB);
  writeSync(handle, new Uint8Array(512).fill(7), 0, 512, 0);
  writeSync(handle, footerBytes({ type: 2, size: BigInt(EIGHT_PIB) }), 0, 512, MIB);
  closeSync(handle);
  return { folder, file };
}

test('its stretches are one, and its windows come one by one as they are asked for', async () => {
  const { file } = claiming();
  const start = cpuMs();
  await withChain(file, async (chain) => {
    expect(heldSectors(chain, wholeOf(chain))).toBe(SECTORS);
    const [first] = heldWindows([chain], 0, SECTORS);
    expect(first).toEqual({ from: 0, to: 8192 });
  });
  expect(cpuMs() - start).toBeLessThan(budgetMs(500));
});

/** A drive that has no files of that length refuses; under Wine with a code that says no more than that. */
const REFUSED = process.platform === 'win32' ? /^(too-large|unreadable|write-failed)$/ : /^(too-large|unreadable)$/;

test.each<[string, (file: string, target: string) => JobTask, object]>([
  [
    'an export names them too, or says that the drive has no files of that length',
    (file, target) => ({ op: 'export', source: sourceAt(file), output: outputAt(target), range: null, layer: false }),
    { kind: expect.stringMatching(REFUSED) as string },
  ],
  [
    'a digest names the first sectors that the file lacks',
    (file) => ({ op: 'hash', source: sourceAt(file), algorithms: ['md5'], layer: false }),
    { kind: 'unreadable', lba: MIB / 512, source: 'damaged' },
  ],
])('%s, and leaves nothing behind', async (_, requestOf, error) => {
  const { folder, file } = claiming();
  const target = path.join(folder, 'out.raw');
  const before = process.memoryUsage().arrayBuffers;
  const start = cpuMs();
  expect(await endOf(requestOf(file, target))).toMatchObject({ kind: 'failed', error });
  expect(cpuMs() - start).toBeLessThan(budgetMs(2000));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  expect([existsSync(target), readdirSync(folder), statSync(file).size]).toEqual([false, ['claims.vhd'], MIB + 512]);
});

test('what the file has of it is exported as a range', async () => {
  const { folder, file } = claiming();
  const target = path.join(folder, 'out.raw');
  const range = { from: 0, sectors: MIB / 512 };
  const request: JobTask = { op: 'export', source: sourceAt(file), output: outputAt(target), range, layer: false };
  expect(await endOf(request)).toMatchObject({ kind: 'done', summary: { fileBytes: MIB, lostSectors: 0 } });
});
