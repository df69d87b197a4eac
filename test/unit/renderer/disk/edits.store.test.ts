/** Edit mode, between the user's hand and main: where the focus is while main is being asked, and what is said. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_EDITS, type OpenDisk } from '../../../../renderer/app/state';
import type { ReviewView } from '../../../../shared/edits';
import type { ImageId, OpenTicket } from '../../../../shared/views';
import { baseImage, fixedImage, withEntry } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show, shown, startAfresh, state } from '../support/shown';
import { stubElement, stubWindow } from '../support/window';

const { calls, document, replies } = stubWindow();
const { openReview, restoreDraft, save, takeLate, takeNotSaved, toggleEditing, undo } = await import(
  '../../../../renderer/disk/edits.store'
);
const { closeContent, stageContent, startContent } = await import('../../../../renderer/features/fill/insert.commands');
const { runCommand } = await import('../../../../renderer/app/commands');
const { openDisk } = await import('../../../../renderer/disk/disk.store');
const { showNotice } = await import('../../../../renderer/app/notice.store');
const { changeSheet, closeSheet, openModal } = await import('../../../../renderer/app/modal.store');

const hex = stubElement();
const goToBox = stubElement('input');

beforeEach(async () => {
  startAfresh();
  replies.clear();
  calls.length = 0;
  document.activeElement = hex;
  const disk = await diskIn(fixedImage());
  show(disk);
  const begun = () => ({ ok: true, value: { view: shown().view, edits: { ...NO_EDITS, editing: true } } });
  replies.set('edit/begin', begun);
  replies.set('edit/children', () => ({ ok: true, value: ['c.vhd'] }));
  replies.set('edit/restoreDraft', begun);
});

describe.each([
  ['switching edit mode on', toggleEditing],
  ['restoring kept changes', restoreDraft],
])('%s', (_what, run) => {
  it('takes the focus to the bytes where it is still what it was', async () => {
    await run();
    expect(state().wantedPane).toBe('hex');
  });

  it('takes it there when the button that had it is gone', async () => {
    document.activeElement = { ...stubElement('button'), isConnected: false };
    const running = run();
    document.activeElement = stubElement('button');
    await running;
    expect(state().wantedPane).toBe('hex');
  });

  it.each([
    ['the focus', () => (document.activeElement = goToBox)],
    ['only the wish for it', () => runCommand('go.to')],
    ['a dialog', () => openModal({ kind: 'palette' })],
  ])('leaves it where the user has put it meanwhile: %s', async (_where, move) => {
    const running = run();
    move();
    const wanted = state().wantedPane;
    await running;
    expect(shown().edits.editing).toBe(true);
    expect(state().wantedPane).toBe(wanted);
  });

  it('leaves it in a box of text when what had it before is gone', async () => {
    document.activeElement = { ...stubElement('button'), isConnected: false };
    const running = run();
    document.activeElement = goToBox;
    await running;
    expect(state().wantedPane).toBeNull();
  });
});

describe('the sheet that writes a file into the disk', () => {
  const file = { ticket: 'bytes' as OpenTicket, folder: '/disks', name: 'b.bin', bytes: 512 };
  beforeEach(() => {
    replies.set('edit/stageContent', () => ({
      ok: true,
      value: { view: shown().view, edits: { ...NO_EDITS, editing: true, changes: 1 } },
    }));
    void startContent();
    changeSheet('insert', { file });
  });

  it('leads to the bytes when they are staged', async () => {
    await stageContent(file, 1024);
    expect(state()).toMatchObject({ modal: null, wantedPane: 'hex' });
    expect(shown().cursor).toEqual({ space: 'disk', at: 1024 });
  });

  it('stages them once, however often it is asked', async () => {
    await Promise.all([stageContent(file, 1024), stageContent(file, 1024)]);
    expect(calls.filter(({ name }) => name === 'edit/stageContent')).toHaveLength(1);
  });

  it('can be asked again after they were refused', async () => {
    replies.set('edit/stageContent', () => ({ ok: false, error: { kind: 'stale-revision' } }));
    await stageContent(file, 1024);
    await stageContent(file, 1024);
    expect(calls.filter(({ name }) => name === 'edit/stageContent')).toHaveLength(2);
  });

  it('leaves the focus alone when it was closed before they were', async () => {
    const staging = stageContent(file, 1024);
    closeContent();
    runCommand('go.to');
    await staging;
    expect(state().wantedPane).toBe('goto');
    expect(shown().cursor).toEqual({ space: 'disk', at: 0 });
  });
});

it('an edit that a block over another forbids leads to the repair of that', async () => {
  // Block 2’s entry names block 0’s place.
  const disk = await diskIn(withEntry(baseImage(), 2, 4));
  const index = disk.view.findings.findIndex(({ code }) => code === 'B02');
  const refused = () => ({ ok: false, error: { kind: 'overlapping-block', block: 2, other: 0 } });
  replies.set('edit/begin', refused);
  show(disk, { offers: { offers: [{ code: 'B02', method: 'split', class: 'choice' }], canRebuild: false } });
  await toggleEditing();
  expect(state().modal).toMatchObject({ kind: 'alert', repairs: index });
  startAfresh();
  show(disk);
  await toggleEditing();
  expect(state().modal).toMatchObject({ kind: 'alert' });
  expect(state().modal).not.toHaveProperty('repairs');
});

describe('what the status bar says', () => {
  const said = 'Read-only. Press Ctrl+Shift+E to edit.';

  it('goes when the disk can be edited', async () => {
    showNotice(said);
    await toggleEditing();
    expect(state().notice).toBeNull();
  });

  it('goes with its disk, and is not said over the next one', async () => {
    const { image } = shown().view;
    const isItsDisk = ({ view }: OpenDisk): boolean => view.image === image;
    showNotice(said, isItsDisk);
    expect(state().notice).toBe(said);
    const next = await diskIn(fixedImage());
    replies.set('image/open', () => ({ ok: true, value: { ...next.view, image: 'next' } }));
    await openDisk({ ticket: 'next' as OpenTicket, name: 'next.vhd' }, 'disk');
    expect(shown().view.image).toBe('next');
    expect(state().notice).toBeNull();
    showNotice(said, isItsDisk);
    expect(state().notice).toBeNull();
  });

  it('goes after twelve seconds, but not behind a sheet, where nobody is told of it', () => {
    vi.useFakeTimers();
    showNotice(said);
    vi.advanceTimersByTime(11_999);
    showNotice('Copied 1 byte as hex');
    vi.advanceTimersByTime(11_999);
    expect(state().notice).toBe('Copied 1 byte as hex');
    openModal({ kind: 'about' });
    vi.advanceTimersByTime(1);
    closeSheet('about');
    vi.advanceTimersByTime(11_999);
    expect(state().notice).toBe('Copied 1 byte as hex');
    vi.advanceTimersByTime(1);
    expect(state().notice).toBeNull();
    vi.useRealTimers();
  });
});

it('a save that adds a block tells of it as the review does, and adds no numbers up', async () => {
  replies.set('edit/save', () => ({ ok: true, value: { view: shown().view, edits: NO_EDITS } }));
  const review: ReviewView = {
    revision: 1,
    rows: [],
    rowsLeftOut: 0,
    changedBytes: 514,
    growthBytes: 2_097_664,
    newBlocks: 1,
    children: [],
    lost: null,
    savedState: false,
    errorsBefore: 0,
    errorsAfter: 0,
    left: [],
  };
  show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, changes: 1 } });
  openModal({ kind: 'review', review, isSaving: false });
  await save();
  expect(state().toasts.map(({ text }) => text)).toEqual([
    'Saved 1 change. 514 bytes of the file changed, and it got a new block of 2 MiB. Verified.',
  ]);
});

it('a save that is asked for twice at once asks the user once, and again when they want it again', async () => {
  const review: ReviewView = {
    revision: 1,
    rows: [],
    rowsLeftOut: 0,
    changedBytes: 1,
    growthBytes: 0,
    newBlocks: 0,
    children: [],
    lost: null,
    savedState: false,
    errorsBefore: 0,
    errorsAfter: 0,
    left: [],
  };
  replies.set('edit/save', () => ({ ok: false, error: { fileState: 'untouched', cause: { kind: 'declined' } } }));
  openModal({ kind: 'review', review, isSaving: false });
  await Promise.all([save(), save(), save()]);
  const asked = (): number => calls.filter(({ name }) => name === 'edit/save').length;
  expect(asked()).toBe(1);
  await save();
  expect(asked()).toBe(2);
});

it('changes that come to what the file holds already are said to, and no empty sheet opens', async () => {
  show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, changes: 1 } });
  replies.set('edit/review', () => ({ ok: true, value: null }));
  await openReview();
  expect(state().modal).toBeNull();
  expect(state().notice).toBe('The file holds these bytes already: there is nothing to save');
});

it.each([
  ['an image that is not shown any more', 'another', { kind: 'palette' }],
  ['the disk in sight, over the sheet that is open', 'image', { kind: 'alert', under: { kind: 'palette' } }],
])('a save that fails before the disk leaves is told of %s', async (_what, image, modal) => {
  show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, changes: 1 } });
  openModal({ kind: 'palette' });
  await takeNotSaved({
    image: image as ImageId,
    failure: { fileState: 'untouched', cause: { kind: 'changed-on-disk', what: 'replaced', at: null } },
  });
  expect(state().modal).toMatchObject(modal);
});

it('a review does not take the place of a sheet that was opened while it was looked up', async () => {
  show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, changes: 1 } });
  let answer: (reply: unknown) => void = () => {};
  const reply = new Promise((resolve) => (answer = resolve));
  replies.set('edit/review', () => reply);
  const opening = openReview();
  openModal({ kind: 'palette' });
  answer({ ok: true, value: { revision: 1 } });
  await opening;
  expect(state().modal).toEqual({ kind: 'palette' });
});

it('undo pressed more often than there are changes stops at the last one, without a word', async () => {
  show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, changes: 1 } });
  let asked = 0;
  replies.set('edit/undo', () => {
    asked += 1;
    return asked > 1
      ? { ok: false, error: { kind: 'nothing-to-undo' } }
      : { ok: true, value: { view: shown().view, edits: { ...NO_EDITS, editing: true } } };
  });
  await Promise.all([undo(), undo(), undo(), undo()]);
  expect([asked, state().modal, shown().edits.changes]).toEqual([1, null, 0]);
});

describe('what ends in main without this page having asked for it', () => {
  const take = async (revision: number, isLate: boolean) => {
    replies.set('image/readBlocks', () => ({ ok: false, error: { kind: 'image-closed' } }));
    show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, editing: true, revision: 6, changes: 1 } });
    const { view, edits } = shown();
    return takeLate({ view, edits: { ...edits, revision, changes: 0 }, isCheckOver: false, isLate });
  };
  const toasts = (): readonly string[] => state().toasts.map(({ text }) => text);

  it('is shown, and told of where the page before this one had asked for it', async () => {
    await take(7, true);
    expect(shown().edits).toMatchObject({ revision: 7, changes: 0 });
    expect(toasts()).toEqual(['What was under way when this window was loaded again is done.']);
  });

  it('is not told of where no page was loaded again', async () => {
    await take(7, false);
    expect(shown().edits).toMatchObject({ revision: 7, changes: 0 });
    expect(toasts()).toEqual([]);
  });

  it('does not hide what was staged since', async () => {
    await take(5, true);
    expect(shown().edits).toMatchObject({ revision: 6, changes: 1 });
    expect(toasts()).toEqual([]);
    expect(calls.map(({ name }) => name)).toContain('image/readBlocks');
  });
});
