/** What the sheet's buttons ask of main, and what they do with its answers. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RepairView } from '../../../../shared/repairViews';
import type { Finding } from '../../../../shared/findings';
import type { ImageId, ImageView, OpenTicket } from '../../../../shared/views';
import { changed } from '../../../support/damage';
import { baseImage, FOOTER_AT } from '../../../support/fixtures';
import { memoryFile } from '../../../support/memoryFile';
import { chainOf, NOW } from '../../../support/opened';
import { offersOn } from '../../../../main/session/repair/repairDesk';
import { requestedRepair } from '../../../../main/vhd/repair/requested';
import { diskIn } from '../support/disks';
import { file, show, shown, startAfresh, state } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const {
  addToChanges,
  cancelRepair,
  checkEverything,
  chooseWay,
  closeRepair,
  openAsItIs,
  repairCopy,
  repairNow,
  repairProblem,
  rescue,
  searchForFooter,
} = await import('../../../../renderer/disk/repair.commands');
const { blocksOf } = await import('../../../../renderer/disk/blocks.store');
const { changeDisk, useStore } = await import('../../../../renderer/app/store');
const { sheetOf, dismissOver } = await import('../../../../renderer/app/modal.store');
const { noteFound, noteRepairProgress } = await import('../../../../renderer/disk/repair.store');
const { NO_EDITS } = await import('../../../../renderer/app/state');
const sheet = () => sheetOf('repair');

const asked = (name: string): unknown[] => calls.filter((call) => call.name === name).map(({ request }) => request);
const view = (more: Partial<RepairView> = {}): RepairView => ({
  plan: 5,
  request: { kind: 'safe' },
  done: [{ code: 'F02', method: 'copy-from-start', class: 'safe' }],
  settled: [],
  ways: [],
  rows: [],
  rowsLeftOut: 0,
  changedBytes: 1,
  fileBytesBefore: 1,
  fileBytesAfter: 1,
  diskChange: null,
  cut: null,
  signs: [],
  copyOnly: null,
  effect: null,
  problemsBefore: { error: 1, warning: 0, note: 0 },
  after: [],
  placements: [],
  partitions: [],
  placementsLeftOut: 0,
  parent: null,
  shared: [],
  sharedLeftOut: 0,
  guesses: 0,
  disk: null,
  canStage: true,
  canApply: false,
  canCopy: true,
  ...more,
});
const edited = (seen: ImageView) => ({ ok: true, value: { view: seen, edits: { ...NO_EDITS, revision: 1, editing: true } } });

let seen: ImageView;
beforeEach(async () => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  const disk = await diskIn(changed(baseImage(), (b) => b.set([1, 2, 3, 4], FOOTER_AT + 64)));
  seen = disk.view;
  show(disk, { offers: { offers: [{ code: 'F02', method: 'copy-from-start', class: 'safe' }], canRebuild: false } });
  replies.set('repair/plan', () => ({ ok: true, value: view() }));
  replies.set('scan/run', () => ({ ok: false, error: { kind: 'image-closed' } }));
});

describe('the repair of a problem', () => {
  it('is planned for the disk as it is staged, by the way that needs no decision', async () => {
    await repairProblem(0);
    expect(asked('repair/plan')).toEqual([
      { image: seen.image, revision: 0, request: { kind: 'mend', only: ['F02'], choose: [{ code: 'F02', method: 'copy-from-start' }] } },
    ]);
    expect(sheet()).toMatchObject({ title: 'Repair: footer checksum', isPlanning: false, view: { plan: 5 } });
    await chooseWay('recompute-checksum');
    expect(asked('repair/plan').at(-1)).toMatchObject({ request: { choose: [{ code: 'F02', method: 'recompute-checksum' }] } });
    closeRepair();
    expect(sheet()).toBeNull();
  });

  it('of a file cut inside one block and before another is planned for both: neither alone gives the file its end back', async () => {
    // BASE has block 0 at 2,048, which is cut, and block 2 at 2,099,712, which is gone.
    const cut = await diskIn(baseImage().slice(0, 1_000_000));
    const chain = await chainOf(memoryFile(baseImage().slice(0, 1_000_000)));
    const { offers } = await offersOn(chain, cut.view.findings, { now: () => NOW, newId: () => '' });
    show(cut, { offers: { offers, canRebuild: false } });
    const choose = [
      { code: 'B01', method: 'unallocate' },
      { code: 'B04', method: 'fill-with-zeros' },
    ] as const;
    for (const code of ['B01', 'B04']) {
      await repairProblem(cut.view.findings.findIndex((one) => one.code === code));
      const request = { kind: 'mend', only: ['B01', 'B04', 'F01'], choose } as const;
      expect(asked('repair/plan').at(-1)).toMatchObject({ request });
      const planned = await requestedRepair(chain, request, { deep: false, now: NOW, newId: () => '' });
      expect(planned.ok && planned.value.after).toEqual([]);
      await chooseWay(null, 'B04');
      expect(asked('repair/plan').at(-1)).toMatchObject({ request: { only: ['B01', 'B04', 'F01'], choose: [choose[0]] } });
      closeRepair();
    }
  });

  it('of blocks behind the end of a cut file gives the footer back too', async () => {
    const image = baseImage().slice(0, 2_099_712);
    const cut = await diskIn(image);
    const chain = await chainOf(memoryFile(image));
    const { offers } = await offersOn(chain, cut.view.findings, { now: () => NOW, newId: () => '' });
    show(cut, { offers: { offers, canRebuild: false } });
    await repairProblem(cut.view.findings.findIndex(({ code }) => code === 'B01'));
    const request = { kind: 'mend', only: ['B01', 'F01'], choose: [{ code: 'B01', method: 'unallocate' }] } as const;
    expect(asked('repair/plan').at(-1)).toMatchObject({ request });
    expect(sheet()?.title).toBe('Repair: blocks past the end');
    const planned = await requestedRepair(chain, request, { deep: false, now: NOW, newId: () => '' });
    expect(planned.ok && planned.value.after).toEqual([]);
  });

  it('that cannot be planned says why, in the sheet', async () => {
    replies.set('repair/plan', () => ({ ok: false, error: { kind: 'no-evidence', candidates: [] } }));
    await repairProblem(0);
    expect(sheet()).toMatchObject({
      view: null,
      failure: { title: 'Nothing in the file can be told to be a block, or says where it belongs.' },
    });
  });

  it('is added to the changes; main switches edit mode on for it', async () => {
    replies.set('repair/stage', () => edited(seen));
    await repairProblem(0);
    await addToChanges();
    expect(asked('edit/begin')).toEqual([]);
    expect(asked('repair/stage')).toEqual([{ image: seen.image, plan: 5 }]);
    expect(sheet()).toBeNull();
  });

  it('stays in the sheet when the disk cannot be edited now', async () => {
    replies.set('repair/stage', () => ({ ok: false, error: { kind: 'locked', by: [] } }));
    await repairProblem(0);
    await addToChanges();
    expect(state().modal).toMatchObject({ kind: 'alert', title: 'This file can’t be edited now.', under: { kind: 'repair', doing: null } });
  });

  it('written at once can be taken back, and is still there when the user says no', async () => {
    replies.set('repair/apply', () => ({ ok: false, error: { fileState: 'untouched', cause: { kind: 'declined' } } }));
    await repairProblem(0);
    await repairNow();
    expect(state().modal).toMatchObject({ kind: 'repair', doing: null, view: { plan: 5 } });
    replies.set('repair/apply', () => edited(seen));
    await repairNow();
    expect(state()).toMatchObject({ modal: null, toasts: [{ text: 'Repaired. Verified.', action: 'undo-save' }] });
  });
});

it('a repair written at once shows the blocks as they are then, although nothing else of the disk changed', async () => {
  const before = blocksOf(seen.image);
  // Block 0 moves from sector 4 to sector 8: as many blocks as before, in a file as long as before.
  const after = { ...before, entries: before.entries.map((entry, block) => (block === 0 ? 8 : entry)) };
  replies.set('image/readBlocks', () => ({ ok: true, value: after }));
  replies.set('repair/apply', () => edited(seen));
  await repairProblem(0);
  await repairNow();
  expect(blocksOf(seen.image).entries[0]).toBe(8);
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
    expect(state()).toMatchObject({ modal: null, toasts: [{ text: 'b.vhd is written. a.vhd is as it was.' }] });
  });

  it('that is not made leaves the sheet, with the reason; cancelled, without one', async () => {
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copy', () => ({ ok: false, error: { kind: 'disk-full', code: 'ENOSPC' } }));
    await repairProblem(0);
    await repairCopy();
    expect(sheet()).toMatchObject({ doing: null, failure: { title: 'No copy was made.' } });
    replies.set('repair/copy', () => ({ ok: false, error: { kind: 'cancelled' } }));
    await repairCopy();
    expect(sheet()).toMatchObject({ doing: null, failure: null });
  });

  it('shows how far it is, and that it is being cancelled', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copy', () => new Promise((resolve) => (finish = resolve)));
    await repairProblem(0);
    const copying = repairCopy();
    await expect.poll(() => sheet()?.doing).toMatchObject({ name: 'b.vhd' });
    noteRepairProgress({ done: 7, total: 9, of: 'repair' });
    expect(sheet()?.doing).toMatchObject({ progress: { done: 7 }, isStopping: false });
    closeRepair();
    expect(sheet()?.doing).toMatchObject({ isStopping: true });
    expect(asked('repair/cancel')).toHaveLength(1);
    finish({ ok: false, error: { kind: 'cancelled' } });
    await copying;
    expect(sheet()).toMatchObject({ doing: null });
  });

  it('of a file that did not open is planned by its ticket', async () => {
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'footer-in-front' } } });
    replies.set('repair/planRescue', () => ({ ok: true, value: view({ request: { kind: 'rescue' } }) }));
    replies.set('disk/choosePlace', () => ({ ok: true, value: place }));
    replies.set('repair/copyRescue', () => ({ ok: false, error: { kind: 'exists', code: 'EEXIST' } }));
    await rescue(file, 'Recover to a new disk');
    expect(asked('repair/planRescue')).toEqual([{ ticket: 'ticket', request: { kind: 'rescue' } }]);
    await repairCopy();
    expect(asked('repair/copyRescue')).toEqual([{ plan: 5, place: 'place' }]);
    expect(sheet()?.failure?.title).toBe('A file of that name exists already.');
  });
});

describe('a search for a footer', () => {
  it('shows how far it is, offers its ways, and is not made again for them', async () => {
    let finish: (answer: unknown) => void = () => {};
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 } } });
    replies.set('repair/planRescue', () => new Promise((resolve) => (finish = resolve)));
    const searching = searchForFooter(file, 'Look for a footer');
    await expect.poll(() => asked('repair/planRescue')).toHaveLength(1);
    noteRepairProgress({ done: 3, total: 9, of: 'repair' });
    expect(sheet()).toMatchObject({ isPlanning: true, searched: { done: 3, total: 9 } });
    finish({ ok: true, value: view({ request: { kind: 'far-footer', at: 512, method: null } }) });
    await searching;
    replies.set('repair/planRescue', () => ({ ok: true, value: view({ request: { kind: 'far-footer', at: 512, method: 'cut-tail' } }) }));
    await chooseWay('cut-tail');
    expect(asked('repair/planRescue')).toEqual([
      { ticket: 'ticket', request: { kind: 'far-footer', at: null, method: null } },
      { ticket: 'ticket', request: { kind: 'far-footer', at: 512, method: 'cut-tail' } },
    ]);
  });

  it('opens the disk as it is by what was found, and leaves it at that', async () => {
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 } } });
    replies.set('repair/planRescue', () => ({
      ok: true,
      value: view({ request: { kind: 'far-footer', at: 4096, method: null }, done: [] }),
    }));
    replies.set('image/open', () => ({ ok: true, value: seen }));
    await openAsItIs();
    expect(asked('image/open')).toEqual([]);
    await searchForFooter(file, 'Look for a footer');
    await openAsItIs();
    expect(asked('image/open')).toEqual([{ ticket: 'ticket', as: 'disk', footerAt: 4096 }]);
    expect(sheet()).toBeNull();
    expect(shown().view).toBe(seen);
  });

  it('that is closed is cancelled', async () => {
    replies.set('repair/planRescue', () => new Promise(() => {}));
    void searchForFooter(file, 'Look for a footer');
    closeRepair();
    expect(asked('repair/cancel')).toEqual([{ what: 'plan' }]);
    expect(sheet()).toBeNull();
  });

  it('that finds nothing says so', async () => {
    replies.set('repair/planRescue', () => ({ ok: false, error: { kind: 'no-far-footer', unreadBytes: 65_536 } }));
    await searchForFooter(file, 'Look for a footer');
    expect(sheet()?.failure).toEqual({
      title: 'No footer of this disk stands anywhere in the file.',
      detail: 'All of it was looked through but for 65,536 bytes that the drive does not give. Nothing was written.',
    });
  });
});

describe('a check of everything', () => {
  it('is shown while it runs, and joins the view', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('repair/check', () => new Promise((resolve) => (finish = resolve)));
    const checking = checkEverything();
    noteRepairProgress({ done: 1, total: 4, of: 'check' });
    expect(state().disk).toMatchObject({ bottom: 'problems', checking: { progress: { done: 1 }, isStopping: false } });
    await cancelRepair();
    expect(shown().checking).toMatchObject({ isStopping: true });
    finish(edited({ ...seen, checked: 'everything' }));
    await checking;
    expect(state().disk).toMatchObject({ checking: null, view: { checked: 'everything' } });
  });

  it('is not shown where the disk has become another one before its turn', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('repair/check', () => new Promise((resolve) => (finish = resolve)));
    const checking = checkEverything();
    // As after an interrupted save was settled: the answer of the check was made before.
    changeDisk({ view: { ...seen, name: 'settled.vhd' }, edits: { ...NO_EDITS, revision: 2 } });
    finish(edited({ ...seen, checked: 'everything' }));
    await checking;
    expect(shown()).toMatchObject({ checking: null, view: { name: 'settled.vhd', checked: 'structures' } });
  });

  it('lists what it finds as it goes on, under the problem that is shown, and keeps it where it is cancelled', async () => {
    let finish: (answer: unknown) => void = () => {};
    replies.set('repair/check', () => new Promise((resolve) => (finish = resolve)));
    const checking = checkEverything();
    const [sum] = seen.findings;
    const listed = () => shown().view.findings.map(({ code, facts }) => [code, facts]);
    const hidden = (blocks: number): Finding => ({
      code: 'B15',
      severity: 'error',
      where: [{ structure: 'bitmap', at: 2048, bytes: 512 }],
      facts: { blocks, sectors: 8 * blocks, firstLba: 0 },
    });
    const { image } = shown().view;
    noteFound({ image: 'another' as ImageId, finding: hidden(7) });
    noteFound({ image, finding: hidden(1) });
    expect(listed()).toEqual([
      ['B15', { blocks: 1, sectors: 8, firstLba: 0 }],
      ['F02', sum?.facts],
    ]);
    // The checksum is still the one that is shown.
    expect(shown().problem).toBe(1);
    noteFound({ image, finding: hidden(2) });
    expect(listed()).toEqual([
      ['B15', { blocks: 2, sectors: 16, firstLba: 0 }],
      ['F02', sum?.facts],
    ]);
    finish({ ok: false, error: { kind: 'cancelled' } });
    await checking;
    expect(listed()).toHaveLength(2);
    expect(state().notice).toBe('The check was cancelled. What it had found by then stays listed');
    noteFound({ image, finding: hidden(4) });
    expect(listed()[0]).toEqual(['B15', { blocks: 2, sectors: 16, firstLba: 0 }]);
  });

  it('that fails says so, and that was cancelled only in passing', async () => {
    replies.set('repair/check', () => ({ ok: false, error: { kind: 'read-failed', at: 0, bytes: 1, code: 'EIO' } }));
    await checkEverything();
    expect(state().modal).toMatchObject({ kind: 'alert', title: 'The check was not finished.' });
    dismissOver();
    replies.set('repair/check', () => ({ ok: false, error: { kind: 'cancelled' } }));
    await checkEverything();
    expect(state()).toMatchObject({ modal: null, notice: 'The check was cancelled' });
  });
});
