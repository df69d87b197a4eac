/** What is said of jobs, and how far they are: speech at quarters, one bar over all phases, times and rates as people read them. */
import { describe, expect, it, test } from 'vitest';
import { lastsText, endedSince, percentOf, rateText, spokenOf, tallyOf } from '../../../../renderer/app/jobs.model';
import { cancelText, endText, jobTitle, pausedText, runningText, spokenText, tallyText } from '../../../../renderer/app/jobs.text';
import {
  progressOf,
  type JobId,
  type JobOp,
  type JobView,
  type JobViewState,
  type PausedState,
  type RunningState,
} from '../../../../shared/jobList';
import type { PhaseName } from '../../../../shared/jobs';

const at = (
  name: PhaseName,
  doneBytes: number,
  passed: readonly PhaseName[] = ['opening'],
  more: Partial<RunningState> = {},
): RunningState => ({
  kind: 'running',
  phase: { name, doneBytes, totalBytes: 100, cancellable: true },
  passed,
  bytesPerSecond: null,
  secondsLeft: null,
  ...more,
});
const job = (state: JobViewState, more: Partial<JobView> = {}): JobView => ({
  id: '1' as JobId,
  op: 'convert',
  source: 'win.vhd',
  target: 'new.vhd',
  part: null,
  hashes: false,
  state,
  ...more,
});
const QUEUED: JobViewState = { kind: 'queued' };
const paused = (percent: number): PausedState => ({ kind: 'paused', phase: at('hashing', percent).phase, passed: ['opening'] });
const CANCELLED: JobViewState = { kind: 'cancelled' };
const FAILED: JobViewState = { kind: 'failed', error: { kind: 'disk-full', code: 'ENOSPC' } };
const HASHED: JobViewState = { kind: 'done', outcome: { kind: 'hash', bytes: 512, digests: {} } };

describe('the bar of a job', () => {
  const course = (op: JobOp, hashes: boolean, ...phases: readonly [PhaseName, number][]): (number | null)[] => {
    const passed: PhaseName[] = [];
    return phases.map(([name, done], i) => {
      const before = phases[i - 1]?.[0];
      if (before !== undefined && before !== name) passed.push(before);
      const progress = progressOf({ op, hashes }, at(name, done, [...passed]));
      return progress === null ? null : Math.round(progress.share * 100);
    });
  };

  it('runs once over writing and comparing', () => {
    expect(
      course(
        'convert',
        false,
        ['opening', 0],
        ['writing', 0],
        ['writing', 50],
        ['finishing', 100],
        ['verifying', 0],
        ['verifying', 100],
        ['finishing', 0],
      ),
    ).toEqual([null, 0, 25, 50, 50, 100, 100]);
  });

  it('runs once over looking, writing and comparing', () => {
    expect(
      course('compact', false, ['opening', 0], ['reading', 50], ['writing', 0], ['writing', 100], ['finishing', 0], ['verifying', 50]),
    ).toEqual([null, 17, 33, 67, 67, 83]);
  });

  it('runs on over the digests of the new file where they are wanted', () => {
    expect(course('export', true, ['writing', 50], ['verifying', 50], ['hashing', 50], ['finishing', 0])).toEqual([17, 50, 83, 100]);
  });

  it('of a hash runs over that alone, and of a skeleton over writing', () => {
    expect([course('hash', false, ['hashing', 61]), course('skeleton', false, ['writing', 61])]).toEqual([[61], [61]]);
  });

  it('of a list or a report has no end that is known before', () => {
    const unknown = { ...at('writing', 0), phase: { name: 'writing', doneBytes: 4096, totalBytes: 0, cancellable: true } } as const;
    expect(percentOf(job(unknown, { op: 'table' }))).toBeNull();
    expect(percentOf(job({ ...unknown, phase: { ...unknown.phase, name: 'reading' } }, { op: 'report' }))).toBeNull();
    expect(percentOf(job(at('writing', 61), { op: 'dump' }))).toBe(61);
  });

  it('is full where nothing has to be moved', () => {
    const nothing = { ...at('hashing', 0), phase: { name: 'hashing', doneBytes: 0, totalBytes: 0, cancellable: true } } as const;
    expect(percentOf(job(nothing, { op: 'hash' }))).toBe(100);
  });

  it('stands where it stood while the job is paused', () => {
    expect(percentOf(job(paused(61), { op: 'hash' }))).toBe(61);
    expect(progressOf({ op: 'hash', hashes: false }, paused(61))).toEqual({ share: 0.61, secondsLeft: null });
  });

  it('promises the time of what comes after, too', () => {
    // 50 of 100 bytes in this step at 10 a second, and 100 more to compare.
    expect(
      progressOf({ op: 'convert', hashes: false }, at('writing', 50, ['opening'], { bytesPerSecond: 10, secondsLeft: 5 }))?.secondsLeft,
    ).toBe(15);
    expect(
      progressOf({ op: 'convert', hashes: false }, at('verifying', 50, ['opening', 'writing'], { bytesPerSecond: 10, secondsLeft: 5 }))
        ?.secondsLeft,
    ).toBe(5);
  });
});

describe('what is said', () => {
  const said = (...states: readonly JobViewState[]): string[] =>
    states.flatMap((state, i) => {
      const before = states[i - 1];
      return spokenOf(before === undefined ? [] : [job(before, { op: 'hash', target: null })], [
        job(state, { op: 'hash', target: null }),
      ]).map(spokenText);
    });
  const reading = (percent: number): RunningState => at('hashing', percent);

  it('is the start, every quarter once, and the end', () => {
    expect(said(QUEUED, reading(0), reading(10), reading(26), reading(30), reading(50), reading(74), reading(99), HASHED, HASHED)).toEqual([
      'Hashing win.vhd: started.',
      'Hashing win.vhd: 25 percent.',
      'Hashing win.vhd: 50 percent.',
      'Hashing win.vhd: 75 percent.',
      'win.vhd is hashed.',
    ]);
  });

  it('is that it was paused, once, and that it goes on; quarters are said as ever', () => {
    expect(said(reading(10), paused(10), paused(10), reading(10), reading(26), paused(26), reading(26), reading(30)).slice(1)).toEqual([
      'Hashing win.vhd: paused.',
      'Hashing win.vhd: resumed.',
      'Hashing win.vhd: 25 percent.',
      'Hashing win.vhd: paused.',
      'Hashing win.vhd: resumed.',
    ]);
    expect(said(paused(10), { kind: 'cancelling' }, CANCELLED).slice(1)).toEqual(['Hashing win.vhd: stopped.']);
  });

  it('leaves out quarters that were jumped over', () => {
    expect(said(QUEUED, reading(0), reading(80))).toEqual(['Hashing win.vhd: started.', 'Hashing win.vhd: 75 percent.']);
  });

  it('is that it was stopped, or why it failed', () => {
    expect(said(reading(3), { kind: 'cancelling' }, CANCELLED)).toEqual(['Hashing win.vhd: started.', 'Hashing win.vhd: stopped.']);
    expect(spokenOf([job(at('writing', 1))], [job(FAILED)]).map(spokenText)).toEqual(['Conversion failed: The drive is full.']);
  });
});

test('a toast tells of what was done or failed, not of what the user stopped, nor of what stood there before', () => {
  const before = [job(at('writing', 1)), job(FAILED, { id: '2' as JobId })];
  expect(endedSince(before, [job(CANCELLED), job(FAILED, { id: '2' as JobId })])).toEqual([]);
  expect(endedSince(before, [job(FAILED)]).map(endText)).toEqual(['Conversion failed: The drive is full.']);
  expect(endedSince([], [job(FAILED)])).toEqual([]);
});

test('a job is named by what happens, and by what it was once it is over', () => {
  expect([QUEUED, at('writing', 1), CANCELLED, FAILED, HASHED].map((state) => jobTitle(job(state)))).toEqual([
    'Converting · win.vhd → new.vhd',
    'Converting · win.vhd → new.vhd',
    'Conversion · win.vhd → new.vhd',
    'Conversion · win.vhd → new.vhd',
    'Converted · win.vhd → new.vhd',
  ]);
});

test('a running job says step, share, speed and what is left, as far as they are known', () => {
  expect(
    runningText({ op: 'convert', hashes: false }, { kind: 'running', phase: null, passed: [], bytesPerSecond: null, secondsLeft: null }),
  ).toBe('Starting');
  expect(
    runningText({ op: 'hash', hashes: false }, at('hashing', 61, ['opening'], { bytesPerSecond: 1_100_000_000, secondsLeft: 41.2 })),
  ).toBe('Hashing · 61 % · 1.1 GB/s · 0:42 left');
});

test('a paused job says so, and how far it is where that is known', () => {
  expect(pausedText({ op: 'hash', hashes: false }, paused(61))).toBe('Paused · 61 %');
  expect(pausedText({ op: 'hash', hashes: false }, { kind: 'paused', phase: null, passed: [] })).toBe('Paused');
});

test('what stopping means is said before it is done', () => {
  expect(cancelText(job(QUEUED))).toBe('Take off the list');
  expect(cancelText(job(at('writing', 1)))).toBe('Stop and delete the unfinished copy');
  expect(cancelText(job(at('reading', 1), { target: null }))).toBe('Stop');
});

test('the status bar counts what is under way, else what failed, else what is done', () => {
  const text = (...jobs: readonly JobView[]): string => tallyText(tallyOf(jobs));
  expect(text(job(at('hashing', 61), { op: 'hash' }))).toBe('1 job · 61 %');
  expect(text(job(at('hashing', 61), { op: 'hash' }), job(QUEUED), job(FAILED))).toBe('2 jobs · 61 %');
  expect(text(job(QUEUED))).toBe('1 job');
  expect(text(job(paused(61), { op: 'hash' }))).toBe('1 job paused · 61 %');
  expect(text(job(paused(61), { op: 'hash' }), job(paused(11), { op: 'hash' }))).toBe('2 jobs paused · 36 %');
  expect(text(job(paused(61), { op: 'hash' }), job(at('hashing', 11), { op: 'hash' }))).toBe('2 jobs · 36 %');
  expect(text(job(FAILED), job(HASHED))).toBe('1 job failed');
  expect(text(job(HASHED), job(HASHED))).toBe('2 jobs done');
});

test.each([
  [0.2, '0:01'],
  [42, '0:42'],
  [61, '1:01'],
  [3599, '59:59'],
  [3723, '1:02:03'],
])('%s seconds are %s', (seconds, text) => expect(lastsText(seconds)).toBe(text));

test.each([
  [0, '0 B/s'],
  [999, '999 B/s'],
  [1000, '1.0 kB/s'],
  [45_000_000, '45 MB/s'],
  [1_100_000_000, '1.1 GB/s'],
  [999_900_000, '1.0 GB/s'],
  [12_000_000_000, '12 GB/s'],
])('%s bytes a second are %s', (rate, text) => expect(rateText(rate)).toBe(text));
