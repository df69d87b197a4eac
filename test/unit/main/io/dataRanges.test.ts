/** Where a file has data: asked of the system where it can be trusted, and all of the file everywhere else. */
import { closeSync, existsSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dataFinder, mayHaveHoles, remembered, systemSeek, type DataRange } from '../../../../main/io/dataRanges';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { openSyncFile } from '../../../../main/io/bulk/syncFile';
import { tempDir } from '../../../support/tempDir';

const MIB = 1024 * 1024;
const LENGTH = 64 * MIB;
const seek = await systemSeek();
/** A file system in memory: it is trusted, and its holes are exactly what was not written, which others may round. */
const IN_MEMORY = '/dev/shm';
const TMPFS = 0x01021994;
const isThere = existsSync(IN_MEMORY) && statfsSync(IN_MEMORY).type === TMPFS;

/** A page of data at 16 MiB and one at 40 MiB, in a file of 64 MiB. */
function sparse(folder = tempDir()): string {
  const file = path.join(folder, 'sparse');
  const fd = openSync(file, 'w');
  ftruncateSync(fd, LENGTH);
  for (const at of [16 * MIB, 40 * MIB]) writeSync(fd, new Uint8Array(4096).fill(7), 0, 4096, at);
  closeSync(fd);
  return file;
}

const ALL = { at: 5, end: LENGTH };

describe('a file that nobody can tell of', () => {
  const fd = openSync(sparse(), 'r');
  // Before its folder goes: Windows removes no file that is open.
  afterAll(() => closeSync(fd));
  test.each([
    ['without the library', async () => null],
    ['with a system that knows no holes', async () => () => ({ place: -1, isNone: false })],
    ['with a system that contradicts itself', async () => (_fd: number, at: number) => ({ place: at - 1, isNone: false })],
    ['with data of no length', async () => (_fd: number, at: number) => ({ place: at, isNone: false })],
  ])('%s is data as a whole', async (_what, load) => {
    const find = dataFinder(LENGTH, () => fd, load);
    expect(await find(5)).toEqual(ALL);
    expect(await find(5)).toEqual(ALL);
  });

  test('closed is data as a whole, and its number, which may be another file’s, is not used', async () => {
    let asked = 0;
    const load = async () => (_fd: number, at: number) => ({ place: at + (asked += 1), isNone: false });
    expect(await dataFinder(LENGTH, () => null, load)(5)).toEqual(ALL);
    expect(asked).toBe(0);
  });

  test('on a file system that is not known to tell the truth is data as a whole', async () => {
    const proc = openSync('/proc/self/status', 'r');
    const load = async (): Promise<never> => {
      throw new Error('asked all the same');
    };
    expect(await dataFinder(LENGTH, () => proc, load)(5)).toEqual(ALL);
    closeSync(proc);
  });
});

test('a file that takes nearly all of its length is not asked for holes', () => {
  expect([mayHaveHoles(8 * MIB, 8 * MIB), mayHaveHoles(8 * MIB, undefined), mayHaveHoles(8 * MIB, 4 * MIB)]).toEqual([false, false, true]);
});

describe.skipIf(seek === null || !isThere)('a file with holes', () => {
  test.each(['in the main process', 'in a job'])('tells its data in order, %s', async (where) => {
    const opened = where === 'in a job' ? openSyncFile(sparse(tempDir(IN_MEMORY))) : await openReadOnly(sparse(tempDir(IN_MEMORY)));
    if (!opened.ok) throw new Error(opened.error.kind);
    const file = opened.value;
    const found: (DataRange | null | undefined)[] = [];
    for (const at of [0, 16 * MIB + 1000, 16 * MIB + 4096, 40 * MIB, 40 * MIB + 4096, 63 * MIB]) found.push(await file.dataAfter?.(at));
    expect(found).toEqual([
      { at: 16 * MIB, end: 16 * MIB + 4096 },
      { at: 16 * MIB + 1000, end: 16 * MIB + 4096 },
      { at: 40 * MIB, end: 40 * MIB + 4096 },
      { at: 40 * MIB, end: 40 * MIB + 4096 },
      null,
      null,
    ]);
    await file.close();
  });

  test('that is written to shows the new data at the next question', async () => {
    const place = sparse(tempDir(IN_MEMORY));
    const opened = await openReadOnly(place);
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await opened.value.dataAfter?.(0)).toMatchObject({ at: 16 * MIB });
    const fd = openSync(place, 'r+');
    writeSync(fd, new Uint8Array(4096).fill(7), 0, 4096, MIB);
    expect(await opened.value.dataAfter?.(0)).toEqual({ at: MIB, end: MIB + 4096 });
    closeSync(fd);
    await opened.value.close();
  });
});

test('what is remembered are the same answers, asked for once', async () => {
  const asked: number[] = [];
  const find = async (at: number): Promise<DataRange | null> => {
    asked.push(at);
    return at < 50 ? { at: Math.max(at, 10), end: 50 } : at < 90 ? { at: Math.max(at, 80), end: 90 } : null;
  };
  const same = remembered(find);
  for (const at of [0, 5, 10, 30, 49, 50, 70, 85, 89, 90, 99, 1000, 3]) expect(await same(at)).toEqual(await find(at));
  const own = asked.filter((at, i) => asked.indexOf(at) !== i);
  expect(own).toEqual([0, 50, 90, 3]);
});
