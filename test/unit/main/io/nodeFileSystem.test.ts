import { execFileSync } from 'node:child_process';
import * as node from 'node:fs/promises';
import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errnoOf, fileErrorOf, openErrorOf } from '../../../../main/io/errno';
import { sameFile, unchanged } from '../../../../main/io/fileSystem';
import { lockImage } from '../../../../main/io/imageLock';
import { nodeFileSystem, type NodeCalls, type NodeFile } from '../../../../main/io/nodeFileSystem';
import { fileOffset } from '../../../../shared/vhd/units';
import { errorOf } from '../../../support/faultLoop';
import { faultFileSystem } from '../../../support/faultFileSystem';
import { fileSystemContract } from '../../../support/fileSystemContract';
import { emptyVolume } from '../../../support/memoryVolume';
import { tempDir } from '../../../support/tempDir';
import { traceFileSystem } from '../../../support/traceFileSystem';

const root = tempDir();
const folderHere = (): string => mkdtempSync(path.join(root, 'f-'));

describe('the real file system', () => {
  fileSystemContract(() => ({ files: nodeFileSystem(), folder: folderHere() }));
});
describe('the one in memory', () => {
  fileSystemContract(() => ({ files: traceFileSystem(emptyVolume()), folder: '/d' }));
});
describe('the failing one, before it fails', () => {
  fileSystemContract(() => ({ files: faultFileSystem(traceFileSystem(emptyVolume()), null, { errorOf }), folder: '/d' }));
});

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Node's own calls, with the handles of `open` changed. */
const withHandles = (change: (file: NodeFile) => Partial<NodeFile>): NodeCalls => ({
  ...node,
  open: async (name, flags, mode) => {
    const file: NodeFile = await node.open(name, flags, mode);
    const own: NodeFile = {
      fd: file.fd,
      read: (...all) => file.read(...all),
      write: (...all) => file.write(...all),
      stat: (precise) => file.stat(precise),
      truncate: (bytes) => file.truncate(bytes),
      sync: () => file.sync(),
      close: () => file.close(),
    };
    return { ...own, ...change(own) };
  },
});

describe('short counts', () => {
  it.each([1, 511, 512, 4095])('of %i bytes are read and written on', async (most) => {
    const calls = withHandles((file) => ({
      read: (buffer, offset, bytes, at) => file.read(buffer, offset, Math.min(bytes, most), at),
      write: (buffer, offset, bytes, at) => file.write(buffer, offset, Math.min(bytes, most), at),
    }));
    const files = nodeFileSystem({ calls });
    const name = path.join(folderHere(), 'a');
    const opened = await files.open(name, 'create-new');
    if (!opened.ok) throw new Error(opened.error.kind);
    const data = Uint8Array.from({ length: 4096 }, (_, i) => i % 251);
    expect((await opened.value.write(fileOffset(100), data)).ok).toBe(true);
    expect(await opened.value.read(fileOffset(100), 4096)).toEqual({ ok: true, value: data });
    await opened.value.close();
    expect(readFileSync(name).subarray(100)).toEqual(Buffer.from(data));
  });

  it('of nothing are a full disk when writing', async () => {
    const files = nodeFileSystem({ calls: withHandles(() => ({ write: async () => ({ bytesWritten: 0 }) })) });
    const opened = await files.open(path.join(folderHere(), 'a'), 'create-new');
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await opened.value.write(fileOffset(0), new Uint8Array(5))).toEqual({ ok: false, error: { kind: 'disk-full', code: 'ENOSPC' } });
    await opened.value.close();
  });

  it('before an error tell where it happened', async () => {
    let turn = 0;
    const calls = withHandles((file) => ({
      write: async (buffer, offset, _bytes, at) => {
        if (turn++ > 0) throw failure('EIO');
        return file.write(buffer, offset, 512, at);
      },
      read: async () => Promise.reject(failure('EIO')),
    }));
    const opened = await nodeFileSystem({ calls }).open(path.join(folderHere(), 'a'), 'create-new');
    if (!opened.ok) throw new Error(opened.error.kind);
    const error = { kind: 'write-failed', at: 1512, bytes: 488, code: 'EIO' };
    expect(await opened.value.write(fileOffset(1000), new Uint8Array(1000))).toEqual({ ok: false, error });
    expect(await opened.value.read(fileOffset(3), 4)).toEqual({ ok: false, error: { kind: 'read-failed', at: 3, bytes: 4, code: 'EIO' } });
    await opened.value.close();
  });
});

describe('failing calls', () => {
  const fails = (code: string) => async (): Promise<never> => Promise.reject(failure(code));

  it('of a handle become kinds', async () => {
    const broken = { sync: fails('ENOSPC'), truncate: fails('EROFS'), stat: fails('ESTALE') };
    let isOpen = false;
    const calls = withHandles((file) => ({
      ...broken,
      stat: async (precise) => (isOpen ? broken.stat() : file.stat(precise)),
      close: () => file.close().then(fails('EIO')),
    }));
    const opened = await nodeFileSystem({ calls }).open(path.join(folderHere(), 'a'), 'create-new');
    if (!opened.ok) throw new Error(opened.error.kind);
    isOpen = true;
    expect(await opened.value.sync()).toEqual({ ok: false, error: { kind: 'sync-failed', code: 'ENOSPC' } });
    expect(await opened.value.truncate(0)).toEqual({ ok: false, error: { kind: 'read-only', code: 'EROFS' } });
    expect(await opened.value.stat()).toMatchObject({ ok: false, error: { kind: 'read-failed', code: 'ESTALE' } });
    expect(await opened.value.close()).toEqual({ ok: false, error: { kind: 'close-failed', code: 'EIO' } });
  });

  it('are tried again where a name is opened or moved and the system is busy, and not for ever', async () => {
    let tries = 0;
    const busy = (code: string, times: number): NodeCalls => ({
      ...node,
      rename: async (from, to) => {
        tries += 1;
        if (tries <= times) throw failure(code);
        return node.rename(from, to);
      },
    });
    const folder = folderHere();
    writeFileSync(path.join(folder, 'a'), '1');
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    expect((await nodeFileSystem({ calls: busy('EBUSY', 3), pauseMs: 1 }).rename(a, b)).ok).toBe(true);
    expect(tries).toBe(4);
    tries = 0;
    expect(await nodeFileSystem({ calls: busy('EAGAIN', 99), pauseMs: 1 }).rename(b, a)).toMatchObject({ ok: false });
    expect(tries).toBe(10);
    tries = 0;
    const error = { kind: 'rename-failed', code: 'EIO' };
    expect(await nodeFileSystem({ calls: busy('EIO', 99), pauseMs: 1 }).rename(b, a)).toEqual({ ok: false, error });
    expect(tries).toBe(1);
    // Windows says so of a file that a virus scanner has open; elsewhere it is a right that no waiting gives.
    for (const code of ['EPERM', 'EACCES']) {
      const moves = async (platform: NodeJS.Platform): Promise<[boolean, number]> => {
        tries = 0;
        const moved = await nodeFileSystem({ calls: busy(code, 3), pauseMs: 1, platform }).rename(a, a);
        return [moved.ok, tries];
      };
      writeFileSync(a, '1');
      expect([await moves('win32'), await moves('linux')]).toEqual([
        [true, 4],
        [false, 1],
      ]);
    }
  });

  it.skipIf(process.platform === 'win32')('of folders and of what is no file become kinds', async () => {
    const files = nodeFileSystem();
    const folder = folderHere();
    mkdirSync(path.join(folder, 'inner'));
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    writeFileSync(path.join(folder, 'a'), '');
    symlinkSync('a', path.join(folder, 'link'));
    const kind = async (name: string, mode: 'read' | 'write'): Promise<string> => {
      const opened = await files.open(path.join(folder, name), mode);
      return opened.ok ? 'opened' : opened.error.kind;
    };
    expect(await kind('inner', 'read')).toBe('is-folder');
    expect(await kind('pipe', 'read')).toBe('not-a-file');
    expect(await kind('link', 'write')).toBe('not-a-file');
    expect(await files.syncFolder(path.join(folder, 'none'))).toMatchObject({ ok: false });
    expect(await files.freeBytes(path.join(folder, 'none'))).toMatchObject({ ok: false });
    expect(await files.list(path.join(folder, 'none'))).toMatchObject({ ok: false });
    expect((await nodeFileSystem({ platform: 'win32' }).syncFolder(path.join(folder, 'none'))).ok).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('of a folder’s sync are told, also when it cannot be closed', async () => {
    const folder = folderHere();
    const sync = withHandles(() => ({ sync: fails('EIO') }));
    expect(await nodeFileSystem({ calls: sync }).syncFolder(folder)).toEqual({ ok: false, error: { kind: 'sync-failed', code: 'EIO' } });
    const close = withHandles((file) => ({ close: () => file.close().then(fails('EIO')) }));
    expect(await nodeFileSystem({ calls: close }).syncFolder(folder)).toEqual({ ok: false, error: { kind: 'close-failed', code: 'EIO' } });
  });

  it('of a look at an opened file close it', async () => {
    let closed = 0;
    const calls = withHandles((file) => ({
      stat: fails('EIO'),
      close: () => {
        closed += 1;
        return file.close();
      },
    }));
    expect(await nodeFileSystem({ calls }).open(path.join(folderHere(), 'a'), 'create-new')).toMatchObject({ ok: false });
    expect(closed).toBe(1);
  });
});

describe('names and rights', () => {
  it.skipIf(process.platform === 'win32')('keep journals to their owner', async () => {
    const name = path.join(folderHere(), 'a');
    const opened = await nodeFileSystem().open(name, 'create-new', 'private');
    if (opened.ok) await opened.value.close();
    expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  it('open alone where the system can', () => {
    expect(nodeFileSystem({ platform: 'win32' }).opensExclusively).toBe(true);
    expect(nodeFileSystem({ platform: 'darwin' }).opensExclusively).toBe(false);
  });

  it('lock only on Linux, and do without where there is no library', async () => {
    const refuses = { tryLock: () => false };
    expect(await lockImage(3, 'win32', async () => refuses)).toBe(true);
    expect(await lockImage(3, 'linux', async () => null)).toBe(true);
    expect(await lockImage(3, 'linux', async () => refuses)).toBe(false);
  });
});

describe('error codes', () => {
  const otherwise = { kind: 'sync-failed', code: 'X' } as const;

  it('become kinds', () => {
    const kinds = Object.fromEntries(
      ['ENOSPC', 'EDQUOT', 'EROFS', 'EEXIST', 'EFBIG', 'EXDEV', 'EAGAIN', 'ENOENT', 'EACCES', 'EBUSY', 'EISDIR', 'ELOOP', 'EIO'].map(
        (code) => [code, fileErrorOf(code, otherwise).kind],
      ),
    );
    expect(kinds).toEqual({
      ENOSPC: 'disk-full',
      EDQUOT: 'disk-full',
      EROFS: 'read-only',
      EEXIST: 'exists',
      EFBIG: 'too-large',
      EXDEV: 'cross-device',
      EAGAIN: 'in-use',
      ENOENT: 'not-found',
      EACCES: 'permission-denied',
      EBUSY: 'in-use',
      EISDIR: 'is-folder',
      ELOOP: 'broken-link',
      EIO: 'sync-failed',
    });
    expect(openErrorOf('EIO')).toEqual({ kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' });
    expect([errnoOf(failure('EIO')), errnoOf(new Error('x')), errnoOf('x')]).toEqual(['EIO', 'UNKNOWN', 'UNKNOWN']);
  });

  it('tell of names that are too long where Windows says that there is no such file', () => {
    const gone = (paths: object): string => errnoOf(Object.assign(failure('ENOENT'), paths));
    const [longest, longer] = [255, 256].map((length) => 'n'.repeat(length));
    expect(gone({ path: `C:\\vm\\${longest}\\a.vhd`, dest: `/d/${longest}` })).toBe('ENOENT');
    expect([gone({ path: `C:\\vm\\${longer}` }), gone({ path: '/d/a', dest: `/d/${longer}/a` })]).toEqual(['ENAMETOOLONG', 'ENAMETOOLONG']);
    expect(gone({ path: Buffer.from(`/${longer}`) })).toBe('ENOENT');
    expect(errnoOf(Object.assign(failure('EACCES'), { path: longer }))).toBe('EACCES');
  });

  it('aside, a file is itself by place, and unchanged by time and size', () => {
    const one = { dev: 1n, ino: 2n, size: 3, mtimeNs: 4n, ctimeNs: 5n, nlink: 1 };
    expect([sameFile(one, { ...one, size: 9 }), sameFile(one, { ...one, ino: 3n }), sameFile(one, { ...one, dev: 3n })]).toEqual([
      true,
      false,
      false,
    ]);
    const others = [{ nlink: 2 }, { size: 9 }, { mtimeNs: 9n }, { ctimeNs: 9n }, { ino: 9n }].map((change) =>
      unchanged(one, { ...one, ...change }),
    );
    expect(others).toEqual([true, false, false, false, false]);
  });
});

describe('how a file is opened', () => {
  // libuv's UV_FS_O_EXLOCK: 0x10000000 on Windows, O_EXLOCK 0x20 on macOS; Linux locks later, by a call.
  it.each([
    ['win32', 0x1000_0000],
    ['darwin', 0x20],
    ['linux', 0],
  ] as const)('for writing lets nobody else in where the system can do that while opening: %s', async (platform, alone) => {
    const asked: number[] = [];
    const calls: NodeCalls = {
      ...node,
      open: async (_name, flags) => {
        asked.push(flags);
        throw failure('EACCES');
      },
    };
    const files = nodeFileSystem({ calls, platform });
    for (const mode of ['write', 'create-new', 'read'] as const)
      expect(await files.open('/d/a', mode)).toEqual({ ok: false, error: { kind: 'permission-denied' } });
    expect(asked.map((flags) => flags & (0x1000_0000 | 0x20))).toEqual([alone, alone, 0]);
    expect(asked.map((flags) => flags & 0x3)).toEqual([2, 2, 0]);
  });
});

describe('a file that is marked read-only', () => {
  const folder = folderHere();
  const [marked, plain] = [path.join(folder, 'marked'), path.join(folder, 'plain')];
  writeFileSync(marked, 'x', { mode: 0o444 });
  writeFileSync(plain, 'x');
  // As Windows answers an opening for writing: with the code of a missing right, whatever the reason.
  const calls: NodeCalls = {
    ...node,
    open: async (...words) => {
      if (words[1] & 3) throw failure('EPERM');
      return node.open(...words);
    },
  };
  const errorOn = async (platform: NodeJS.Platform, file: string): Promise<unknown> => {
    const opened = await nodeFileSystem({ calls, platform }).open(file, 'write');
    return opened.ok ? null : opened.error;
  };

  it('is told to be that on Windows, and a missing right to be one', async () => {
    expect(await errorOn('win32', marked)).toEqual({ kind: 'read-only', code: 'EPERM', isMarked: true });
    expect(await errorOn('win32', plain)).toEqual({ kind: 'permission-denied' });
    expect(await errorOn('linux', marked)).toEqual({ kind: 'permission-denied' });
    expect(await errorOn('win32', folder)).toEqual({ kind: 'permission-denied' });
  });
});

it('a folder without end is listed up to a number of names', async () => {
  let asked = 0;
  const endless = async function* names(): AsyncGenerator<{ readonly name: string }> {
    for (;;) yield { name: `n${(asked += 1)}` };
  };
  const calls: NodeCalls = { ...node, opendir: async () => endless() as never };
  const listed = await nodeFileSystem({ calls }).list('/d');
  expect(listed.ok && [listed.value.length, listed.value.at(-1)]).toEqual([20_000, 'n20000']);
  expect(asked).toBe(20_001);
});
