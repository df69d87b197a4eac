import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { fileKey, holdAlone } from '../../../../main/io/ownReaders';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';

/** What the system answers instead of opening; whether files have numbers. */
const { planted } = vi.hoisted(() => ({ planted: { refuse: (_flags: number): string | null => null, isUnnumbered: false } }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fsPromises>();
  const open = async (file: string, flags: number): Promise<unknown> => {
    const code = planted.refuse(flags);
    if (code !== null) throw Object.assign(new Error(code), { code });
    const handle = await real.open(file, flags);
    if (!planted.isUnnumbered) return handle;
    const stat = async (): Promise<unknown> => Object.assign(await handle.stat({ bigint: true }), { ino: 0n });
    return { stat, close: () => handle.close(), read: (...words: Parameters<typeof handle.read>) => handle.read(...words) };
  };
  return { ...real, open };
});
afterEach(() => {
  planted.refuse = () => null;
  planted.isUnnumbered = false;
});

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const made = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};
const errorOf = async (file: string, followLinks = true): Promise<unknown> => {
  const opened = await openReadOnly(file, { followLinks });
  return opened.ok ? 'opened' : opened.error;
};

describe('opening for reading', () => {
  it('reads exactly what is asked for', async () => {
    const opened = await openReadOnly(made('a', Uint8Array.of(1, 2, 3, 4)));
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    expect(opened.value).toMatchObject({ name: 'a', bytes: 4 });
    expect(await opened.value.read(fileOffset(1), 2)).toEqual({ ok: true, value: Uint8Array.of(2, 3) });
    await opened.value.close();
  });

  it('says where a file ends before the read does', async () => {
    const opened = await openReadOnly(made('b', new Uint8Array(10)));
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    truncateSync(at('b'), 6);
    const error = { kind: 'read-failed', at: 6, bytes: 4, code: 'EOF' };
    expect(await opened.value.read(fileOffset(0), 10)).toEqual({ ok: false, error });
    await opened.value.close();
    expect(await opened.value.read(fileOffset(0), 1)).toMatchObject({ ok: false, error: { kind: 'read-failed', at: 0, bytes: 1 } });
  });

  it.skipIf(process.platform === 'win32')('knows a file by its place, whatever its name', async () => {
    made('c', new Uint8Array(1));
    symlinkSync(at('c'), at('link'));
    const [one, other] = [await openReadOnly(at('c')), await openReadOnly(at('link'))];
    if (!one.ok || !other.ok) throw new Error('not opened');
    expect(one.value.identity).toBe(other.value.identity);
    await one.value.close();
    await other.value.close();
  });

  it.skipIf(process.platform === 'win32')('refuses by kind', async () => {
    mkdirSync(at('folder'));
    symlinkSync(at('a'), at('to-a'));
    symlinkSync(at('loop'), at('loop'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await errorOf(at('missing'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(path.join(at('a'), 'below'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(at('folder'))).toEqual({ kind: 'is-folder' });
    expect(await errorOf(at('pipe'))).toEqual({ kind: 'not-a-file' });
    symlinkSync(at('gone'), at('to-nothing'));
    expect(await errorOf(at('loop'))).toEqual({ kind: 'broken-link' });
    expect(await errorOf(at('to-nothing'))).toEqual({ kind: 'broken-link' });
    expect(await errorOf(at('loop'), false)).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(at('to-a'), false)).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(path.join(folder, 'n'.repeat(300)))).toEqual({ kind: 'read-failed', at: 0, bytes: 0, code: 'ENAMETOOLONG' });
    rmSync(at('loop'));
    rmSync(at('to-nothing'));
  });

  // O_NOATIME of Linux, which only the file's owner may ask for; nobody else has it.
  const refusals = process.platform === 'linux' ? ['EPERM', 'EINVAL', 'EOPNOTSUPP', 'EROFS'] : [];
  it.each(refusals)('does without leaving the access time alone where that is why: %s', async (code) => {
    const asked: number[] = [];
    planted.refuse = (flags) => {
      asked.push(flags);
      return (flags & 0o1000000) === 0 ? null : code;
    };
    const opened = await openReadOnly(made('theirs', Uint8Array.of(1, 2)));
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await opened.value.read(fileOffset(0), 2)).toEqual({ ok: true, value: Uint8Array.of(1, 2) });
    await opened.value.close();
    expect(asked.map((flags) => (flags & 0o1000000) !== 0)).toEqual([true, false]);
  });

  it('does not try twice where it is forbidden whatever the access time', async () => {
    let asked = 0;
    planted.refuse = () => ((asked += 1) > 0 ? 'EACCES' : null);
    expect(await errorOf(made('shut', new Uint8Array(1)))).toEqual({ kind: 'permission-denied' });
    expect(asked).toBe(1);
  });

  it('knows a file by its name where the file system numbers nothing', async () => {
    planted.isUnnumbered = true;
    const opened = await openReadOnly(made('unnumbered', new Uint8Array(1)));
    if (!opened.ok) throw new Error(opened.error.kind);
    // Windows tells no capitals apart.
    const name = at('unnumbered');
    expect(opened.value.identity).toBe(process.platform === 'win32' ? name.toLowerCase() : name);
    await opened.value.close();
  });

  it.skipIf(process.platform === 'win32')('reads such a file on after we have written to it by another way there', async () => {
    planted.isUnnumbered = true;
    mkdirSync(at('share'));
    symlinkSync(at('share'), at('drive'));
    writeFileSync(at('share/a.vhd'), Uint8Array.of(1, 2));
    const opened = await openReadOnly(at('drive/a.vhd'));
    if (!opened.ok) throw new Error(opened.error.kind);
    // As the file system port does on Windows, by the real path.
    const free = await holdAlone(fileKey({ dev: 1n, ino: 0n }, at('share/a.vhd')));
    expect([free === null, opened.value.identity]).toEqual([false, at('share/a.vhd')]);
    const read = opened.value.read(fileOffset(0), 2);
    writeFileSync(at('share/a.vhd'), Uint8Array.of(3, 4));
    free?.();
    expect(await read).toEqual({ ok: true, value: Uint8Array.of(3, 4) });
    await opened.value.close();
  });
});
