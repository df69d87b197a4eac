import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../../renderer/disk/translate.model';
import {
  apartFromPrevious,
  blockAtFile,
  blockOf,
  fieldsOf,
  nextBlockStart,
  partitionAt,
  spaceBytes,
  structureAt,
  switchSpace,
  toDiskOffset,
  toFileOffset,
} from '../../../../renderer/disk/translate.model';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, HEADER_AT, inHeader, TABLE_AT } from '../../../support/fixtures';
import { put32 } from '../../../support/imageBuilder';
import { bareFile, diskIn, FREE, hostileDisk, largestDisk, madeDisk, SECTOR, soundDisk } from '../support/disks';

/** Every byte of the disk that the file holds, by going through the table block by block. */
function placesOf({ view, blocks }: Disk): Map<number, number> {
  const places = new Map<number, number>();
  const { sectors = 0 } = view.disk ?? {};
  const { sizeBytes = SECTOR, bitmapSectors = 0 } = view.disk?.blocks ?? {};
  blocks.entries.forEach((entry, block) => {
    if (entry === FREE) return;
    for (let sector = 0; sector < sizeBytes / SECTOR; sector++) {
      const onDisk = (block * sizeBytes) / SECTOR + sector;
      if (onDisk < sectors) places.set(onDisk, entry + bitmapSectors + sector);
    }
  });
  return places;
}

describe('a byte of the disk and its byte of the file', () => {
  it('agree with a table gone through block by block, both ways', () => {
    fc.assert(
      fc.property(soundDisk, fc.nat(SECTOR - 1), (disk, inSector) => {
        const places = placesOf(disk);
        const back = new Map([...places].map(([onDisk, inFile]) => [inFile, onDisk]));
        for (let sector = 0; sector < (disk.view.disk?.sectors ?? 0); sector++) {
          const place = places.get(sector);
          expect(toFileOffset(disk, sector * SECTOR + inSector)).toBe(place === undefined ? null : place * SECTOR + inSector);
        }
        for (let sector = 0; sector < disk.view.fileBytes / SECTOR; sector++) {
          const place = back.get(sector);
          expect(toDiskOffset(disk, sector * SECTOR + inSector)).toBe(place === undefined ? null : place * SECTOR + inSector);
        }
      }),
    );
  });

  it('stay inside file and disk whatever the table claims', () => {
    fc.assert(
      fc.property(hostileDisk, fc.nat(60_000), (disk, at) => {
        const inFile = toFileOffset(disk, at);
        const onDisk = toDiskOffset(disk, at);
        if (inFile !== null) expect(inFile).toBeLessThan(disk.view.fileBytes);
        if (onDisk !== null) expect(onDisk).toBeLessThan(spaceBytes(disk, 'disk'));
        const place = blockAtFile(disk, at);
        if (place !== null) expect(place.at <= at && at < place.end && place.end <= disk.view.fileBytes).toBe(true);
      }),
    );
  });

  it('are where the engine put them: block 2 of the test image, after two bitmaps and one block', async () => {
    const disk = await diskIn(baseImage());
    expect(toFileOffset(disk, 2 * BLOCK)).toBe(2048 + 512 + BLOCK + 512);
    expect(toDiskOffset(disk, 2048 + 512 + BLOCK + 512)).toBe(2 * BLOCK);
    expect(toFileOffset(disk, BLOCK)).toBeNull();
    expect(toDiskOffset(disk, 2048)).toBeNull();
  });

  it('are the same number on a fixed disk, as far as the data goes', async () => {
    const disk = await diskIn(fixedImage());
    expect(toFileOffset(disk, 12_345)).toBe(12_345);
    expect(toDiskOffset(disk, 12_345)).toBe(12_345);
    expect(toDiskOffset(disk, 8_388_608)).toBeNull();
  });

  it('do not meet in the footer of a fixed disk that was cut short', () => {
    const disk = madeDisk({ sectors: 20, blockBytes: 8 * SECTOR, entries: null, fileBytes: 11 * SECTOR });
    expect(toFileOffset(disk, 10 * SECTOR - 1)).toBe(10 * SECTOR - 1);
    expect(toFileOffset(disk, 10 * SECTOR)).toBeNull();
    expect(toDiskOffset(disk, 10 * SECTOR)).toBeNull();
  });

  it('do not meet in the footer where the last block was cut short', () => {
    const disk = madeDisk({ sectors: 8, blockBytes: 8 * SECTOR, entries: [4], fileBytes: 10 * SECTOR });
    expect(toFileOffset(disk, 3 * SECTOR)).toBe(8 * SECTOR);
    expect(toFileOffset(disk, 4 * SECTOR)).toBeNull();
    expect(toDiskOffset(disk, 9 * SECTOR)).toBeNull();
  });

  it('are unknown on a dynamic disk without a header: nobody knows where its blocks are', async () => {
    const bytes = baseImage();
    bytes.fill(0, HEADER_AT, HEADER_AT + 1024);
    const disk = await diskIn(bytes);
    expect(disk.view.disk?.kind).toBe('dynamic');
    expect(toFileOffset(disk, 4096)).toBeNull();
    expect(toDiskOffset(disk, 4096)).toBeNull();
  });

  it('do not exist where only bytes are shown', () => {
    expect(toFileOffset(bareFile(4096), 0)).toBeNull();
    expect(toDiskOffset(bareFile(4096), 0)).toBeNull();
    expect(blockOf(bareFile(4096), 0)).toBeNull();
  });

  it('reach the last byte of the largest disk', () => {
    const disk = largestDisk({ 1_044_479: 9000 });
    const last = 2040 * 1024 ** 3 - 1;
    expect(toFileOffset(disk, last)).toBe(9000 * SECTOR + 4097 * SECTOR - 1);
    expect(toDiskOffset(disk, 9000 * SECTOR + 4097 * SECTOR - 1)).toBe(last);
    expect(blockOf(disk, last)).toBe(1_044_479);
  });
});

describe('changing the space', () => {
  it('keeps the byte, there and back, wherever the file holds it', () => {
    fc.assert(
      fc.property(soundDisk, fc.nat(), (disk, n) => {
        const at = n % spaceBytes(disk, 'disk');
        const there = switchSpace(disk, { space: 'disk', at });
        expect(there?.space).toBe('file');
        if (toFileOffset(disk, at) === null) expect(there?.at).toBe(0);
        else expect(there === null ? null : switchSpace(disk, there)).toEqual({ space: 'disk', at });
      }),
    );
  });

  it('goes to the start of the disk from bytes that belong to none of its sectors', async () => {
    expect(switchSpace(await diskIn(baseImage()), { space: 'file', at: 600 })).toEqual({ space: 'disk', at: 0 });
  });

  it('is impossible without a disk', () => {
    expect(switchSpace(bareFile(4096), { space: 'file', at: 9 })).toBeNull();
  });
});

describe('structures', () => {
  it.each([
    [0, 'footer-copy'],
    [511, 'footer-copy'],
    [HEADER_AT, 'dynamic-header'],
    [HEADER_AT + 1023, 'dynamic-header'],
    [TABLE_AT, 'bat'],
    [2048, 'blocks'],
    [FOOTER_AT - 1, 'blocks'],
    [FOOTER_AT, 'footer'],
    [FOOTER_AT + 511, 'footer'],
  ] as const)('are found by any of their bytes: %i is in the %s', async (at, kind) => {
    expect(structureAt(await diskIn(baseImage()), at)?.kind).toBe(kind);
  });

  it('end with the file', async () => {
    expect(structureAt(await diskIn(baseImage()), FOOTER_AT + 512)).toBeNull();
  });

  it('win over the blocks that lie on them', () => {
    const disk = madeDisk({
      sectors: 8,
      blockBytes: 8 * SECTOR,
      entries: [0],
      fileBytes: 20 * SECTOR,
      structures: [
        { kind: 'footer-copy', at: 0, bytes: 512, count: 0, verdict: 'good' },
        { kind: 'blocks', at: 0, bytes: 9 * SECTOR, count: 1, verdict: 'bad' },
      ],
    });
    expect(structureAt(disk, 100)?.kind).toBe('footer-copy');
    expect(structureAt(disk, 600)?.kind).toBe('blocks');
  });

  it('have the fields of the specification: the footer’s unique ID is 16 bytes at 68', async () => {
    const disk = await diskIn(baseImage());
    const found = structureAt(disk, FOOTER_AT);
    const fields = found === null ? [] : fieldsOf(disk, found);
    expect(fields.find(({ key }) => key === 'uniqueId')).toMatchObject({
      at: 68,
      bytes: 16,
      text: '00000000-0000-0000-1122-334455667788',
    });
  });

  it('have no fields where they are no structs', async () => {
    const disk = await diskIn(baseImage());
    const bat = structureAt(disk, TABLE_AT);
    expect(bat === null ? null : fieldsOf(disk, bat)).toEqual([]);
  });
});

describe('blocks in the file', () => {
  it('tell their bitmap from their data', async () => {
    const disk = await diskIn(baseImage());
    expect(blockAtFile(disk, 2048)).toEqual({ block: 0, part: 'bitmap', at: 2048, end: 2560 });
    expect(blockAtFile(disk, 2560)).toEqual({ block: 0, part: 'data', at: 2560, end: 2560 + BLOCK });
    expect(blockAtFile(disk, 2047)).toBeNull();
  });

  it('follow each other in file order, whatever their order on the disk', () => {
    const disk = madeDisk({ sectors: 12, blockBytes: 4 * SECTOR, entries: [30, 4, 20], fileBytes: 40 * SECTOR });
    expect(nextBlockStart(disk, 0)).toBe(4 * SECTOR);
    expect(nextBlockStart(disk, 4 * SECTOR)).toBe(20 * SECTOR);
    expect(nextBlockStart(disk, 30 * SECTOR)).toBeNull();
  });

  it('say how far the block before stands from them', () => {
    // Each takes five sectors: one of bitmap, four of data.
    const disk = madeDisk({ sectors: 28, blockBytes: 4 * SECTOR, entries: [10, 15, 22, 5, FREE, 40, 38], fileBytes: 60 * SECTOR });
    expect(apartFromPrevious(disk, 0)).toBeNull();
    expect(apartFromPrevious(disk, 1)).toEqual({ side: 'before', bytes: 0 });
    expect(apartFromPrevious(disk, 2)).toEqual({ side: 'before', bytes: 2 * SECTOR });
    expect(apartFromPrevious(disk, 3)).toEqual({ side: 'behind', bytes: 12 * SECTOR });
    expect(apartFromPrevious(disk, 4)).toBeNull();
    expect(apartFromPrevious(disk, 5)).toBeNull();
    expect(apartFromPrevious(disk, 6)).toEqual({ side: 'over', bytes: 0 });
    // A block whose entry names a place behind the end of the file stands nowhere.
    const beyond = madeDisk({ sectors: 8, blockBytes: 4 * SECTOR, entries: [10, 0x00ff_0000], fileBytes: 60 * SECTOR });
    expect(apartFromPrevious(beyond, 1)).toBeNull();
  });

  it('are told apart in a table too large for packed sorting', () => {
    const count = 2 ** 20 + 1;
    const entries = Array.from({ length: count }, () => FREE);
    entries[count - 1] = 100;
    entries[0] = 200;
    const disk = madeDisk({ sectors: count, blockBytes: SECTOR, entries, fileBytes: 300 * SECTOR, structures: [] });
    expect(toDiskOffset(disk, 101 * SECTOR)).toBe((count - 1) * SECTOR);
    expect(toDiskOffset(disk, 201 * SECTOR)).toBe(0);
  });

  it('are read from the table at the place the header names', async () => {
    const bytes = inHeader(baseImage(), (raw, at) => put32(raw, at + 28, 4));
    expect([...(await diskIn(bytes)).blocks.entries]).toEqual([4, FREE, (2048 + 512 + BLOCK) / 512, FREE]);
  });
});

describe('partitions', () => {
  const disk = madeDisk({
    sectors: 100,
    blockBytes: 8 * SECTOR,
    entries: null,
    fileBytes: 101 * SECTOR,
    partitions: [
      { number: 1, firstLba: 10, sectors: 20, type: 'NTFS', name: '', volume: null },
      { number: 5, firstLba: 15, sectors: 5, type: 'Linux', name: 'inner', volume: null },
    ],
  });

  it('hold their first sector and their last, and nothing else', () => {
    expect([9, 10, 29, 30].map((lba) => partitionAt(disk, lba * SECTOR)?.number ?? null)).toEqual([null, 1, 1, null]);
  });

  it('inside others win', () => {
    expect(partitionAt(disk, 15 * SECTOR)?.number).toBe(5);
  });
});
