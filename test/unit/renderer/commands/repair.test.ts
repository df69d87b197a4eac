/** What the sheet's buttons ask of main, and what they do with its answers. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RepairView } from '../../../../shared/repairViews';
import type { FileTicket, ImageView, OpenTicket } from '../../../../shared/views';
import { changed } from '../../../support/damage';
import { baseImage, FOOTER_AT } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { addToChanges, cancelRepair, checkEverything, chooseWay, closeRepair, repairCopy, repairNow, repairProblem, rescue } = await import(
  '../../../../renderer/commands/repair'
);
const { useStore } = await import('../../../../renderer/store/store');
const fresh = useStore.getState();
const state = (): typeof fresh => useStore.getState();

const file: FileTicket = { ticket: 'ticket' as OpenTicket, name: 'a.vhd' };
const asked = (name: string): unknown[] => calls.filter((call) => call.name === name).map(({ request }) => request);
const view = (more: Partial<RepairView> = {}): RepairView => ({
  plan: 5,
  wish: { kind: 'safe' },
  done: [{ code: 'F02', method: 'copy-twin', class: 'safe' }],
  ways: [],
  rows: [],
  rowsLeftOut: 0,
  changedBytes: 1,
  fileBytesBefore: 1,
  fileBytesAfter: 1,
  problemsBefore: 1,
  after: [],
  placements: [],
  placementsLeftOut: 0,
  disk: null,
  canStage: true,
  canApply: false,
  canCopy: true,
  ...more,
});
const edited = (seen: ImageView) => ({ ok: true, value: { view: seen, edits: { ...fresh.edits, revision: 1, editing: true } } });

let seen: ImageView;
beforeEach(async () => {
  useStore.setState(fresh, true);
  calls.length = 0;
  replies.clear();
  const disk = await diskIn(changed(baseImage(), (b) => b.set([1, 2, 3, 4], FOOTER_AT + 64)));
  seen = disk.view;
  useStore.setState({
    disk: { kind: 'open', file, as: 'disk', ...disk },
    offers: { offers: [{ code: 'F02', method: 'copy-twin', class: 'safe' }], canRebuild: false },
  });
  replies.set('repair/plan', () => ({ ok: true, value: view() }));
  replies.set('scan/run', () => ({ ok: false, error: { kind: 'image-closed' } }));
});

describe('the repair of a problem', () => {
  it('is planned for the disk as it is staged, by the way that needs no decision', async () => {
    await repairProblem(0);
    expect(asked('repair/plan')).toEqual([
      { image: seen.image, revision: 0, wish: { kind: 'mend', only: ['F02'], choose: [{ code: 'F02', method: 'copy-twin' }] } },
    ]);
    expect(state().repair).toMatchObject({ title: 'Repair: footer checksum', isPlanning: false, view: { plan: 5 } });
    await chooseWay('recompute-checksum');
    expect(asked('repair/plan').at(-1)).toMatchObject({ wish: { choose: [{ code: 'F02', method: 'recompute-checksum' }] } });
    closeRepair();
    expect(state().repair).toBeNull();
  });

  it('that cannot be planned says why, in the sheet', async () => {
    replies.set('repair/plan', () => ({ ok: false, error: { kind: 'no-evidence' } }));
    await repairProblem(0);
    expect(state().repair).toMatchObject({ view: null, failure: { title: 'Nothing in the file says where its blocks belong.' } });
  });

  it('is added to the changes in edit mode, which is switched on for it', async () => {
    replies.set('edit/begin', () => edited(seen));
    replies.set('repair/stage', () => edited(seen));
    await repairProblem(0);
    await addToChanges();
    expect(calls.map(({ name }) => name).filter((name) => name === 'edit/begin' || name === 'repair/stage')).toEqual([
      'edit/begin',
      'repair/stage',
    ]);
    expect(asked('repair/stage')).toEqual([{ image: seen.image, plan: 5 }]);
    expect(state().repair).toBeNull();
  });

  it('stays in the sheet when the disk cannot be edited now', async () => {
    replies.set('edit/begin', () => ({ ok: false, error: { kind: 'locked', by: [] } }));
    await repairProblem(0);
    await addToChanges();
    expect(asked('repair/stage')).toEqual([]);
    expect(state()).toMatchObject({ repair: { doing: null }, alert: { title: 'This file can’t be edited now.' } });
  });

  it('written at once can be taken back, and is still there when the user says no', async () => {
    replies.set('repair/apply', () => ({ ok: false, error: { fileState: 'untouched', cause: { kind: 'declined' } } }));
    await repairProblem(0);
    await repairNow();
    expect(state()).toMatchObject({ repair: { doing: null, view: { plan: 5 } }, alert: null });
    replies.set('repair/apply', () => edited(seen));
    await repairNow();
    expect(state()).toMatchObject({ repair: null, toast: { text: 'Repaired. Verified.', action: 'undo-save' } });
  });
});

describe('a repaired copy', () => {
  const place = { ticket: 'place' as OpenTicket, name: 'b.vhd', folder: '/', appended: false };

  it('goes where the user says, and is opened', async () => {
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copy', () => ({ ok: true, value: { ticket: 'new', name: 'b.vhd' } }));
    replies.set('image/open', () => ({ ok: true, value: seen }));
    await repairProblem(0);
    await repairCopy();
    expect(asked('disk/choosePlace')).toEqual([{ suggestion: 'a-repaired.vhd', near: 'ticket', type: 'vhd' }]);
    expect(asked('repair/copy')).toEqual([{ image: seen.image, plan: 5, place: 'place' }]);
    expect(state()).toMatchObject({ repair: null, toast: { text: 'b.vhd is written. a.vhd is as it was.' } });
  });

  it('that is not made leaves the sheet, with the reason; cancelled, without one', async () => {
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copy', () => ({ ok: false, error: { kind: 'disk-full', code: 'ENOSPC' } }));
    await repairProblem(0);
    await repairCopy();
    expect(state().repair).toMatchObject({ doing: null, failure: { title: 'No copy was made.' } });
    replies.set('repair/copy', () => ({ ok: false, error: { kind: 'cancelled' } }));
    await repairCopy();
    expect(state().repair).toMatchObject({ doing: null, failure: null });
  });

  it('shows how far it is, and that it is being cancelled', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copy', () => new Promise((resolve) => (finish = resolve)));
    await repairProblem(0);
    const copying = repairCopy();
    await expect.poll(() => state().repair?.doing).toMatchObject({ name: 'b.vhd' });
    state().noteRepairProgress({ done: 7, total: 9, unit: 'bytes' });
    expect(state().repair?.doing).toMatchObject({ progress: { done: 7 }, isStopping: false });
    closeRepair();
    expect(state().repair?.doing).toMatchObject({ isStopping: true });
    expect(asked('repair/cancel')).toHaveLength(1);
    finish({ ok: false, error: { kind: 'cancelled' } });
    await copying;
    expect(state().repair).toMatchObject({ doing: null });
  });

  it('of a file that did not open is planned by its ticket', async () => {
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'footer-in-front' } } });
    replies.set('repair/planRescue', () => ({ ok: true, value: view({ wish: { kind: 'rescue' } }) }));
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copyRescue', () => ({ ok: false, error: { kind: 'exists', code: 'EEXIST' } }));
    await rescue(file, 'Recover to a new disk');
    expect(asked('repair/planRescue')).toEqual([{ ticket: 'ticket' }]);
    await repairCopy();
    expect(asked('repair/copyRescue')).toEqual([{ plan: 5, place: 'place' }]);
    expect(state().repair?.failure?.title).toBe('There is a file of that name already.');
  });
});

describe('a check of everything', () => {
  it('is shown while it runs, and joins the view', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('repair/check', () => new Promise((resolve) => (finish = resolve)));
    const checking = checkEverything();
    state().noteRepairProgress({ done: 1, total: 4, unit: 'blocks' });
    expect(state()).toMatchObject({ problemsOpen: true, checking: { progress: { done: 1 }, isStopping: false } });
    await cancelRepair();
    expect(state().checking).toMatchObject({ isStopping: true });
    finish(edited({ ...seen, checked: 'everything' }));
    await checking;
    expect(state()).toMatchObject({ checking: null, disk: { view: { checked: 'everything' } } });
  });

  it('that fails says so, and that was cancelled only in passing', async () => {
    replies.set('repair/check', () => ({ ok: false, error: { kind: 'read-failed', at: 0, bytes: 1, code: 'EIO' } }));
    await checkEverything();
    expect(state().alert?.title).toBe('The check was not finished.');
    useStore.setState({ alert: null });
    replies.set('repair/check', () => ({ ok: false, error: { kind: 'cancelled' } }));
    await checkEverything();
    expect(state()).toMatchObject({ alert: null, notice: 'The check was cancelled' });
  });
});
