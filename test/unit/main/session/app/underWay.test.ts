/** Whatever runs in a window is asked about before the window closes. */
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agreeToStop } from '../../../../../main/dialogs';
import { underWayIn, type UnderWay } from '../../../../../main/session/app/underWay';

const { asked } = vi.hoisted(() => ({ asked: [] as MessageBoxOptions[] }));
let pressed = 0;
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: async (_window: unknown, options: MessageBoxOptions) => {
      asked.push(options);
      return { response: pressed };
    },
  },
}));
beforeEach(() => {
  asked.length = 0;
  pressed = 0;
});

const NOTHING: UnderWay = { copies: 0, newDisk: false, repairedCopy: false, check: false, search: false };
const found = (what: Partial<UnderWay>): UnderWay | null => {
  const all = { ...NOTHING, ...what };
  return underWayIn(7, {
    jobs: { newFiles: (id) => (id === 7 ? all.copies : 0) },
    newDisks: { isCreating: (id) => id === 7 && all.newDisk },
    repairs: {
      isChecking: (id) => id === 7 && all.check,
      isCopying: (id) => id === 7 && all.repairedCopy,
      isSearching: (id) => id === 7 && all.search,
    },
  });
};

it('nothing runs where nothing does', () => {
  expect(found({})).toBeNull();
});

describe.each<[Partial<UnderWay>, string, string, string]>([
  [{ copies: 1 }, 'A file is being written.', 'What is unfinished is removed when you stop', 'Stop and remove the copy'],
  [{ copies: 3 }, '3 files are being written.', 'What is unfinished is removed when you stop', 'Stop and remove the copies'],
  [{ newDisk: true }, 'A new disk is being written.', 'What is unfinished is removed when you stop', 'Stop and close'],
  [{ repairedCopy: true }, 'A repaired copy is being written.', 'What is unfinished is removed when you stop', 'Stop and close'],
  [{ check: true }, 'Every block of the disk is being checked.', 'What was found so far is not kept', 'Stop and close'],
  [{ search: true }, 'A footer is being looked for in the whole file.', 'What was found so far is not kept', 'Stop and close'],
])('%j', (what, message, detail, button) => {
  it('is asked about: to keep going is what Enter and Escape say', async () => {
    const all = found(what);
    if (all === null) throw new Error('it was not found');
    expect(await agreeToStop({} as BrowserWindow, all)).toBe(false);
    expect(asked[0]).toMatchObject({ message, buttons: ['Keep going', button], defaultId: 0, cancelId: 0 });
    expect(asked[0]?.detail).toContain(detail);
    pressed = 1;
    expect(await agreeToStop({} as BrowserWindow, all)).toBe(true);
  });
});

it('several are named in one question, with what becomes of each', async () => {
  await agreeToStop({} as BrowserWindow, { ...NOTHING, copies: 2, check: true });
  expect(asked[0]).toMatchObject({ message: 'Work is under way in this window.', buttons: ['Keep going', 'Stop and close'] });
  expect(asked[0]?.detail).toBe(
    '2 files are being written.\nEvery block of the disk is being checked.\n\nWhat is unfinished is removed when you stop; the disks it comes from are not touched. What was found so far is not kept.',
  );
});
