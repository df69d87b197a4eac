/** `compact` and `resize`: write the same disk to a new file and verify it. It then replaces the old file or stands beside it. */
import type { CompactedDocument } from '../../../shared/documents/made';
import { err, ok, type Result } from '../../../shared/result';
import type { FileSummary } from '../../../shared/jobs';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { fileKey } from '../../io/ownReaders';
import { baseName, exists, isTaken } from '../../io/paths';
import { closeChain } from '../../vhd/read/chain';
import { lostStructure } from '../../vhd/ops/convert';
import { planGrowWithZeros } from '../../vhd/ops/growInPlace';
import { planResize } from '../../vhd/ops/resize';
import { changeRefusal, saveRefusal } from '../changeRefusal';
import type { Cli } from '../context';
import { newCreator } from '../fresh';
import { carryOut, hold } from '../inPlace';
import { outputAt, runJob, sourceAt } from '../job';
import { tellMade } from '../made';
import type { NamedTarget } from '../apart';
import { newTarget } from '../newFiles';
import { openDisk, type ChainOptions } from '../openDisk';
import { EXIT, failed, failure, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { writeJson } from '../print';
import { bytesText } from '../../../shared/text/size';
import { plural } from '../../../shared/text/numbers';

export type RewriteOptions = ChainOptions & {
  readonly output?: string;
  readonly backup?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly verify?: boolean;
};

type CompactOptions = RewriteOptions & { readonly keepZeros?: boolean; readonly dryRun?: boolean };

export async function compact(cli: Cli, path: string, options: CompactOptions): Promise<Outcome> {
  if (options.dryRun === true) return wouldBe(cli, path, options);
  const target = await targetOf(cli, path, options, 'compact');
  if (!target.ok) return target;
  const output = outputAt(cli, target.value, { verify: options.verify !== false });
  const dropsLost = options.force === true;
  const asked = { source: sourceAt(path, options.parent), output, creator: newCreator(undefined), dropsLost };
  const request =
    options.keepZeros === true
      ? ({ ...asked, op: 'defragment' } as const)
      : ({ ...asked, op: 'compact', unlessLarger: options.force !== true } as const);
  const done = await runJob<'compact' | 'defragment'>(cli, request, `cannot compact ${shown(path)}`);
  return done.ok ? tellMade(cli, options.output ?? path, done.value as FileSummary, options.json === true) : done;
}

/** What compacting would come to. Every block is read for that; nothing is written. */
async function wouldBe(cli: Cli, path: string, options: CompactOptions): Promise<Outcome> {
  const what = `cannot compact ${shown(path)}`;
  if (options.keepZeros === true) return err(wrongUsage('--dry-run tells what can be given back, and --keep-zeros gives nothing back.'));
  const held = await hold(cli, path);
  if (!held.ok) return held;
  // A name that nothing gets: only what would be written to it is worked out.
  const output = outputAt(cli, { path: `${held.value.real}.compact`, publish: { kind: 'new' } }, { verify: false });
  const request = { op: 'compact', source: sourceAt(path, options.parent), output, creator: newCreator(undefined), dry: true } as const;
  const done = await runJob<'compact'>(cli, request, what);
  if (!done.ok) return done;
  const { fileBytes, blocks, virtualBytes } = done.value;
  const now = held.value.identity.size;
  const document: CompactedDocument = { file: path, fileBytesBefore: now, fileBytes, virtualBytes, released: blocks?.released ?? 0 };
  if (options.json === true) await writeJson(cli.out, document);
  else await cli.out.write(`${gainText(path, document)} Nothing was written.\n`);
  return ok(EXIT.done);
}

function gainText(path: string, { fileBytesBefore: now, fileBytes, released }: CompactedDocument): string {
  const become = `its file of ${bytesText(now)} would become one of ${bytesText(fileBytes)}`;
  if (fileBytes < now)
    return `${shown(path)}: ${become}, ${bytesText(now - fileBytes)} less, without ${plural(released, 'block')} that it has now.`;
  const more = fileBytes === now ? 'as long as it is' : `${bytesText(fileBytes - now)} more`;
  return `${shown(path)}: nothing can be won: ${become}, ${more}.`;
}

type ResizeOptions = RewriteOptions & { readonly size: number; readonly dryRun?: boolean };

export async function resize(cli: Cli, path: string, options: ResizeOptions): Promise<Outcome> {
  const what = `cannot resize ${shown(path)}`;
  if (options.size % SECTOR_BYTES !== 0) return failed(what, { kind: 'size-not-whole-sectors', bytes: options.size });
  if (options.size === 0) return failed(what, { kind: 'size-zero', bytes: 0 });
  const refusal = options.output === undefined && options.dryRun !== true ? await saveRefusal(path, what) : null;
  if (refusal !== null) return err(refusal);
  const grown = options.output === undefined && options.backup !== true ? await growInPlace(cli, path, options) : null;
  if (grown !== null) return grown;
  if (options.dryRun === true) return noRanges(cli, path, options, what);
  const target = await targetOf(cli, path, options, 'resize');
  if (!target.ok) return target;
  const output = outputAt(cli, target.value, { verify: options.verify !== false });
  const sectors = options.size / SECTOR_BYTES;
  const request = {
    op: 'resize',
    source: sourceAt(path, options.parent),
    output,
    sectors,
    force: options.force === true,
    dropsLost: options.force === true,
    creator: newCreator(undefined),
  } as const;
  const done = await runJob<'resize'>(cli, request, what);
  return done.ok ? tellMade(cli, options.output ?? path, done.value, options.json === true) : done;
}

/** A new file has no changed ranges to show beforehand. If no file would be made, the reason is reported. */
async function noRanges(cli: Cli, path: string, options: ResizeOptions, what: string): Promise<Outcome> {
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  const asked = { sectors: options.size / SECTOR_BYTES, force: options.force === true };
  const lost = lostStructure(disk.value.chain);
  const plan = lost === null ? await planResize(disk.value.chain, asked, newCreator(undefined)) : err(lost);
  await closeChain(disk.value.chain);
  if (!plan.ok) return failed(what, plan.error);
  return err(failure(what, 'this size takes a new file, which has no byte ranges to show', 'Make it with --output.'));
}

/** If the file has room for it, the disk is enlarged by changing a few bytes in place. Null: a new file is needed. */
async function growInPlace(cli: Cli, path: string, options: ResizeOptions): Promise<Outcome | null> {
  const held = await hold(cli, path);
  if (!held.ok) return held;
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  const [image] = disk.value.chain.layers;
  const plan = await planGrowWithZeros(disk.value.chain, options.size / SECTOR_BYTES);
  const outcome = async (): Promise<Outcome | null> => {
    if (!plan.ok) return failed(`cannot resize ${shown(path)}`, plan.error);
    if (plan.value === null) return null;
    const { standIns: [standIn] = [] } = disk.value.chain;
    if (standIn !== undefined) return failed(`cannot resize ${shown(path)}`, { kind: 'parent-not-named', standIn });
    const refusal = options.dryRun === true ? null : await changeRefusal(cli, held.value, image, options.force === true);
    return refusal === null ? carryOut(cli, held.value, plan.value, 'resize', options) : err(refusal);
  };
  const answer = await outcome();
  await closeChain(disk.value.chain);
  return answer;
}

/** A new name, or the disk's own name when nothing speaks against replacing it. */
async function targetOf(cli: Cli, path: string, options: RewriteOptions, verb: string): Promise<Result<NamedTarget, Trouble>> {
  const force = options.force === true;
  const held = await hold(cli, path);
  if (!held.ok) return held;
  const { real, identity } = held.value;
  const what = `cannot ${verb} ${shown(path)}`;
  if (options.output !== undefined) {
    const target = await newTarget(options.output, force);
    const there = target.ok && target.value.publish.kind === 'replace' ? target.value.publish.expected : null;
    const isItself = target.ok && there !== null && fileKey(there, target.value.path) === fileKey(identity, real);
    return isItself ? failed(what, { kind: 'target-in-chain', name: baseName(real) }) : target;
  }
  const disk = await openDisk(cli, path, {});
  if (!disk.ok) return disk;
  const refusal = await changeRefusal(cli, held.value, disk.value.chain.layers[0], force);
  await closeChain(disk.value.chain);
  if (identity.nlink > 1 && !force) {
    return err(failure(what, 'the file has another name, which would keep the old disk', 'Choose --output, or add --force.'));
  }
  if (refusal !== null) return err(refusal);
  const keepAs = options.backup === true ? backupOf(real, verb) : null;
  if (keepAs !== null && (await isTaken(keepAs))) {
    const isDangling = !(await exists(keepAs));
    const there = isDangling ? 'a symbolic link that leads nowhere' : 'there already';
    const todo = isDangling ? 'Remove that link' : 'It may be the only copy of an earlier disk: move it elsewhere';
    return err(failure(what, `its backup would be ${shown(keepAs)}, which is ${there}`, `${todo}, or choose --output.`));
  }
  return ok({ path: real, publish: { kind: 'replace', expected: identity, keepAs } });
}

const backupOf = (real: string, verb: string): string => `${real.replace(/\.([^./\\]+)$/, '')}.before-${verb}.vhd`;
