/**
 * Repairs of a GPT from its good copy: header and table of the other one, with its own places and new sums. UEFI 2.10,
 * 5.3.2. The disk's sectors are written as any others are, so blocks that are not there yet are made.
 */
import type { FindingOf } from '../../../shared/findings';
import type { RepairClass, RepairMethod } from '../../../shared/repairs';
import { lba, SECTOR_BYTES } from '../../../shared/vhd/units';
import { readGpt, type GptCopy } from '../check/gpt';
import { crc32 } from '../crc32';
import { planWrites, type SectorEdit } from '../ops/writeSectors';
import type { Plan } from '../plan';
import { fix, type Fix, type FixContext, type FixEdits, type Fixers } from './fix';

/** Of a header, in bytes; numbers are little-endian. */
const FIELD = { headerBytes: 12, sum: 16, own: 24, other: 32, firstUsable: 40, lastUsable: 48, table: 72 } as const;
const FIRST_TABLE = 2;

type Places = { readonly at: number; readonly otherAt: number; readonly tableAt: number; readonly lastUsable?: number };
type Good = { readonly copy: GptCopy; readonly view: DataView; readonly tableSectors: number };

const isSound = (copy: GptCopy | null): copy is GptCopy => copy !== null && copy.headerHolds && copy.entriesHold;

const goodOf = (copy: GptCopy): Good => ({
  copy,
  view: new DataView(copy.sector.buffer, copy.sector.byteOffset, copy.sector.byteLength),
  tableSectors: copy.table.length / SECTOR_BYTES,
});

/** A copy of the header for another place, its sum with it. */
function headerFor({ copy, view }: Good, { at, otherAt, tableAt, lastUsable }: Places): Uint8Array {
  const bytes = copy.sector.slice();
  const header = new DataView(bytes.buffer);
  header.setBigUint64(FIELD.own, BigInt(at), true);
  header.setBigUint64(FIELD.other, BigInt(otherAt), true);
  if (lastUsable !== undefined) header.setBigUint64(FIELD.lastUsable, BigInt(lastUsable), true);
  header.setBigUint64(FIELD.table, BigInt(tableAt), true);
  header.setUint32(FIELD.sum, 0, true);
  header.setUint32(FIELD.sum, crc32(bytes.subarray(0, view.getUint32(FIELD.headerBytes, true))), true);
  return bytes;
}

const usable = ({ view }: Good, which: 'firstUsable' | 'lastUsable'): number => Number(view.getBigUint64(FIELD[which], true));

/** Where the broken copy keeps its table by its own sound header, or where everybody does: the first that `fits`. */
const tableFor = (broken: GptCopy | null, usual: number, fits: (at: number) => boolean): number | null =>
  [...(broken?.headerHolds === true ? [broken.tableAt] : []), usual].find(fits) ?? null;

/** The first copy as the backup has it; null where it would run into what partitions may use. */
function firstFrom(good: Good, broken: GptCopy | null): SectorEdit[] | null {
  const tableAt = tableFor(broken, FIRST_TABLE, (at) => at >= FIRST_TABLE && at + good.tableSectors <= usable(good, 'firstUsable'));
  if (tableAt === null) return null;
  return [
    { lba: lba(1), bytes: headerFor(good, { at: 1, otherAt: good.copy.at, tableAt }) },
    { lba: lba(tableAt), bytes: good.copy.table },
  ];
}

/** The backup at the disk's end as the first copy has it. */
function backupFrom(good: Good, broken: GptCopy | null, last: number): SectorEdit[] | null {
  const fits = (at: number): boolean => at > usable(good, 'lastUsable') && at + good.tableSectors <= last;
  const tableAt = tableFor(broken, last - good.tableSectors, fits);
  if (tableAt === null) return null;
  return [
    { lba: lba(tableAt), bytes: good.copy.table },
    { lba: lba(last), bytes: headerFor(good, { at: last, otherAt: 1, tableAt }) },
  ];
}

/** The disk has another size than the GPT was made for: the backup goes to its end, and what is usable ends before it. */
function backupMoved(good: Good, last: number): SectorEdit[] | null {
  const tableAt = last - good.tableSectors;
  const lastUsable = tableAt - 1;
  if (lastUsable < usable(good, 'firstUsable') || good.copy.entries.some((entry) => entry.lastLba > lastUsable)) return null;
  const first = headerFor(good, { at: 1, otherAt: last, tableAt: good.copy.tableAt, lastUsable });
  const backup = headerFor(good, { at: last, otherAt: 1, tableAt, lastUsable });
  return [
    { lba: lba(1), bytes: first },
    { lba: lba(tableAt), bytes: good.copy.table },
    { lba: lba(last), bytes: backup },
  ];
}

type Way = { readonly method: RepairMethod; readonly class: RepairClass; readonly writes: SectorEdit[] | null };

async function fromGoodCopy({ chain, top }: FixContext, { facts }: FindingOf<'G01'>): Promise<Fix[]> {
  const { primary, backup } = await readGpt(chain);
  const last = top.sectors - 1;
  const ways: Way[] = [];
  if (isSound(backup) && (facts.copy === 'primary' || facts.why === 'differs')) {
    const writes = firstFrom(goodOf(backup), primary);
    ways.push(
      facts.why === 'differs' ? { method: 'use-backup-gpt', class: 'choice', writes } : { method: 'copy-gpt', class: 'safe', writes },
    );
  }
  if (isSound(primary) && facts.copy === 'backup') {
    const good = goodOf(primary);
    if (facts.why === 'differs') ways.push({ method: 'use-first-gpt', class: 'choice', writes: backupFrom(good, backup, last) });
    else if (primary.otherAt === last) ways.push({ method: 'copy-gpt', class: 'safe', writes: backupFrom(good, backup, last) });
    else ways.push({ method: 'move-backup-gpt', class: 'choice', writes: backupMoved(good, last) });
  }
  const fixes: Fix[] = [];
  for (const { method, class: klass, writes } of ways) {
    const plan = writes === null ? null : await planWrites(top, writes);
    if (plan?.ok !== true) continue;
    // A copy whose whole block is gone may have been lost with other data, which a new block would bury.
    fixes.push(fix(method, plan.value.newBlocks.length === 0 ? klass : 'choice', () => editsOf(plan.value)));
  }
  return fixes;
}

/** Room that the plan only claims is zero in a draft anyway. */
const editsOf = ({ steps, lengthAfter }: Plan): FixEdits => ({
  bytes: lengthAfter,
  edits: steps.flatMap((step) =>
    step.kind === 'zeros' ? [] : [{ at: step.at, bytes: step.kind === 'patch' ? step.after : step.data, why: step.why }],
  ),
});

export const PARTITION_FIXERS: Fixers = { G01: fromGoodCopy };
