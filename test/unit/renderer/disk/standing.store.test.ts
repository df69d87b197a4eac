/** What the window learns of files that others change or remove. */
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_EDITS } from '../../../../renderer/app/state';
import { standingText } from '../../../../renderer/features/shell/standing.text';
import { fixedImage } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show, shown, startAfresh, state } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { lookAtFiles, readAgain } = await import('../../../../renderer/disk/standing.store');
const { changeDisk } = await import('../../../../renderer/app/store');
const { inTurn } = await import('../../../../renderer/disk/editQueue.store');
const CHANGED = { kind: 'changed', name: 'a.vhd', isParent: false } as const;

beforeEach(async () => {
  startAfresh();
  replies.clear();
  calls.length = 0;
  show(await diskIn(fixedImage()));
});

describe('looking at the files', () => {
  it('shows what others did, and stops showing it when the file is as it was', async () => {
    replies.set('image/standing', () => ({ ok: true, value: CHANGED }));
    await lookAtFiles();
    expect(shown().standing).toEqual(CHANGED);
    replies.set('image/standing', () => ({ ok: true, value: { kind: 'same' } }));
    await lookAtFiles();
    expect(shown().standing).toEqual({ kind: 'same' });
  });

  it('takes no save of our own for a change by others', async () => {
    let isSaving = true;
    let end: () => void = () => {};
    const saving = inTurn(
      () =>
        new Promise<void>((resolve) => {
          end = () => {
            isSaving = false;
            resolve();
          };
        }),
    );
    replies.set('image/standing', () => ({ ok: true, value: isSaving ? CHANGED : { kind: 'same' } }));
    const looking = lookAtFiles();
    await expect.poll(() => calls.length).toBe(1);
    end();
    await Promise.all([saving, looking]);
    expect(shown().standing).toEqual({ kind: 'same' });
  });
});

describe('reading again', () => {
  it('opens the file again where nothing is unsaved, and else keeps the changes over it', async () => {
    const asked = (): string[] => calls.map(({ name }) => name).filter((name) => name === 'image/open' || name === 'edit/rebase');
    replies.set('image/open', () => ({ ok: false, error: { kind: 'overtaken' } }));
    replies.set('edit/rebase', () => ({ ok: false, error: { kind: 'image-closed' } }));
    await readAgain();
    expect(asked()).toEqual(['image/open']);
    calls.length = 0;
    show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, changes: 2 } });
    await readAgain();
    expect(asked()).toEqual(['edit/rebase']);
  });

  it('waits for what was typed just before: it is a change that is kept', async () => {
    replies.set('edit/rebase', () => ({ ok: false, error: { kind: 'image-closed' } }));
    let staged: () => void = () => {};
    const answered = new Promise<void>((resolve) => (staged = resolve));
    const staging = inTurn(async () => {
      await answered;
      changeDisk({ edits: { ...NO_EDITS, changes: 1 } });
    });
    const reading = readAgain();
    staged();
    await Promise.all([staging, reading]);
    expect(calls.map(({ name }) => name)).toContain('edit/rebase');
  });
});

describe('reading again with changes that are not saved', () => {
  it.each([
    [
      { kind: 'not-found' },
      'a.vhd is not there any more.',
      'It was moved, renamed or deleted, or its drive is gone. Your changes are kept.',
    ],
    [{ kind: 'empty-file' }, 'This file is empty (0 bytes).', /Your changes are kept\.$/],
    [
      { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 },
      'This file has no VHD footer where one belongs.',
      /Your changes are kept\.$/,
    ],
    [
      { kind: 'outside-file', at: 4096, bytes: 4 },
      'Your changes don’t fit the file as it is now.',
      /Nothing was changed in the file\. Your changes are kept\. Export what you need, or discard them\.$/,
    ],
    [{ kind: 'image-closed' }, 'The disk was closed meanwhile.', 'Nothing was changed in the file.'],
  ])('says what is the matter with the file: %j', async (error, title, detail) => {
    show(await diskIn(fixedImage()), { edits: { ...NO_EDITS, changes: 1 } });
    replies.set('edit/rebase', () => ({ ok: false, error }));
    await readAgain();
    const { modal } = state();
    expect(modal).toMatchObject({ kind: 'alert', title });
    expect(modal?.kind === 'alert' ? modal.detail : '').toMatch(detail);
  });
});

describe('the bar', () => {
  it('says what happened, and that changes are kept', () => {
    expect(standingText({ kind: 'same' }, 1)).toBeNull();
    expect(standingText(CHANGED, 0)).toMatchObject({ title: 'a.vhd was changed by another program.', canReload: true });
    expect(standingText(CHANGED, 3)?.detail).toContain('Your 3 unsaved changes are kept.');
    expect(standingText({ ...CHANGED, kind: 'gone' }, 1)).toMatchObject({ title: 'a.vhd is gone.', canReload: false });
    expect(standingText({ ...CHANGED, isParent: true }, 0)?.title).toBe('The parent a.vhd was changed by another program.');
  });
});
