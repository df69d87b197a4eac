/** Opening, closing and reloading: which disk the window shows, and what goes with the one before. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageId, OpenTicket } from '../../../../shared/views';
import { baseImage, fixedImage } from '../../../support/fixtures';
import { bareFile, diskIn } from '../support/disks';
import { show, shown, startAfresh, state } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { closeDisk, openDisk, reloadDisk, stopOpening } = await import('../../../../renderer/disk/disk.store');
const { jumpTo, reveal } = await import('../../../../renderer/disk/cursor.store');
const { alertUser, askUser, dismissOver, openModal, sheetOf } = await import('../../../../renderer/app/modal.store');
const { changeDisk } = await import('../../../../renderer/app/store');
const { showToast } = await import('../../../../renderer/app/toasts.store');
const { NEW_FORM } = await import('../../../../renderer/features/newdisk/newDisk.model');

const ticket = (name: string) => ({ ticket: name as OpenTicket, name });
const viewOf = async (bytes: Uint8Array, image: string) => ({ ...(await diskIn(bytes)).view, image: image as ImageId });

beforeEach(() => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  replies.set('scan/run', () => ({ ok: false, error: { kind: 'image-closed' } }));
  replies.set('image/readBlocks', () => ({ ok: false, error: { kind: 'image-closed' } }));
});

describe('opening', () => {
  it('the latest wins, whichever answer comes first', async () => {
    const [slow, fast] = [await viewOf(baseImage(), 'slow'), await viewOf(fixedImage(), 'fast')];
    let answerSlow: (answer: unknown) => void = () => {};
    replies.set('image/open', ({ ticket: which }: { readonly ticket: string }) =>
      which === 'slow' ? new Promise((resolve) => (answerSlow = resolve)) : { ok: true, value: fast },
    );
    const first = openDisk(ticket('slow'), 'disk');
    await expect.poll(() => calls.length).toBe(1);
    expect(await openDisk(ticket('fast'), 'disk')).toBe(true);
    answerSlow({ ok: true, value: slow });
    expect(await first).toBe(false);
    expect(shown().view.image).toBe('fast');
  });

  it('leaves the disk before in sight, and usable, until the new one is there', async () => {
    show(await diskIn(baseImage()));
    let answer: (reply: unknown) => void = () => {};
    replies.set('image/open', () => new Promise((resolve) => (answer = resolve)));
    const opening = openDisk(ticket('next'), 'disk');
    await expect.poll(() => state().disk.kind).toBe('opening');
    jumpTo({ space: 'disk', at: 4096 });
    expect(shown()).toMatchObject({ view: { image: 'image' }, cursor: { at: 4096 } });
    answer({ ok: true, value: await viewOf(fixedImage(), 'next') });
    await opening;
    expect(shown()).toMatchObject({ view: { image: 'next' }, cursor: { space: 'disk', at: 0 } });
  });

  it('gives the disk back as it was when the user keeps its unsaved changes', async () => {
    show(await diskIn(baseImage()));
    jumpTo({ space: 'disk', at: 512 });
    replies.set('image/open', () => ({ ok: false, error: { kind: 'unsaved-changes' } }));
    expect(await openDisk(ticket('next'), 'disk')).toBe(false);
    expect(state().disk).toMatchObject({ kind: 'open', view: { image: 'image' }, cursor: { at: 512 } });
  });

  it('of a file that is refused says why over the disk before, which stays as it was', async () => {
    show(await diskIn(baseImage()));
    jumpTo({ space: 'disk', at: 512 });
    replies.set('image/open', () => ({ ok: false, error: { kind: 'empty-file' } }));
    expect(await openDisk(ticket('empty'), 'disk')).toBe(false);
    expect(state().disk).toMatchObject({ kind: 'open', view: { image: 'image' }, cursor: { at: 512 } });
    expect(state().modal).toEqual({ kind: 'openError', file: ticket('empty'), error: { kind: 'empty-file' } });
  });

  it('of a file that is refused leaves what is filled in at the time, under the message', async () => {
    show(await diskIn(baseImage()));
    openModal({ kind: 'fill', range: { space: 'disk', at: 0, bytes: 1 }, text: '5a', reading: 'hex' });
    replies.set('image/open', () => ({ ok: false, error: { kind: 'empty-file' } }));
    await openDisk(ticket('empty'), 'disk');
    expect(state().modal).toMatchObject({ kind: 'alert', title: 'This file is empty (0 bytes).', under: { kind: 'fill', text: '5a' } });
  });

  it('of a file that is refused leaves a question that waits for its answer', async () => {
    show(await diskIn(baseImage()));
    askUser({ title: 'Allocate block 4?', detail: '', yes: 'Allocate block', run: () => {} });
    replies.set('image/open', () => ({ ok: false, error: { kind: 'empty-file' } }));
    await openDisk(ticket('empty'), 'disk');
    dismissOver();
    expect(state().modal).toMatchObject({ kind: 'question', title: 'Allocate block 4?', under: null });
  });

  it('of a file that is refused where no disk is shown says why in place of one', async () => {
    replies.set('image/open', () => ({ ok: false, error: { kind: 'empty-file' } }));
    await openDisk(ticket('empty'), 'disk');
    expect(state()).toMatchObject({ disk: { kind: 'failed', error: { kind: 'empty-file' } }, modal: null });
  });

  it.each([
    [true, 'image'],
    [false, 'next'],
  ])('that is stopped leaves the disk before, unless main had just opened the new one (stopped: %s)', async (stopped, image) => {
    show(await diskIn(baseImage()));
    let answer: (reply: unknown) => void = () => {};
    replies.set('image/open', () => new Promise((resolve) => (answer = resolve)));
    replies.set('image/stopOpening', () => ({ ok: true, value: stopped }));
    const opening = openDisk(ticket('next'), 'disk');
    await expect.poll(() => state().disk.kind).toBe('opening');
    await stopOpening();
    expect(state().disk.kind).toBe(stopped ? 'open' : 'opening');
    answer(stopped ? { ok: false, error: { kind: 'overtaken' } } : { ok: true, value: await viewOf(fixedImage(), 'next') });
    expect(await opening).toBe(!stopped);
    expect(state()).toMatchObject({ disk: { kind: 'open', view: { image } }, modal: null });
  });

  it('closes sheets and messages about the disk before; what is about no disk stays', async () => {
    show(await diskIn(baseImage()), { drawer: 'navigator', problem: 3, severity: 'note' });
    showToast('Saved.', 'undo-save');
    openModal({ kind: 'insert', file: null, at: '7', isStaging: false });
    alertUser({ title: 'No.', detail: '' });
    replies.set('image/open', async () => ({ ok: true, value: await viewOf(fixedImage(), 'next') }));
    await openDisk(ticket('next'), 'disk');
    expect(shown()).toMatchObject({ drawer: null, problem: 0, severity: null });
    expect(state().toasts).toEqual([]);
    expect(sheetOf('insert')).toBeNull();

    openModal({ kind: 'newDisk', form: { ...NEW_FORM, sizeText: '9' }, step: 'kind', writing: { kind: 'idle' } });
    await openDisk(ticket('again'), 'disk');
    expect(sheetOf('newDisk')?.form.sizeText).toBe('9');
  });
});

describe('closing', () => {
  it('ends an opening that is under way', async () => {
    let answer: (reply: unknown) => void = () => {};
    replies.set('image/open', () => new Promise((resolve) => (answer = resolve)));
    const opening = openDisk(ticket('slow'), 'disk');
    await expect.poll(() => calls.length).toBe(1);
    await closeDisk();
    answer({ ok: true, value: await viewOf(baseImage(), 'slow') });
    await opening;
    expect(state().disk).toEqual({ kind: 'none' });
  });

  it('tells main also of a file that could not be opened: the window is not named after it any more', async () => {
    replies.set('image/open', () => ({ ok: false, error: { kind: 'not-found' } }));
    replies.set('image/close', () => ({ ok: true, value: null }));
    await openDisk(ticket('gone'), 'disk');
    expect(state().disk.kind).toBe('failed');
    await closeDisk();
    expect(state().disk).toEqual({ kind: 'none' });
    expect(calls.filter(({ name }) => name === 'image/close').map(({ request }) => request)).toEqual([{ image: null }]);
  });

  it('leaves a disk that was opened before the closing was done', async () => {
    show(await diskIn(baseImage()));
    let answer: (reply: unknown) => void = () => {};
    replies.set('image/close', () => new Promise((resolve) => (answer = resolve)));
    replies.set('image/open', async () => ({ ok: true, value: await viewOf(fixedImage(), 'next') }));
    const closing = closeDisk();
    const opening = openDisk(ticket('next'), 'disk');
    await expect.poll(() => calls.length).toBeGreaterThan(0);
    answer({ ok: true, value: null });
    await Promise.all([closing, opening]);
    expect(shown().view.image).toBe('next');
  });
});

describe('reloading', () => {
  it('keeps cursor, selection, tab and jumps where the file still has them', async () => {
    show(await diskIn(baseImage()));
    reveal({ space: 'disk', at: 1024, bytes: 512, focus: 'hex' });
    jumpTo({ space: 'file', at: 600 });
    reveal({ space: 'disk', at: 2048, bytes: 16 });
    changeDisk({ tab: 'hex', bottom: 'problems' });
    replies.set('image/open', async () => ({ ok: true, value: await viewOf(baseImage(), 'reloaded') }));
    await reloadDisk();
    expect(shown()).toMatchObject({
      view: { image: 'reloaded' },
      cursor: { space: 'disk', at: 2048 },
      selection: { space: 'disk', at: 2048, bytes: 16 },
      tab: 'hex',
      bottom: 'problems',
      visited: { back: [{ at: 0 }, { space: 'disk', at: 1024 }, { space: 'file', at: 600 }] },
    });
  });

  it('takes along where the user went meanwhile', async () => {
    show(await diskIn(baseImage()));
    jumpTo({ space: 'disk', at: 1024 });
    let answer: (reply: unknown) => void = () => {};
    replies.set('image/open', () => new Promise((resolve) => (answer = resolve)));
    const reloading = reloadDisk();
    await expect.poll(() => state().disk.kind).toBe('opening');
    jumpTo({ space: 'disk', at: 4096 });
    answer({ ok: true, value: await viewOf(baseImage(), 'reloaded') });
    await reloading;
    expect(shown()).toMatchObject({ view: { image: 'reloaded' }, cursor: { at: 4096 }, visited: { back: [{ at: 0 }, { at: 1024 }] } });
  });

  it('forgets places that a shorter file does not have any more', async () => {
    show(bareFile(4096), { cursor: { space: 'file', at: 4000 }, selection: { space: 'file', at: 4000, bytes: 50 } });
    replies.set('image/open', () => ({ ok: true, value: { ...bareFile(1000).view, image: 'shorter' } }));
    await reloadDisk();
    expect(shown()).toMatchObject({ cursor: { space: 'file', at: 0 }, selection: null });
  });
});

describe('a place that is revealed', () => {
  it('is brought into sight: bytes where bytes are shown, blocks where blocks are, in a file without a disk its bytes', async () => {
    show(await diskIn(baseImage()), { tab: 'overview', inspectorTab: 'footer', drawer: 'navigator' });
    reveal({ space: 'file', at: 8 });
    expect(shown()).toMatchObject({ tab: 'mapHex', inspectorTab: 'footer', drawer: null, selection: null });
    changeDisk({ tab: 'hex' });
    reveal({ space: 'disk', at: 0, inspector: 'here' });
    expect(shown()).toMatchObject({ tab: 'hex', inspectorTab: 'here' });
    reveal({ space: 'disk', at: 0, on: 'map' });
    expect(shown().tab).toBe('mapHex');
    changeDisk({ tab: 'map' });
    reveal({ space: 'disk', at: 0, on: 'map' });
    expect(shown().tab).toBe('map');
    show(bareFile(700));
    reveal({ space: 'file', at: 8 });
    expect(shown().tab).toBe('hex');
  });
});
