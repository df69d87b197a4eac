import { describe, expect, test } from 'vitest';
import { readPartitions } from '../../../../main/vhd/partitions/partitionTable';
import type { DiskView } from '../../../../shared/views';
import { footerBytes, putText, utf16 } from '../../../support/imageBuilder';
import { memoryFile, spyOn } from '../../../support/memoryFile';
import { chainOf } from '../../../support/opened';

const SECTORS = 4096;

/** A fixed disk whose bytes the test writes; partition tables are little-endian. */
async function partitionsOf(write: (disk: Uint8Array, view: DataView) => void): Promise<DiskView['partitions']> {
  const bytes = new Uint8Array((SECTORS + 1) * 512);
  bytes.set(footerBytes({ type: 2, size: SECTORS * 512 }), SECTORS * 512);
  write(bytes, new DataView(bytes.buffer));
  return readPartitions(await chainOf(memoryFile(bytes)));
}

const sign = (view: DataView, sector = 0): void => view.setUint16(sector * 512 + 510, 0x55aa);
function entry(view: DataView, sector: number, index: number, [type, first, count]: readonly [number, number, number]): void {
  const at = sector * 512 + 446 + index * 16;
  view.setUint8(at + 4, type);
  view.setUint32(at + 8, first, true);
  view.setUint32(at + 12, count, true);
}

describe('MBR', () => {
  test('primary partitions with number, place and type', async () => {
    const found = await partitionsOf((_, view) => {
      sign(view);
      entry(view, 0, 0, [0x07, 63, 100]);
      entry(view, 0, 2, [0x83, 200, 50]);
    });
    expect(found).toEqual({
      scheme: 'mbr',
      entries: [
        { number: 1, firstLba: 63, sectors: 100, type: 'NTFS or exFAT', name: '', volume: null },
        { number: 3, firstLba: 200, sectors: 50, type: 'Linux', name: '', volume: null },
      ],
    });
  });

  test('logical partitions count from five, each relative to its own record', async () => {
    const found = await partitionsOf((_, view) => {
      sign(view);
      entry(view, 0, 0, [0x0f, 1000, 2000]);
      sign(view, 1000);
      entry(view, 1000, 0, [0x83, 8, 100]);
      entry(view, 1000, 1, [0x05, 500, 100]);
      sign(view, 1500);
      entry(view, 1500, 0, [0x82, 8, 100]);
    });
    expect(found.entries.map(({ number, firstLba, type }) => [number, firstLba, type])).toEqual([
      [1, 1000, 'Extended'],
      [5, 1008, 'Linux'],
      [6, 1508, 'Linux swap'],
    ]);
  });

  test('records that point to each other end', async () => {
    const found = await partitionsOf((_, view) => {
      sign(view);
      entry(view, 0, 0, [0x05, 1000, 2000]);
      sign(view, 1000);
      entry(view, 1000, 1, [0x05, 0, 1]);
    });
    expect(found.entries).toHaveLength(1);
  });

  test('a long chain of records without partitions is not followed for ever', async () => {
    const bytes = new Uint8Array((SECTORS + 1) * 512);
    const view = new DataView(bytes.buffer);
    bytes.set(footerBytes({ type: 2, size: SECTORS * 512 }), SECTORS * 512);
    sign(view);
    entry(view, 0, 0, [0x05, 1, SECTORS - 1]);
    for (let at = 1; at < SECTORS; at++) {
      sign(view, at);
      entry(view, at, 1, [0x05, at, 1]);
    }
    const spy = spyOn(memoryFile(bytes));
    expect((await readPartitions(await chainOf(spy.file))).entries).toHaveLength(1);
    expect(spy.calls).toBeLessThan(200);
  });

  test('a boot sector with text where the table would be has none', async () => {
    const found = await partitionsOf((disk, view) => {
      putText(disk, 400, 'Remove disks or other media. Press any key to restart'.repeat(2));
      sign(view);
    });
    expect(found).toEqual({ scheme: 'none', entries: [] });
  });
});

describe('GPT', () => {
  const guid = (text: string): Uint8Array => {
    const h = text.replaceAll('-', '');
    const raw = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(h.slice(i * 2, i * 2 + 2), 16));
    return Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], (i) => raw[i] ?? 0);
  };
  const table = (disk: Uint8Array, view: DataView, count: number, size: number, tableAt = 2n): void => {
    sign(view);
    entry(view, 0, 0, [0xee, 1, SECTORS - 1]);
    putText(disk, 512, 'EFI PART');
    view.setBigUint64(512 + 72, tableAt, true);
    view.setUint32(512 + 80, count, true);
    view.setUint32(512 + 84, size, true);
  };
  const part = (disk: Uint8Array, view: DataView, at: number, name: string, [first, last]: readonly [bigint, bigint]): void => {
    disk.set(guid('0fc63daf-8483-4772-8e79-3d69d8477de4'), at);
    view.setBigUint64(at + 32, first, true);
    view.setBigUint64(at + 40, last, true);
    disk.set(utf16(name, 'le'), at + 56);
  };

  test('partitions with their names, empty entries skipped', async () => {
    const found = await partitionsOf((disk, view) => {
      table(disk, view, 128, 128);
      part(disk, view, 1024 + 128, 'root', [100n, 199n]);
    });
    expect(found).toEqual({
      scheme: 'gpt',
      entries: [{ number: 2, firstLba: 100, sectors: 100, type: 'Linux', name: 'root', volume: null }],
    });
  });

  test.each<[string, number, number, bigint]>([
    ['a table behind the disk’s end', 128, 128, 2n ** 40n],
    ['a table at 2^63', 128, 128, 2n ** 63n],
    ['four billion entries', 0xffff_ffff, 128, 2n],
    ['entries of no size', 128, 0, 2n],
    ['entries of four GiB', 128, 0xffff_ffff, 2n],
    ['no entries', 0, 128, 2n],
  ])('%s: no partition, no harm', async (_, count, size, at) => {
    expect((await partitionsOf((disk, view) => table(disk, view, count, size, at))).scheme).toBe('gpt');
  });

  test('a partition that ends before it starts is left out', async () => {
    const found = await partitionsOf((disk, view) => {
      table(disk, view, 128, 128);
      part(disk, view, 1024, 'backwards', [200n, 100n]);
      part(disk, view, 1152, 'endless', [1n, 2n ** 64n - 1n]);
    });
    expect(found.entries.every(({ sectors, firstLba }) => Number.isSafeInteger(firstLba + sectors) && sectors > 0)).toBe(true);
  });
});

test('a disk of zeros has no partition table', async () => {
  expect(await partitionsOf(() => undefined)).toEqual({ scheme: 'none', entries: [] });
});
