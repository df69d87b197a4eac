/** What may be taken for a raw disk. One rule for the command line and the window, asked before anything is written. */
import type { JobError } from '../../shared/jobs';
import { FOOTER_BYTES } from '../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import { searchFooter } from '../vhd/format/footerSearch';
import { mayHaveFarFooter, openImage } from '../vhd/read/openImage';
import { err, ok, type Result } from '../../shared/result';
import { CANCELLED, type JobContext, type Stopped } from './context';
import { CHANGED, isAsOpened, type Source } from './source';
import type { JobTask, SourceRef } from './tasks';

/** Jobs whose result is the disk, or what it holds: the end of it must not get lost on the way. */
const OF_THE_DISK: readonly JobTask['op'][] = ['export', 'convert', 'convert-child', 'azure', 'flatten', 'compare', 'hash', 'search'];
/** Those that make a disk of it. */
const MAKING_A_DISK: readonly JobTask['op'][] = ['convert', 'convert-child', 'azure', 'flatten'];

/** The stamps of raw files that were judged to be disks, by path. */
export type Judged = ReadonlyMap<string, string>;

/** Whether the source, opened again, is the file that was judged. */
export const isAsJudged = ({ path }: SourceRef, { chain: { layers } }: Source, judged: Judged): boolean =>
  !judged.has(path) || (layers[0].file as SyncFile).openedAs === judged.get(path);

/** An error says why the raw disk of the task is none. Whoever opens the file next asks `isAsJudged`. */
export async function judgedRaw(task: JobTask, context: JobContext): Promise<Result<Judged, Stopped>> {
  const judged = new Map<string, string>();
  if (!OF_THE_DISK.includes(task.op)) return ok(judged);
  const sources = task.op === 'compare' ? [task.source, task.with] : [task.source];
  for (const source of sources.filter(({ as }) => as === 'raw')) {
    const stamp = await judge(source, MAKING_A_DISK.includes(task.op) ? context : null);
    if (!stamp.ok) return stamp;
    if (stamp.value !== null) judged.set(source.path, stamp.value);
  }
  return ok(judged);
}

/** The file's stamp; null where it cannot be opened: whoever opens it next says why. `making`: of a job that makes a disk of it. */
async function judge(ref: SourceRef, making: JobContext | null): Promise<Result<string | null, Stopped>> {
  const file = openSyncFile(ref.path);
  if (!file.ok) return ok(null);
  try {
    const refusal = await refusalOf(file.value, ref, making);
    if (refusal?.kind === 'cancelled') return err(refusal);
    // What else is wrong with it may be the consequence: a file that was cut off has no bytes where it had some.
    if (!isAsOpened(file.value)) return err(CHANGED);
    return refusal === null ? ok(file.value.openedAs) : err(refusal);
  } finally {
    await file.value.close();
  }
}

async function refusalOf(file: SyncFile, { pad }: SourceRef, making: JobContext | null): Promise<Stopped | null> {
  const opened = await openImage(file, 'disk');
  if (making !== null && opened.ok) return { kind: 'is-disk' };
  if (making !== null && !opened.ok && isDiskOfItsOwn(opened.error)) return opened.error;
  if (pad !== true && file.bytes % SECTOR_BYTES !== 0) return { kind: 'not-whole-sectors', bytes: file.bytes };
  const mayHaveFooter = !opened.ok && (await mayHaveFarFooter(file, opened.error));
  return making !== null && mayHaveFooter ? await footerInside(file, making) : null;
}

/**
 * A disk that was grown as if it were raw, and used since: its footer fits a place far before the end, which nothing leads
 * to. All of the file is read for it once, with progress; else its sectors and its footer would become a disk's data.
 */
async function footerInside(file: SyncFile, { workers: { control }, phase }: JobContext): Promise<Stopped | null> {
  phase({ name: 'opening', doneBytes: 0, totalBytes: file.bytes, cancellable: true });
  const signal = {
    get aborted(): boolean {
      return isCancelled(control);
    },
  };
  const report = (doneBytes: number): void => void Atomics.store(control.done, 0, BigInt(doneBytes));
  const search = await searchFooter(file, { signal, report });
  if (!search.ok) return isCancelled(control) ? CANCELLED : search.error;
  const { found } = search.value;
  return found === null ? null : { kind: 'footer-inside', at: found.at, behind: file.bytes - found.at - FOOTER_BYTES };
}

type Why = JobError;

/** Image formats that would end up inside a disk as they are. What an ISO or an archive holds may be wanted so. */
function isDiskOfItsOwn(why: Why): boolean {
  if (why.kind === 'foreign') return why.format !== 'iso' && why.format !== 'wim';
  if (why.kind === 'no-footer') return why.headerAt !== null;
  return why.kind === 'footer-in-front';
}
