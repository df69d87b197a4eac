import { describe, expect, it } from 'vitest';
import { activeEdits, EMPTY_LOG, emptied, redone, staged, undone, type EditLog } from '../../../../main/session/editLog';

const group = (at: number) => ({ label: { kind: 'typing' as const }, edits: [{ space: 'disk' as const, at, bytes: Uint8Array.of(at) }] });
const places = (log: EditLog): number[] => activeEdits(log).map(({ at }) => at);

describe('the log of staged changes', () => {
  it('undoes the last change and redoes it', () => {
    const two = staged(staged(EMPTY_LOG, group(1), false), group(2), false);
    const one = undone(two) as EditLog;
    expect(places(one)).toEqual([1]);
    expect(places(redone(one) as EditLog)).toEqual([1, 2]);
  });

  it('takes back what was typed in one go together', () => {
    const typed = staged(staged(staged(EMPTY_LOG, group(1), false), group(2), true), group(3), true);
    expect(places(typed)).toEqual([1, 2, 3]);
    expect(places(undone(typed) as EditLog)).toEqual([]);
  });

  it('joins nothing to a change of another kind', () => {
    const field = { label: { kind: 'field' as const, structure: 'footer' as const, field: 'cookie' }, edits: [] };
    expect(staged(staged(EMPTY_LOG, field, false), group(1), true).groups).toHaveLength(2);
  });

  it('forgets what was undone when something else is staged', () => {
    const log = staged(undone(staged(EMPTY_LOG, group(1), false)) as EditLog, group(9), false);
    expect(places(log)).toEqual([9]);
    expect(redone(log)).toBeNull();
  });

  it('has nothing to undo when empty, and nothing to redo at its end', () => {
    expect(undone(EMPTY_LOG)).toBeNull();
    expect(redone(EMPTY_LOG)).toBeNull();
  });

  it('counts every change, undo and redo included, and never comes back to an earlier revision', () => {
    const first = staged(EMPTY_LOG, group(1), false);
    const all = [EMPTY_LOG, first, undone(first) as EditLog, redone(undone(first) as EditLog) as EditLog, emptied(first)];
    expect(all.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 2]);
    expect(emptied(first).groups).toEqual([]);
  });
});
