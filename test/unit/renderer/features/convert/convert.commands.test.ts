/** The sheet that makes new disks, and the list of jobs, between the user's hand and main: what is asked, what is kept, what is said. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobId, JobView } from '../../../../../shared/jobList';
import type { OpenTicket } from '../../../../../shared/views';
import { baseImage, childImage, fixedImage } from '../../../../support/fixtures';
import { diskIn } from '../../support/disks';
import { show, startAfresh, state } from '../../support/shown';
import { placeDraft } from '../../support/newDisk';
import { stubWindow } from '../../support/window';

const { calls, replies } = stubWindow();
const { canMake, changeConvert, chooseConvertPlace, lookAgain, make, startConvert } = await import(
  '../../../../../renderer/features/convert/convert.commands'
);
const { canOpen, dismissEnded, hashDisk, openMade } = await import('../../../../../renderer/app/jobs.commands');
const { noteJobs, setJobsOpen } = await import('../../../../../renderer/app/jobs.store');
const { sheetOf } = await import('../../../../../renderer/app/modal.store');
const { changeDisk } = await import('../../../../../renderer/app/store');
const sheet = () => sheetOf('convert');

const answered = (name: string): unknown[] => calls.filter((call) => call.name === name).map(({ request }) => request);
const infoOf = (more: object = {}): unknown => {
  const { look } = placeDraft(more);
  return look.kind === 'ready' ? look.info : null;
};

async function withDisk(bytes: Uint8Array): Promise<void> {
  const disk = await diskIn(bytes);
  show(disk, { file: { ticket: 'source' as OpenTicket, name: 'a.vhd' } });
}

beforeEach(async () => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  replies.set('disk/choosePlace', () => ({ ok: true, value: { ticket: 'place-1', name: 'new.vhd', folder: '/disks', appended: false } }));
  replies.set('disk/inspectPlace', () => ({ ok: true, value: infoOf() }));
  await withDisk(baseImage());
});

describe('the sheet', () => {
  it('begins with what the disk allows, at its own size', async () => {
    startConvert();
    expect(sheet()).toMatchObject({ operation: 'fixed', sizeText: '8', unit: 'MiB' });
    await withDisk(fixedImage());
    startConvert();
    expect(sheet()?.operation).toBe('dynamic');
  });

  it('begins with flattening where that is wanted, and with another where there is nothing to flatten', async () => {
    expect(canMake('flatten', state())).toBe(false);
    startConvert('flatten');
    expect(sheet()?.operation).toBe('fixed');
    await withDisk(childImage().bytes);
    // The engine looked for the parent in vain.
    expect(canMake('flatten', state())).toBe(false);
    changeDisk(({ view }) => ({ view: { ...view, parent: null } }));
    expect(canMake('flatten', state())).toBe(true);
    startConvert('flatten');
    expect(sheet()?.operation).toBe('flatten');
  });

  it('proposes a name beside the disk, and asks what stands there', async () => {
    startConvert();
    await chooseConvertPlace();
    expect(answered('disk/choosePlace')).toEqual([{ suggestion: 'a-fixed.vhd', near: 'source', type: 'vhd' }]);
    expect(answered('disk/inspectPlace')).toEqual([{ place: 'place-1', parent: null }]);
    expect(sheet()?.place?.look.kind).toBe('ready');
  });

  it('asks for another place when the file becomes one of another kind', async () => {
    startConvert();
    await chooseConvertPlace();
    changeConvert({ operation: 'compact' });
    expect(sheet()?.place).not.toBeNull();
    changeConvert({ operation: 'raw' });
    expect(sheet()?.place).toBeNull();
  });

  it('begins the job, replaces only what was seen, and closes', async () => {
    replies.set('disk/inspectPlace', () => ({
      ok: true,
      value: infoOf({ existing: { disk: null, fileBytes: 1, modified: '', obstacle: null } }),
    }));
    startConvert();
    await chooseConvertPlace();
    await make();
    expect(answered('job/start')).toEqual([
      { image: 'image', request: { op: 'convert', to: 'fixed' }, target: { place: 'place-1', replace: true } },
    ]);
    expect(state().modal).toBeNull();
  });

  it('stays with the reason when the job was not begun, until something else is asked for', async () => {
    replies.set('job/start', () => ({ ok: false, error: { kind: 'source-changed' } }));
    startConvert();
    await chooseConvertPlace();
    await make();
    expect(sheet()).toMatchObject({ refusal: { kind: 'source-changed' }, isStarting: false });
    await lookAgain();
    expect(sheet()?.refusal).not.toBeNull();
    changeConvert({ operation: 'compact' });
    expect(sheet()?.refusal).toBeNull();
  });
});

const job = (id: string, jobState: JobView['state'], target: string | null = 'new.vhd'): JobView => ({
  id: id as JobId,
  op: target === null ? 'hash' : 'compact',
  source: 'a.vhd',
  target,
  part: null,
  hashes: false,
  state: jobState,
});
const RUNNING: JobView['state'] = { kind: 'running', phase: null, passed: [], bytesPerSecond: null, secondsLeft: null };
const DONE: JobView['state'] = {
  kind: 'done',
  outcome: {
    kind: 'file',
    file: { ticket: 'made' as OpenTicket, name: 'new.vhd' },
    fileBytes: 1,
    virtualBytes: 1,
    blocks: null,
    writtenBytes: 1,
    lostSectors: 0,
    lost: [],
    hash: null,
    uniqueId: null,
    verified: true,
    afterwards: null,
  },
};

describe('the list of jobs', () => {
  it('tells of an end by a toast, but not while it is open', () => {
    noteJobs([job('1', RUNNING)]);
    noteJobs([job('1', DONE)]);
    expect(state().toasts).toMatchObject([{ text: 'new.vhd is complete', action: { job: '1' } }]);
    setJobsOpen(true);
    expect(state().toasts).toEqual([]);
    noteJobs([job('1', DONE), job('2', RUNNING)]);
    noteJobs([job('1', DONE), job('2', DONE)]);
    expect(state().toasts).toEqual([]);
    expect(state().jobs.spoken).toBe('new.vhd is complete.');
  });

  it('opens a new disk as if it had arrived from outside, and raw bytes not at all', async () => {
    await openMade(job('1', DONE));
    await openMade(job('2', RUNNING));
    expect(answered('app/openInWindow')).toEqual([{ ticket: 'made', run: null }]);
    expect([job('1', DONE), job('1', DONE, 'new.img'), job('1', RUNNING)].map(canOpen)).toEqual([true, false, false]);
  });

  it('clears what is over and keeps what failed', async () => {
    noteJobs([
      job('1', DONE),
      job('2', { kind: 'cancelled' }),
      job('3', { kind: 'failed', error: { kind: 'saved-state' } }),
      job('4', RUNNING),
    ]);
    await dismissEnded();
    expect(answered('job/dismiss')).toEqual([{ job: '1' }, { job: '2' }]);
  });

  it('opens for a hash, where its digests will stand; a refusal is an alert', async () => {
    await hashDisk();
    expect(answered('job/start')).toEqual([{ image: 'image', request: { op: 'hash', layer: false, part: null }, target: null }]);
    expect(state().jobs.isOpen).toBe(true);
    replies.set('job/start', () => ({ ok: false, error: { kind: 'source-gone' } }));
    await hashDisk();
    expect(state().modal).toMatchObject({ kind: 'alert', title: 'The disk is not there any more.' });
  });
});
