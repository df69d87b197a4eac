/** The words of the list of long jobs. What is said of failed jobs is in jobErrors.text.ts. */
import type { JobOp, JobOutcome, JobPart, JobView, PausedState, RunningState } from '../../shared/jobList';
import { progressOf } from '../../shared/jobList';
import type { HashSummary, PhaseName } from '../../shared/jobs';
import { madeNoteText } from '../../shared/text/madeNotes';
import { bytesText, sizeText } from '../../shared/text/size';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { partitionName } from '../disk/translate.model';
import { lastsText, rateText, type Spoken, type Tally } from './jobs.model';
import { jobErrorText } from './jobErrors.text';
import { grouped, hex, plural, spanText } from '../../shared/text/numbers';

/** `doing`: what it does while it runs; `noun`: its name. */
const OPS: Readonly<Record<JobOp, { readonly doing: string; readonly noun: string; readonly done: string }>> = {
  export: { doing: 'Exporting', noun: 'Export', done: 'Exported' },
  dump: { doing: 'Exporting', noun: 'Export', done: 'Exported' },
  table: { doing: 'Exporting a list', noun: 'List', done: 'Exported a list' },
  report: { doing: 'Writing a report', noun: 'Report', done: 'Wrote a report' },
  import: { doing: 'Making a disk', noun: 'Disk from a raw image', done: 'Made a disk' },
  convert: { doing: 'Converting', noun: 'Conversion', done: 'Converted' },
  flatten: { doing: 'Flattening', noun: 'Flattening', done: 'Flattened' },
  compact: { doing: 'Compacting', noun: 'Compacting', done: 'Compacted' },
  defragment: { doing: 'Defragmenting', noun: 'Defragmenting', done: 'Defragmented' },
  azure: { doing: 'Making ready for Azure', noun: 'Azure copy', done: 'Made ready for Azure' },
  skeleton: { doing: 'Making a skeleton', noun: 'Skeleton', done: 'Made a skeleton' },
  merge: { doing: 'Merging', noun: 'Merge', done: 'Merged' },
  resize: { doing: 'Resizing', noun: 'Resizing', done: 'Resized' },
  hash: { doing: 'Hashing', noun: 'Hash', done: 'Hashed' },
};

const PHASES: Readonly<Record<PhaseName, string>> = {
  opening: 'Opening',
  reading: 'Reading',
  writing: 'Writing',
  verifying: 'Comparing with the source',
  hashing: 'Hashing',
  finishing: 'Waiting for the drive',
};

export const opNoun = (op: JobOp): string => OPS[op].noun;

/** "Partition 2 · root · Linux of win.vhd", "LBA 2,048–6,143 of win.vhd". */
function sourceText({ source, part }: JobView): string {
  if (part === null) return source;
  return `${partText(part)} of ${source}`;
}

/** "Partition 2 · root · Linux", "LBA 2,048–6,143", "3 bytes at 0x1FE", "512 bytes at file offset 0x0". */
function partText({ partition, space, at, bytes }: JobPart): string {
  if (partition !== null) return `Partition ${partitionName(partition)}`;
  if (space === 'disk' && at % SECTOR_BYTES === 0 && bytes % SECTOR_BYTES === 0)
    return `LBA ${spanText(at / SECTOR_BYTES, bytes / SECTOR_BYTES)}`;
  return `${plural(bytes, 'byte')} at ${space === 'disk' ? '' : 'file offset '}0x${hex(at)}`;
}

/** "win.vhd → new.vhd, 40 MiB". */
const filesText = (job: JobView): string => {
  const size = job.part === null ? '' : `, ${sizeText(job.part.bytes)}`;
  return job.target === null ? sourceText(job) : `${sourceText(job)} → ${job.target}${size}`;
};

/** "Converting · win.vhd → new.vhd". */
export function jobTitle(job: JobView): string {
  const { doing, noun, done } = OPS[job.op];
  const { kind } = job.state;
  return `${kind === 'done' ? done : kind === 'failed' || kind === 'cancelled' ? noun : doing} · ${filesText(job)}`;
}

/** "Writing · 61 % · 1.1 GB/s · 0:42 left". */
export function runningText(job: Pick<JobView, 'op' | 'hashes'>, state: RunningState): string {
  const progress = progressOf(job, state);
  return [
    state.phase === null ? 'Starting' : PHASES[state.phase.name],
    progress === null ? null : `${Math.floor(progress.share * 100)} %`,
    state.bytesPerSecond === null ? null : rateText(state.bytesPerSecond),
    progress === null || progress.secondsLeft === null ? null : `${lastsText(progress.secondsLeft)} left`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** "Paused · 61 %". */
export function pausedText(job: Pick<JobView, 'op' | 'hashes'>, state: PausedState): string {
  const progress = progressOf(job, state);
  return progress === null ? 'Paused' : `Paused · ${Math.floor(progress.share * 100)} %`;
}

/** What cancelling means; shown before the job is cancelled. */
export function cancelText({ state, target }: JobView): string {
  if (state.kind === 'queued') return 'Take off the list';
  return target === null ? 'Stop' : 'Stop and delete the unfinished copy';
}

export const cancelledText = ({ target }: JobView): string =>
  target === null ? 'Stopped.' : `Stopped. Nothing is left of ${target}; the source is as it was.`;

const AFTERWARDS: Readonly<Record<string, string>> = {
  'sidecar-exists': 'Its SHA-256 was not written beside it: another file has that name already. The digest stands above.',
  'rights-not-kept': 'The file is complete, but could not get all of the old one’s owner, group and rights.',
  sidecar: 'The file is complete, but the .sha256 file beside it could not be written.',
  'lost-list-exists': 'The list of lost sectors was not written beside it: another file has that name already.',
  'lost-list': 'The file is complete, but the list of lost sectors beside it could not be written.',
};

export const DIGEST_NAMES: Readonly<Record<string, string>> = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256' };

/** In the order in which people look for them. */
export const digestsOf = (outcome: JobOutcome): readonly { readonly name: string; readonly digest: string }[] => {
  const all = outcome.kind === 'hash' ? outcome.digests : (outcome.hash ?? {});
  return ['sha256', 'sha1', 'md5'].flatMap((algorithm) => {
    const digest = all[algorithm];
    return digest === undefined ? [] : [{ name: DIGEST_NAMES[algorithm] ?? algorithm, digest }];
  });
};

/** "The file has 2,097,152 bytes. 12 blocks kept, 3 left out. Compared with the source." */
export function outcomeText(outcome: JobOutcome, { part, asSaved }: Pick<JobView, 'part' | 'asSaved'> = { part: null }): string {
  if (outcome.kind === 'hash') {
    const of = `Of ${bytesText(outcome.bytes)} of the ${part?.space === 'file' ? 'file' : 'virtual disk'}`;
    return asSaved === true ? `${of} as it is saved: unsaved changes are not in it.` : `${of}.`;
  }
  const { fileBytes, blocks, verified, afterwards } = outcome;
  return [
    `The file has ${bytesText(fileBytes)}.`,
    blocks === null
      ? ''
      : `${plural(blocks.kept, 'block')} stored, ${blocks.released === 0 ? 'none' : plural(blocks.released, 'block')} left out.`,
    verified ? 'Compared with the source: the same.' : '',
    lostText(outcome),
    ...(outcome.notes ?? []).map(madeNoteText),
    afterwards === null ? '' : (AFTERWARDS[afterwards] ?? 'The file is complete, but its folder could not be tidied up or made durable.'),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** How many ranges are named; the list beside the file names all of them. */
const MAX_LOST_SHOWN = 4;

function lostText({ lostSectors, lost, afterwards }: Exclude<JobOutcome, HashSummary>): string {
  if (lostSectors === 0) return '';
  const places = lost
    .slice(0, MAX_LOST_SHOWN)
    .map(({ firstLba, sectors }) => (sectors === 1 ? grouped(firstLba) : `${grouped(firstLba)}–${grouped(firstLba + sectors - 1)}`));
  const more = lost.length > MAX_LOST_SHOWN ? ' and more' : '';
  const list = afterwards?.startsWith('lost-list') === true ? '' : ' The file beside it that ends in .lost.csv lists them.';
  return `${plural(lostSectors, 'sector')} could not be read and became zeros: LBA ${places.join(', ')}${more}.${list}`;
}

/** The text of the toast. */
export function endText(job: JobView): string {
  const { target, source, op, state } = job;
  if (state.kind === 'failed' && state.error.kind === 'would-be-larger') return `${source} was not compacted: nothing can be won`;
  if (state.kind === 'failed') return `${OPS[op].noun} failed: ${jobErrorText(state.error, job).title}`;
  if (target === null) return `${sourceText(job)} is hashed`;
  const hasGained =
    state.kind !== 'done' || state.outcome.kind === 'hash' || !state.outcome.notes?.some(({ kind }) => kind === 'not-smaller');
  return hasGained ? `${target} is complete` : `${target} is complete, but not smaller than ${source}`;
}

/** For those who do not see the progress bar. */
export function spokenText(spoken: Spoken): string {
  const { job } = spoken;
  const { doing } = OPS[job.op];
  const files = job.target === null ? sourceText(job) : `${sourceText(job)} to ${job.target}`;
  if (spoken.kind === 'begun') return `${doing} ${files}: started.`;
  if (spoken.kind === 'paused' || spoken.kind === 'resumed') return `${doing} ${files}: ${spoken.kind}.`;
  if (spoken.kind === 'quarter') return `${doing} ${files}: ${spoken.percent} percent.`;
  if (job.state.kind === 'cancelled') return `${doing} ${files}: stopped.`;
  return job.state.kind === 'failed' ? endText(job) : `${endText(job)}.`;
}

/** "2 jobs · 61 %", for the status bar; "1 job paused · 61 %" if all are paused. */
export function tallyText({ running, paused, waiting, failed, done, percent }: Tally): string {
  const under = running + waiting;
  const jobs = plural(under, 'job') + (paused === under ? ' paused' : '');
  if (under > 0) return percent === null ? jobs : `${jobs} · ${percent} %`;
  return failed > 0 ? `${plural(failed, 'job')} failed` : done === 0 ? 'Jobs' : `${plural(done, 'job')} done`;
}

/** Everything about a job that failed, for a report. */
export function detailsText(job: JobView): string {
  const { op, source, target, state } = job;
  const lines = [`operation: ${op}`, `source: ${source}`, ...(target === null ? [] : [`target: ${target}`])];
  if (state.kind !== 'failed') return lines.join('\n');
  const { title, detail } = jobErrorText(state.error, job);
  const facts = Object.entries(state.error).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return [...lines, `${title} ${detail}`, ...facts].join('\n');
}
