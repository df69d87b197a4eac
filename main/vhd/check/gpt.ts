/** One copy of a GPT, read and summed: UEFI 2.10, chapter 5; little-endian. */
import { lba, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Chain } from '../chain';
import { crc32 } from '../crc32';
import { readSectors } from '../readDisk';

const SIGNATURE = 0x4546_4920_5041_5254n;
const LEAST_HEADER = 92;
const MOST_ENTRIES = 1024;
const LEAST_ENTRY = 128;
const MOST_ENTRY = 4096;

export type GptEntry = { readonly number: number; readonly firstLba: number; readonly lastLba: number };

export type GptCopy = {
  readonly at: number;
  readonly headerHolds: boolean;
  readonly entriesHold: boolean;
  /** Where it says that the other copy is. */
  readonly otherAt: number;
  readonly entriesSum: number;
  readonly entries: readonly GptEntry[];
  /** Its header's sector, and all of its table: empty where that cannot be read. */
  readonly sector: Uint8Array;
  readonly table: Uint8Array;
  readonly tableAt: number;
};

/** Both copies as a disk names them. The backup is where the first copy says, or at the end of the disk. */
export async function readGpt(chain: Chain): Promise<{ readonly primary: GptCopy | null; readonly backup: GptCopy | null }> {
  const primary = await readGptCopy(chain, 1);
  const last = chain.layers[0].sectors - 1;
  const told = primary !== null && primary.headerHolds ? primary.otherAt : last;
  return { primary, backup: (await readGptCopy(chain, told)) ?? (await readGptCopy(chain, last)) };
}

/** Sectors of the disk; null where they cannot be read, or are not on it. */
export async function sectorsAt(chain: Chain, from: number, count: number): Promise<Uint8Array | null> {
  if (from < 0 || count < 1 || from + count > chain.layers[0].sectors) return null;
  const page = await readSectors(chain, lba(from), count, 'honour');
  return page.ok && page.value.faults.length === 0 ? page.value.bytes : null;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The copy whose header stands at `at`; null where none does. */
export async function readGptCopy(chain: Chain, at: number): Promise<GptCopy | null> {
  const sector = await sectorsAt(chain, at, 1);
  if (sector === null || viewOf(sector).getBigUint64(0) !== SIGNATURE) return null;
  const header = viewOf(sector);
  const headerBytes = header.getUint32(12, true);
  const sum = header.getUint32(16, true);
  const zeroed = sector.slice(0, Math.min(Math.max(headerBytes, LEAST_HEADER), SECTOR_BYTES));
  zeroed.fill(0, 16, 20);
  const count = header.getUint32(80, true);
  const size = header.getUint32(84, true);
  const tableAt = safeNumber(header.getBigUint64(72, true)) ?? -1;
  const isSane = count <= MOST_ENTRIES && size >= LEAST_ENTRY && size <= MOST_ENTRY;
  const table = isSane ? await sectorsAt(chain, tableAt, Math.ceil((count * size) / SECTOR_BYTES)) : null;
  const bytes = table?.subarray(0, count * size) ?? new Uint8Array();
  const entriesSum = crc32(bytes);
  return {
    at,
    headerHolds: headerBytes >= LEAST_HEADER && headerBytes <= SECTOR_BYTES && crc32(zeroed) === sum,
    entriesHold: table !== null && entriesSum === header.getUint32(88, true),
    otherAt: safeNumber(header.getBigUint64(32, true)) ?? -1,
    entriesSum,
    entries: table === null ? [] : entriesIn(bytes, count, size),
    sector,
    table: table ?? new Uint8Array(),
    tableAt,
  };
}

function entriesIn(bytes: Uint8Array, count: number, size: number): GptEntry[] {
  const view = viewOf(bytes);
  const entries: GptEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (bytes.subarray(i * size, i * size + 16).every((byte) => byte === 0)) continue;
    const firstLba = safeNumber(view.getBigUint64(i * size + 32, true)) ?? Number.MAX_SAFE_INTEGER;
    entries.push({ number: i + 1, firstLba, lastLba: safeNumber(view.getBigUint64(i * size + 40, true)) ?? Number.MAX_SAFE_INTEGER });
  }
  return entries;
}
