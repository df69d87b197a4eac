/**
 * The partition table of a disk, read in one place for everybody: listing, checking, exporting and resizing see the same
 * partitions under the same numbers. Nothing is judged here.
 */
import type { DiskView, PartitionEntry, VolumeView } from '../../../shared/views';
import type { Chain } from '../read/chain';
import { areSensible, hasStatusBytes, isFileSystemStart, isSigned, usedSlots, type MbrSlot } from './bootSector';
import { isCopy, isSoundCopy, readGpt, readGptCopy, type Gpt, type GptCopy } from './gpt';
import { isExtended, readLogical, type ChainEnd } from './logical';
import { sectorsAt } from './sectors';
import { mbrTypeName } from './typeNames';
import { readVolume } from './volume';

const PROTECTIVE = 0xee;
/** Where the header of a GPT made for sectors of 4,096 bytes stands, in sectors of 512 bytes. */
const LARGE_HEADER_AT = 8;

export type PartitionTable = {
  readonly scheme: DiskView['partitions']['scheme'];
  /** In the order of their numbers, which are all different. */
  readonly entries: readonly PartitionEntry[];
  /** Numbers of the partitions that only contain others. */
  readonly extended: readonly number[];
  /** There are more partitions than are listed. */
  readonly isCut: boolean;
  readonly mbr: Mbr | null;
  readonly gpt: Gpt | null;
  /** The copy that `entries` come from. */
  readonly used: GptCopy | null;
  /** The GPT was made for sectors of 4,096 bytes. */
  readonly isLarge: boolean;
};

/** The first sector, as far as it is a partition table. */
export type Mbr = {
  readonly isSigned: boolean;
  /** The protective entry, which keeps other programs off a GPT. */
  readonly guard: MbrSlot | null;
  readonly slots: readonly MbrSlot[];
  /** Whether slots and status bytes look like a table, with or without the signature 55 AA. */
  readonly isTable: boolean;
  /** How the chain of logical partitions ends in each extended one. */
  readonly chains: readonly { readonly at: number; readonly end: ChainEnd }[];
};

const NONE: PartitionTable = {
  scheme: 'none',
  entries: [],
  extended: [],
  isCut: false,
  mbr: null,
  gpt: null,
  used: null,
  isLarge: false,
};

export async function readPartitionTable(chain: Chain): Promise<PartitionTable> {
  const boot = await sectorsAt(chain, 0, 1);
  if (typeof boot === 'string') return NONE;
  const mbr = mbrIn(boot, chain.layers[0].sectors);
  const gpt = await readGpt(chain);
  const table = { ...NONE, mbr, gpt };
  // If an MBR has partitions of its own and no protective entry, systems use it, whatever stands behind it.
  const isPlain = mbr.isSigned && mbr.isTable && mbr.guard === null && mbr.slots.length > 0;
  if (isCopy(gpt.primary) && !isPlain) return gptTable(table, copyToUse(gpt) ?? gpt.primary);
  if (mbr.guard !== null && mbr.isSigned) return guarded(chain, table, gpt);
  return isPlain ? mbrTable(chain, table, mbr) : table;
}

function mbrIn(boot: Uint8Array, sectors: number): Mbr {
  const slots = usedSlots(boot);
  const guard = slots.find(({ type }) => type === PROTECTIVE) ?? null;
  const isSure = isSigned(boot) && !isFileSystemStart(boot);
  return { isSigned: isSigned(boot), guard, slots, isTable: hasStatusBytes(boot) && (isSure || areSensible(slots, sectors)), chains: [] };
}

/** A sound copy; otherwise the first one, if it is there. */
function copyToUse({ primary, backup }: Gpt): GptCopy | null {
  if (isSoundCopy(primary)) return primary;
  if (isSoundCopy(backup)) return backup;
  return isCopy(primary) ? primary : isCopy(backup) ? backup : null;
}

const gptTable = (table: PartitionTable, used: GptCopy, isLarge = false): PartitionTable => ({
  ...table,
  scheme: 'gpt',
  entries: used.entries.listed,
  isCut: used.entries.isCut,
  used,
  isLarge,
});

/** Behind a protective entry: the backup alone, a GPT for larger sectors, or only the entry. */
async function guarded(chain: Chain, table: PartitionTable, gpt: Gpt): Promise<PartitionTable> {
  if (isCopy(gpt.backup)) return gptTable(table, gpt.backup);
  const large = await readGptCopy(chain, LARGE_HEADER_AT, 4096);
  if (isCopy(large)) return gptTable(table, large, true);
  return mbrTable(chain, table, table.mbr as Mbr);
}

async function mbrTable(chain: Chain, table: PartitionTable, mbr: Mbr): Promise<PartitionTable> {
  const entries = mbr.slots.map((slot) => viewOfSlot(slot, slot.number));
  const chains: { at: number; end: ChainEnd }[] = [];
  let number = 5;
  for (const extended of mbr.slots.filter(isExtended)) {
    const { slots, end } = await readLogical(chain, extended);
    for (const slot of slots) entries.push(viewOfSlot(slot, number++));
    chains.push({ at: extended.from, end });
  }
  return {
    ...table,
    scheme: 'mbr',
    entries,
    extended: mbr.slots.filter(isExtended).map((slot) => slot.number),
    isCut: chains.some(({ end }) => end === 'long'),
    mbr: { ...mbr, chains },
  };
}

const viewOfSlot = ({ type, from, sectors }: MbrSlot, number: number): PartitionEntry => ({
  number,
  firstLba: from,
  sectors,
  type: mbrTypeName(type),
  name: '',
});

/** Opening a disk must not wait for more volumes than that. */
const MAX_VOLUMES = 16;

/** The file system of a disk that has no partition table; null if it has one, or no file system that is known here. */
export const readBareVolume = async (chain: Chain, { scheme }: Pick<PartitionTable, 'scheme'>): Promise<VolumeView | null> =>
  scheme === 'none' ? readVolume(chain, 0, chain.layers[0].sectors) : null;

/** The partitions as the window lists them, with what is in the first of them. */
export async function readPartitions(chain: Chain): Promise<DiskView['partitions']> {
  const { scheme, entries, extended } = await readPartitionTable(chain);
  const looked = entries.slice(0, MAX_VOLUMES).filter(({ number }) => !extended.includes(number));
  const volumes = new Map(
    await Promise.all(looked.map(async (entry) => [entry, await readVolume(chain, entry.firstLba, entry.sectors)] as const)),
  );
  return { scheme, entries: entries.map((entry) => ({ ...entry, volume: volumes.get(entry) ?? null })) };
}
