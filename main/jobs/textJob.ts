/**
 * Jobs that write text, or bytes of the file: dumps, tables, the report. They write part after part, so the length does not
 * matter.
 */
import type { FileSummary } from '../../shared/jobs';
import { dumpOf, mostDumpBytes, ROW_BYTES } from '../../shared/dumps';
import { err, ok, type Result } from '../../shared/result';
import { lba, fileOffset, SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { isOverBudget } from '../io/bulk/garbage';
import { fileSha256 } from '../io/fileSha256';
import { fileFacts, htmlReport } from '../report/htmlReport';
import { batTable, problemsTable, runsTable, tableText } from '../report/tables';
import { firstRuns } from '../report/blockRuns';
import { infoDocument } from '../report/infoDocument';
import { layersOf } from '../vhd/read/extents';
import type { Chain } from '../vhd/read/chain';
import { checkDisk } from '../vhd/check/checkDisk';
import { blockCountOf, blockSectorsOf } from '../vhd/describe/blockTable';
import { describe } from '../vhd/describe/describe';
import { readSectors, sectorRuns } from '../vhd/read/readDisk';
import { beginPhase, CANCELLED, JobTooLarge, type Ended, type JobContext, type Stopped } from './context';
import { overlaid } from './overlay';
import type { JobTask } from './tasks';
import type { Source } from './source';
import { writtenInOrder, type Part } from './writtenInOrder';
import { lostFrom } from '../vhd/ops/convert';

type Request<Op extends JobTask['op']> = Extract<JobTask, { readonly op: Op }>;
const PIECE_BYTES = 256 * ROW_BYTES * 64;
/** Texts of rows are gathered up to about this length before they are written. */
const GATHERED = 64 * 1024;

type Range = {
  /** Address of the first byte, and the number of bytes. */
  readonly at: number;
  readonly bytes: number;
  /** Reads a piece; `from` counts from `at`. */
  read(from: number, bytes: number): Promise<Result<Uint8Array, Stopped>>;
};

export async function dumpJob(context: JobContext, task: Request<'dump'>, source: Source): Ended<FileSummary> {
  const range = rangeOf(task, source.chain);
  if (!range.ok) return range;
  const { format } = task;
  const { bytes } = range.value;
  beginPhase(context, 'writing', bytes);
  const needBytes = format === 'bytes' ? bytes : mostDumpBytes(format, bytes);
  return writtenInOrder(context, task.output, source, needBytes, dumped(context, range.value, format));
}

async function* dumped(context: JobContext, range: Range, format: Request<'dump'>['format']): AsyncGenerator<Part> {
  const dump = format === 'bytes' ? null : dumpOf(format, range.bytes, range.at);
  if (dump !== null) yield ok(dump.head);
  for (let at = 0; at < range.bytes; at += PIECE_BYTES) {
    const piece = await range.read(at, Math.min(PIECE_BYTES, range.bytes - at));
    yield piece.ok && dump !== null ? ok(dump.body(piece.value, at)) : piece;
    Atomics.add(context.workers.control.done, 0, BigInt(Math.min(PIECE_BYTES, range.bytes - at)));
  }
  if (dump !== null) yield ok(dump.foot);
}

function rangeOf({ of, overlay }: Request<'dump'>, chain: Chain): Result<Range, Stopped> {
  const [{ file, sectors: diskSectors }] = chain.layers;
  if (of.kind === 'file') {
    if (of.at + of.bytes > file.bytes) return err({ kind: 'out-of-range', at: of.at, sectors: 0, diskSectors });
    return ok({ at: of.at, bytes: of.bytes, read: (from, bytes) => file.read(fileOffset(of.at + from), bytes) });
  }
  const view = of.layer ? layersOf(chain, 0, 1) : chain;
  const first = Math.floor(of.at / SECTOR_BYTES);
  const sectors = Math.ceil((of.at + of.bytes) / SECTOR_BYTES) - first;
  if (first + sectors > diskSectors) return err({ kind: 'out-of-range', at: first, sectors, diskSectors });
  return ok({
    at: of.at,
    bytes: of.bytes,
    read: async (from, bytes) => {
      const at = of.at + from;
      const firstSector = Math.floor(at / SECTOR_BYTES);
      const count = Math.ceil((at + bytes) / SECTOR_BYTES) - firstSector;
      const data = await sectorsAt(view, { at: firstSector, count, end: first + sectors }, of.layer);
      if (!data.ok) return data;
      const skip = at - firstSector * SECTOR_BYTES;
      return ok(overlaid(data.value.subarray(skip, skip + bytes), at, overlay));
    },
  });
}

/** Some sectors of a range that ends before `end`. */
type Piece = { readonly at: number; readonly count: number; readonly end: number };

/** Reads sectors; for a single layer, sectors it does not hold are zero. */
async function sectorsAt(chain: Chain, { at, count, end }: Piece, layer: boolean): Promise<Result<Uint8Array, Stopped>> {
  const runs = await sectorRuns(chain, lba(at), count, 'honour');
  const lost = runs.find(({ source }) => source === 'damaged' || (source === 'unknown' && !layer));
  if (lost !== undefined) return err(await lostFrom(chain, lost, end));
  const page = await readSectors(chain, lba(at), count, 'honour');
  const fault = page.faults.find((each) => !runs.some((run) => run.source === 'unknown' && (run.lba - at) * SECTOR_BYTES === each.at));
  if (fault === undefined) return ok(page.bytes);
  return err({ kind: 'unreadable', lba: at + fault.at / SECTOR_BYTES, sectors: fault.bytes / SECTOR_BYTES, source: 'damaged' });
}

export async function tableJob(context: JobContext, task: Request<'table'>, source: Source): Ended<FileSummary> {
  const { chain } = source;
  const [top] = chain.layers;
  beginPhase(context, 'writing', 0);
  const signal = cancelSignal(context);
  const found = task.table === 'problems' ? await checkDisk(chain, { now: task.now, deep: false, signal, report: () => {} }) : ok([]);
  if (!found.ok) return found;
  const table = task.table === 'bat' ? batTable(top) : task.table === 'runs' ? runsTable(chain, signal) : problemsTable(found.value);
  return writtenInOrder(context, task.output, source, 0, asParts(tableText(table, task.format)));
}

export async function reportJob(context: JobContext, task: Request<'report'>, source: Source): Ended<FileSummary> {
  const { chain } = source;
  const [top] = chain.layers;
  beginPhase(context, 'reading', 0);
  const signal = cancelSignal(context);
  const { now } = task;
  const found = await checkDisk(chain, { now, deep: false, signal, report: () => {} });
  if (!found.ok) return found;
  const described = await describe(chain, now, found.value);
  const { runs, left } = await firstRuns(chain, signal);
  if (signal.aborted) return err(CANCELLED);
  const sha256 = await fileSha256(top.file, signal);
  if (signal.aborted) return err(CANCELLED);
  const text = htmlReport(
    {
      program: task.program,
      made: new Date(now * 1000).toISOString().replace('.000Z', 'Z'),
      info: await infoDocument({ paths: chain.layers.map(({ file }) => file.name), top, described, isRepairable: () => false }),
      map: { blockSizeBytes: blockSectorsOf(top) * SECTOR_BYTES, blocks: blockCountOf(top), runs, runsLeftOut: left },
    },
    fileFacts(top, described, sha256),
  );
  return writtenInOrder(context, task.output, source, text.length, asParts([text]));
}

/** The signal that the engine checks between its pieces. */
const cancelSignal = ({ workers }: JobContext): { readonly aborted: boolean } => ({
  get aborted() {
    // Lists grow between two checks, so memory is checked here too.
    if (isOverBudget()) throw new JobTooLarge();
    return isCancelled(workers.control);
  },
});

async function* asParts(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Part> {
  let text = '';
  for await (const some of texts) {
    text += some;
    if (text.length < GATHERED) continue;
    yield ok(text);
    text = '';
  }
  if (text !== '') yield ok(text);
}
