/** A page that fails, and the one that takes its place: what the user had filled in is there again. */
import { beforeEach, describe, expect, test } from 'vitest';
import { giveBack, keepSheet, takeKeptSheet } from '../../../../renderer/app/keptSheet.store';
import { alertUser, changeSheet, closeSheet, openModal } from '../../../../renderer/app/modal.store';
import type { NewDiskModal } from '../../../../renderer/app/modalState';
import { INITIAL } from '../../../../renderer/app/state';
import { useStore } from '../../../../renderer/app/store';
import { NEW_EXPORT } from '../../../../renderer/features/export/export.model';
import { NEW_FORM } from '../../../../renderer/features/newdisk/newDisk.model';
import type { OpenTicket } from '../../../../shared/views';

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
    const sheet = nextPage();
    expect(sheet).toEqual(typed);
    if (sheet !== null) giveBack(sheet);
    expect(modal()).toEqual(typed);
  });

  test('once: a page that fails because of it is followed by one without it, until the user changes it again', () => {
    openModal(typed);
    giveBack(nextPage() ?? newDisk);
    expect(nextPage()).toBeNull();
    openModal(typed);
    giveBack(nextPage() ?? newDisk);
    changeSheet('newDisk', { step: 'size' });
    expect(nextPage()).toEqual({ ...typed, step: 'size' });
  });

  test('not over what is open by then, and none about a disk without that disk', () => {
    openModal({ kind: 'about' });
    giveBack(typed);
    expect(modal()).toEqual({ kind: 'about' });
    useStore.setState(INITIAL);
    giveBack({ kind: 'export', form: NEW_EXPORT, isStarting: false, refusal: null });
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
    openModal(typed);
    changeSheet('newDisk', { writing: { kind: 'writing', progress: null, isStopping: false } });
    expect(nextPage()).toBeNull();
    openModal({ kind: 'export', form: NEW_EXPORT, isStarting: true, refusal: null });
    expect(nextPage()).toBeNull();
  });

  test('in which nothing is filled in', () => {
    openModal({ kind: 'keyboard' });
    expect(nextPage()).toBeNull();
  });
});

test('a parent that was being looked at has to be chosen again', () => {
  const parent = { file: { ticket: 't' as OpenTicket, name: 'base.vhd' }, look: { kind: 'looking' } } as const;
  openModal({ ...typed, form: { ...typed.form, parent } });
  expect(nextPage()).toEqual(typed);
});
