import { beforeEach, expect, it } from 'vitest';
import { bareFile } from '../support/disks';
import { show, startAfresh, state } from '../support/shown';
import { stubWindow } from '../support/window';

stubWindow();
const { showToast } = await import('../../../../renderer/app/toasts.store');
const { changeDisk } = await import('../../../../renderer/app/store');

const texts = (): readonly string[] => state().toasts.map(({ text }) => text);

beforeEach(() => {
  startAfresh();
  show(bareFile(4096));
});

it('a message about editing goes when edit mode ends, and others stay', () => {
  changeDisk(({ edits }) => ({ edits: { ...edits, editing: true } }));
  showToast('Other disks are based on this one.', null, 'editing');
  showToast('a.vhd is complete');
  expect(texts()).toHaveLength(2);
  changeDisk(({ edits }) => ({ edits: { ...edits, editing: false } }));
  expect(texts()).toEqual(['a.vhd is complete']);
});

it('a message about unsaved changes goes when there are none', () => {
  changeDisk(({ edits }) => ({ edits: { ...edits, changes: 2 } }));
  showToast('Reloaded. Your changes are kept, and not saved.', null, 'unsaved');
  changeDisk(({ edits }) => ({ edits: { ...edits, changes: 1 } }));
  expect(texts()).toHaveLength(1);
  changeDisk(({ edits }) => ({ edits: { ...edits, changes: 0 } }));
  expect(texts()).toEqual([]);
});
