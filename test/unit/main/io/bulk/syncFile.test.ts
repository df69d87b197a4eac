/** Files read at once, in a worker's thread. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSyncFile, readInto, type SyncFile } from '../../../../../main/io/bulk/syncFile';
import { fileOffset } from '../../../../../shared/vhd/units';
import { calm, planted } from '../../../../support/syncFaults';
import { tempDir } from '../../../../support/tempDir';

vi.mock('node:fs', async (original) => (await import('../../../../support/syncFaults')).withFaults(await original()));
afterEach(calm);

const folder = tempDir();
const made = (name: string, bytes: Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const opened = (file: string): SyncFile => {
  const found = openSyncFile(file);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
};
const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe('a file read at once', () => {
  it('hands out exactly what is asked for, and says what it is', async () => {
    const file = opened(made('a', Uint8Array.of(1, 2, 3, 4)));
    expect(file).toMatchObject({ name: 'a', bytes: 4, path: path.join(folder, 'a') });
    expect(await file.read(fileOffset(1), 2)).toEqual({ ok: true, value: Uint8Array.of(2, 3) });
    await file.close();
  });

  it('reads on after short counts', async () => {
    const file = opened(made('short', Uint8Array.of(1, 2, 3, 4, 5, 6, 7)));
    planted.most = 2;
    expect(await file.read(fileOffset(0), 7)).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7) });
    await file.close();
  });

  it('says where it ends when it has become shorter', async () => {
    const file = opened(made('shrunk', new Uint8Array(10)));
    truncateSync(file.path, 6);
    expect(await file.read(fileOffset(0), 10)).toEqual({ ok: false, error: { kind: 'read-failed', at: 6, bytes: 4, code: 'EOF' } });
    await file.close();
  });

  it.each(['EIO', 'EINTR', 'ESTALE'])('says where it could not be read on, and why: %s', async (code) => {
    const file = opened(made('broken', new Uint8Array(10)));
    planted.most = 4;
    planted.refuse = (call, at) => (call === 'readSync' && at >= 8 ? code : null);
    expect(await file.read(fileOffset(0), 10)).toEqual({ ok: false, error: { kind: 'read-failed', at: 8, bytes: 2, code } });
    await file.close();
  });

  it('cannot be read once it is closed', async () => {
    const file = opened(made('closed', new Uint8Array(4)));
    await file.close();
    expect(readInto(file.fd, new Uint8Array(4), 0)).toMatchObject({ kind: 'read-failed', at: 0, bytes: 4 });
  });

  it.skipIf(process.platform === 'win32')('has a stamp that changes when somebody writes to it, and not when somebody reads', async () => {
    const file = opened(made('stamp', new Uint8Array(4)));
    const before = file.stamp();
    execFileSync('cat', [file.path]);
    expect(file.stamp()).toBe(before);
    execFileSync('truncate', ['-s', '5', file.path]);
    expect(file.stamp()).not.toBe(before);
    await file.close();
  });

  it.skipIf(process.platform === 'win32')('is known by its place; where the file system numbers nothing, by its name', async () => {
    const place = execFileSync('stat', ['-c', '%d:%i', made('place', new Uint8Array(1))], { encoding: 'utf8' }).trim();
    const file = opened(path.join(folder, 'place'));
    expect(file.identity).toBe(place);
    await file.close();
    planted.isUnnumbered = true;
    const other = opened(path.join(folder, 'place'));
    expect(other.identity).toBe(path.join(folder, 'place'));
    await other.close();
  });
});

describe('what is no readable file', () => {
  it.skipIf(process.platform === 'win32')('is refused by kind, and nothing stays open', () => {
    mkdirSync(path.join(folder, 'folder'));
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    const before = openFiles();
    const errorOf = (name: string): unknown => {
      const found = openSyncFile(path.join(folder, name));
      return found.ok ? 'opened' : found.error;
    };
    expect(errorOf('folder')).toEqual({ kind: 'is-folder' });
    expect(errorOf('pipe')).toEqual({ kind: 'not-a-file' });
    expect(errorOf('missing')).toEqual({ kind: 'not-found' });
    symlinkSync('loop', path.join(folder, 'loop'));
    symlinkSync('gone', path.join(folder, 'to-nothing'));
    expect(errorOf('loop')).toEqual({ kind: 'broken-link' });
    expect(errorOf('to-nothing')).toEqual({ kind: 'broken-link' });
    made('a', new Uint8Array(1));
    planted.refuse = (call) => (call === 'fstatSync' ? 'EIO' : null);
    expect(errorOf('a')).toEqual({ kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' });
    planted.refuse = (call) => (call === 'openSync' ? 'EACCES' : null);
    expect(errorOf('a')).toEqual({ kind: 'permission-denied' });
    calm();
    expect(openFiles()).toBe(before);
  });
});
