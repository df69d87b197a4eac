/** What must stand where in an NTFS file system: the first records of its file table and of the mirror, and its own files. */
import { latin1 } from '../../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { viewOf } from '../partitions/view';
import { withoutFixups } from '../partitions/volume';
import type { Expected, Kind, Peek } from './expectation';

/** A record of the file table says its own number. */
const RECORD: Kind = {
  bytes: SECTOR_BYTES,
  tells: (b) => (latin1(b.subarray(0, 4)) === 'FILE' ? `${viewOf(b).getUint32(0x2c, true)}` : null),
};
/** Restart page of a log, page of an index, table of attributes, table of capital letters. */
const BEGINNING: Kind = {
  bytes: SECTOR_BYTES,
  tells: (b) => {
    const name = latin1(b.subarray(0, 4));
    if (name === 'RSTR' || name === 'INDX') return name;
    if (name === '$\0S\0') return 'attributes';
    return [0, 0, 1, 0, 2, 0, 3, 0].every((byte, i) => b[i] === byte) ? 'capitals' : null;
  },
};

/** Number of the record, the attribute that has its clusters, and what stands there. */
const FILES = [
  [2, 0x80, 'RSTR'],
  [4, 0x80, 'attributes'],
  [5, 0xa0, 'INDX'],
  [10, 0x80, 'capitals'],
] as const;
/** So many records the mirror has. */
const MIRRORED = 4;
const RECORDS = 16;

/** `boot`: the first sector; its fields are those of Microsoft's boot sector of NTFS, little-endian. */
export async function ntfsExpected(boot: Uint8Array, peek: Peek): Promise<Expected[]> {
  const view = viewOf(boot);
  const scale = view.getUint16(11, true) / SECTOR_BYTES;
  const power = (value: number): number => (value > 127 ? 2 ** (256 - value) : value);
  const cluster = power(view.getUint8(13)) * scale;
  const record = view.getUint8(64) > 127 ? power(view.getUint8(64)) / SECTOR_BYTES : view.getUint8(64) * cluster;
  const tables = [48, 56].map((at) => Number(view.getBigUint64(at, true)) * cluster);
  if (!Number.isInteger(record) || record < 1 || record > 8 || !Number.isInteger(cluster) || cluster < 1) return [];
  const expected: Expected[] = tables.flatMap((from) =>
    Array.from({ length: MIRRORED }, (_, i) => ({ lba: from + i * record, kind: RECORD, says: `${i}` })),
  );
  for (const from of tables) {
    const records = await peek(from, (from === tables[0] ? RECORDS : MIRRORED) * record);
    if (records === null) continue;
    for (const [number, type, says] of FILES) {
      const bytes = records.subarray(number * record * SECTOR_BYTES, (number + 1) * record * SECTOR_BYTES);
      const first = latin1(bytes.subarray(0, 4)) === 'FILE' ? firstCluster(withoutFixups(bytes), type) : null;
      if (first !== null) expected.push({ lba: first * cluster, kind: BEGINNING, says });
    }
    break;
  }
  return expected;
}

/** The first cluster of the record's attribute of that type; null if it has none outside the record. */
function firstCluster(record: Uint8Array, wanted: number): number | null {
  const view = viewOf(record);
  for (let at = view.getUint16(20, true); at + 0x22 <= record.length; ) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (type === 0xffff_ffff || length < 24) return null;
    if (type === wanted && view.getUint8(at + 8) === 1) return runStart(record, at + view.getUint16(at + 0x20, true));
    at += length;
  }
  return null;
}

/** A run begins with the lengths of its two numbers, that of the first cluster in the upper half; the numbers are little-endian. */
function runStart(record: Uint8Array, at: number): number | null {
  const lengths = record[at] ?? 0;
  const [forCount, forCluster] = [lengths & 15, lengths >> 4];
  if (forCount === 0 || forCluster === 0 || forCluster > 6 || at + 1 + forCount + forCluster > record.length) return null;
  let cluster = 0;
  for (let i = forCluster - 1; i >= 0; i--) cluster = cluster * 256 + (record[at + 1 + forCount + i] as number);
  return cluster;
}
