import { describe, expect, it } from 'vitest';
import {
  activeEdits,
  emptied,
  redone,
  staged,
  newLog,
  countGroups,
  changesIn,
  changedBlocks,
  undone,
  type EditLog,
} from '../../../../../main/session/edit/editLog';

const group = (at: number) => ({
  label: { kind: 'typing' as const },
  edits: [{ space: 'disk' as const, at, bytes: Uint8Array.of(at) }],
  plan: '',
  blocks: [at],
});
const places = (log: EditLog): number[] => activeEdits(log).map(({ at }) => at);

describe('the log of staged changes', () => {
  it('undoes the last change and redoes it', () => {
    const two = staged(staged(newLog(), group(1), false), group(2), false);
    const one = undone(two) as EditLog;
    expect(places(one)).toEqual([1]);
    expect(places(redone(one) as EditLog)).toEqual([1, 2]);
  });

  it('takes back what was typed in one go together', () => {
    const typed = staged(staged(staged(newLog(), group(1), false), group(2), true), group(3), true);
    expect(places(typed)).toEqual([1, 2, 3]);
    expect(places(undone(typed) as EditLog)).toEqual([]);
  });

  it('joins nothing to a change of another kind', () => {
    const field = { label: { kind: 'field' as const, structure: 'footer' as const, field: 'cookie' }, edits: [], plan: '', blocks: [] };
    expect(countGroups(staged(staged(newLog(), field, false), group(1), true))).toBe(2);
  });

  it('forgets what was undone when something else is staged', () => {
    const log = staged(undone(staged(newLog(), group(1), false)) as EditLog, group(9), false);
    expect(places(log)).toEqual([9]);
    expect(redone(log)).toBeNull();
  });

  it('has nothing to undo when empty, and nothing to redo at its end', () => {
    expect(undone(newLog())).toBeNull();
    expect(redone(newLog())).toBeNull();
  });

  it('counts every change, undo and redo included, and never comes back to an earlier revision', () => {
    const first = staged(newLog(), group(1), false);
    const all = [newLog(), first, undone(first) as EditLog, redone(undone(first) as EditLog) as EditLog, emptied(first)];
    expect(all.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 2]);
    expect(emptied(first).entries).toEqual([]);
  });

  it('lists the newest first, as many as are asked for, each by its first bytes and by how many it touches', () => {
    const typed = staged(staged(staged(staged(newLog(), group(1), false), group(2), false), group(3), true), group(4), false);
    const listed = (from: number, to: number) => changesIn(typed, from, to).map(({ first, bytes }) => [first.at, bytes]);
    expect(listed(0, 3)).toEqual([
      [4, 1],
      [2, 2],
      [1, 1],
    ]);
    expect(listed(1, 2)).toEqual([[2, 2]]);
    expect(changesIn(undone(typed) as EditLog, 0, 3).map(({ first }) => first.at)).toEqual([2, 1]);
  });

  it('knows the blocks that changes touch, as far as they count', () => {
    const log = staged(staged(staged(newLog(), group(7), false), group(3), false), group(7), false);
    const all = { first: 0, end: 100 };
    expect(changedBlocks(log, all, 9)).toEqual([3, 7]);
    expect(changedBlocks(undone(log) as EditLog, all, 9)).toEqual([3, 7]);
    const one = undone(undone(log) as EditLog) as EditLog;
    expect([changedBlocks(one, all, 9), changedBlocks(log, { first: 4, end: 8 }, 9), changedBlocks(log, all, 1)]).toEqual([[7], [7], [3]]);
    // What was undone is forgotten with its blocks.
    expect(changedBlocks(staged(one, group(9), false), all, 9)).toEqual([7, 9]);
  });
});
