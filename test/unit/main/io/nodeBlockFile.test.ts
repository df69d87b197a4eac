import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { blockFileContract } from '../../../support/blockFileContract';
import { fileOffset } from '../../../../shared/vhd/units';
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

test('a read may go into memory that is lent, and fills no more of it than was asked for', async () => {
  const opened = await openReadOnly(file(Uint8Array.of(1, 2, 3, 4, 5, 6)));
  if (!opened.ok) throw new Error(opened.error.kind);
  const room = new Uint8Array(5).fill(9);
  const read = await opened.value.read(fileOffset(1), 3, room);
  expect(read).toEqual({ ok: true, value: Uint8Array.of(2, 3, 4) });
  expect(room).toEqual(Uint8Array.of(2, 3, 4, 9, 9));
  await opened.value.close();
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
