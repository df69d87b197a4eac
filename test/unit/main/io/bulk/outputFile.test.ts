/** New files whose bulk the workers writes: named when they are complete, gone when they are not. */
import * as node from 'node:fs/promises';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOutput, type OutputFile, type OutputJob } from '../../../../../main/io/bulk/outputFile';
import { openSyncFile } from '../../../../../main/io/bulk/syncFile';
import type { FileSystem } from '../../../../../main/io/fileSystem';
import { nodeFileSystem } from '../../../../../main/io/nodeFileSystem';
import { err } from '../../../../../shared/result';
import { fileOffset } from '../../../../../shared/vhd/units';
import { calm, planted, type SyncCall } from '../../../../support/syncFaults';
import { tempDir } from '../../../../support/tempDir';

vi.mock('node:fs', async (original) => (await import('../../../../support/syncFaults')).withFaults(await original()));
afterEach(calm);

const BYTES = 4096;
const files = nodeFileSystem();
const EIO = { kind: 'write-failed', at: 0, bytes: 0, code: 'EIO' } as const;

const jobIn = (folder: string, more: Partial<OutputJob> = {}): OutputJob => ({
  target: path.join(folder, 'out.vhd'),
  publish: { kind: 'new' },
  tag: 'ab12',
  bytes: BYTES,
  needBytes: BYTES,
  hasHoles: false,
  ...more,
});
const created = async (folder: string, startsLate = true, own: FileSystem = files): Promise<OutputFile> => {
  const output = await createOutput(jobIn(folder), own, startsLate);
  if (!output.ok) throw new Error(output.error.kind);
  return output.value;
};
const extent = (at: number, value: number, bytes = 512): { at: ReturnType<typeof fileOffset>; data: Uint8Array } => ({
  at: fileOffset(at),
  data: new Uint8Array(bytes).fill(value),
});
/** Of a file that is made from nothing, nothing has to be closed. */
const NOTHING = { close: () => Promise.resolve() };
const CLOSING = [extent(0, 1), extent(BYTES - 512, 2)];

describe('an output', () => {
  it('says that it is no disk until its first sector is written, and has its name only then', async () => {
    const folder = tempDir();
    const output = await created(folder);
    expect(readFileSync(output.temporary, 'latin1')).toBe('PLATPART'.padEnd(BYTES, '\0'));
    expect(output.write(extent(1024, 7))).toBe(null);
    expect(await output.close(CLOSING, BYTES)).toEqual({ ok: true, value: undefined });
    expect(readdirSync(folder)).toEqual([path.basename(output.temporary)]);
    expect(await output.publish(NOTHING)).toEqual({ ok: true, value: null });
    expect(readdirSync(folder)).toEqual(['out.vhd']);
    // Counted by hand: 512 bytes each of 1, 7 and 2, zeros between them.
    const expected = Buffer.concat([512, 512, 512, 2048, 512].map((bytes, i) => Buffer.alloc(bytes, [1, 0, 7, 0, 2][i])));
    expect(readFileSync(path.join(folder, 'out.vhd')).equals(expected)).toBe(true);
    await output.discard();
    expect(readdirSync(folder)).toEqual(['out.vhd']);
  });

  it('takes the place of what it was made from when that is closed: Windows replaces no file that is open', async () => {
    const folder = tempDir();
    const target = path.join(folder, 'out.vhd');
    writeFileSync(target, 'old');
    const source = openSyncFile(target);
    const expected = await files.stat(target);
    if (!source.ok || !expected.ok) throw new Error('absent');
    let isOpen = true;
    const windows: FileSystem = {
      // Wine has no PowerShell to carry access lists over: that they are is another test's matter.
      ...nodeFileSystem({ ask: async () => 'kept' }),
      rename: async (from, to) => (isOpen ? err({ kind: 'permission-denied' }) : files.rename(from, to)),
    };
    const job = jobIn(folder, { publish: { kind: 'replace', expected: expected.value, keepAs: null } });
    const output = await createOutput(job, windows, true);
    if (!output.ok) throw new Error(output.error.kind);
    expect((await output.value.close(CLOSING, BYTES)).ok).toBe(true);
    const close = async (): Promise<void> => {
      isOpen = false;
      await source.value.close();
    };
    expect(await output.value.publish({ close })).toEqual({ ok: true, value: null });
    // The job's own end closes it again, which must not touch whatever has its number by then.
    await expect(source.value.close()).resolves.toBeUndefined();
  });

  it('that starts at once has no such mark', async () => {
    const output = await created(tempDir(), false);
    expect(readFileSync(output.temporary).equals(Buffer.alloc(BYTES))).toBe(true);
    await output.discard();
  });

  it('makes durable what there is before each closing extent, and once more at the end', async () => {
    const output = await created(tempDir());
    const calls: string[] = [];
    planted.refuse = (call, at) => {
      calls.push(`${call} ${at}`);
      return null;
    };
    await output.close(CLOSING, BYTES);
    expect(calls.filter((call) => !call.startsWith('fstat'))).toEqual([
      'ftruncateSync 4096',
      'fsync 0',
      'writeSync 0',
      'fsync 0',
      'writeSync 3584',
      'fsync 0',
    ]);
    await output.discard();
  });
});

describe('an output that fails', () => {
  it('to take its mark is gone', async () => {
    const folder = tempDir();
    planted.refuse = (call) => (call === 'writeSync' ? 'ENOSPC' : null);
    expect(await createOutput(jobIn(folder), files, true)).toEqual(err({ kind: 'disk-full', code: 'ENOSPC' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('to be created, or whose name is taken, leaves everything as it was', async () => {
    const folder = tempDir();
    planted.refuse = (call) => (call === 'openSync' ? 'EROFS' : null);
    expect(await createOutput(jobIn(folder), files, true)).toEqual(err({ kind: 'read-only', code: 'EROFS' }));
    calm();
    writeFileSync(path.join(folder, 'out.vhd'), '');
    expect(await createOutput(jobIn(folder), files, true)).toEqual(err({ kind: 'exists', code: 'EEXIST' }));
    expect(readdirSync(folder)).toEqual(['out.vhd']);
  });

  it.each<[SyncCall, string, unknown]>([
    ['ftruncateSync', 'EFBIG', { kind: 'too-large', code: 'EFBIG' }],
    ['fsync', 'EIO', { kind: 'sync-failed', code: 'EIO' }],
    ['writeSync', 'EIO', { kind: 'write-failed', at: 0, bytes: 512, code: 'EIO' }],
  ])('at %s with %s says so, and is gone when it is thrown away', async (name, code, error) => {
    const folder = tempDir();
    const output = await created(folder);
    planted.refuse = (call) => (call === name ? code : null);
    expect(await output.close(CLOSING, BYTES)).toEqual({ ok: false, error });
    await output.discard();
    await output.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('to have its length is not called complete: somebody lengthened it, or cut it off', async () => {
    for (const bytes of [BYTES + 5, BYTES - 512]) {
      const output = await created(tempDir());
      let syncs = 0;
      planted.refuse = (call) => {
        // Behind the last write.
        if (call === 'fsync' && ++syncs === 3) truncateSync(output.temporary, bytes);
        return null;
      };
      expect(await output.close(CLOSING, BYTES)).toEqual(err({ kind: 'read-back-differs', at: Math.min(bytes, BYTES) }));
      calm();
      await output.discard();
    }
  });

  it('is removed patiently: on Windows a virus scanner may still have it open', async () => {
    const folder = tempDir();
    let refusals = 2;
    const scanned = nodeFileSystem({
      calls: {
        ...node,
        unlink: (file) => (refusals-- > 0 ? Promise.reject(Object.assign(new Error(), { code: 'EPERM' })) : node.unlink(file)),
      },
      platform: 'win32',
      pauseMs: 1,
    });
    const output = await created(folder, true, scanned);
    await output.discard();
    expect([readdirSync(folder), refusals]).toEqual([[], -1]);
  });

  it('to get its name says why; one whose name may not last says that too', async () => {
    const folder = tempDir();
    const late = await created(folder);
    writeFileSync(path.join(folder, 'out.vhd'), '');
    expect(await late.publish(NOTHING)).toEqual(err({ kind: 'exists', code: 'EEXIST' }));
    await late.discard();
    expect(readdirSync(folder)).toEqual(['out.vhd']);
    rmSync(path.join(folder, 'out.vhd'));
    const unsure = await created(folder, true, { ...files, syncFolder: async () => err(EIO) });
    expect(await unsure.publish(NOTHING)).toEqual({ ok: true, value: EIO });
  });
});
