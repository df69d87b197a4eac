import { describe, expect, it } from 'vitest';
import { editErrorText, recoverErrorText, saveErrorText } from '../../../../renderer/disk/editErrors.text';
import { editLabelText } from '../../../../renderer/features/navigator/editLabels.text';
import { interruptedText } from '../../../../renderer/features/shell/interrupted.text';

describe('the words of editing', () => {
  it('name the program that holds the file, and the file’s state', () => {
    const { detail } = editErrorText({ kind: 'locked', by: [{ pid: 42, command: 'qemu-system', by: 'lock' }] });
    expect(detail).toBe('qemu-system (process 42) has the file open for writing. You can look and copy. Nothing was changed in the file.');
  });

  it('say after a failed save what the file is like', () => {
    expect(saveErrorText({ fileState: 'untouched', cause: { kind: 'no-room', needBytes: 2_097_664, freeBytes: 1024 } })?.detail).toBe(
      '2 MiB are needed and 1 KiB are free. Nothing was changed in the file. Your changes are kept.',
    );
    expect(saveErrorText({ fileState: 'old-restored', cause: { kind: 'write-failed', at: 0, bytes: 1, code: 'EIO' } })?.detail).toContain(
      'The file is as it was before the save.',
    );
    expect(saveErrorText({ fileState: 'needs-recovery', cause: { kind: 'sync-failed', code: 'EIO' } })?.detail).toContain(
      'old bytes are safe in the journal',
    );
  });

  it('say nothing when the user said no', () => {
    expect(saveErrorText({ fileState: 'untouched', cause: { kind: 'declined' } })).toBeNull();
    expect(recoverErrorText({ kind: 'declined' })).toBeNull();
  });

  it('name whoever saves where its number is known', () => {
    const detail = (pid: number | null): string | undefined => recoverErrorText({ kind: 'journal-live', pid })?.detail;
    expect([detail(42), detail(null)]).toEqual([
      expect.stringContaining('Process 42 is saving right now.'),
      expect.stringContaining('Another program is saving it right now.'),
    ]);
    expect(recoverErrorText({ kind: 'journal-in-use' })?.detail).toContain('Another program has its journal open.');
  });

  it('call a change by what was done', () => {
    expect(editLabelText({ kind: 'field', structure: 'footer', field: 'creatorApplication' })).toBe('Set creator application');
    expect(editLabelText({ kind: 'fill' })).toBe('Filled bytes');
  });

  it('offer for an interrupted save only what is safe', () => {
    type State = Parameters<typeof interruptedText>[0]['state'];
    const textOf = (state: State) => interruptedText({ state, began: '2026-11-24T07:00:00.000Z', ranges: 2, moved: false });
    const of = (state: State) => textOf(state).actions;
    expect(of('partly-written')).toEqual(['roll-back', 'finish']);
    expect(of('changed-since')).toEqual(['set-aside']);
    // Whoever still saves keeps others out by the lock of the image.
    expect(of('running')).toEqual(['roll-back']);
    for (const state of ['damaged', 'not-a-file', 'other-version', 'never-began'] as const) expect(of(state)).toEqual(['set-aside']);
    // Nothing can be put aside that may not be looked at.
    expect([of('unreadable'), of('held')]).toEqual([[], []]);
    // Where nobody can tell whether the disk is whole, a check comes first; it was never touched where the journal was cut off.
    const looks = ['changed-since', 'damaged', 'not-a-file', 'other-version', 'unreadable', 'held'] as const;
    const others = ['never-began', 'partly-written', 'running'] as const;
    expect([...looks, ...others].filter((state) => textOf(state).canLook === true)).toEqual(looks);
  });
});
