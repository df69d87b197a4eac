/** What a page that was loaded again is told about calls of the page before it: what has changed, and nothing of what was only asked. */
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, it, vi } from 'vitest';
import { serveLate } from '../../../../main/ipc/late';
import type { Parts } from '../../../../main/ipc/parts';
import type { CallName } from '../../../../shared/ipc/channels';
import { err, ok, type Result } from '../../../../shared/result';

type Late = { readonly name: CallName; readonly answer: Result<unknown, unknown>; readonly from: BrowserWindow };
const told = vi.hoisted((): { late: ((late: Late) => void) | null } => ({ late: null }));
vi.mock('../../../../main/ipc/serve', () => ({ whenLate: (tell: (late: Late) => void) => (told.late = tell) }));
vi.mock('electron', () => ({ webContents: {} }));

const sent: string[] = [];
const from = { webContents: { id: 7, isDestroyed: () => false, send: (name: string) => sent.push(name) } } as unknown as BrowserWindow;
const session = { id: 'image', view: () => ({}), edits: () => ({}) };

beforeEach(() => {
  sent.length = 0;
  serveLate({ sessions: { current: () => session } } as unknown as Pick<Parts, 'sessions'>);
});

const sentAfter = (name: CallName, answer: Result<unknown, unknown> = ok({ name: 'new.vhd' })): readonly string[] => {
  told.late?.({ name, answer, from });
  return sent;
};

it.each(['edit/list', 'edit/blocks', 'edit/review', 'edit/step', 'edit/children', 'edit/savePatch', 'image/readPage'] as const)(
  '%s changes nothing: nothing is told',
  (name) => {
    expect(sentAfter(name)).toEqual([]);
  },
);

it.each(['edit/stage', 'edit/begin', 'image/useParent', 'repair/check'] as const)('%s may have changed the disk', (name) => {
  expect(sentAfter(name)).toEqual(['image/changed']);
});

it.each(['edit/save', 'repair/apply'] as const)('%s that failed is told with its reason', (name) => {
  expect(sentAfter(name, err({ fileState: 'untouched', cause: { kind: 'declined' } }))).toEqual(['image/changed', 'image/notSaved']);
});

it.each(['disk/create', 'repair/copy', 'repair/copyRescue'] as const)('%s has made a file', (name) => {
  expect(sentAfter(name)).toEqual(['app/made']);
});
