import { describe, expect, test } from 'vitest';
import { readVolume } from '../../../../main/vhd/partitions/volume';
import type { VolumeView } from '../../../../shared/views';
import { footerBytes, putText, utf16 } from '../../../support/imageBuilder';
import { memoryFile } from '../../../support/memoryFile';
import { chainOf } from '../../../support/opened';

const SECTORS = 1024;
const FROM = 63;
const VOLUME = SECTORS - FROM;

/** The volume that begins at sector 63; its bytes are laid out as each file system's specification has them. */
async function volumeOf(write: (bytes: Uint8Array, view: DataView) => void, sectors = VOLUME): Promise<VolumeView | null> {
  const disk = new Uint8Array((SECTORS + 1) * 512);
  disk.set(footerBytes({ type: 2, size: SECTORS * 512 }), SECTORS * 512);
  const volume = disk.subarray(FROM * 512, SECTORS * 512);
  write(volume, new DataView(volume.buffer, volume.byteOffset, volume.length));
  return readVolume(await chainOf(memoryFile(disk)), FROM, sectors);
}

/** Clusters of 4 KiB, the MFT at cluster 4, records of 1 KiB. */
function writeNtfs(bytes: Uint8Array, view: DataView, label: string): void {
  putText(bytes, 3, 'NTFS    ');
  view.setUint16(11, 512, true);
  view.setUint8(13, 8);
  view.setBigUint64(48, 4n, true);
  view.setInt8(64, -10);
  const record = 4 * 4096 + 3 * 1024;
  putText(bytes, record, 'FILE');
  view.setUint16(record + 4, 48, true);
  view.setUint16(record + 6, 3, true);
  view.setUint16(record + 20, 56, true);
  // A resident attribute of another type, then the name, which crosses the place of the first check value.
  view.setUint32(record + 56, 0x10, true);
  view.setUint32(record + 60, 424, true);
  const attribute = record + 480;
  view.setUint32(attribute, 0x60, true);
  view.setUint32(attribute + 4, 24 + label.length * 2, true);
  view.setUint32(attribute + 16, label.length * 2, true);
  view.setUint16(attribute + 20, 24, true);
  bytes.set(utf16(label, 'le'), attribute + 24);
  bytes.copyWithin(record + 50, record + 510, record + 512);
  view.setUint16(record + 510, 0x0007, true);
}

/** `entries` of the root directory decide, with the total, which FAT it is; sectors of 512 bytes, one per cluster. */
function writeFat(bytes: Uint8Array, view: DataView, total: number): void {
  bytes.set([0xeb, 0x3c, 0x90]);
  view.setUint16(11, 512, true);
  view.setUint8(13, 1);
  view.setUint16(14, 1, true);
  view.setUint8(16, 2);
  view.setUint16(17, 224, true);
  view.setUint16(19, total, true);
  view.setUint8(21, 0xf8);
  view.setUint16(22, 9, true);
  putText(bytes, 43, 'NO NAME    ');
  view.setUint16(510, 0x55aa);
}

describe('a volume', () => {
  test('of NTFS has the name of record 3, check values put aside', async () => {
    expect(await volumeOf((bytes, view) => writeNtfs(bytes, view, 'Windows'))).toEqual({ fileSystem: 'NTFS', label: 'Windows' });
  });

  test('of NTFS is told even if its MFT lies outside', async () => {
    const found = await volumeOf((bytes, view) => {
      writeNtfs(bytes, view, 'Windows');
      view.setBigUint64(48, 0xffff_ffff_ffff_ffffn, true);
    });
    expect(found).toEqual({ fileSystem: 'NTFS', label: '' });
  });

  test.each([
    [961, 'FAT12'],
    [4200, 'FAT16'],
  ])('of FAT with %i sectors is %s, with the label of its root directory', async (total, fileSystem) => {
    const found = await volumeOf((bytes, view) => {
      writeFat(bytes, view, total);
      putText(bytes, 19 * 512, 'README  TXT');
      bytes[19 * 512 + 11] = 0x20;
      putText(bytes, 19 * 512 + 32, 'NEW VOLUME ');
      bytes[19 * 512 + 43] = 0x08;
    });
    expect(found).toEqual({ fileSystem, label: 'NEW VOLUME' });
  });

  test('of FAT32 has the label of its boot sector when its root directory has none', async () => {
    const found = await volumeOf((bytes, view) => {
      writeFat(bytes, view, 0);
      view.setUint16(17, 0, true);
      view.setUint16(22, 0, true);
      view.setUint32(32, 200_000, true);
      view.setUint32(36, 20, true);
      view.setUint32(44, 2, true);
      putText(bytes, 71, 'SYSTEM     ');
    });
    expect(found).toEqual({ fileSystem: 'FAT32', label: 'SYSTEM' });
  });

  test('of exFAT has the name in its root directory', async () => {
    const found = await volumeOf((bytes, view) => {
      putText(bytes, 3, 'EXFAT   ');
      view.setUint32(88, 100, true);
      view.setUint32(96, 4, true);
      view.setUint8(108, 9);
      view.setUint8(109, 3);
      bytes.set([0x83, 5], (100 + 2 * 8) * 512);
      bytes.set(utf16('stick', 'le'), (100 + 2 * 8) * 512 + 2);
    });
    expect(found).toEqual({ fileSystem: 'exFAT', label: 'stick' });
  });

  test.each([
    [0, 0, 'ext2'],
    [4, 0, 'ext3'],
    [4, 0x40, 'ext4'],
  ])('of ext with features %i and %i is %s', async (compatible, incompatible, fileSystem) => {
    const found = await volumeOf((bytes, view) => {
      view.setUint16(1080, 0xef53, true);
      view.setUint32(1116, compatible, true);
      view.setUint32(1120, incompatible, true);
      putText(bytes, 1144, 'root');
    });
    expect(found).toEqual({ fileSystem, label: 'root' });
  });

  test.each([
    ['XFS', 0, 'XFSB'],
    ['LUKS', 0, 'LUKS\xba\xbe'],
    ['BitLocker', 3, '-FVE-FS-'],
    ['ReFS', 3, 'ReFS'],
    ['LVM', 512, 'LABELONE'],
    ['Linux swap', 4086, 'SWAPSPACE2'],
    ['APFS', 32, 'NXSB'],
    ['HFS+', 1024, 'H+'],
    ['btrfs', 65_600, '_BHRfS_M'],
  ])('of %s is known by its magic', async (fileSystem, at, magic) => {
    expect(await volumeOf((bytes) => putText(bytes, at, magic))).toEqual({ fileSystem, label: '' });
  });

  test('of zeros is none, and so is one that lies outside the disk or is cut short', async () => {
    expect(await volumeOf(() => {})).toBeNull();
    expect(await volumeOf((bytes) => putText(bytes, 1024, 'H+'), 3)).toBeNull();
    expect(await volumeOf((bytes) => putText(bytes, 0, 'XFSB'), VOLUME + 1)).not.toBeNull();
  });
});
