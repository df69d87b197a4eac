/** `repair`: makes a plan from what `check` proposes and carries it out through the journal, or on a copy. */
import type { RepairDocument } from '../../../shared/documents/repair';
import { severityCounts } from '../../../shared/findingList';
import { fateLines } from '../fateLines';
import { fewerText } from '../../../shared/text/severities';
import type { Finding, FindingCode } from '../../../shared/findings';
import { REPAIR_METHODS, type CopyReason, type RepairMethod, type RepairOffer } from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { FINDING_TABLE } from '../../../shared/findingTable';
import { alongText, copyOnlyText, costLines, repairClassText, repairErrorText, repairText } from '../../../shared/text/repairs';
import { bytesText } from '../../../shared/text/size';
import { rebuilt } from '../rebuilt';
import { rescued, rescueOf } from '../rescued';
import { closeChain } from '../../vhd/read/chain';
import { planRepair, type Repair, type RepairChoices } from '../../vhd/repair/planRepair';
import { hidesBlocks, needsRebuild } from '../../vhd/repair/lostTable';
import type { Image } from '../../vhd/read/image';
import { apart, sourcesIn } from '../apart';
import { warn, type Cli } from '../context';
import { withProgress } from '../progress';
import { isStopped } from '../stopping';
import { farDisk } from '../farFooter';
import { exitWith, findingLines } from '../findings';
import { freshId } from '../fresh';
import { idleChoice, idleOption, type RepairAsked } from '../idleChoices';
import { carryOut, changedRows, hold, type Held } from '../inPlace';
import { newTarget, writeCopy } from '../newFiles';
import { saveRefusal } from '../changeRefusal';
import { settle } from '../interrupted';
import { halfSaved, saveBeside } from '../../io/openImageFile';
import { openDisk, type ChainOptions, type Disk } from '../openDisk';
import { CANCELLED, EXIT, failure, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { jsonWithHex, paint, writeJsonPieces, writeLines } from '../print';
import { findingDocument } from '../../report/values';
import { hex } from '../../../shared/text/numbers';

export type RepairOptions = ChainOptions &
  RepairAsked & {
    readonly yes?: boolean;
    readonly output?: string;
    readonly force?: boolean;
    /** False: if no footer stands at the file's end, none is searched for before it. */
    readonly search?: boolean;
    readonly json?: boolean;
  };

export async function repair(cli: Cli, path: string, options: RepairOptions): Promise<Outcome> {
  const request = requestOf(cli, options);
  if (!request.ok) return err(wrongUsage(request.error));
  const idle = idleOption(options);
  if (idle !== null) return err(wrongUsage(idle));
  if (options.yes === true && options.output !== undefined)
    return err(wrongUsage('choose either --yes, for the file itself, or --output COPY'));
  const held = await hold(cli, path);
  if (!held.ok) return held;
  if (options.interrupted !== undefined) return settle(cli, held.value, options.interrupted, options.force === true);
  // A copy is made of the disk as it was before the interrupted save. For the file itself nothing is proposed until that
  // save is settled.
  const half = halfSaved(await saveBeside(path));
  const isHalf = half !== null;
  const isKnown = half === null || half.why === 'partly-written' || half.why === 'running';
  const refusal = options.output === undefined || !isKnown ? await saveRefusal(path, `cannot repair ${shown(path)}`) : null;
  if (refusal !== null) return err(refusal);
  const ask = { held: held.value, request: request.value, options, isHalf };
  const opened = await openDisk(cli, path, options);
  if (opened.ok) return closedAfter(opened.value, (disk) => repaired(cli, { ...ask, disk }));
  if (opened.error.exit !== EXIT.failed) return opened;
  const rescue = await rescueOf(cli, path, request.value);
  // Remains of a footer in its own place are better than any footer found elsewhere.
  if (
    options.search !== false &&
    (rescue === null || rescue.rescue.method === 'append-footer' || rescue.rescue.method === 'invent-footer')
  ) {
    const far = await farDisk(cli, path);
    if (!far.ok || far.value !== null) await rescue?.file.close();
    if (!far.ok) return far;
    if (far.value !== null) return closedAfter(far.value, (disk) => repaired(cli, { ...ask, disk }));
  }
  if (rescue !== null) return rescued(cli, held.value, rescue, request.value, options);
  return opened;
}

async function closedAfter(disk: Disk, work: (disk: Disk) => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work(disk);
  } finally {
    await closeChain(disk.chain);
  }
}

type Ask = {
  readonly disk: Disk;
  readonly held: Held;
  readonly request: RepairChoices;
  readonly options: RepairOptions;
  /** A save of the file was interrupted; its journal decides what is shown. */
  readonly isHalf: boolean;
};

async function repaired(cli: Cli, { disk, held, request, options, isHalf }: Ask): Promise<Outcome> {
  if (options.rebuild === true) return rebuilt(cli, disk, request, options);
  const sources = await sourcesIn(disk.chain);
  const planned = await withProgress(cli, 'Checking', 0, (draw) =>
    planRepair(disk.chain, { ...request, report: (done, total) => draw(done, 'Checking', total) }),
  );
  if (await isStopped(cli)) return err(CANCELLED);
  const what = `cannot repair ${shown(disk.path)}`;
  if (!planned.ok) {
    const { title, next } = repairErrorText(planned.error);
    return err(failure(what, title, next));
  }
  const made = planned.value;
  const idle = await idleChoice(disk, made, request);
  if (idle !== null) return err(wrongUsage(idle));
  const document = documentOf(disk.path, options, made);
  // Read before anything is written: afterwards the file is another one.
  const fates = made.done.length === 0 || options.json === true ? [] : await fateLines(disk.chain.layers[0], made.copy.file);
  // Once the repair was applied, its report is printed to the end, even after Ctrl-C.
  const signal = document.applied ? undefined : cli.signal;
  const tell = (): Promise<void> =>
    options.json === true
      ? writeJsonPieces(cli.out, document, 'changes', changesJson(made), signal)
      : writeLines(cli.out, textOf(cli, document, made, { isHalf, top: disk.chain.layers[0], fates }), signal);
  if (options.output !== undefined) {
    const named = await newTarget(options.output, options.force === true);
    const target = named.ok ? apart(named.value, sources, `cannot write ${shown(options.output)}`) : named;
    if (!target.ok) return target;
    await tellCost(cli, made);
    const written = await writeCopy(cli, target.value, made.copy);
    if (!written.ok) return written;
  } else if (options.yes === true && made.done.length > 0) {
    if (made.copyOnly !== null) return err(copyInstead(what, made.copyOnly));
    await tellCost(cli, made);
    const saved = await carryOut(cli, held, made.plan, 'repair', { quiet: true });
    if (!saved.ok) return saved;
  }
  await tell();
  // What was written stays written and is reported.
  if (!document.applied && (await isStopped(cli))) return err(CANCELLED);
  return ok(exitWith(made.after, document.applied));
}

/** Why the file itself is not changed, and what can be done besides making a copy. */
const COPY_INSTEAD: Readonly<Record<CopyReason, { readonly why: string; readonly otherwise: string }>> = {
  shorter: { why: 'the file would get shorter, which is done on a copy alone', otherwise: '' },
  'saved-state': {
    why: 'a suspended machine relies on this disk as it is',
    otherwise: '; or shut the machine down first; or add --choose F12=clear-saved-state, and its state is lost',
  },
  xen: {
    why: 'Xen has marked the disk as in use',
    otherwise: '; or make sure that no machine uses it, and add --choose F01=write-footer',
  },
  'another-disk': { why: 'what is made is another disk', otherwise: '' },
};

function copyInstead(what: string, reason: CopyReason): Trouble {
  const { why, otherwise } = COPY_INSTEAD[reason];
  return failure(what, why, `Give --output COPY instead of --yes, to repair a copy${otherwise}.`);
}

/** Printed before anything is written. */
async function tellCost(cli: Cli, made: Repair): Promise<void> {
  for (const line of costLines(made)) await warn(cli, line);
}

function requestOf(cli: Cli, options: RepairOptions): Result<RepairChoices, string> {
  const codes = options.only?.split(',').map((code) => code.trim().toUpperCase()) ?? null;
  const unknown = codes?.find((code) => !isCode(code));
  if (unknown !== undefined) return err(`there is no finding ${shown(unknown)}: codes are those of “platter check”, such as F02`);
  const choose: Partial<Record<FindingCode, RepairMethod>> = {};
  for (const word of options.choose ?? []) {
    const [code = '', method = ''] = word.split('=', 2);
    if (!isCode(code) || !isMethod(method))
      return err(`“${shown(word)}” chooses nothing: write CODE=METHOD as “platter repair” lists them`);
    if (codes !== null && !codes.includes(code)) return err(`${code} is chosen, and --only leaves it out: name it there too`);
    choose[code] = method;
  }
  return ok({
    only: codes === null ? null : codes.filter(isCode),
    choose,
    loss: options.loss === true,
    notes: options.notes === true,
    deep: options.deep === true,
    ...(options.azure === true ? { profile: 'azure' as const } : {}),
    now: Math.floor(cli.world.now() / 1000),
    newId: () => freshId(cli),
  });
}

const isCode = (text: string): text is FindingCode => Object.hasOwn(FINDING_TABLE, text);
const isMethod = (text: string): text is RepairMethod => (REPAIR_METHODS as readonly string[]).includes(text);

/** Everything except the bytes, which may be many. */
type RepairHead = Omit<RepairDocument, 'changes'>;

const offerOf = ({ code, method, class: klass }: RepairOffer): RepairDocument['repairs'][number] => ({
  code,
  method,
  class: klass,
  does: repairText(method),
});

function documentOf(
  file: string,
  options: RepairOptions,
  { before, after, done, along, open, diskChange, cut, signs, copyOnly, plan }: Repair,
): RepairHead {
  const openCodes = new Set(open.map(({ code }) => code));
  return {
    file,
    output: options.output ?? null,
    applied: options.output !== undefined || options.yes === true,
    repairs: done.map(offerOf),
    along: [...along],
    open: open.map((offer) => ({
      ...offerOf(offer),
      also: [...offer.also],
      diskChange: offer.diskChange,
      cut: offer.cut,
      signs: [...offer.signs],
      copyOnly: offer.copyOnly,
    })),
    diskChange,
    cut,
    signs: [...signs],
    copyOnly,
    fileBytesBefore: plan.lengthBefore,
    fileBytesAfter: plan.lengthAfter,
    problemsBefore: before.length,
    problemsAfter: after.length,
    placements: [],
    after: after.map((finding: Finding) => findingDocument(finding, ({ code }) => openCodes.has(code))),
  };
}

type ChangeHead = Omit<RepairDocument['changes'][number], 'before' | 'after'>;

function* changesJson({ changes }: Repair): Generator<Iterable<string>> {
  for (const { code, method, at, before, after } of changes) {
    const head: ChangeHead = { code, fileOffset: at, bytes: after.length, why: repairText(method) };
    yield jsonWithHex(head, { before, after });
  }
}

/** The repair of a whole block prints one line for every sixteen bytes. */
function* textOf(
  cli: Cli,
  document: RepairHead,
  { changes, before: found, after, done, along, open }: Repair,
  { isHalf, top, fates }: { readonly isHalf: boolean; readonly top: Image; readonly fates: readonly string[] },
): Generator<string> {
  if (isHalf && document.problemsBefore === 0) yield `${shown(document.file)}: a save that was cut off, and nothing else to repair\n`;
  else if (document.problemsBefore === 0) yield `${shown(document.file)}: no problems found, and nothing to repair\n`;
  else if (done.length === 0) yield `${shown(document.file)}: nothing that is safe to repair by itself\n`;
  for (const { code, method, class: klass } of done)
    yield `${paint(cli.out, 'bold', code)}  ${repairText(method)}${classText({ method, class: klass })}\n`;
  if (along.length > 0)
    yield `${alongText(
      along.map(({ code }) => code),
      found,
    )}\n`;
  for (const fate of fates) yield `      ${fate}\n`;
  for (const { code, at, before, after: now } of changes) {
    yield `\nchange  0x${hex(at, 8)}  ${bytesText(now.length)}  for ${code}\n`;
    yield* changedRows(at, before, now);
  }
  const { fileBytesBefore: from, fileBytesAfter: to } = document;
  if (from !== to) yield `\nThe file ${to > from ? 'grows' : 'shrinks'} from ${bytesText(from)} to ${bytesText(to)}.\n`;
  if (!document.applied) for (const line of costLines(document)) yield `\n${line}\n`;
  if (document.problemsBefore > 0 || done.length > 0)
    yield `\nAfter this repair: ${fewerText(severityCounts(found), severityCounts(after))}\n`;
  yield findingLines(cli.out, after);
  const rebuilds = canRebuild(top, after);
  if (open.length > 0 || rebuilds) yield '\nCan also be mended, if you choose it:\n';
  for (const { code, method, class: klass, also, copyOnly, ...cost } of open) {
    yield `  --choose ${code}=${method}${klass === 'loss' ? ' --loss' : ''}\n      ${repairText(method)}. ${repairClassText({ method, class: klass })}\n`;
    for (const line of costLines(cost)) yield `      ${line}\n`;
    if (copyOnly !== null) yield `      ${copyOnlyText(copyOnly)} Add --output COPY.\n`;
    if (also.length > 0) yield `      ${alongText(also, after)}\n`;
  }
  if (rebuilds)
    yield '  --rebuild --output COPY\n      Find the blocks that the table does not name, and put the disk together in a new file. No other repair goes with it.\n';
  yield closing(document, done.length, isHalf);
}

/** Whether what is left has lost blocks. A note about room that belongs to no block is not enough for that. */
const canRebuild = (top: Image, after: readonly Finding[]): boolean => {
  const lost = after.filter(({ code, severity }) => severity !== 'note' && FINDING_TABLE[code].rebuilds === true);
  return (lost.length > 0 && needsRebuild(top, lost)) || (top.map !== null && hidesBlocks(top, top.map, after));
};

const classText = (offer: Omit<RepairOffer, 'code'>): string => (offer.class === 'safe' ? '' : `. ${repairClassText(offer)}`);

function closing({ applied, output, file, copyOnly }: RepairHead, repairs: number, isHalf: boolean): string {
  if (output !== null && isHalf)
    return `\n${shown(output)}: a ${repairs === 0 ? 'copy' : 'repaired copy'} of the disk before the save that was cut off is written; ${shown(file)} is as it was.\n`;
  if (output !== null && repairs === 0)
    return `\n${shown(output)}: a copy is written, and is the same as ${shown(file)}: nothing was repaired.\n`;
  if (output !== null) return `\n${shown(output)}: the repaired copy is written; ${shown(file)} is as it was.\n`;
  if (applied)
    return repairs === 0 ? `\n${shown(file)}: nothing was repaired, and nothing was written.\n` : `\n${shown(file)}: repaired.\n`;
  if (copyOnly !== null && (repairs > 0 || copyOnly !== 'shorter')) {
    const { why, otherwise } = COPY_INSTEAD[copyOnly];
    return `\nNothing was written: ${why}. Add --output COPY to repair a copy${otherwise}.\n`;
  }
  return repairs === 0 ? '' : '\nNothing was written. Add --yes to do this to the file, or --output COPY.\n';
}
