/**
 * Plans a repair: findings are mended one by one in memory, everything is checked again after each, and the result is one
 * plan of byte changes from the file as it is to the file as it should be. Nothing is written here. Repairs that need a
 * choice or lose something are made only if chosen; no block is given up silently.
 */
import { FINDING_TABLE } from '../../../shared/findingTable';
import { append } from '../../../shared/append';
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import {
  RESIZING_METHODS,
  type Along,
  type CopyReason,
  type OpenOffer,
  type RepairChange,
  type RepairCost,
  type RepairEffect,
  type RepairError,
  type RepairMethod,
  type RepairOffer,
  type SignedPart,
} from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { fileOffset } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';
import { parentIdOf, resolveChain, withoutStandIns, type Chain } from '../read/chain';
import { checkDisk } from '../check/checkDisk';
import { isDisk, type Disk } from '../read/image';
import { openDisk } from '../read/openImage';
import { MAX_EDIT_BYTES, planOf } from '../ops/patches';
import type { Plan } from '../ops/plan';
import { sameBytes } from '../read/sameBytes';
import { ADOPTION_FIXERS } from './adoption';
import { goneInAll, goneWith } from './along';
import { BITMAP_FIXERS } from './bitmapFixes';
import { BLOCK_FIXERS } from './blockFixes';
import { copyOnlyOf } from './copyOnly';
import { cutBytes, diskChange, repairEffect } from './diskChange';
import { patchedFile, patchedSteps, editBytes, type Patched } from './patched';
import { copyOf, type Copy } from './patchedCopy';
import { unreadable, type Fix, type FixContext, type FixEdits, type FixProgress, type Fixer, type Fixers } from './fix';
import { FOOTER_FIXERS } from './footerFixes';
import { HEADER_FIXERS } from './headerFixes';
import { PARENT_FIXERS } from './parentFixes';
import { AZURE_FIXERS } from './azureFixes';
import { PARTITION_FIXERS } from './partitionFixes';
import { signsOf } from './signing';
import { withTouched } from './touchedBlocks';
import { withUnreadLeft } from './unreadLeft';

const FIXERS: Fixers = {
  ...FOOTER_FIXERS,
  ...HEADER_FIXERS,
  ...BLOCK_FIXERS,
  ...BITMAP_FIXERS,
  ...PARENT_FIXERS,
  ...PARTITION_FIXERS,
  ...AZURE_FIXERS,
  ...ADOPTION_FIXERS,
};
/** Codes for which there is a repair. */
export const REPAIRABLE = Object.keys(FIXERS) as readonly FindingCode[];
/** More rounds than the number of kinds of findings on any disk. */
const MAX_ROUNDS = 64;

export type RepairChoices = {
  /** Mends only these findings; null: all. */
  readonly only: readonly FindingCode[] | null;
  /** The chosen method for each finding that has a choice. */
  readonly choose: Partial<Record<FindingCode, RepairMethod>>;
  /** Chosen methods may lose or invent data. */
  readonly loss: boolean;
  /** Findings that are only notes are mended too, if that is safe. */
  readonly notes: boolean;
  /** Blocks and bitmaps are read, too. */
  readonly deep: boolean;
  /** Azure's rules are checked too. */
  readonly profile?: 'azure';
  /** Unix seconds. */
  readonly now: number;
  readonly newId: () => string;
  /**
   * Progress of each check of the disk and of the making of each fix; the disk is checked before the first repair and after
   * each one.
   */
  readonly report?: (done: number, total: number) => void;
};

export type Repair = RepairCost & {
  readonly before: readonly Finding[];
  /** The findings of a full check of the result. */
  readonly after: readonly Finding[];
  readonly done: readonly RepairOffer[];
  /** Findings that disappeared when another was mended. */
  readonly along: readonly Along[];
  /** All other findings that can be mended, and how. */
  readonly open: readonly OpenOffer[];
  readonly changes: readonly RepairChange[];
  /** Why the repair is only done to a copy; null if the file itself can be repaired. */
  readonly copyOnly: CopyReason | null;
  readonly plan: Plan;
  readonly effect: RepairEffect;
  /** The repaired file as a new one. */
  readonly copy: Copy;
};

type Work = { chain: Chain; top: Disk; findings: Finding[]; patched: Patched };
type Asked = Omit<FixContext, 'top'>;
type Offered = { readonly offer: RepairOffer; readonly fix: Fix; readonly signs: readonly SignedPart[] };

/** Every repair of one finding that can be made. */
async function offersFor(context: Asked, finding: Finding): Promise<Offered[]> {
  const fixer = FIXERS[finding.code] as Fixer<FindingCode> | undefined;
  const [top] = context.chain.layers;
  if (fixer === undefined || !isDisk(top)) return [];
  // A parent that the user did not name must not decide what is written.
  const fixes = await fixer({ ...context, chain: withoutStandIns(context.chain), top }, finding);
  const offered: Offered[] = [];
  const isMisplaced = context.findings.some(({ code }) => FINDING_TABLE[code].misplaces === true);
  for (const fix of fixes) {
    const signs = await signsOf(top, finding.code, fix);
    // A repair that puts a valid checksum over unchecked fields is not safe, nor one of what the disk holds in misplaced blocks.
    const isDoubtful = signs.length > 0 || (FINDING_TABLE[finding.code].isOnDisk === true && isMisplaced);
    const klass = isDoubtful && fix.class === 'safe' ? 'choice' : fix.class;
    offered.push({ offer: { code: finding.code, method: fix.method, class: klass }, fix, signs });
  }
  return offered;
}

/** An image without any footer is not a disk yet: here the result is `nothing-to-do`, but rescue.ts may be able to help. */
export async function planRepair(chain: Chain, choices: RepairChoices): Promise<Result<Repair, RepairError>> {
  const [top] = chain.layers;
  if (!isDisk(top)) return err({ kind: 'nothing-to-do' });
  const start = await findingsOf(chain, choices);
  if (!start.ok) return start;
  const work: Work = { chain, top, findings: start.value, patched: { base: top.file, bytes: top.file.bytes, edits: [] } };
  const done: RepairOffer[] = [];
  const changes: RepairChange[] = [];
  const along: Along[] = [];
  const signs = new Set<SignedPart>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = await nextFix(work, choices, { done, before: start.value });
    if (next === null) break;
    const made = await next.fix.make(progressOf(choices));
    if (!made.ok) return unreadable(made.error);
    const lost = lostFooter(work.top, made.value);
    if (lost !== null) return unreadable(lost);
    done.push(next.offer);
    for (const part of next.signs) signs.add(part);
    const now = patchedFile(work.patched);
    for (const { at, bytes } of made.value.edits) {
      const before = await beforeOf(now, at, bytes.length);
      if (!before.ok) return unreadable(before.error);
      if (!sameBytes(before.value, bytes))
        changes.push({ code: next.offer.code, method: next.offer.method, at, before: before.value, after: bytes });
    }
    const bytes = made.value.bytes ?? work.patched.bytes;
    const edits = [...work.patched.edits.map((edit) => cutTo(edit, bytes)), ...made.value.edits].filter((edit) => edit.bytes.length > 0);
    const patched = { ...work.patched, bytes, edits };
    if (editBytes(patched) > MAX_EDIT_BYTES) return err({ kind: 'too-much', bytes: editBytes(patched), most: MAX_EDIT_BYTES });
    const again = await reopened(chain, { patched, before: work.findings }, choices);
    if (!again.ok) return again;
    append(along, goneWith(next.offer.code, work.findings, again.value.findings));
    Object.assign(work, again.value, { patched });
  }
  const others =
    work.patched.edits.length === 0 && work.patched.bytes === top.file.bytes ? [] : await otherReadings(chain, start.value, choices);
  return finishRepair(
    { top, others },
    work,
    { before: start.value, done, along: goneInAll(along, start.value, { after: work.findings, done }), changes, signs: [...signs] },
    choices,
  );
}

/** The place of the other footer, if the drive cannot read it and this repair changes one of the two: they would differ. */
function lostFooter({ footers: { unread } }: Disk, { edits }: FixEdits): IoError | null {
  const isOfFooter = edits.some(({ why }) => why === 'footer' || why === 'footer-copy');
  return unread === null || !isOfFooter ? null : { kind: 'read-failed', ...unread, code: 'EIO' };
}

/** Bytes behind the new end are gone, and do not come back if the file grows again. */
const cutTo = <E extends { readonly at: number; readonly bytes: Uint8Array }>(edit: E, length: number): E => ({
  ...edit,
  bytes: edit.bytes.subarray(0, Math.max(0, length - edit.at)),
});

const progressOf = ({ report }: Pick<RepairChoices, 'report'>): FixProgress => (report === undefined ? {} : { report });

async function findingsOf(chain: Chain, choices: RepairChoices): Promise<Result<Finding[], RepairError>> {
  const { now, deep, profile } = choices;
  const told = { ...(profile === undefined ? {} : { profile }), ...progressOf(choices) };
  const found = await checkDisk(chain, { now, deep, ...told });
  return found.ok ? found : unreadable(found.error);
}

/** If only a search found the footer, it still stands there until it is moved. */
const openPatched = (chain: Chain, patched: Patched): ReturnType<typeof openDisk> =>
  openDisk(patchedFile(patched), chain.layers[0].footers?.farAt ?? null);

type Checked = { readonly patched: Patched; readonly before: readonly Finding[] };

/** `before`: the findings so far; those about bytes that the drive could not read are kept. */
async function reopened(
  chain: Chain,
  { patched, before }: Checked,
  choices: RepairChoices,
): Promise<Result<Omit<Work, 'patched'>, RepairError>> {
  const image = await openPatched(chain, patched);
  if (!image.ok) return unreadable(image.error);
  const again = await relinked(chain, image.value);
  const findings = await findingsOf(again, choices);
  if (!findings.ok) return findings;
  return ok({ chain: again, top: image.value, findings: withUnreadLeft(before, findings.value, patched) });
}

/** The old parents under the new top, if it still names them; no others are searched for here. */
async function relinked(chain: Chain, top: Disk): Promise<Chain> {
  const [old, next] = chain.layers;
  if (top.kind !== 'differencing') return { layers: [top], parent: null };
  const isSame = old.kind === 'differencing' && parentIdOf(old) === parentIdOf(top);
  const [, ...parents] = chain.layers;
  if (isSame && next !== undefined) return { ...chain, layers: [top, ...parents] };
  return resolveChain(top, { byName: async () => null, others: async function* others() {} });
}

const contextOf = ({ chain, findings }: Work, { now, newId }: RepairChoices): Asked => ({ chain, findings, now, newId });

/** While the chosen method is offered, only that one is wanted; otherwise any safe repair. */
const isWanted = (
  { code, severity }: Finding,
  offer: RepairOffer,
  offers: readonly RepairOffer[],
  { only, choose, loss, notes }: RepairChoices,
): boolean => {
  if (only !== null && !only.includes(code)) return false;
  if (offers.some(({ method }) => method === choose[code])) return choose[code] === offer.method && (offer.class !== 'loss' || loss);
  return offer.class === 'safe' && (severity !== 'note' || notes || only !== null);
};

/** The first repair that is wanted. If a method was tried for every finding of its code and one is left, it is not tried again. */
async function nextFix(work: Work, choices: RepairChoices, { done, before }: Pick<Repair, 'done' | 'before'>): Promise<Offered | null> {
  const context = contextOf(work, choices);
  const tried = (offer: RepairOffer): number => done.filter(({ code, method }) => code === offer.code && method === offer.method).length;
  const most = (wanted: FindingCode): number => Math.max(2, before.filter(({ code }) => code === wanted).length);
  for (const finding of work.findings) {
    const offers = await offersFor(context, finding);
    const all = offers.map(({ offer }) => offer);
    for (const one of offers) {
      if (isWanted(finding, one.offer, all, choices) && tried(one.offer) < most(finding.code)) return one;
    }
  }
  return null;
}

/** The present bytes, as far as the file goes. */
async function beforeOf(file: BlockFile, at: number, bytes: number): Promise<Result<Uint8Array, IoError>> {
  const inside = Math.max(0, Math.min(bytes, file.bytes - at));
  return inside === 0 ? ok(new Uint8Array()) : file.read(fileOffset(at), inside);
}

type Outcome = Pick<Repair, 'before' | 'done' | 'along' | 'changes' | 'signs'>;

/** The disk before the repair: as it is shown, and as its other footers describe it. */
type Was = { readonly top: Disk; readonly others: readonly Disk[] };

async function finishRepair(
  { top, others }: Was,
  work: Work,
  outcome: Outcome,
  choices: RepairChoices,
): Promise<Result<Repair, RepairError>> {
  const { patched, findings: checked } = work;
  const open = await openOffers(work.chain, { asked: checked, all: checked }, choices);
  const worse = [
    ...new Set(
      checked
        .filter(({ severity, code }) => severity === 'error' && !outcome.before.some((old) => old.code === code))
        .map(({ code }) => code),
    ),
  ];
  // If the table was not readable before, findings that it reveals were there all the time, but hidden.
  const wasBlind =
    top.kind !== 'fixed' && (top.map === null || outcome.before.some(({ code }) => FINDING_TABLE[code].hidesBlocks === true));
  // The result was checked as well; if that check could not read something, nothing can be said about it.
  if (worse.includes('E12')) return err({ kind: 'cannot-read', at: checked.find(({ code }) => code === 'E12')?.where[0]?.at ?? 0 });
  if (worse.length > 0 && !wasBlind) return err({ kind: 'made-worse', codes: worse });
  const touched = choices.deep ? ok(checked) : await withTouched(work.chain, top.map, checked);
  if (!touched.ok) return unreadable(touched.error);
  const { value: after } = touched;
  const steps = await patchedSteps(patched);
  if (!steps.ok) return unreadable(steps.error);
  const plan = planOf(top, steps.value, { lengthAfter: patched.bytes });
  const copy = await copyOf(work.top);
  if (!copy.ok) return unreadable(copy.error);
  const cost = { diskChange: diskChange(top, others, work.top), cut: await cutBytes(top.file, patched.bytes) };
  const effect = repairEffect(plan, top, work.top, outcome.done);
  return ok({ ...outcome, after, open, ...cost, effect, copyOnly: copyOnlyOf(top, patched.bytes, choices.choose), plan, copy: copy.value });
}

/** What could be mended, and how, before anything is chosen. */
export async function repairOffers(
  chain: Chain,
  findings: readonly Finding[],
  { now, newId }: Pick<RepairChoices, 'now' | 'newId'>,
): Promise<RepairOffer[]> {
  return (await fixesOf({ chain, findings, now, newId })).map(({ offer }) => offer);
}

/** Each way to mend once, though several findings may share it. */
async function fixesOf(context: Asked): Promise<Offered[]> {
  const all: Offered[] = [];
  for (const finding of context.findings) append(all, await offersFor(context, finding));
  return all.filter(({ offer }, i) => all.findIndex((one) => one.offer.code === offer.code && one.offer.method === offer.method) === i);
}

/** A trial reads the image again; more of them would take long and tell the user little. */
const MAX_TRIALS = 8;

/**
 * The ways to mend `asked`, which other findings each one mends, and what becomes of the disk. Each way is tried in memory
 * only if there is a finding without a repair of its own, such as a checksum over a wrong field, or if the way can change
 * the disk's size. Nothing is written.
 */
export async function openOffers(
  chain: Chain,
  { asked, all }: { readonly asked: readonly Finding[]; readonly all: readonly Finding[] },
  choices: RepairChoices,
): Promise<OpenOffer[]> {
  const { now, newId, choose } = choices;
  const [top] = chain.layers;
  const own = new Set((await repairOffers(chain, all, { now, newId })).map(({ code }) => code));
  // A trial does not read blocks.
  const shallow = { ...choices, deep: false };
  const isAlone = all.some(({ code }) => !own.has(code));
  const found = isAlone ? await findingsOf(chain, shallow) : ok([]);
  const alone = found.ok ? found.value.filter(({ code }) => !own.has(code)) : [];
  const offers: OpenOffer[] = [];
  let others: readonly Disk[] | null = null;
  for (const { offer, fix, signs } of await fixesOf({ chain, findings: asked, now, newId })) {
    const isTried = alone.length > 0 && offers.length < MAX_TRIALS;
    const resizes = RESIZING_METHODS.includes(offer.method);
    const patched = isTried || resizes ? await patchedOf(chain, fix, progressOf(choices)) : null;
    // No other way makes the file shorter.
    const bytes = patched?.bytes ?? chain.layers[0].file.bytes;
    if (resizes) others ??= await otherReadings(chain, all, choices);
    offers.push({
      ...offer,
      also: isTried && patched !== null ? await alsoMended(chain, { offer, patched }, { alone, all }, shallow) : [],
      copyOnly: isDisk(top) ? copyOnlyOf(top, bytes, { ...choose, [offer.code]: offer.method }) : null,
      ...(resizes && patched !== null ? await costOf(chain, others ?? [], patched) : NO_COST),
      signs,
    });
  }
  return offers;
}

/** Null: the patched file cannot be made, or changes more than one save may change. */
async function patchedOf(chain: Chain, fix: Fix, progress: FixProgress = {}): Promise<Patched | null> {
  const { file } = chain.layers[0];
  const made = await fix.make(progress);
  if (!made.ok) return null;
  const patched = { base: file, bytes: made.value.bytes ?? file.bytes, edits: made.value.edits };
  return editBytes(patched) > MAX_EDIT_BYTES ? null : patched;
}

const NO_COST: Omit<RepairCost, 'signs'> = { diskChange: null, cut: null };

async function costOf(chain: Chain, others: readonly Disk[], patched: Patched): Promise<Omit<RepairCost, 'signs'>> {
  const image = await openPatched(chain, patched);
  const [shown] = chain.layers;
  return { diskChange: image.ok ? diskChange(shown, others, image.value) : null, cut: await cutBytes(shown.file, patched.bytes) };
}

/** If two footers describe two disks, the disk as each of them describes it: choosing between them would give one of these. */
async function otherReadings(chain: Chain, findings: readonly Finding[], choices: Pick<RepairChoices, 'now' | 'newId'>): Promise<Disk[]> {
  const { now, newId } = choices;
  const readings: Disk[] = [];
  for (const finding of findings) {
    if (finding.code !== 'F03') continue;
    for (const { offer, fix } of await offersFor({ chain, findings, now, newId }, finding)) {
      const patched = offer.class === 'choice' ? await patchedOf(chain, fix) : null;
      const image = patched === null ? null : await openPatched(chain, patched);
      if (image?.ok === true) readings.push(image.value);
    }
  }
  return readings;
}

async function alsoMended(
  chain: Chain,
  { offer, patched }: { readonly offer: RepairOffer; readonly patched: Patched },
  { alone, all }: { readonly alone: readonly Finding[]; readonly all: readonly Finding[] },
  choices: RepairChoices,
): Promise<readonly FindingCode[]> {
  const again = await reopened(chain, { patched, before: alone }, choices);
  return again.ok ? goneWith(offer.code, alone, again.value.findings, all).map(({ code }) => code) : [];
}
