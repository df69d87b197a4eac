/** What an NTFS boot sector and file records tell of places; the fields are those of Microsoft's boot sector and of the file record. */
import { expect, test } from 'vitest';
import { ntfsExpected } from '../../../../../main/vhd/repair/ntfsExpected';

/** Clusters of 4 KiB, records of 1 KiB (0xF6: 2 to the power of 10); the table at cluster 4, its mirror at cluster 2. */
function boot(change: (view: DataView) => void = () => {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(512));
  view.setUint16(11, 512, true);
  view.setUint8(13, 8);
  view.setUint8(64, 0xf6);
  view.setBigUint64(48, 4n, true);
  view.setBigUint64(56, 2n, true);
  change(view);
  return new Uint8Array(view.buffer);
}

/** Records of the file table; the log’s record, number 2, has one attribute of data. */
function records(change: (log: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(16 * 1024);
  const log = new DataView(bytes.buffer, 2 * 1024, 1024);
  bytes.set([0x46, 0x49, 0x4c, 0x45], 2 * 1024);
  log.setUint16(4, 0x30, true);
  log.setUint16(20, 0x38, true);
  log.setUint32(0x38, 0x80, true);
  log.setUint32(0x3c, 0x48, true);
  log.setUint8(0x40, 1);
  log.setUint16(0x58, 0x40, true);
  // 16 clusters from cluster 0x1234 on.
  bytes.set([0x21, 0x10, 0x34, 0x12], 2 * 1024 + 0x38 + 0x40);
  change(log);
  return bytes;
}

const placesOf = async (start: Uint8Array, table: Uint8Array | null, mirror: Uint8Array | null = null): Promise<string[]> => {
  const told = await ntfsExpected(start, async (lba) => (lba === 32 ? table : mirror));
  return told.slice(8).map(({ lba, says }) => `${lba} ${says}`);
};

test('the records of table and mirror say their numbers', async () => {
  const told = await ntfsExpected(boot(), async () => null);
  expect(told.map(({ lba, says }) => `${lba} ${says}`)).toEqual(['32 0', '34 1', '36 2', '38 3', '16 0', '18 1', '20 2', '22 3']);
  const record = records()
    .subarray(2 * 1024, 2 * 1024 + 512)
    .slice();
  record[0x2c] = 2;
  expect(told[0]?.kind.tells(record)).toBe('2');
  expect(told[0]?.kind.tells(new Uint8Array(512))).toBe(null);
});

test('the log is where its record says, by the table or else by the mirror', async () => {
  const log = `${0x1234 * 8} RSTR`;
  expect(await placesOf(boot(), records())).toEqual([log]);
  expect(await placesOf(boot(), null, records())).toEqual([log]);
  expect(await placesOf(boot(), null)).toEqual([]);
});

test('what stands there says what it is', async () => {
  const told = await ntfsExpected(boot(), async () => records());
  const kind = told[8]?.kind;
  const says = (...bytes: number[]): string | null | undefined => kind?.tells(Uint8Array.from({ length: 24 }, (_, i) => bytes[i] ?? 0));
  expect([says(0x52, 0x53, 0x54, 0x52), says(0x49, 0x4e, 0x44, 0x58)]).toEqual(['RSTR', 'INDX']);
  expect([says(0x24, 0, 0x53, 0), says(0, 0, 1, 0, 2, 0, 3, 0), says(1)]).toEqual(['attributes', 'capitals', null]);
});

test('a damaged boot sector tells nothing, a damaged record nothing of its file', async () => {
  for (const change of [
    (view: DataView): void => view.setUint8(13, 0),
    (view: DataView): void => view.setUint8(64, 2),
    (view: DataView): void => view.setUint8(64, 0xff),
  ])
    expect(await ntfsExpected(boot(change), async () => records())).toEqual([]);
  // Clusters of two sectors, and records of one cluster.
  const small = await ntfsExpected(
    boot((view) => (view.setUint8(13, 2), view.setUint8(64, 1))),
    async () => null,
  );
  expect(small.slice(0, 2).map(({ lba }) => lba)).toEqual([8, 10]);
  for (const change of [
    (log: DataView): void => log.setUint32(0x38, 0xffff_ffff, true),
    (log: DataView): void => log.setUint32(0x3c, 8, true),
    (log: DataView): void => log.setUint8(0x40, 0),
    (log: DataView): void => log.setUint16(20, 1020, true),
    (log: DataView): void => log.setUint8(0x38 + 0x40, 0x01),
    (log: DataView): void => log.setUint8(0x38 + 0x40, 0x20),
    (log: DataView): void => log.setUint8(0x38 + 0x40, 0x71),
    (log: DataView): void => log.setUint16(0x58, 1000 - 0x38 + 22, true),
    (log: DataView): void => log.setUint8(0, 0),
  ])
    expect(await placesOf(boot(), records(change))).toEqual([]);
});
