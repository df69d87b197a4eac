/** What the system's own dialogs ask where Windows differs: paths inside images, and jobs of ours in the way of a save. */
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agreeOverChildren, agreeToLoseTyped, agreeToVisit, agreeToWait, askAboutChanges, choosePlace } from '../../../main/dialogs';
import type { JobUnderWay } from '../../../main/session/jobs/jobs';

/** What was asked, and the label of the button that is pressed each time. */
const { asked, pressed, typed } = vi.hoisted(() => ({ asked: [] as MessageBoxOptions[], pressed: [] as string[], typed: { path: '' } }));

vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: async () => ({ canceled: false, filePath: typed.path }),
    showMessageBox: async (_window: unknown, options: MessageBoxOptions) => {
      asked.push(options);
      const response = options.buttons?.indexOf(pressed.shift() ?? '') ?? -1;
      if (response < 0) throw new Error(`no such button among ${options.buttons?.join(', ')}`);
      return { response };
    },
  },
}));

const window = {} as BrowserWindow;
const answering = (...labels: string[]): void => void pressed.push(...labels);
beforeEach(() => {
  asked.length = 0;
  pressed.length = 0;
});

describe('a path that stands inside an image', () => {
  it.each(['C:\\vm\\parent.vhd', '..\\x\\parent.vhd', '/vm/parent.vhd'])('%s is asked about once, and said in full', async (path) => {
    answering('Look there');
    expect(await agreeToVisit(window, path)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.detail).toContain(path);
  });

  it.each(['\\\\server\\share\\p.vhd', '//server/share/p.vhd', '\\\\?\\C:\\p.vhd'])(
    '%s is asked about a second time, with what it may give away',
    async (path) => {
      answering('Look there', 'Look there');
      expect(await agreeToVisit(window, path)).toBe(true);
      expect(asked.map(({ message }) => message)).toEqual([
        'Look for the parent disk at this path?',
        'This path leads to another computer, or past the usual rules for names of files. Look there all the same?',
      ]);
      expect(asked[1]?.detail).toContain('Windows sends that computer your user name and a proof of your password');
      answering('Look there', 'Cancel');
      expect(await agreeToVisit(window, path)).toBe(false);
    },
  );

  it('is left alone after one no, and no is what Enter and Escape say', async () => {
    answering('Cancel');
    expect(await agreeToVisit(window, '\\\\server\\share\\p.vhd')).toBe(false);
    expect(asked).toHaveLength(1);
    expect(asked.map(({ buttons, defaultId, cancelId }) => [buttons?.[defaultId ?? 0], buttons?.[cancelId ?? 0]])).toEqual([
      ['Cancel', 'Cancel'],
    ]);
  });
});

describe('jobs of ours that read the file which is to be saved', () => {
  const job = (op: JobUnderWay['op'], isPaused = false): JobUnderWay => ({
    op,
    source: 'disk.vhd',
    files: [],
    isPaused,
    ended: Promise.resolve(),
  });

  it('are named, and can be waited for', async () => {
    answering('Wait and go on');
    expect(await agreeToWait(window, 'C:\\vm\\disk.vhd', [job('convert'), job('hash')])).toBe(true);
    expect(asked[0]).toMatchObject({
      message: 'Long jobs of Platter still read this file. It can be written to when they have ended.',
      detail: 'C:\\vm\\disk.vhd\n\n“convert” of disk.vhd, “hash” of disk.vhd. Nothing is written before they have ended.',
    });
    answering('Cancel');
    expect(await agreeToWait(window, 'C:\\vm\\disk.vhd', [job('convert')])).toBe(false);
  });

  it('are not waited for while one is paused: that would never end', async () => {
    answering('Cancel');
    expect(await agreeToWait(window, 'C:\\vm\\disk.vhd', [job('convert'), job('hash', true)])).toBe(false);
    expect(asked[0]?.buttons).toEqual(['Cancel']);
    expect(asked[0]?.detail).toContain('One of them is paused: resume it or stop it, then save again.');
  });
});

describe('changes that are not saved when their disk is closed', () => {
  it.each([
    ['Save…', 'save'],
    ['Discard changes', 'discard'],
    ['Keep editing', 'keep'],
  ] as const)('%s', async (label, choice) => {
    answering(label);
    expect(await askAboutChanges(window, '/vm/disk.vhd', 3)).toBe(choice);
    expect(asked[0]).toMatchObject({ message: 'Save the 3 changes to disk.vhd?', defaultId: 0, cancelId: 2 });
  });
});

describe('the name of a new file', () => {
  it.each([
    ['/vm/disk', 'vhd', '/vm/disk.vhd'],
    ['/vm/disk.', 'vhd', '/vm/disk.vhd'],
    ['/vm/disk.vhd.', 'vhd', '/vm/disk.vhd'],
    ['/vm/disk. .', 'raw', '/vm/disk.img'],
    ['/vm/..', 'vhd', '/vm/...vhd'],
    ['/vm/disk.VHD', 'vhd', '/vm/disk.VHD'],
  ] as const)('%s of a %s is %s', async (path, type, chosen) => {
    typed.path = path;
    expect((await choosePlace(window, 'disk', null, type))?.path).toBe(chosen);
  });
});

describe('what was typed last, and main does not have', () => {
  it.each([
    ['question', 'closed', 'Keep open', false],
    ['question', 'closed', 'Close and lose it', true],
    ['question', 'other', 'Keep this disk', false],
    ['field', 'other', 'Open the other and lose it', true],
    ['field', 'again', 'Reload and lose it', true],
    ['silent', 'closed', 'Keep open', false],
    ['silent', 'closed', 'Close anyway', true],
  ] as const)('is lost only if the user says so: %s, %s, %s', async (why, goes, button, isLost) => {
    answering(button);
    expect(await agreeToLoseTyped(window, why, goes)).toBe(isLost);
    expect(asked[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
  });
});

describe('a disk with children', () => {
  it.each([
    { children: ['c.vhd'], message: 'c.vhd is based on this disk. Change it all the same?', who: 'Where it has no sectors of its own' },
    {
      children: ['c.vhd', 'd.vhd'],
      message: '2 disks are based on this disk. Change it all the same?',
      who: 'c.vhd and d.vhd\n\nWhere they have no sectors of their own',
    },
  ])('$children.length: who they are and what follows is said once', async ({ children, message, who }) => {
    answering('Cancel');
    expect(await agreeOverChildren(window, '/vm/p.vhd', children)).toBe(false);
    expect(asked.map(({ message: said, detail }) => [said, detail])).toEqual([
      [message, `/vm/p.vhd\n\n${who}, a change here shows there too, and a file system there may be damaged by it.`],
    ]);
  });
});
