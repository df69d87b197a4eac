import { chmodSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { isReadOnly, volumeFrom, volumeOf } from '../../../../main/io/volume';
import { tempDir } from '../../../support/tempDir';

const { access } = vi.hoisted(() => ({ access: vi.fn<(folder: string, mode: number) => Promise<void>>() }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fsPromises>();
  access.mockImplementation(real.access);
  return { ...real, access };
});

const room = (type: number): { type: number; bsize: number; bavail: number; blocks: number } => ({
  type,
  bsize: 4096,
  bavail: 10,
  blocks: 100,
});

describe('a file', () => {
  it('is read-only where its mode says so, or its drive', async () => {
    const file = path.join(tempDir(), 'disk.vhd');
    expect(await isReadOnly(file)).toBe(false);
    writeFileSync(file, '');
    expect(await isReadOnly(file)).toBe(false);
    chmodSync(file, 0o444);
    expect(await isReadOnly(file)).toBe(true);
    chmodSync(file, 0o644);
    access.mockRejectedValueOnce(Object.assign(new Error('EROFS'), { code: 'EROFS' }));
    expect(await isReadOnly(file)).toBe(true);
    // Somebody else may.
    access.mockRejectedValueOnce(Object.assign(new Error('EACCES'), { code: 'EACCES' }));
    expect(await isReadOnly(file)).toBe(false);
  });
});

describe('a folder', () => {
  it('is asked for rights and room', async () => {
    const volume = await volumeOf(tempDir());
    expect(volume).toMatchObject({ canWrite: 'yes', mostFileBytes: null, reach: 'local' });
    expect(volume.freeBytes).toBeGreaterThan(0);
    expect(await volumeOf(path.join(tempDir(), 'gone'))).toMatchObject({ canWrite: 'missing', freeBytes: null });
    const file = path.join(tempDir(), 'file');
    writeFileSync(file, '');
    expect(await volumeOf(path.join(file, 'below'))).toMatchObject({ canWrite: 'missing' });
  });

  // Root may write nearly everywhere; what the system answers others is planted.
  test.each([
    ['EROFS', 'read-only'],
    ['EACCES', 'no-permission'],
    ['EPERM', 'no-permission'],
  ])('that answers %s to a question for rights is %s', async (code, canWrite) => {
    access.mockRejectedValueOnce(Object.assign(new Error(code), { code }));
    expect((await volumeOf(tempDir(), 'linux')).canWrite).toBe(canWrite);
  });

  // Numbers of statfs(2): MSDOS_SUPER_MAGIC, EXFAT, EXT4, NFS, SMB2, CIFS.
  test.each([
    [0x4d44, 4_294_967_295, 'local'],
    [0x2011_bab0, null, 'local'],
    [0xef53, null, 'local'],
    [0x6969, null, 'network'],
    [0xfe53_4d42, null, 'network'],
    [0xff53_4d42, null, 'network'],
  ])('on file system %i holds files of %s, %s', (type, mostFileBytes, reach) => {
    expect(volumeFrom(room(type), '/d', 'linux')).toEqual({ freeBytes: 40_960, totalBytes: 409_600, mostFileBytes, reach });
    expect(volumeFrom(room(type), '/d', 'darwin')).toMatchObject({ mostFileBytes: null, reach: 'local' });
  });

  test('on Windows is known by the names of its drive’s file system and kind', () => {
    const of = (isFat: boolean, isNetwork: boolean) => volumeFrom(room(0), 'C:\\vm', 'win32', { isFat, isNetwork });
    expect(of(false, false)).toMatchObject({ mostFileBytes: null, reach: 'local' });
    expect(of(true, false)).toMatchObject({ mostFileBytes: 4_294_967_295, reach: 'local' });
    expect(of(false, true)).toMatchObject({ mostFileBytes: null, reach: 'network' });
  });

  test('on Windows is opened for writing, which is refused where the user may not', async () => {
    // What opening a folder for writing answers here stands for what Windows answers where there is no right.
    const home = tempDir();
    const answer = process.platform === 'win32' ? 'yes' : 'no-permission';
    expect((await volumeOf(home, 'win32')).canWrite).toBe(answer);
    expect((await volumeOf(path.join(home, 'gone'), 'win32')).canWrite).toBe('missing');
  });

  test.each([
    ['/home/me/Dropbox/disks', 'synced'],
    ['/home/me/OneDrive - Firm/disks', 'synced'],
    ['/home/me/Nextcloud', 'synced'],
    ['/home/me/dropbox-old', 'local'],
    ['/home/me/disks', 'local'],
  ])('%s is %s', (folder, reach) => {
    expect(volumeFrom(null, folder, 'linux')).toMatchObject({ freeBytes: null, reach });
  });
});
