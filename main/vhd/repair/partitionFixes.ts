/**
 * Repairs of a GPT from its good copy: header and table are copied, with the other copy's own places and new checksums. UEFI
 * 2.10, 5.3.2. The disk's sectors are written as any others are, so missing blocks are added.
 */
import type { FindingOf } from '../../../shared/findings';
import { err } from '../../../shared/result';
import type { RepairClass, RepairMethod } from '../../../shared/repairs';
import { lba, SECTOR_BYTES } from '../../../shared/vhd/units';
import { planWrites, type SectorEdit } from '../ops/writeSectors';
import { isCopy, isSoundCopy, readGpt, type Gpt, type GptCopy } from '../partitions/gpt';
import { gptPlace, sealGptHeader, setGptPlace } from '../partitions/gptHeader';
import type { Plan } from '../ops/plan';
import { fix, withoutEvidence, type Fix, type FixContext, type FixEdits, type Fixers } from './fix';

const FIRST_TABLE = 2;

type Places = { readonly at: number; readonly otherAt: number; readonly tableAt: number; readonly lastUsable?: number };
/** `tableSectors`: the sectors that its table takes. */
type Good = { readonly copy: GptCopy; readonly tableSectors: number };

const goodOf = (copy: GptCopy): Good => ({ copy, tableSectors: copy.table.length / SECTOR_BYTES });

/** A copy of the header for another place, with its checksum. */
function headerFor({ copy }: Good, { at, otherAt, tableAt, lastUsable }: Places): Uint8Array {
  const header = copy.sector.slice();
  setGptPlace(header, 'own', at);
  setGptPlace(header, 'other', otherAt);
  if (lastUsable !== undefined) setGptPlace(header, 'lastUsable', lastUsable);
  setGptPlace(header, 'table', tableAt);
  sealGptHeader(header);
  return header;
}

/** A value that cannot be read gives no limit: no table fits then. */
const firstUsable = ({ copy }: Good): number => gptPlace(copy.sector, 'firstUsable') ?? 0;
const lastUsable = ({ copy }: Good): number => gptPlace(copy.sector, 'lastUsable') ?? Number.MAX_SAFE_INTEGER;

/** Where the broken copy's own sound header puts its table, or the usual place: the first of them that `fits`. */
const tableFor = (broken: GptCopy | null, usual: number, fits: (at: number) => boolean): number | null =>
  [...(broken?.headerHolds === true ? [broken.tableAt] : []), usual].find(fits) ?? null;

/** The first copy made from the backup; null if it would run into sectors that partitions may use. */
function firstFrom(good: Good, broken: GptCopy | null): SectorEdit[] | null {
  const tableAt = tableFor(broken, FIRST_TABLE, (at) => at >= FIRST_TABLE && at + good.tableSectors <= firstUsable(good));
  if (tableAt === null) return null;
  return [
    { lba: lba(1), bytes: headerFor(good, { at: 1, otherAt: good.copy.at, tableAt }) },
    { lba: lba(tableAt), bytes: good.copy.table },
  ];
}

/** The backup at the disk's end, made from the first copy. */
function backupFrom(good: Good, broken: GptCopy | null, last: number): SectorEdit[] | null {
  const fits = (at: number): boolean => at > lastUsable(good) && at + good.tableSectors <= last;
  const tableAt = tableFor(broken, last - good.tableSectors, fits);
  if (tableAt === null) return null;
  return [
    { lba: lba(tableAt), bytes: good.copy.table },
    { lba: lba(last), bytes: headerFor(good, { at: last, otherAt: 1, tableAt }) },
  ];
}

/** For a disk of another size than the GPT was made for: the backup goes to its end, and the usable sectors end before it. */
function backupMoved(good: Good, last: number): SectorEdit[] | null {
  const tableAt = last - good.tableSectors;
  const reachesIn = good.copy.entries.listed.some(({ firstLba, sectors }) => firstLba + sectors > tableAt);
  if (tableAt <= firstUsable(good) || reachesIn || good.copy.entries.isCut) return null;
  const first = headerFor(good, { at: 1, otherAt: last, tableAt: good.copy.tableAt, lastUsable: tableAt - 1 });
  const backup = headerFor(good, { at: last, otherAt: 1, tableAt, lastUsable: tableAt - 1 });
  return [
    { lba: lba(1), bytes: first },
    { lba: lba(tableAt), bytes: good.copy.table },
    { lba: lba(last), bytes: backup },
  ];
}

/** The backup of a sound GPT at the end of a disk of another size; null if there is no such GPT, or partitions are in the way. */
export const backupAtEnd = (primary: Gpt['primary'], last: number): SectorEdit[] | null =>
  isSoundCopy(primary) ? backupMoved(goodOf(primary), last) : null;

type Way = { readonly method: RepairMethod; readonly class: RepairClass; readonly writes: SectorEdit[] | null };

async function fromGoodCopy({ chain, top }: FixContext, { facts }: FindingOf<'G01'>): Promise<Fix[]> {
  const gpt = await readGpt(chain);
  const [primary, backup] = [isCopy(gpt.primary) ? gpt.primary : null, isCopy(gpt.backup) ? gpt.backup : null];
  const last = top.sectors - 1;
  const ways: Way[] = [];
  if (backup !== null && isSoundCopy(backup) && (facts.copy === 'primary' || facts.why === 'differs')) {
    const writes = firstFrom(goodOf(backup), primary);
    ways.push(
      facts.why === 'differs' ? { method: 'use-backup-gpt', class: 'choice', writes } : { method: 'copy-gpt', class: 'safe', writes },
    );
  }
  if (primary !== null && isSoundCopy(primary) && facts.copy === 'backup') {
    const good = goodOf(primary);
    if (facts.why === 'differs') ways.push({ method: 'use-first-gpt', class: 'choice', writes: backupFrom(good, backup, last) });
    else if (primary.otherAt === last) ways.push({ method: 'copy-gpt', class: 'safe', writes: backupFrom(good, backup, last) });
    else ways.push({ method: 'move-backup-gpt', class: 'choice', writes: backupMoved(good, last) });
  }
  const fixes: Fix[] = [];
  for (const { method, class: klass, writes } of ways) {
    const plan = writes === null ? null : await planWrites(top, writes);
    if (plan?.ok === false && plan.error.kind === 'read-failed') fixes.push(withoutEvidence(method, err(plan.error)));
    if (plan?.ok !== true) continue;
    // If the copy's whole block is missing, it may have been lost with other data, which a new block would hide for good.
    fixes.push(fix(method, plan.value.newBlocks.length === 0 ? klass : 'choice', () => editsOf(plan.value)));
  }
  return fixes;
}

/** Room that the plan only reserves is zero in a patched file anyway. */
const editsOf = ({ steps, lengthAfter }: Plan): FixEdits => ({
  bytes: lengthAfter,
  edits: steps.flatMap((step) =>
    step.kind === 'zeros' ? [] : [{ at: step.at, bytes: step.kind === 'patch' ? step.after : step.data, why: step.why }],
  ),
});

export const PARTITION_FIXERS: Fixers = { G01: fromGoodCopy };
