/** G rules: the partition tables inside the disk, both copies of a GPT, MBR and logical partitions. A01: what Azure wants. */
import type { Finding, FindingFacts } from '../../../shared/findings';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Chain } from '../chain';
import type { Image } from '../image';
import { readGpt, sectorsAt, type GptCopy } from './gpt';
import { finding, place } from './finding';

const PROTECTIVE = 0xee;
const EXTENDED = [0x05, 0x0f, 0x85];
const MOST_LOGICAL = 128;
const PAGE_SECTORS = 8;
const MIB = 1024 * 1024;
const AZURE_LEAST = 20 * MIB;
const AZURE_MOST = 32 * 1024 ** 4;

type Found = Promise<Finding[]>;
/** In sectors of the disk. `isReal`: not protective, not extended. */
type Partition = { readonly number: number; readonly from: number; readonly to: number; readonly type: number };

const onDisk = (at: number, sectors = 1): ReturnType<typeof place> => place('disk', at * SECTOR_BYTES, sectors * SECTOR_BYTES);

/** Places are bytes of the virtual disk: structure `disk`. A table that cannot be read counts as missing. */
export async function checkPartitions(chain: Chain): Found {
  const boot = await sectorsAt(chain, 0, 1);
  if (boot === null) return [];
  const table = mbrEntries(boot, 446, 4);
  const isBoot = boot[510] === 0x55 && boot[511] === 0xaa;
  const hasTable = [446, 462, 478, 494].every((at) => ((boot[at] as number) & 0x7f) === 0);
  const { primary, backup } = await readGpt(chain);
  if (primary !== null || (isBoot && table.some(({ type }) => type === PROTECTIVE))) return checkGpt(chain, { primary, backup }, table);
  if (!isBoot || !hasTable) return [];
  return checkMbr(chain, table);
}

const mbrEntries = (sector: Uint8Array, at: number, count: number): Partition[] => {
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength);
  return Array.from({ length: count }, (_, i) => {
    const from = view.getUint32(at + i * 16 + 8, true);
    return { number: i + 1, from, to: from + view.getUint32(at + i * 16 + 12, true), type: view.getUint8(at + i * 16 + 4) };
  }).filter(({ type, from, to }) => type !== 0 && to > from);
};

type GptWhy = FindingFacts['G01']['why'];

function gptFault(copy: GptCopy | null): GptWhy | null {
  if (copy === null) return 'missing';
  if (!copy.headerHolds) return 'header-sum';
  return copy.entriesHold ? null : 'entries-sum';
}

type Copies = { readonly primary: GptCopy | null; readonly backup: GptCopy | null };

function checkGpt(chain: Chain, { primary, backup: second }: Copies, mbr: readonly Partition[]): Finding[] {
  const { sectors } = chain.layers[0];
  const findings: Finding[] = [];
  const fault = gptFault(primary);
  if (fault !== null) findings.push(finding('G01', 'warning', { copy: 'primary', why: fault }, onDisk(1)));
  const last = sectors - 1;
  const backupFault = backupFaultOf(second, primary, last);
  // Without either copy nothing speaks of a GPT but the protective entry.
  if (primary === null && second === null) return checkProtective(mbr, sectors);
  if (backupFault !== null) findings.push(finding('G01', 'warning', { copy: 'backup', why: backupFault }, onDisk(last)));
  findings.push(...checkProtective(mbr, sectors));
  const entries = primary !== null && fault === null ? primary.entries : (second?.entries ?? []);
  const parts = entries.map(({ number, firstLba, lastLba }) => ({ number, from: firstLba, to: lastLba + 1, type: 0 }));
  return [...findings, ...checkRanges(parts, sectors)];
}

function backupFaultOf(second: GptCopy | null, primary: GptCopy | null, last: number): GptWhy | null {
  const fault = gptFault(second);
  if (fault !== null || second === null) return fault;
  if (second.at !== last) return 'misplaced';
  return primary !== null && primary.entriesHold && primary.entriesSum !== second.entriesSum ? 'differs' : null;
}

/** The MBR in front of a GPT: one entry over everything. A hybrid one has more; a grown disk’s covers too little. */
function checkProtective(mbr: readonly Partition[], sectors: number): Finding[] {
  const guard = mbr.find(({ type }) => type === PROTECTIVE);
  if (guard !== undefined && mbr.length > 1) return [finding('G03', 'note', { why: 'hybrid' }, onDisk(0))];
  const covers = guard !== undefined && guard.from === 1 && guard.to >= Math.min(sectors, 0xffff_ffff);
  return covers ? [] : [finding('G03', 'note', { why: 'odd-protective' }, onDisk(0))];
}

async function checkMbr(chain: Chain, table: readonly Partition[]): Found {
  const { sectors } = chain.layers[0];
  const findings: Finding[] = [];
  const logical: Partition[] = [];
  for (const extended of table.filter(({ type }) => EXTENDED.includes(type))) {
    const found = await logicalIn(chain, extended.from);
    logical.push(...found.parts);
    if (found.loops) findings.push(finding('G03', 'warning', { why: 'loop' }, onDisk(extended.from)));
  }
  const primaries = table.filter(({ type }) => !EXTENDED.includes(type));
  const numbered = logical.map((part, i) => ({ ...part, number: 5 + i }));
  const beyond = table.filter(({ type, to }) => EXTENDED.includes(type) && to > sectors);
  const extendedFaults = beyond.map(({ number, to }) => finding('G02', 'error', { number, endLba: to, sectors }, onDisk(0)));
  return [...findings, ...extendedFaults, ...checkRanges([...primaries, ...numbered], sectors)];
}

async function logicalIn(chain: Chain, base: number): Promise<{ parts: Partition[]; loops: boolean }> {
  const parts: Partition[] = [];
  const visited = new Set<number>();
  for (let at = base; visited.size < MOST_LOGICAL; ) {
    if (visited.has(at)) return { parts, loops: true };
    visited.add(at);
    const record = await sectorsAt(chain, at, 1);
    if (record === null || record[510] !== 0x55 || record[511] !== 0xaa) break;
    const [own, next] = [mbrEntries(record, 446, 1)[0], mbrEntries(record, 462, 1)[0]];
    if (own !== undefined) parts.push({ ...own, from: own.from + at, to: own.to + at });
    if (next === undefined || !EXTENDED.includes(next.type)) break;
    at = base + next.from;
  }
  return { parts, loops: false };
}

/** Ends behind the disk, shared sectors, and starts that are on no page. */
function checkRanges(parts: readonly Partition[], sectors: number): Finding[] {
  const findings: Finding[] = [];
  for (const { number, from, to } of parts) {
    if (to > sectors) findings.push(finding('G02', 'error', { number, endLba: to, sectors }, onDisk(0)));
    if (from % PAGE_SECTORS !== 0) findings.push(finding('G04', 'note', { number, firstLba: from }, onDisk(from)));
  }
  const sorted = [...parts].sort((a, b) => a.from - b.from);
  const shared = sorted.find((part, i) => i > 0 && part.from < (sorted[i - 1] as Partition).to);
  if (shared !== undefined) findings.push(finding('G03', 'warning', { why: 'overlap' }, onDisk(shared.from)));
  return findings;
}

/** Azure takes fixed disks of whole MiB, 20 MiB to 32 TiB, whose file is 512 bytes longer. */
export function checkAzure(top: Image): Finding[] {
  const bytes = top.sectors * SECTOR_BYTES;
  const where = place('file', 0, top.file.bytes);
  const faults: FindingFacts['A01']['why'][] = [];
  if (top.kind !== 'fixed') faults.push('not-fixed');
  if (bytes % MIB !== 0) faults.push('not-whole-mebibytes');
  if (bytes < AZURE_LEAST) faults.push('too-small');
  if (bytes > AZURE_MOST) faults.push('too-large');
  if (top.kind === 'fixed' && top.file.bytes !== bytes + FOOTER_BYTES) faults.push('file-length');
  return faults.map((why) => finding('A01', 'warning', { why }, where));
}
