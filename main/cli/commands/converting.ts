/** Commands that make a whole new file from a disk: export, import, convert, flatten, merge, skeleton. */
import { grouped } from '../../../shared/text/numbers';
import { err, ok, type Result } from '../../../shared/result';
import type { FileSummary, JobError } from '../../../shared/jobs';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { FreshRef, JobTask, OutputRef, SourceRef } from '../../jobs/tasks';
import { closeChain } from '../../vhd/read/chain';
import { apart, NO_SOURCES, type Target, type NamedTarget } from '../apart';
import type { Cli } from '../context';
import { partOf, partUsage, type PartOptions } from '../diskPart';
import { freshId, linkTo, newCreator, vhdNow } from '../fresh';
import { outputAt, runJob, sourceAt, type OutputChoices } from '../job';
import { tellMade } from '../made';
import { newTarget, writeTarget } from '../newFiles';
import { openDisk, type ChainOptions } from '../openDisk';
import { EXIT, failed, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import type { ConvertOptions, FreshOptions, ImportOptions, OutputOptions } from '../convertOptions';
import { sameCommand, wayOutOf, withoutEffect, type AskedConversion } from '../convertHints';
import { namesIn } from './content';
import { sizeRefusal } from '../../vhd/ops/sparseLayout';
import { nodeFileSystem } from '../../io/nodeFileSystem';
import { baseName } from '../../io/paths';

const freshOf = (cli: Cli, { creator, id, geometry }: FreshOptions): FreshRef => ({
  uniqueId: id ?? freshId(cli),
  timeStamp: vhdNow(cli),
  creator: newCreator(creator),
  ...(geometry === undefined ? {} : { geometry }),
});

type FileOp = Exclude<JobTask['op'], 'compare' | 'hash' | 'search'>;

async function make(
  cli: Cli,
  {
    out,
    what,
    options,
    choices = {},
    wayOut,
  }: {
    readonly out: string;
    readonly what: string;
    readonly options: OutputOptions;
    readonly choices?: OutputChoices;
    readonly wayOut?: (error: JobError) => string | null;
  },
  request: (output: OutputRef, target: NamedTarget) => Promise<Result<Extract<JobTask, { readonly op: FileOp }>, Trouble>>,
): Promise<Outcome> {
  const target = await newTarget(out, options.force === true);
  if (!target.ok) return target;
  const asked = await request(outputAt(cli, target.value, { verify: options.verify !== false, ...choices }), target.value);
  if (!asked.ok) return asked;
  const done = await runJob<FileOp>(cli, asked.value, what, wayOut);
  return done.ok ? tellMade(cli, out, done.value as FileSummary, options.json === true) : done;
}

export type ExportOptions = ChainOptions &
  OutputOptions &
  PartOptions & {
    readonly full?: boolean;
    readonly layer?: boolean;
    readonly salvage?: boolean;
    readonly known?: boolean;
    readonly hash?: string;
  };

export async function exportDisk(cli: Cli, path: string, out: string, options: ExportOptions): Promise<Outcome> {
  const wrong = partUsage(options);
  if (wrong !== null) return err(wrongUsage(wrong));
  const algorithms = namesIn(options.hash ?? '');
  const sidecars = await sidecarsOf(cli, path, out, algorithms, options);
  if (!sidecars.ok) return sidecars;
  const target = await newTarget(out, options.force === true);
  if (!target.ok) return target;
  const range = await partOf(cli, path, options, `cannot export ${shown(path)}`);
  if (!range.ok) return range;
  const output = outputAt(cli, target.value, {
    full: options.full === true,
    hash: algorithms,
    verify: options.verify === true,
    salvage: options.salvage === true,
  });
  const request = {
    op: 'export',
    source: sourceAt(path, options.parent),
    output,
    range: range.value,
    layer: options.layer === true,
    known: options.known === true,
  } as const;
  const done = await runJob<'export'>(cli, request, `cannot export ${shown(path)}`);
  if (!done.ok) return done;
  const why = options.known === true && done.value.lostSectors > 0 ? await whyUnknown(cli, path, options) : undefined;
  const told = await tellMade(cli, out, done.value, options.json === true, why);
  for (const [i, sidecar] of sidecars.value.entries()) {
    const line = `${done.value.hash?.[algorithms[i] as string] ?? ''}  ${baseName(out)}\n`;
    const written = await writeTarget(cli, sidecar, wholeText(line));
    if (!written.ok) return err(withoutDigest(written.error, out, algorithms[i] as string));
  }
  return told;
}

/** The digest failed, but the new file has its name already and keeps it. */
function withoutDigest({ exit, line }: Trouble, out: string, algorithm: string): Trouble {
  const what = exit === EXIT.cancelled ? 'Cancelled:' : line;
  return { exit, line: `${what} ${shown(out)} is written and stays; only its digest, ${shown(baseName(out))}.${algorithm}, is missing.` };
}

/** Explains why sectors of the disk are not known: what became of the parent that has them. */
async function whyUnknown(cli: Cli, path: string, { parent = [] }: ChainOptions): Promise<string> {
  const disk = await openDisk(cli, path, { parent });
  if (!disk.ok) return 'they are in a parent that is missing, or cannot be read';
  const { chain } = disk.value;
  await closeChain(chain);
  const last = chain.layers.at(-1)?.file.name ?? '';
  if (chain.parent?.state === 'loop') return `no disk has them: the parent of ${shown(last)} is a disk that stands on it`;
  if (chain.parent?.state === 'too-deep') return `no disk in reach has them: the chain has more than ${grouped(chain.layers.length)} disks`;
  return 'they are in a parent that is missing, or cannot be read';
}

/** Files such as OUT.sha256. The job itself checked what it digests; only their names are checked here. */
async function sidecarsOf(
  cli: Cli,
  path: string,
  out: string,
  algorithms: readonly string[],
  options: ExportOptions,
): Promise<Result<Target[], Trouble>> {
  if (algorithms.length === 0) return ok([]);
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  const files = disk.value.chain.layers.map(({ file }) => file);
  await closeChain(disk.value.chain);
  const sidecars: Target[] = [];
  for (const algorithm of algorithms) {
    const name = `${out}.${algorithm}`;
    const named = await newTarget(name, options.force === true);
    const sidecar = named.ok ? apart(named.value, { ...NO_SOURCES, files }, `cannot write ${shown(name)}`) : named;
    if (!sidecar.ok) return sidecar;
    sidecars.push(sidecar.value);
  }
  return ok(sidecars);
}

export const wholeText = (text: string): Parameters<typeof writeTarget>[2] => {
  const data = new Uint8Array(Buffer.from(text));
  const pieces: { at: ReturnType<typeof fileOffset>; data: Uint8Array }[] = [];
  for (let at = 0; at < data.length; at += 1024 * 1024) pieces.push({ at: fileOffset(at), data: data.subarray(at, at + 1024 * 1024) });
  return { bytes: data.length, extents: () => pieces, extentBytes: data.length, closing: [] };
};

export const convert = (cli: Cli, path: string, out: string, options: ConvertOptions): Promise<Outcome> =>
  converted(cli, { verb: 'convert', path, out, options }, sourceAt(path, options.parent));

export async function importRaw(cli: Cli, path: string, out: string, options: ImportOptions): Promise<Outcome> {
  const { size, pad, type } = options;
  const there = await nodeFileSystem().stat(path);
  const rawBytes = there.ok ? there.value.size : undefined;
  const asked: AskedConversion = { verb: 'import', path, out, options, ...(rawBytes === undefined ? {} : { rawBytes }) };
  if (size !== undefined && type === 'differencing')
    return err(wrongUsage(`a differencing disk has its parent’s size. Leave --size out: ${sameCommand(asked, { size: null })}.`));
  const wrong = convertUsage(asked);
  if (wrong !== null) return err(wrongUsage(wrong));
  const error = size === undefined ? null : sizeError(size, rawBytes ?? 0, type);
  if (error !== null) return failed(`cannot import ${shown(path)}`, error, wayOutOf(asked, error));
  return converted(cli, asked, { ...sourceAt(path, [], 'raw'), pad: pad === true });
}

/**
 * What is wrong with the size of a new disk. The size is judged as it was given, because rounding it up would not help if it
 * is too small.
 */
function sizeError(bytes: number, rawBytes: number, type: ImportOptions['type']): JobError | null {
  // An empty file cannot be made into a disk of any size.
  if (rawBytes > 0 && bytes < rawBytes) return { kind: 'smaller-than-source', bytes, sourceBytes: rawBytes };
  if (bytes % SECTOR_BYTES === 0) return null;
  const refusal = type === 'raw' ? null : sizeRefusal(Math.ceil(bytes / SECTOR_BYTES));
  return refusal ?? { kind: 'size-not-whole-sectors', bytes };
}

/** Which options do not go together, with a command line that works; null if all of them do. */
function convertUsage(asked: AskedConversion): string | null {
  const { type, onto, azure } = asked.options;
  if (azure === true && type !== 'fixed')
    return `Azure takes fixed disks. Choose --type fixed: ${sameCommand(asked, { type: 'fixed', onto: null })}.`;
  if (azure === true && onto !== undefined)
    return `Azure takes fixed disks, which have no parent. Leave --onto out: ${sameCommand(asked, { onto: null })}.`;
  if (type !== 'differencing' && onto !== undefined)
    return `only a differencing disk has a parent. Choose it: ${sameCommand(asked, { type: 'differencing', size: null })}; or leave --onto out: ${sameCommand(asked, { onto: null })}.`;
  if (type === 'differencing' && onto === undefined)
    return `a differencing disk needs a parent. Name it with --onto PARENT, or make a disk of its own: ${sameCommand(asked, { type: 'dynamic' })}.`;
  return withoutEffect(asked);
}

async function converted(cli: Cli, asked: AskedConversion, source: SourceRef): Promise<Outcome> {
  const { path, out, options } = asked;
  const { type, onto, azure, blockSize, full, size } = options;
  const larger = size === undefined ? {} : { sectors: size / SECTOR_BYTES };
  const wrong = convertUsage(asked);
  if (wrong !== null) return err(wrongUsage(wrong));
  const fresh = freshOf(cli, options);
  const blockBytes = blockSize ?? null;
  const what = `cannot ${source.as === 'raw' ? 'import' : 'convert'} ${shown(path)}`;
  return make(
    cli,
    { out, what, options, choices: { full: full === true }, wayOut: (error) => wayOutOf(asked, error) },
    async (output, target) => {
      if (azure === true) return ok({ op: 'azure', source, output, fresh, ...larger });
      if (type !== 'differencing') return ok({ op: 'convert', source, output, type, blockBytes, fresh, ...larger });
      const parent = onto as string;
      const linked = await linkTo(cli, target.path, parent);
      if (!linked.ok) return linked;
      // The job opens the parent itself and watches it for changes.
      const { sources: _, ...link } = linked.value;
      return ok({ op: 'convert-child', source, output, parent: sourceAt(parent), link, blockBytes, fresh });
    },
  );
}

export type FlattenOptions = ChainOptions & OutputOptions & FreshOptions & { readonly type?: 'raw' | 'fixed' | 'dynamic' };

export async function flatten(cli: Cli, path: string, out: string, options: FlattenOptions): Promise<Outcome> {
  const { type = 'dynamic', id, creator } = options;
  if (type === 'raw' && (id !== undefined || creator !== undefined))
    return err(wrongUsage('a raw file has no ID and no creator: leave --id and --creator out, or choose --type dynamic or fixed'));
  return make(cli, { out, what: `cannot flatten ${shown(path)}`, options }, async (output) =>
    ok({ op: 'flatten', source: sourceAt(path, options.parent), output, type, fresh: freshOf(cli, options) }),
  );
}

export type MergeOptions = ChainOptions &
  OutputOptions &
  Pick<FreshOptions, 'creator'> & { readonly output: string; readonly depth?: number };

export const merge = (cli: Cli, path: string, options: MergeOptions): Promise<Outcome> =>
  make(cli, { out: options.output, what: `cannot merge ${shown(path)}`, options }, async (output) =>
    ok({
      op: 'merge',
      source: sourceAt(path, options.parent),
      output,
      ancestors: options.depth ?? 1,
      creator: newCreator(options.creator),
    }),
  );

export const skeleton = (cli: Cli, path: string, out: string, options: OutputOptions): Promise<Outcome> =>
  make(cli, { out, what: `cannot make a skeleton of ${shown(path)}`, options }, async (output) =>
    ok({ op: 'skeleton', source: sourceAt(path), output }),
  );
