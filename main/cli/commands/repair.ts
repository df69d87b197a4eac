/** `repair`: what check proposes, as a plan; carried out through the journal, or on a copy. */
import type { RepairDocument } from '../../../shared/documents/repair';
import type { Finding, FindingCode } from '../../../shared/findings';
import { REPAIR_METHODS, type RepairMethod, type RepairOffer } from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { FINDING_CODES } from '../../../shared/text/findings';
import { reasonText } from '../../../shared/text/errors';
import { repairClassText, repairErrorText, repairText } from '../../../shared/text/repairs';
import { bytesText } from '../../../shared/text/size';
import { hex, hexBytes } from '../../../shared/vhd/codec';
import { exists } from '../../io/paths';
import { finish, rollBack } from '../../io/recover';
import { rebuilt } from '../rebuilt';
import { rescued, rescueOf } from '../rescued';
import { planRepair, type Repair, type RepairRequest } from '../../vhd/repair/planRepair';
import type { Cli } from '../context';
import { findingLines } from '../findings';
import { freshId } from '../fresh';
import { carryOut, changedRows, hold, type Held } from '../inPlace';
import { newTarget, writeTarget } from '../newFiles';
import { withDisk, type ChainOptions, type Disk } from '../openDisk';
import { EXIT, failure, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { paint, writeJson } from '../print';
import { findingDocument } from '../../report/values';

export type RepairOptions = ChainOptions & {
  readonly only?: string;
  readonly choose?: readonly string[];
  readonly loss?: boolean;
  readonly notes?: boolean;
  readonly deep?: boolean;
  readonly yes?: boolean;
  readonly output?: string;
  readonly force?: boolean;
  readonly rebuild?: boolean;
  readonly place?: readonly string[];
  readonly interrupted?: 'finish' | 'undo';
  readonly json?: boolean;
};

export async function repair(cli: Cli, path: string, options: RepairOptions): Promise<Outcome> {
  const request = requestOf(cli, options);
  if (!request.ok) return err(wrongUsage(request.error));
  if (options.yes === true && options.output !== undefined)
    return err(wrongUsage('choose either --yes, for the file itself, or --output COPY'));
  const held = await hold(cli, path);
  if (!held.ok) return held;
  if (options.interrupted !== undefined) return recover(cli, held.value, options.interrupted);
  if (options.yes === true && (await exists(`${held.value.real}.platter-journal`))) {
    const todo = 'Choose --interrupted finish or --interrupted undo first.';
    return err(failure(`cannot repair ${shown(path)}`, 'an earlier save was cut off, and its journal stands beside the image', todo));
  }
  const rescue = await rescueOf(cli, path, request.value);
  if (rescue !== null) return rescued(cli, held.value, rescue, options);
  return withDisk(cli, path, options, (disk) => repaired(cli, { disk, held: held.value, request: request.value, options }));
}

type Ask = { readonly disk: Disk; readonly held: Held; readonly request: RepairRequest; readonly options: RepairOptions };

async function repaired(cli: Cli, { disk, held, request, options }: Ask): Promise<Outcome> {
  if (options.rebuild === true) return rebuilt(cli, disk, request, options);
  const planned = await planRepair(disk.chain, request);
  const what = `cannot repair ${shown(disk.path)}`;
  if (!planned.ok) {
    const { title, next } = repairErrorText(planned.error);
    return err(failure(what, title, next));
  }
  const made = planned.value;
  const document = documentOf(disk.path, options, made);
  const tell = (): Promise<void> => (options.json === true ? writeJson(cli.out, document) : cli.out.write(textOf(cli, document, made)));
  if (options.output !== undefined) {
    const target = await newTarget(options.output, options.force === true);
    if (!target.ok) return target;
    const written = await writeTarget(cli, target.value, made.copy());
    if (!written.ok) return written;
  } else if (options.yes === true && made.done.length > 0) {
    if (!made.inPlace) return err(failure(what, 'the file would get shorter, which is done on a copy alone', 'Name one with --output.'));
    const saved = await carryOut(cli, held, made.plan, 'repair', { quiet: true });
    if (!saved.ok) return saved;
  }
  await tell();
  return ok(EXIT.done);
}

function requestOf(cli: Cli, options: RepairOptions): Result<RepairRequest, string> {
  const codes = options.only?.split(',').map((code) => code.trim().toUpperCase()) ?? null;
  const unknown = codes?.find((code) => !isCode(code));
  if (unknown !== undefined) return err(`there is no finding ${shown(unknown)}: codes are those of “platter check”, such as F02`);
  const choose: Partial<Record<FindingCode, RepairMethod>> = {};
  for (const word of options.choose ?? []) {
    const [code = '', method = ''] = word.split('=', 2);
    if (!isCode(code) || !isMethod(method))
      return err(`“${shown(word)}” chooses nothing: write CODE=METHOD as “platter repair” lists them`);
    choose[code] = method;
  }
  return ok({
    only: codes === null ? null : codes.filter(isCode),
    choose,
    loss: options.loss === true,
    notes: options.notes === true,
    deep: options.deep === true,
    now: Math.floor(cli.world.now() / 1000),
    newId: () => freshId(cli),
  });
}

const isCode = (text: string): text is FindingCode => FINDING_CODES.includes(text);
const isMethod = (text: string): text is RepairMethod => (REPAIR_METHODS as readonly string[]).includes(text);

const offerOf = ({ code, method, class: klass }: RepairOffer): RepairDocument['repairs'][number] => ({
  code,
  method,
  class: klass,
  does: repairText(method),
});

function documentOf(file: string, options: RepairOptions, { before, after, done, open, changes, plan }: Repair): RepairDocument {
  const openCodes = new Set(open.map(({ code }) => code));
  return {
    file,
    output: options.output ?? null,
    applied: options.output !== undefined || options.yes === true,
    repairs: done.map(offerOf),
    open: open.map(offerOf),
    changes: changes.map(({ code, method, at, before: old, after: now }) => ({
      code,
      fileOffset: at,
      bytes: now.length,
      why: repairText(method),
      before: hexBytes(old, ''),
      after: hexBytes(now, ''),
    })),
    fileBytesBefore: plan.lengthBefore,
    fileBytesAfter: plan.lengthAfter,
    problemsBefore: before.length,
    problemsAfter: after.length,
    placements: [],
    after: after.map((finding: Finding) => findingDocument(finding, ({ code }) => openCodes.has(code))),
  };
}

const problems = (n: number): string => `${n} problem${n === 1 ? '' : 's'}`;

function textOf(cli: Cli, document: RepairDocument, { changes, after, done, open }: Repair): string {
  const parts: string[] = [];
  if (done.length === 0) parts.push(`${shown(document.file)}: nothing that is safe to repair by itself\n`);
  for (const { code, method, class: klass } of done)
    parts.push(`${paint(cli.out, 'bold', code)}  ${repairText(method)}${classText(klass)}\n`);
  for (const { code, at, before, after: now } of changes) {
    parts.push(`\nchange  0x${hex(at, 8)}  ${bytesText(now.length)}  for ${code}\n`, ...rowsOf(at, before, now));
  }
  const { fileBytesBefore: from, fileBytesAfter: to } = document;
  if (from !== to) parts.push(`\nThe file ${to > from ? 'grows' : 'shrinks'} from ${bytesText(from)} to ${bytesText(to)}.\n`);
  parts.push(`\nAfter this repair: ${problems(document.problemsBefore)} → ${document.problemsAfter}\n`, findingLines(cli.out, after));
  if (open.length > 0) parts.push('\nCan also be mended, if you choose it:\n');
  for (const { code, method, class: klass } of open) {
    parts.push(
      `  --choose ${code}=${method}${klass === 'loss' ? ' --loss' : ''}\n      ${repairText(method)}. ${repairClassText(klass)}\n`,
    );
  }
  parts.push(closing(document, done.length));
  return parts.join('');
}

const classText = (klass: RepairOffer['class']): string => (klass === 'safe' ? '' : ` (${repairClassText(klass)})`);

/** What stood behind the old end is nothing. */
const rowsOf = (at: number, before: Uint8Array, now: Uint8Array): Iterable<string> => changedRows(at, before, now);

function closing({ applied, output, file }: RepairDocument, repairs: number): string {
  if (output !== null) return `\n${shown(output)}: the repaired copy is written; ${shown(file)} is as it was.\n`;
  if (applied) return repairs === 0 ? '' : `\n${shown(file)}: repaired.\n`;
  return repairs === 0 ? '' : '\nNothing was written. Add --yes to do this to the file, or --output COPY.\n';
}

/** A save that was cut off: completed where everything of it is there, else taken back; or taken back in any case. */
async function recover(cli: Cli, { path, real, context }: Held, how: 'finish' | 'undo'): Promise<Outcome> {
  const done = await (how === 'finish' ? finish : rollBack)(real, context);
  if (!done.ok) {
    const { why, todo } = reasonText(done.error);
    return err<Trouble>(failure(`cannot recover ${shown(path)}`, why, todo));
  }
  await cli.out.write(
    `${shown(path)}: the interrupted save is ${how === 'finish' ? 'finished, or taken back where it had not come far enough' : 'taken back'}\n`,
  );
  return ok(EXIT.done);
}
