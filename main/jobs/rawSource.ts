/** What may be taken for a raw disk. One rule for the command line and the window, asked before anything is written. */
import type { JobError } from '../../shared/jobs';
import { FOOTER_BYTES } from '../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import { searchFooter } from '../vhd/format/footerSearch';
import { mayHaveFarFooter, openImage } from '../vhd/read/openImage';
import { CANCELLED, type JobContext, type Stopped } from './context';
import type { JobTask, SourceRef } from './tasks';

/** Jobs whose result is the disk, or what it holds: the end of it must not get lost on the way. */
const OF_THE_DISK: readonly JobTask['op'][] = ['export', 'convert', 'convert-child', 'azure', 'flatten', 'compare', 'hash', 'search'];
/** Those that make a disk of it. */
const MAKING_A_DISK: readonly JobTask['op'][] = ['convert', 'convert-child', 'azure', 'flatten'];

/** Why the raw disk of the task is none; null where it is one, or the task is about something else. */
export async function rawRefusal(task: JobTask, context: JobContext): Promise<Stopped | null> {
  if (!OF_THE_DISK.includes(task.op)) return null;
  const sources = task.op === 'compare' ? [task.source, task.with] : [task.source];
  for (const source of sources) {
    const refusal = source.as === 'raw' ? await refusalOf(source, MAKING_A_DISK.includes(task.op) ? context : null) : null;
    if (refusal !== null) return refusal;
  }
  return null;
}

/** `making`: of a job that makes a disk of it. */
async function refusalOf({ path, pad }: SourceRef, making: JobContext | null): Promise<Stopped | null> {
  const file = openSyncFile(path);
  // Whoever opens it next says why it cannot be.
  if (!file.ok) return null;
  try {
    const opened = await openImage(file.value, 'disk');
    if (making !== null && opened.ok) return { kind: 'is-disk' };
    if (making !== null && !opened.ok && isDiskOfItsOwn(opened.error)) return opened.error;
    if (pad !== true && file.value.bytes % SECTOR_BYTES !== 0) return { kind: 'not-whole-sectors', bytes: file.value.bytes };
    const mayHaveFooter = !opened.ok && (await mayHaveFarFooter(file.value, opened.error));
    return making !== null && mayHaveFooter ? await footerInside(file.value, making) : null;
  } finally {
    await file.value.close();
  }
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
