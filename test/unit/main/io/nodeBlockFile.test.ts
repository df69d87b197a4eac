import { execFileSync } from 'node:child_process';
<<<<<<< HEAD
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';

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

  it('knows a file by its place, whatever its name', async () => {
    made('c', new Uint8Array(1));
    symlinkSync(at('c'), at('link'));
    const [one, other] = [await openReadOnly(at('c')), await openReadOnly(at('link'))];
    if (!one.ok || !other.ok) throw new Error('not opened');
    expect(one.value.identity).toBe(other.value.identity);
    await one.value.close();
    await other.value.close();
  });

  it('refuses by kind', async () => {
    mkdirSync(at('folder'));
    symlinkSync(at('a'), at('to-a'));
    symlinkSync(at('loop'), at('loop'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await errorOf(at('missing'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(path.join(at('a'), 'below'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(at('folder'))).toEqual({ kind: 'is-folder' });
    expect(await errorOf(at('pipe'))).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(at('loop'))).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(at('to-a'), false)).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(path.join(folder, 'n'.repeat(300)))).toEqual({ kind: 'read-failed', at: 0, bytes: 0, code: 'ENAMETOOLONG' });
    rmSync(at('loop'));
  });
});
=======
import { chmodSync, linkSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { blockFileContract } from '../../../support/blockFileContract';
import { memoryFile } from '../../../support/memoryFile';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
let files = 0;
const file = (bytes: Uint8Array = new Uint8Array(1024)): string => {
  files += 1;
  const name = path.join(folder, `${files}.vhd`);
  writeFileSync(name, bytes);
  return name;
};
const kindOf = async (name: string, followLinks = true): Promise<string> => {
  const opened = await openReadOnly(name, { followLinks });
  if (!opened.ok) return opened.error.kind;
  await opened.value.close();
  return 'opened';
};

blockFileContract('memoryFile', async (bytes) => memoryFile(bytes));
blockFileContract('nodeBlockFile', async (bytes) => {
  const opened = await openReadOnly(file(bytes));
  if (!opened.ok) throw new Error(opened.error.kind);
  return opened.value;
});

describe('opening', () => {
  test('a file that is not there', async () => {
    expect(await kindOf(path.join(folder, 'none.vhd'))).toBe('not-found');
    expect(await kindOf(path.join(file(), 'below-a-file.vhd'))).toBe('not-found');
  });

  test('a folder', async () => {
    mkdirSync(path.join(folder, 'folder.vhd'));
    expect(await kindOf(path.join(folder, 'folder.vhd'))).toBe('is-folder');
  });

  test.skipIf(process.platform === 'win32')('a named pipe is refused at once', async () => {
    const pipe = path.join(folder, 'pipe.vhd');
    execFileSync('mkfifo', [pipe]);
    expect(await kindOf(pipe)).toBe('not-a-file');
  });

  test.skipIf(process.platform === 'win32')('a device is refused', async () => {
    expect(await kindOf('/dev/null')).toBe('not-a-file');
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without permission', async () => {
    const name = file();
    chmodSync(name, 0);
    expect(await kindOf(name)).toBe('permission-denied');
  });

  test.skipIf(process.platform === 'win32')('a link is followed only where that is asked for', async () => {
    const link = path.join(folder, 'link.vhd');
    symlinkSync(file(), link);
    expect(await kindOf(link)).toBe('opened');
    expect(await kindOf(link, false)).toBe('not-a-file');
  });

  test('a read-only file opens', async () => {
    const name = file();
    chmodSync(name, 0o444);
    expect(await kindOf(name)).toBe('opened');
  });
});

test('two names of one file have one identity, two files have two', async () => {
  const one = file();
  const other = path.join(folder, 'hard-link.vhd');
  linkSync(one, other);
  const identities = await Promise.all(
    [one, other, file()].map(async (name) => {
      const opened = await openReadOnly(name);
      if (!opened.ok) return '';
      await opened.value.close();
      return opened.value.identity;
    }),
  );
  expect(identities[0]).toBe(identities[1]);
  expect(identities[2]).not.toBe(identities[0]);
});

test('the time of the last change is told in seconds, and reading leaves the file as it was', async () => {
  const name = file();
  utimesSync(name, 1_500_000_000, 1_500_000_001);
  const opened = await openReadOnly(name);
  expect(opened.ok && opened.value.modifiedUnixSeconds).toBe(1_500_000_001);
  if (opened.ok) await opened.value.close();
  expect(statSync(name).mtimeMs).toBe(1_500_000_001_000);
});
>>>>>>> main
