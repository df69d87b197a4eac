/** Which files may be taken for a raw disk: one rule for the command line and the window, applied before anything is written. */
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
import { hasTrait } from './traits';

/** The stamps of raw files that were judged to be disks, by path. */
export type Judged = ReadonlyMap<string, string>;

/** Whether the source, opened again, is the file that was judged. */
export const isAsJudged = ({ path }: SourceRef, { chain: { layers } }: Source, judged: Judged): boolean =>
  !judged.has(path) || (layers[0].file as SyncFile).openedAs === judged.get(path);

/** The raw files of the task that are disks; an error says why one is not. Whoever opens such a file next calls `isAsJudged`. */
export async function judgedRaw(task: JobTask, context: JobContext): Promise<Result<Judged, Stopped>> {
  const judged = new Map<string, string>();
  if (!hasTrait(task, 'whole-raw')) return ok(judged);
  const sources = 'with' in task ? [task.source, task.with] : [task.source];
  for (const source of sources.filter(({ as }) => as === 'raw')) {
    const stamp = await judge(source, hasTrait(task, 'disk-of-raw') ? context : null);
    if (!stamp.ok) return stamp;
    if (stamp.value !== null) judged.set(source.path, stamp.value);
  }
  return ok(judged);
}

/**
 * The file's stamp; null if it cannot be opened: whoever opens it next reports why. `context`: that of a job that
 * makes a disk of the file.
 */
async function judge(ref: SourceRef, context: JobContext | null): Promise<Result<string | null, Stopped>> {
  const file = openSyncFile(ref.path);
  if (!file.ok) return ok(null);
  try {
    const refusal = await refusalOf(file.value, ref, context);
    if (refusal?.kind === 'cancelled') return err(refusal);
    // Checked first, because other errors may follow from it: a file that was cut off lacks bytes it had.
    if (!isAsOpened(file.value)) return err(CHANGED);
    return refusal === null ? ok(file.value.openedAs) : err(refusal);
  } finally {
    await file.value.close();
  }
}

async function refusalOf(file: SyncFile, { pad }: SourceRef, context: JobContext | null): Promise<Stopped | null> {
  const opened = await openImage(file, 'disk');
  if (context !== null && opened.ok) return { kind: 'is-disk' };
  if (context !== null && !opened.ok && isDiskOfItsOwn(opened.error)) return opened.error;
  if (pad !== true && file.bytes % SECTOR_BYTES !== 0) return { kind: 'not-whole-sectors', bytes: file.bytes };
  const mayHaveFooter = !opened.ok && (await mayHaveFarFooter(file, opened.error));
  return context !== null && mayHaveFooter ? await footerInside(file, context) : null;
}

/**
 * A VHD that was grown as if it were raw, and used since, has a footer that fits a place far before the end, where nobody
 * looks for it. All of the file is read for it once, with progress; else its structures would become a disk's data.
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

/** Image formats that would end up whole inside a disk. An ISO or an archive may be wanted there. */
function isDiskOfItsOwn(why: Why): boolean {
  if (why.kind === 'foreign') return why.format !== 'iso' && why.format !== 'wim';
  if (why.kind === 'no-footer') return why.headerAt !== null;
  return why.kind === 'footer-in-front';
}
