/** G rules: the partition tables inside the disk, both copies of a GPT, MBR and logical partitions. */
import { append } from '../../../shared/append';
import type { Finding, FindingFacts, FindingPlace } from '../../../shared/findings';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { PartitionEntry } from '../../../shared/views';
import type { Chain } from '../read/chain';
import { areSensible } from '../partitions/bootSector';
import { isCopy, isSoundCopy, type Gpt, type GptCopy } from '../partitions/gpt';
import { readPartitionTable, type Mbr, type PartitionTable } from '../partitions/partitionTable';
import { finding, findingPlace } from './finding';

const PAGE_SECTORS = 8;

const onDisk = (at: number, sectors = 1): FindingPlace => findingPlace('disk', at * SECTOR_BYTES, sectors * SECTOR_BYTES);

type OddWhy = Exclude<FindingFacts['G03']['why'], 'overlap'>;
const odd = (why: OddWhy, severity: 'warning' | 'note', at = 0): Finding => finding('G03', severity, { why }, onDisk(at));

/** Places are bytes of the virtual disk: structure `disk`. Nothing is reported about sectors that cannot be read. */
export async function checkPartitions(chain: Chain): Promise<Finding[]> {
  const table = await readPartitionTable(chain);
  const { sectors } = chain.layers[0];
  const { mbr, gpt } = table;
  if (mbr === null || gpt === null) return [];
  if (table.scheme === 'gpt') return checkGpt(table, mbr, gpt, sectors);
  if (table.scheme === 'mbr') return checkMbr(table, mbr, gpt, sectors);
  // If the entries make a whole table for this disk, the table has only lost its last two bytes.
  const isUnsigned = !mbr.isSigned && mbr.isTable && mbr.slots.length > 0 && areSensible(mbr.slots, sectors);
  return isUnsigned ? [odd('no-signature', 'warning')] : [];
}

type GptWhy = FindingFacts['G01']['why'];

function gptFault(copy: Gpt['primary']): GptWhy | null {
  if (copy === 'none') return 'missing';
  if (copy === 'unread') return null;
  if (!copy.headerHolds) return 'header-sum';
  if (copy.entriesState === 'wrong-sum') return 'entries-sum';
  return copy.entriesState === 'lost' ? 'entries-lost' : null;
}

function checkGpt(table: PartitionTable, mbr: Mbr, gpt: Gpt, sectors: number): Finding[] {
  const findings: Finding[] = [...(table.isLarge ? [odd('large-sectors', 'warning')] : checkCopies(gpt, sectors - 1))];
  // The entry counts in the GPT's own sector size.
  append(findings, checkProtective(mbr, table.isLarge ? sectors / 8 : sectors));
  const { used } = table;
  if (used === null || !isSoundCopy(used)) return findings;
  if (used.entries.backwards.length > 0) findings.push(odd('backwards', 'warning', used.at));
  if (table.isCut) findings.push(odd('too-many', 'note', used.at));
  return [...findings, ...checkRanges(table.entries, sectors)];
}

function checkCopies({ primary, backup }: Gpt, last: number): Finding[] {
  const findings: Finding[] = [];
  const fault = gptFault(primary);
  if (fault !== null) findings.push(finding('G01', 'warning', { copy: 'primary', why: fault }, onDisk(1)));
  const backupFault = gptFault(backup) ?? (isCopy(backup) ? backupFaultOf(backup, primary, last) : null);
  if (backupFault !== null) findings.push(finding('G01', 'warning', { copy: 'backup', why: backupFault }, onDisk(last)));
  return findings;
}

function backupFaultOf(backup: GptCopy, primary: Gpt['primary'], last: number): GptWhy | null {
  if (backup.at !== last) return 'misplaced';
  return isSoundCopy(primary) && primary.entriesSum !== backup.entriesSum ? 'differs' : null;
}

/**
 * The MBR in front of a GPT has one entry over everything. A hybrid MBR has more entries; that of a grown disk covers too
 * little.
 */
function checkProtective({ isSigned, guard, slots }: Mbr, sectors: number): Finding[] {
  if (!isSigned) return [odd('no-signature', 'warning')];
  if (guard !== null && slots.length > 1) return [odd('hybrid', 'note')];
  const covers = guard !== null && guard.from === 1 && guard.from + guard.sectors >= Math.min(sectors, 0xffff_ffff);
  return covers ? [] : [odd('odd-protective', 'note')];
}

const CHAIN_FAULTS = { whole: null, unread: null, loop: 'loop', broken: 'broken-chain', long: 'too-many' } as const;

function checkMbr(table: PartitionTable, mbr: Mbr, gpt: Gpt, sectors: number): Finding[] {
  const findings: Finding[] = [];
  if (isCopy(gpt.primary)) findings.push(odd('stale-gpt', 'note', gpt.primary.at));
  if (mbr.guard !== null) {
    const isAlone = gpt.primary === 'none' && gpt.backup === 'none';
    append(findings, isAlone ? [odd('protective-alone', 'note')] : checkProtective(mbr, sectors));
  }
  for (const { at, end } of mbr.chains) {
    const why = CHAIN_FAULTS[end];
    if (why !== null) findings.push(odd(why, 'warning', at));
  }
  // The protective entry is no partition, and may cover everything.
  const parts = table.entries.filter(({ number }) => number !== mbr.guard?.number);
  return [...findings, ...checkRanges(parts, sectors, table.extended)];
}

/**
 * Finds partitions that end behind the disk, share sectors, or start off a page border. `extended`: numbers of those that
 * hold the logical ones.
 */
function checkRanges(parts: readonly PartitionEntry[], sectors: number, extended: readonly number[] = []): Finding[] {
  const findings: Finding[] = [];
  for (const { number, firstLba, sectors: count } of parts) {
    if (firstLba + count > sectors)
      findings.push(finding('G02', 'error', { number, firstLba, endLba: firstLba + count, sectors }, onDisk(0)));
    if (firstLba % PAGE_SECTORS !== 0 && !extended.includes(number))
      findings.push(finding('G04', 'note', { number, firstLba }, onDisk(firstLba)));
  }
  // Logical partitions lie in an extended one, so each of the two kinds is compared only with the first four.
  const shared =
    sharedBy(parts.filter(({ number }) => !extended.includes(number))) ??
    (extended.length === 0 ? null : sharedBy(parts.filter(({ number }) => number <= 4)));
  if (shared !== null) findings.push(shared);
  return findings;
}

/** The first two of them that share sectors. */
function sharedBy(parts: readonly PartitionEntry[]): Finding | null {
  const sorted = [...parts].sort((a, b) => a.firstLba - b.firstLba || a.number - b.number);
  for (const [i, part] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before === undefined || part.firstLba >= before.firstLba + before.sectors) continue;
    const [first, second] = [before.number, part.number].sort((a, b) => a - b) as [number, number];
    return finding('G03', 'warning', { why: 'overlap', first, second }, onDisk(part.firstLba));
  }
  return null;
}
