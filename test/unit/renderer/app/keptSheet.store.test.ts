/** A page that fails, and the one that takes its place: what the user had filled in is there again. */
import { beforeEach, describe, expect, test } from 'vitest';
import { giveBack, keepSheet, takeKeptSheet, type KeptSheet } from '../../../../renderer/app/keptSheet.store';
import { alertUser, changeSheet, closeSheet, openModal } from '../../../../renderer/app/modal.store';
import type { NewDiskModal, RepairModal, Sheet } from '../../../../renderer/app/modalState';
import { INITIAL } from '../../../../renderer/app/state';
import { useStore } from '../../../../renderer/app/store';
import { NEW_EXPORT } from '../../../../renderer/features/export/export.model';
import { NEW_FORM } from '../../../../renderer/features/newdisk/newDisk.model';
import type { ImageId, OpenTicket } from '../../../../shared/views';
import { baseImage } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show } from '../support/shown';

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
  removeItem: (key: string) => void kept.delete(key),
};
const modal = () => useStore.getState().modal;
/** The page fails: its store is gone, and what it kept is taken by the next one. */
const nextPage = () => {
  stop();
  useStore.setState(INITIAL);
  stop = keepSheet(storage);
  return takeKeptSheet(storage);
};

let stop = keepSheet(storage);
const of = (sheet: Sheet): KeptSheet => ({ image: null, sheet });
const newDisk: NewDiskModal = { kind: 'newDisk', form: NEW_FORM, step: 'kind', writing: { kind: 'idle' } };
const typed: NewDiskModal = { ...newDisk, form: { ...NEW_FORM, sizeText: '42' } };

beforeEach(() => {
  useStore.setState(INITIAL);
  kept.clear();
});

describe('a sheet comes back', () => {
  test('as it was filled in, also from under an alert', () => {
    openModal(newDisk);
    changeSheet('newDisk', { form: typed.form });
    alertUser({ title: 'No.', detail: '' });
    const kept = nextPage();
    expect(kept).toEqual({ image: null, sheet: typed });
    if (kept !== null) giveBack(kept, false);
    expect(modal()).toEqual(typed);
  });

  test('once: a page that fails because of it is followed by one without it, until the user changes it again', () => {
    openModal(typed);
    giveBack(nextPage() ?? of(newDisk), false);
    expect(nextPage()).toBeNull();
    openModal(typed);
    giveBack(nextPage() ?? of(newDisk), false);
    changeSheet('newDisk', { step: 'size' });
    expect(nextPage()?.sheet).toEqual({ ...typed, step: 'size' });
  });

  test('not over what is open by then, and none about a disk without that disk', () => {
    openModal({ kind: 'about' });
    giveBack(of(typed), false);
    expect(modal()).toEqual({ kind: 'about' });
    useStore.setState(INITIAL);
    giveBack(of({ kind: 'export', form: NEW_EXPORT, isStarting: false, refusal: null }), false);
    expect(modal()).toBeNull();
  });
});

describe('a sheet does not come back', () => {
  test('that was closed', () => {
    openModal(typed);
    closeSheet('newDisk');
    expect(nextPage()).toBeNull();
  });

  test('that was sent: main goes on with it, and says so', () => {
    openModal({ kind: 'export', form: NEW_EXPORT, isStarting: true, refusal: null });
    expect(nextPage()).toBeNull();
  });

  test('in which nothing is filled in', () => {
    openModal({ kind: 'keyboard' });
    expect(nextPage()).toBeNull();
  });
});

test('a parent that was being looked at is kept: the sheet looks at it again', () => {
  const parent = { file: { ticket: 't' as OpenTicket, name: 'base.vhd' }, look: { kind: 'looking' } } as const;
  openModal({ ...typed, form: { ...typed.form, parent } });
  expect(nextPage()?.sheet).toEqual({ ...typed, form: { ...typed.form, parent } });
});

describe('what is chosen about a disk comes back with that disk, and not with another', () => {
  const fill = { kind: 'fill', range: { space: 'disk', at: 512, bytes: 16 }, text: 'DE AD', reading: 'hex' } as const;
  const ofImage = (image: string): KeptSheet => ({ image: image as ImageId, sheet: fill });

  test('a pattern, and the range it is for', async () => {
    show(await diskIn(baseImage()));
    openModal({ ...fill, text: '00' });
    changeSheet('fill', { text: 'DE AD' });
    const kept = nextPage();
    expect(kept).toEqual({ image: 'image', sheet: fill });
    show(await diskIn(baseImage()));
    giveBack(ofImage('another'), false);
    expect(modal()).toBeNull();
    giveBack(kept ?? ofImage('none'), false);
    expect(modal()).toEqual(fill);
  });

  const repair: RepairModal = {
    kind: 'repair',
    title: 'Rebuild the block table',
    request: { kind: 'rebuild', place: [{ sector: 3, block: 7 }] },
    file: null,
    view: null,
    isPlanning: true,
    searched: null,
    doing: null,
    failure: null,
  };

  test('the choices of a repair, whose plan is made again', async () => {
    show(await diskIn(baseImage()));
    openModal(repair);
    expect(nextPage()).toEqual({ image: 'image', sheet: { ...repair, isPlanning: false } });
  });

  test('no repair that is being carried out: main goes on with it', async () => {
    show(await diskIn(baseImage()));
    openModal({ ...repair, doing: 'applying' });
    expect(nextPage()).toBeNull();
  });

  test('the rescue of a file that does not open, while it is what is in sight', () => {
    const file = { ticket: 't' as OpenTicket, name: 'broken.vhd' };
    const rescue: KeptSheet = { image: null, sheet: { ...repair, request: { kind: 'rescue' }, file } };
    giveBack(rescue, false);
    expect(modal()).toBeNull();
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'empty-file' } } });
    giveBack(rescue, false);
    expect(modal()).toEqual(rescue.sheet);
  });
});

test('a disk that is being written is shown and can be cancelled, while main still writes it', () => {
  openModal(typed);
  changeSheet('newDisk', { writing: { kind: 'writing', progress: null, isStopping: false } });
  const kept = nextPage() ?? of(newDisk);
  giveBack(kept, false);
  expect(modal()).toBeNull();
  giveBack(kept, true);
  expect(modal()).toEqual({ ...typed, writing: { kind: 'writing', progress: null, isStopping: false } });
});
