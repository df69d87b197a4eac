/** Partition tables, for orientation: GPT (UEFI 2.10, chapter 5) and MBR with its chain of extended boot records. */
import { guidText, utf16Units } from '../../shared/vhd/codec';
import { lba, SECTOR_BYTES } from '../../shared/vhd/units';
import type { DiskView, PartitionView } from '../../shared/views';
import type { Chain } from './chain';
import { readSectors } from './readDisk';

type Partitions = DiskView['partitions'];

const NONE: Partitions = { scheme: 'none', entries: [] };
const MOST_LOGICAL = 128;
const MOST_GPT_ENTRIES = 1024;

const MBR_TYPES: Readonly<Record<number, string>> = {
  0x01: 'FAT12',
  0x04: 'FAT16',
  0x05: 'Extended',
  0x06: 'FAT16',
  0x07: 'NTFS or exFAT',
  0x0b: 'FAT32',
  0x0c: 'FAT32',
  0x0e: 'FAT16',
  0x0f: 'Extended',
  0x27: 'Windows recovery',
  0x42: 'Windows dynamic disk',
  0x82: 'Linux swap',
  0x83: 'Linux',
  0x8e: 'Linux LVM',
  0xa5: 'FreeBSD',
  0xa6: 'OpenBSD',
  0xaf: 'Apple HFS+',
  0xda: 'Non-FS data',
  0xee: 'GPT protective',
  0xef: 'EFI system',
  0xfd: 'Linux RAID',
};

const GPT_TYPES: Readonly<Record<string, string>> = {
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI system',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae': 'Microsoft reserved',
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7': 'Basic data',
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac': 'Windows recovery',
  '5808c8aa-7e8f-42e0-85d2-e1e90434cfb3': 'Windows LDM metadata',
  'af9b60a0-1431-4f62-bc68-3311714a69ad': 'Windows LDM data',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'Linux swap',
  'e6d6d379-f507-44c2-a23c-238f2a3df928': 'Linux LVM',
  '21686148-6449-6e6f-744e-656564454649': 'BIOS boot',
  '48465300-0000-11aa-aa11-00306543ecac': 'Apple HFS+',
};

const EXTENDED = [0x05, 0x0f, 0x85];

/** The disk's partitions, as far as its sectors can be read; nothing is judged. */
export async function readPartitions(chain: Chain): Promise<Partitions> {
  const sectors = chain.layers[0].sectors;
  const read = async (from: number, count: number): Promise<DataView | null> => {
    if (from < 0 || count < 1 || from + count > sectors) return null;
    const page = await readSectors(chain, lba(from), count, 'honour');
    if (!page.ok || page.value.faults.length > 0) return null;
    return new DataView(page.value.bytes.buffer, page.value.bytes.byteOffset, page.value.bytes.byteLength);
  };
  const boot = await read(0, 1);
  if (boot === null || boot.getUint16(510) !== 0x55aa) return NONE;
  const gpt = await readGpt(read);
  if (gpt !== null) return { scheme: 'gpt', entries: gpt };
  // A boot sector without a table has code or text where the entries would be: the status byte tells.
  if ([446, 462, 478, 494].some((at) => (boot.getUint8(at) & 0x7f) !== 0)) return NONE;
  const entries = await readMbr(boot, read, sectors);
  return entries.length === 0 ? NONE : { scheme: 'mbr', entries };
}

type Reader = (from: number, count: number) => Promise<DataView | null>;

async function readGpt(read: Reader): Promise<PartitionView[] | null> {
  const header = await read(1, 1);
  // "EFI PART"; everything behind it is little-endian, as UEFI writes.
  if (header === null || header.getBigUint64(0) !== 0x4546_4920_5041_5254n) return null;
  const tableAt = Number(header.getBigUint64(72, true));
  const count = Math.min(header.getUint32(80, true), MOST_GPT_ENTRIES);
  const size = header.getUint32(84, true);
  if (!Number.isSafeInteger(tableAt) || size < 128 || size > SECTOR_BYTES * 8) return [];
  const table = await read(tableAt, Math.ceil((count * size) / SECTOR_BYTES));
  if (table === null) return [];
  const entries: PartitionView[] = [];
  for (let i = 0; i < count; i++) {
    const raw = new Uint8Array(table.buffer, table.byteOffset + i * size, 128);
    if (raw.subarray(0, 16).every((byte) => byte === 0)) continue;
    const firstLba = Number(table.getBigUint64(i * size + 32, true));
    const sectors = Number(table.getBigUint64(i * size + 40, true)) - firstLba + 1;
    if (!Number.isSafeInteger(firstLba + sectors) || sectors < 1) continue;
    const name = utf16Units(raw.subarray(56, 128), 'le').split('\0', 1)[0] ?? '';
    entries.push({ number: i + 1, firstLba, sectors, type: GPT_TYPES[guidText(raw.subarray(0, 16))] ?? 'Unknown type', name });
  }
  return entries;
}

type MbrEntry = { readonly type: number; readonly firstLba: number; readonly sectors: number };

const mbrEntry = (sector: DataView, index: number): MbrEntry => {
  const at = 446 + index * 16;
  return { type: sector.getUint8(at + 4), firstLba: sector.getUint32(at + 8, true), sectors: sector.getUint32(at + 12, true) };
};

const partition = (number: number, { type, firstLba, sectors }: MbrEntry): PartitionView => ({
  number,
  firstLba,
  sectors,
  type: MBR_TYPES[type] ?? `Type 0x${type.toString(16).toUpperCase().padStart(2, '0')}`,
  name: '',
});

async function readMbr(boot: DataView, read: Reader, diskSectors: number): Promise<PartitionView[]> {
  const entries: PartitionView[] = [];
  for (let i = 0; i < 4; i++) {
    const entry = mbrEntry(boot, i);
    if (entry.type === 0 || entry.sectors === 0 || entry.firstLba >= diskSectors) continue;
    entries.push(partition(i + 1, entry));
    if (EXTENDED.includes(entry.type)) entries.push(...(await readLogical(entry.firstLba, read)));
  }
  return entries;
}

/** Logical partitions: each extended boot record describes one and points to the next, relative to the first. */
async function readLogical(base: number, read: Reader): Promise<PartitionView[]> {
  const entries: PartitionView[] = [];
  const visited = new Set<number>();
  for (let at = base; visited.size < MOST_LOGICAL && !visited.has(at); ) {
    visited.add(at);
    const record = await read(at, 1);
    if (record === null || record.getUint16(510) !== 0x55aa) break;
    const own = mbrEntry(record, 0);
    if (own.type !== 0 && own.sectors > 0) entries.push(partition(5 + entries.length, { ...own, firstLba: own.firstLba + at }));
    const next = mbrEntry(record, 1);
    if (!EXTENDED.includes(next.type)) break;
    at = base + next.firstLba;
  }
  return entries;
}
