/**
 * Plans a repair: findings are mended one by one in memory, everything is checked again after each, and in the end there
 * is one plan of byte changes from the file as it is to the file as it should be. Nothing is written here. What needs a
 * choice or loses something happens only where it was chosen; no block is given up without a word.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import type { RepairChange, RepairError, RepairMethod, RepairOffer } from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { footer } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import { parentIdOf, resolveChain, type Chain } from '../chain';
import { checkDisk } from '../check/checkDisk';
import { isDisk, type Disk } from '../image';
import type { NewFile } from '../newFile';
import { openDisk } from '../openImage';
import { MOST_EDIT_BYTES, planOf } from '../ops/patches';
import type { Plan } from '../plan';
import { ADOPTION_FIXERS } from './adoption';
import { BITMAP_FIXERS } from './bitmapFixes';
import { BLOCK_FIXERS } from './blockFixes';
import { draftFile, draftSteps, editBytes, type Draft } from './draft';
import { newFileFrom } from './draftCopy';
import { unreadable, type Fix, type FixContext, type Fixer, type Fixers } from './fix';
import { FOOTER_FIXERS } from './footerFixes';
import { HEADER_FIXERS } from './headerFixes';
import { PARENT_FIXERS } from './parentFixes';
import { PARTITION_FIXERS } from './partitionFixes';

const FIXERS: Fixers = {
  ...FOOTER_FIXERS,
  ...HEADER_FIXERS,
  ...BLOCK_FIXERS,
  ...BITMAP_FIXERS,
  ...PARENT_FIXERS,
  ...PARTITION_FIXERS,
  ...ADOPTION_FIXERS,
};
/** More rounds than there are kinds of findings on any disk. */
const MOST_ROUNDS = 64;

export type RepairRequest = {
  /** Only these codes; null: all. */
  readonly only: readonly FindingCode[] | null;
  /** What was decided where there is a choice. */
  readonly choose: Partial<Record<FindingCode, RepairMethod>>;
  /** Methods that lose or invent data may be among the chosen. */
  readonly loss: boolean;
  /** Safe repairs of mere notes too. */
  readonly notes: boolean;
  /** Blocks and bitmaps are read. */
  readonly deep: boolean;
  /** Unix seconds. */
  readonly now: number;
  readonly newId: () => string;
};

export type Repair = {
  readonly before: readonly Finding[];
  /** All checks again, on the result. */
  readonly after: readonly Finding[];
  readonly done: readonly RepairOffer[];
  /** Everything else that could be mended, and how. */
  readonly open: readonly RepairOffer[];
  readonly changes: readonly RepairChange[];
  /** False: the file would get shorter, which is done to a copy alone. */
  readonly inPlace: boolean;
  readonly plan: Plan;
  /** The repaired file as a new one. */
  readonly copy: () => NewFile;
};

type Work = { chain: Chain; top: Disk; findings: Finding[]; draft: Draft };
type Asked = Omit<FixContext, 'top'>;

/** Every repair of one finding that can be made. */
async function offersFor(context: Asked, finding: Finding): Promise<{ offer: RepairOffer; fix: Fix }[]> {
  const fixer = FIXERS[finding.code] as Fixer<FindingCode> | undefined;
  const [top] = context.chain.layers;
  if (fixer === undefined || !isDisk(top)) return [];
  const fixes = await fixer({ ...context, top }, finding);
  return fixes.map((fix) => ({ offer: { code: finding.code, method: fix.method, class: fix.class }, fix }));
}

/** An image without any footer is no disk yet: `nothing-to-do` here, and rescue.ts may know better. */
export async function planRepair(chain: Chain, request: RepairRequest): Promise<Result<Repair, RepairError>> {
  const [top] = chain.layers;
  if (!isDisk(top)) return err({ kind: 'nothing-to-do' });
  const busy = inUse(top, request);
  if (busy !== null) return err(busy);
  const start = await findingsOf(chain, request);
  if (!start.ok) return start;
  const work: Work = { chain, top, findings: start.value, draft: { base: top.file, bytes: top.file.bytes, edits: [] } };
  const done: RepairOffer[] = [];
  const changes: RepairChange[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = await nextFix(work, request, done);
    if (next === null) break;
    const made = await next.fix.make();
    if (!made.ok) return unreadable(made.error);
    done.push(next.offer);
    for (const { at, bytes } of made.value.edits) {
      const before = await beforeOf(work.draft, at, bytes.length);
      if (!before.ok) return unreadable(before.error);
      if (before.value.some((byte, i) => byte !== bytes[i]) || before.value.length < bytes.length)
        changes.push({ code: next.offer.code, method: next.offer.method, at, before: before.value, after: bytes });
    }
    const bytes = made.value.bytes ?? work.draft.bytes;
    const edits = [...work.draft.edits.map((edit) => cutTo(edit, bytes)), ...made.value.edits].filter((edit) => edit.bytes.length > 0);
    const draft = { ...work.draft, bytes, edits };
    if (editBytes(draft) > MOST_EDIT_BYTES) return err({ kind: 'too-much', bytes: editBytes(draft), most: MOST_EDIT_BYTES });
    const again = await reopened(chain, draft, request);
    if (!again.ok) return again;
    Object.assign(work, again.value, { draft });
  }
  return finished(top, work, { before: start.value, done, changes }, request);
}

/** What a longer file had behind its new end is gone, and does not come back when it grows again. */
const cutTo = <E extends { readonly at: number; readonly bytes: Uint8Array }>(edit: E, length: number): E => ({
  ...edit,
  bytes: edit.bytes.subarray(0, Math.max(0, length - edit.at)),
});

function inUse(top: Disk, { choose }: RepairRequest): RepairError | null {
  if (top.footers.tail === 'in-use-by-xen' && choose.F01 !== 'write-footer') return { kind: 'in-use', by: 'xen' };
  const isSaved = footer.get(top.footer, 'savedState') !== 0;
  return isSaved && choose.F12 !== 'clear-saved-state' ? { kind: 'in-use', by: 'saved-state' } : null;
}

async function findingsOf(chain: Chain, { now, deep }: RepairRequest): Promise<Result<Finding[], RepairError>> {
  const found = await checkDisk(chain, { now, deep });
  return found.ok ? found : unreadable(found.error);
}

async function reopened(chain: Chain, draft: Draft, request: RepairRequest): Promise<Result<Omit<Work, 'draft'>, RepairError>> {
  const image = await openDisk(draftFile(draft));
  if (!image.ok) return unreadable(image.error);
  const again = await relinked(chain, image.value);
  const findings = await findingsOf(again, request);
  return findings.ok ? ok({ chain: again, top: image.value, findings: findings.value }) : findings;
}

/** The old parents under the new top, as far as it still names them; others are not looked for here. */
async function relinked(chain: Chain, top: Disk): Promise<Chain> {
  const [old, next] = chain.layers;
  if (top.kind !== 'differencing') return { layers: [top], parent: null };
  const isSame = old.kind === 'differencing' && parentIdOf(old) === parentIdOf(top);
  const [, ...parents] = chain.layers;
  if (isSame && next !== undefined) return { layers: [top, ...parents], parent: chain.parent };
  return resolveChain(top, { byName: async () => null, others: async function* others() {} });
}

const contextOf = ({ chain, findings }: Work, { now, newId }: RepairRequest): Asked => ({ chain, findings, now, newId });

/** A choice holds as long as it is one: what is left when it is carried out may be safe. */
const isWanted = (
  { code, severity }: Finding,
  offer: RepairOffer,
  offers: readonly RepairOffer[],
  { only, choose, loss, notes }: RepairRequest,
): boolean => {
  if (only !== null && !only.includes(code)) return false;
  if (offers.some(({ method }) => method === choose[code])) return choose[code] === offer.method && (offer.class !== 'loss' || loss);
  return offer.class === 'safe' && (severity !== 'note' || notes || only !== null);
};

/** The first that is wanted; a method that was tried for a place and left its finding is not tried again. */
async function nextFix(work: Work, request: RepairRequest, done: readonly RepairOffer[]): Promise<{ offer: RepairOffer; fix: Fix } | null> {
  const context = contextOf(work, request);
  const tried = (offer: RepairOffer): number => done.filter(({ code, method }) => code === offer.code && method === offer.method).length;
  for (const finding of work.findings) {
    const alike = work.findings.filter(({ code }) => code === finding.code).length;
    const offers = await offersFor(context, finding);
    const all = offers.map(({ offer }) => offer);
    for (const one of offers) {
      if (isWanted(finding, one.offer, all, request) && tried(one.offer) < alike + 1 && tried(one.offer) < 2) return one;
    }
  }
  return null;
}

/** What stands there now, as far as the file goes. */
async function beforeOf(draft: Draft, at: number, bytes: number): Promise<Result<Uint8Array, IoError>> {
  const inside = Math.max(0, Math.min(bytes, draft.bytes - at));
  return inside === 0 ? ok(new Uint8Array()) : draftFile(draft).read(fileOffset(at), inside);
}

type Outcome = Pick<Repair, 'before' | 'done' | 'changes'>;

async function finished(top: Disk, work: Work, outcome: Outcome, request: RepairRequest): Promise<Result<Repair, RepairError>> {
  const { draft, findings: after } = work;
  const open = await repairOffers(work.chain, after, request);
  const worse = [
    ...new Set(
      after
        .filter(({ severity, code }) => severity === 'error' && !outcome.before.some((old) => old.code === code))
        .map(({ code }) => code),
    ),
  ];
  // What only a readable table shows was there before, out of sight.
  const wasBlind = top.kind !== 'fixed' && (top.map === null || outcome.before.some(({ code }) => ['B09', 'B10', 'B13'].includes(code)));
  if (worse.length > 0 && !wasBlind) return err({ kind: 'made-worse', codes: worse });
  const steps = await draftSteps(draft);
  if (!steps.ok) return unreadable(steps.error);
  const plan = planOf(top, steps.value, { lengthAfter: draft.bytes });
  return ok({ ...outcome, after, open, inPlace: draft.bytes >= top.file.bytes, plan, copy: () => newFileFrom(work.top) });
}

/** What could be mended, and how, before anything is chosen. */
export async function repairOffers(
  chain: Chain,
  findings: readonly Finding[],
  { now, newId }: Pick<RepairRequest, 'now' | 'newId'>,
): Promise<RepairOffer[]> {
  const context: Asked = { chain, findings, now, newId };
  const offers: RepairOffer[] = [];
  for (const finding of findings) offers.push(...(await offersFor(context, finding)).map(({ offer }) => offer));
  return offers.filter(({ code, method }, i) => offers.findIndex((one) => one.code === code && one.method === method) === i);
}
