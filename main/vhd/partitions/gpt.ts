/** Reads both copies of a GPT and checks their checksums: UEFI 2.10, chapter 5; little-endian. */
import { guidText, utf16Units } from '../../../shared/vhd/codec';
import { safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { PartitionEntry } from '../../../shared/views';
import type { Chain } from '../read/chain';
import { crc32 } from '../format/crc32';
import { GPT_FIELD, gptHeaderHolds, gptPlace, isGptHeader } from './gptHeader';
import { viewOf } from './view';
import { sectorsAt } from './sectors';
import { gptTypeName } from './typeNames';

const MIN_ENTRY = 128;
const MAX_ENTRY = 4096;
/** Linux reads no larger table either. Real tables have some tens of KiB at most. */
const MAX_TABLE_BYTES = 4 * 1024 * 1024;
/** At most so many partitions are listed. */
const MAX_LISTED = 1024;
/** Below this, sums of places and lengths are exact. */
const FARTHEST = 2 ** 52;

export type GptEntries = {
  readonly listed: readonly PartitionEntry[];
  /** Numbers of entries that end before they start, which are not listed. */
  readonly backwards: readonly number[];
  /** There are more partitions than are listed. */
  readonly isCut: boolean;
};

export type GptCopy = {
  /** Sector of the disk where its header stands. */
  readonly at: number;
  readonly headerHolds: boolean;
  /** `lost`: the entries are not on the disk, or claim more room than any table takes. `unread`: their sectors cannot be read. */
  readonly entriesState: 'sound' | 'wrong-sum' | 'lost' | 'unread';
  /** Where this copy says that the other copy is; -1 if no disk reaches that far. */
  readonly otherAt: number;
  readonly entriesSum: number;
  readonly entries: GptEntries;
  /** The sector of its header, and its whole table: empty if that cannot be read. */
  readonly sector: Uint8Array;
  readonly table: Uint8Array;
  readonly tableAt: number;
};

/** `unread`: the sector of the copy cannot be read, so nobody knows whether it is there. */
type Found = GptCopy | 'none' | 'unread';

export type Gpt = { readonly primary: Found; readonly backup: Found };

export const isCopy = (found: Found): found is GptCopy => typeof found !== 'string';
export const isSoundCopy = (found: Found): found is GptCopy => isCopy(found) && found.headerHolds && found.entriesState === 'sound';

/** Both copies of the GPT. The backup is where the first copy says, or at the end of the disk. */
export async function readGpt(chain: Chain): Promise<Gpt> {
  const primary = await readGptCopy(chain, 1);
  const last = chain.layers[0].sectors - 1;
  const told = isCopy(primary) && primary.headerHolds ? primary.otherAt : last;
  const backup = await readGptCopy(chain, told);
  return { primary, backup: backup === 'none' && told !== last ? await readGptCopy(chain, last) : backup };
}

/** The copy whose header stands at sector `at`. `sectorBytes`: the sector size that the GPT assumes. */
export async function readGptCopy(chain: Chain, at: number, sectorBytes: 512 | 4096 = SECTOR_BYTES): Promise<Found> {
  const sector = await sectorsAt(chain, at, 1);
  if (typeof sector === 'string') return sector === 'unread' ? 'unread' : 'none';
  if (!isGptHeader(sector)) return 'none';
  const per = sectorBytes / SECTOR_BYTES;
  const header = viewOf(sector);
  const count = header.getUint32(GPT_FIELD.entries, true);
  const size = header.getUint32(GPT_FIELD.entryBytes, true);
  const tableAt = (gptPlace(sector, 'table') ?? -1) * per;
  const isSane = count > 0 && size >= MIN_ENTRY && size <= MAX_ENTRY && count * size <= MAX_TABLE_BYTES;
  const read = isSane ? await sectorsAt(chain, tableAt, Math.ceil((count * size) / SECTOR_BYTES)) : 'outside';
  const table = typeof read === 'string' ? new Uint8Array() : read;
  const bytes = table.subarray(0, count * size);
  const entriesSum = crc32(bytes);
  const isSummed = entriesSum === header.getUint32(GPT_FIELD.tableSum, true);
  return {
    at,
    headerHolds: gptHeaderHolds(sector),
    entriesState: read === 'unread' ? 'unread' : read === 'outside' ? 'lost' : isSummed ? 'sound' : 'wrong-sum',
    otherAt: (gptPlace(sector, 'other') ?? -1) * per,
    entriesSum,
    entries: entriesIn(bytes, size, per),
    sector,
    table,
    tableAt,
  };
}

/** `per`: how many sectors of the disk make one of the GPT's. */
function entriesIn(bytes: Uint8Array, size: number, per: number): GptEntries {
  const view = viewOf(bytes);
  const listed: PartitionEntry[] = [];
  const backwards: number[] = [];
  for (let at = 0, number = 1; bytes.length > 0 && at + size <= bytes.length; at += size, number++) {
    const raw = bytes.subarray(at, at + MIN_ENTRY);
    if (raw.subarray(0, 16).every((byte) => byte === 0)) continue;
    const from = placeIn(view, at + 32, per);
    const sectors = placeIn(view, at + 40, per) + per - from;
    if (listed.length + backwards.length === MAX_LISTED) return { listed, backwards, isCut: true };
    if (sectors < 1) {
      backwards.push(number);
      continue;
    }
    const name = utf16Units(raw.subarray(56, 128), 'le').split('\0', 1)[0] ?? '';
    listed.push({ number, firstLba: from, sectors, type: gptTypeName(guidText(raw.subarray(0, 16))), name });
  }
  return { listed, backwards, isCut: false };
}

const placeIn = (view: DataView, at: number, per: number): number =>
  Math.min((safeNumber(view.getBigUint64(at, true)) ?? FARTHEST) * per, FARTHEST);
