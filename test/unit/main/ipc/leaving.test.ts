/** Before a disk leaves its window, its unsaved changes are saved or given up, or it stays. */
import type { BrowserWindow } from 'electron';
import { expect, it, vi } from 'vitest';
import type { Parts } from '../../../../main/ipc/parts';
import type { ImageSession } from '../../../../main/session/image/imageSession';

vi.mock('electron', () => ({ webContents: { getAllWebContents: () => [] } }));
const { createLeaving } = await import('../../../../main/ipc/handlers/leaving');

type Way = { readonly choice: 'save' | 'discard' | 'keep'; readonly agrees?: boolean; readonly saves?: boolean };

/** `happened` tells in which order things came. */
function world({ choice, agrees = true, saves = true }: Way) {
  const happened: string[] = [];
  let isStaged = true;
  const session = {
    path: '/vm/disk.vhd',
    isStaged: () => isStaged,
    edits: () => ({ revision: 4, changes: 2 }),
    view: () => ({}),
    review: () => ({ rows: [] }),
    discardDraft: async () => void happened.push('draft is gone'),
  } as unknown as ImageSession;
  const parts = {
    sessions: { current: () => session },
    jobs: {},
    scans: { cancelAll: async () => {}, cancel: async () => {} },
    saving: {
      needsFileAlone: false,
      inTheWay: async () => [],
      save: async () => {
        happened.push('save');
        isStaged = !saves;
        return saves ? { ok: true, value: undefined } : { ok: false, error: { fileState: 'untouched', cause: { kind: 'locked' } } };
      },
    },
    childrenOf: async () => [],
    desktop: {
      askAboutChanges: async (_: BrowserWindow, path: string, changes: number) => {
        happened.push(`asked about ${changes} of ${path}`);
        return choice;
      },
      agreeToSave: async () => agrees,
    },
  } as unknown as Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop' | 'childrenOf' | 'sessions'>;
  const from = {
    webContents: { id: 7, isDestroyed: () => false, send: (name: string) => void happened.push(name) },
  } as unknown as BrowserWindow;
  return { leave: () => createLeaving(parts).mayLeave(from), happened };
}
const ASKED = 'asked about 2 of /vm/disk.vhd';

it.each<[string, Way, boolean, readonly string[]]>([
  ['saved, it may leave', { choice: 'save' }, true, [ASKED, 'save']],
  ['a save that is not agreed to keeps it', { choice: 'save', agrees: false }, false, [ASKED]],
  [
    'a save that fails keeps it, and leads to the review',
    { choice: 'save', saves: false },
    false,
    [ASKED, 'save', 'image/changed', 'app/command'],
  ],
  ['given up, it may leave', { choice: 'discard' }, true, [ASKED, 'draft is gone']],
  ['it stays where the user keeps editing', { choice: 'keep' }, false, [ASKED]],
])('%s', async (_what, way, leaves, expected) => {
  const { leave, happened } = world(way);
  expect(await leave()).toBe(leaves);
  expect(happened).toEqual(expected);
});
