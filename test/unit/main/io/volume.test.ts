import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { windowsRelative } from '../../../../main/io/paths';
import { isLink, volumeFrom, volumeOf } from '../../../../main/io/volume';
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
    expect((await volumeOf(tempDir())).canWrite).toBe(canWrite);
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

test('a link is told from what it leads to', async () => {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'file'), '');
  symlinkSync(path.join(folder, 'file'), path.join(folder, 'link'));
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'dangling'));
  expect(await Promise.all(['file', 'link', 'dangling', 'gone'].map((name) => isLink(path.join(folder, name))))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  mkdirSync(path.join(folder, 'folder'));
  expect(await isLink(path.join(folder, 'folder'))).toBe(false);
});

test.each([
  ['/d/child.vhd', '/d/base.vhd', '.\\base.vhd'],
  ['/d/sub/child.vhd', '/d/base.vhd', '..\\base.vhd'],
  ['/d/child.vhd', '/d/sub/base.vhd', '.\\sub\\base.vhd'],
  ['/a/b/child.vhd', '/c/base.vhd', '..\\..\\c\\base.vhd'],
])('from %s, %s is named %s', (child, parent, relative) => {
  expect(windowsRelative(child, parent)).toBe(relative);
});
