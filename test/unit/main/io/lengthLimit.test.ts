/**
 * Files that are too long for FAT on Windows, whose driver says that the drive is full (Microsoft’s fastfat sample, write.c and
 * fileinfo.c: STATUS_DISK_FULL where FatIsIoRangeValid is false).
 */
import { readdirSync } from 'node:fs';
import * as node from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createOutput } from '../../../../main/io/bulk/outputFile';
import type { FileSystem } from '../../../../main/io/fileSystem';
import { fullOrTooLarge } from '../../../../main/io/lengthLimit';
import { nodeFileSystem, type NodeCalls } from '../../../../main/io/nodeFileSystem';
import { writeNewFile } from '../../../../main/io/replaceFile';
import { err, ok } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';
import { calm, planted } from '../../../support/syncFaults';

vi.mock('node:fs', async (original) => (await import('../../../support/syncFaults')).withFaults(await original()));

const GIB = 1024 ** 3;
const FULL = { kind: 'disk-full', code: 'ENOSPC' } as const;
const TOO_LARGE = { kind: 'too-large', code: 'ENOSPC' } as const;
const real = nodeFileSystem();
const windows: FileSystem = { ...real, opensExclusively: true, freeBytes: async () => ok(100 * GIB) };

test.each([
  ['Windows, 4 GiB and much room', 4 * GIB, 100 * GIB, true, TOO_LARGE],
  ['Windows, one byte less', 4 * GIB - 1, 100 * GIB, true, FULL],
  ['Windows, no room left', 4 * GIB, 1024 * 1024, true, FULL],
  ['another system, where FAT has a code of its own', 4 * GIB, 100 * GIB, false, FULL],
] as const)('on %s', async (_where, bytes, free, opensExclusively, expected) => {
  const files: FileSystem = { ...real, opensExclusively, freeBytes: async () => ok(free) };
  expect(await fullOrTooLarge(FULL, { file: '/d/a', bytes }, files)).toEqual(expected);
  expect(await fullOrTooLarge({ kind: 'read-only' }, { file: '/d/a', bytes }, files)).toEqual({ kind: 'read-only' });
});

/** Linux with a folder on a file system of this number, or Windows with one of this name. */
const on = (type: number | string): FileSystem =>
  typeof type === 'string'
    ? nodeFileSystem({ platform: 'win32', ask: async () => `${type} Fixed` })
    : nodeFileSystem({
        platform: 'linux',
        calls: { ...node, statfs: async () => ({ bavail: 2 ** 30, bsize: 4096, type }) } as unknown as NodeCalls,
      });

// The numbers of statfs(2): MSDOS_SUPER_MAGIC, EXFAT_SUPER_MAGIC, EXT4_SUPER_MAGIC.
test.each([
  ['FAT', 0x4d44, 4 * GIB - 1],
  ['exFAT', 0x2011_bab0, null],
  ['ext4', 0xef53, null],
  ['FAT32 on Windows', 'FAT32', 4 * GIB - 1],
  ['NTFS on Windows', 'NTFS', null],
] as const)('the longest file on %s is known beforehand', async (_name, type, expected) => {
  expect(await on(type).longestFile('/d')).toBe(expected);
});

test('on FAT neither writer of new files begins with one of 4 GiB, and both begin with one that is a byte shorter', async () => {
  const folder = tempDir();
  const target = path.join(folder, 'large.vhd');
  const asked: string[] = [];
  const fat: FileSystem = {
    ...real,
    longestFile: async () => 4 * GIB - 1,
    freeBytes: async () => ok(100 * GIB),
    open: async (...words) => {
      asked.push(words[1]);
      return real.open(...words);
    },
  };
  const refused = { kind: 'too-large', code: 'EFBIG' };
  const of = (bytes: number) => ({ bytes, extentBytes: 0, extents: () => [], closing: [] });
  const made = (bytes: number) => writeNewFile({ target, content: of(bytes), publish: { kind: 'new' }, fill: 'full', tag: 'ab' }, fat);
  const job = { target, publish: { kind: 'new' }, tag: 'ab', bytes: 4 * GIB, needBytes: 512, hasHoles: false } as const;
  expect(await made(4 * GIB)).toEqual({ ok: false, error: { published: false, cause: refused } });
  expect(await createOutput(job, fat, true)).toEqual({ ok: false, error: refused });
  expect([asked, readdirSync(folder)]).toEqual([[], []]);
  const shorter = await createOutput({ ...job, bytes: 4 * GIB - 1 }, fat, true);
  expect(shorter.ok).toBe(true);
  if (shorter.ok) await shorter.value.discard();
});

test('both writers of new files say so, and leave nothing', async () => {
  const target = path.join(tempDir(), 'large.vhd');
  const open: FileSystem['open'] = async (...words) => {
    const opened = await real.open(...words);
    return opened.ok ? ok({ ...opened.value, write: async () => err(FULL) }) : opened;
  };
  const content = {
    bytes: 5 * GIB,
    extentBytes: 512,
    extents: () => [{ at: fileOffset(0), data: new Uint8Array(512) }],
    closing: [],
  };
  const made = await writeNewFile({ target, content, publish: { kind: 'new' }, fill: 'sparse', tag: 'ab' }, { ...windows, open });
  expect(made).toEqual({ ok: false, error: { published: false, cause: TOO_LARGE } });

  planted.refuse = (call) => (call === 'ftruncateSync' ? 'ENOSPC' : null);
  const job = { target, publish: { kind: 'new' }, tag: 'ab', bytes: 5 * GIB, needBytes: 512, hasHoles: false } as const;
  expect(await createOutput(job, windows, true)).toEqual({ ok: false, error: TOO_LARGE });
  calm();
  expect(readdirSync(path.dirname(target))).toEqual([]);
});
