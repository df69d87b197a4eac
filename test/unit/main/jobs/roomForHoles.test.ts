/**
 * Room is asked for what will be written: of a disk whose file is mostly holes that is little, whatever its blocks come to. The
 * drive that is asked says that 16 MiB are free; the disk has 256 MiB in its blocks, and three 64 KiB of them are not zero.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import type { FileSystem } from '../../../../main/io/fileSystem';
import type { JobTask } from '../../../../main/jobs/tasks';
import { ok } from '../../../../shared/result';
import { footerBytes, headerBytes, patterned, put32 } from '../../../support/imageBuilder';
import { doneHere } from '../../../support/cliHere';
import { CREATOR, endOf, FRESH, outputAt, sourceAt } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';

const MIB = 1024 * 1024;
const BLOCKS = 128;
const SIZE = BLOCKS * 2 * MIB;
const EXTENT = 2 * MIB + 512;
const FIRST = 4096;
const RUN = 64 * 1024;
/** Blocks with something in them: a run of 64 KiB on a border of such runs of the disk. */
const USED = [3, 64, 127];

const thrifty: FileSystem = { ...nodeFileSystem(), freeBytes: async () => ok(16 * MIB) };

let folder = '';
const source = (): string => path.join(folder, 'holes.vhd');

beforeEach(() => {
  folder = tempDir();
  const file = openSync(source(), 'w');
  const put = (bytes: Uint8Array, at: number): void => void writeSync(file, bytes, 0, bytes.length, at);
  const footer = footerBytes({ type: 3, size: SIZE });
  put(footer, 0);
  put(headerBytes({ entries: BLOCKS, blockBytes: 2 * MIB }), 512);
  const table = new Uint8Array(512);
  for (let i = 0; i < BLOCKS; i++) put32(table, i * 4, (FIRST + i * EXTENT) / 512);
  put(table, 1536);
  for (let i = 0; i < BLOCKS; i++) put(new Uint8Array(512).fill(0xff), FIRST + i * EXTENT);
  for (const i of USED)
    put(
      patterned(RUN, i).map((byte) => byte | 1),
      FIRST + i * EXTENT + 512 + MIB,
    );
  put(footer, FIRST + BLOCKS * EXTENT);
  closeSync(file);
});

const target = (): string => path.join(folder, 'new');
/** As the system counts the room that the new file takes. */
const takenBytes = (): number => Number(execFileSync('stat', ['-c', '%b', target()], { encoding: 'utf8' })) * 512;

describe.skipIf(process.platform === 'win32')('a disk that is mostly holes', () => {
  test.each<[string, () => JobTask]>([
    ['is exported', () => ({ op: 'export', source: sourceAt(source()), output: outputAt(target()), range: null, layer: false })],
    [
      'becomes a fixed one',
      () => ({ op: 'convert', source: sourceAt(source()), output: outputAt(target()), type: 'fixed', blockBytes: null, fresh: FRESH }),
    ],
    ['is compacted', () => ({ op: 'compact', source: sourceAt(source()), output: outputAt(target()), creator: CREATOR })],
    ['is defragmented', () => ({ op: 'defragment', source: sourceAt(source()), output: outputAt(target()), creator: CREATOR })],
  ])('%s where there is room for what it holds', async (_what, task) => {
    const end = await endOf(task(), { files: thrifty });
    expect(end).toMatchObject({ kind: 'done' });
    if (end.kind !== 'done' || end.summary.kind !== 'file') throw new Error('no file');
    const { writtenBytes } = end.summary;
    expect(writtenBytes).toBeGreaterThanOrEqual(USED.length * RUN);
    expect(writtenBytes).toBeLessThan(2 * MIB);
    expect(takenBytes()).toBeLessThan(4 * MIB);
  });

  test('is copied by a repair with its holes', async () => {
    const bytes = statSync(source()).size;
    const file = openSync(source(), 'r+');
    // The checksum of the footer at the end is wrong.
    writeSync(file, new Uint8Array(4), 0, 4, bytes - 512 + 64);
    closeSync(file);
    await doneHere('repair', source(), '--output', target());
    expect(statSync(target()).size).toBe(bytes);
    // A bitmap in each block takes a run of 64 KiB at most.
    expect(takenBytes()).toBeLessThan(BLOCKS * RUN + 4 * MIB);
    const digestOf = async (name: string): Promise<string | undefined> => /[\da-f]{32,}/.exec(await doneHere('hash', name))?.[0];
    const digest = await digestOf(source());
    expect(digest).toBeDefined();
    expect(await digestOf(target())).toBe(digest);
  });

  test('is exported to the byte what was counted', async () => {
    const end = await endOf(
      { op: 'export', source: sourceAt(source()), output: outputAt(target()), range: null, layer: false },
      { files: thrifty },
    );
    expect(end).toMatchObject({ kind: 'done', summary: { writtenBytes: USED.length * RUN, fileBytes: SIZE } });
    expect(statSync(target()).size).toBe(SIZE);
  });

  test('is refused before anything is written where every byte is wanted', async () => {
    const end = await endOf(
      { op: 'export', source: sourceAt(source()), output: outputAt(target(), { full: true }), range: null, layer: false },
      { files: thrifty },
    );
    expect(end).toMatchObject({ kind: 'failed', error: { kind: 'no-room' } });
    expect(readdirSync(folder)).toEqual(['holes.vhd']);
  });

  test('is refused where what it holds has no room', async () => {
    const full: FileSystem = { ...thrifty, freeBytes: async () => ok(RUN) };
    const task: JobTask = { op: 'export', source: sourceAt(source()), output: outputAt(target()), range: null, layer: false };
    const end = await endOf(task, { files: full });
    expect(end).toMatchObject({ kind: 'failed', error: { kind: 'no-room', freeBytes: RUN } });
    expect(readdirSync(folder)).toEqual(['holes.vhd']);
    if (end.kind !== 'failed' || end.error.kind !== 'no-room') throw new Error('no refusal');
    expect(end.error.needBytes).toBeLessThan(4 * MIB);
  });
});
