/** Before a disk leaves its window, its unsaved changes are saved or given up, or it stays. */
import type { BrowserWindow } from 'electron';
import { expect, it, vi } from 'vitest';
import type { LostRoom } from '../../../../shared/edits';
import type { HandedOver } from '../../../../main/session/app/handingOver';
import type { ImageSession } from '../../../../main/session/image/imageSession';

vi.mock('electron', () => ({ webContents: { getAllWebContents: () => [] } }));
const { createLeaving } = await import('../../../../main/ipc/handlers/leaving');
const { recoverIfAgreed, repairIfAgreed, saveIfAgreed, undoSavedIfAgreed } = await import('../../../../main/ipc/handlers/agreedWrites');

type Choice = 'save' | 'discard' | 'keep';
type Way = {
  readonly choice: Choice;
  readonly agrees?: boolean;
  readonly saves?: boolean;
  /** So many changes are staged while it is saved, and asked about then. */
  readonly typed?: number;
  readonly choiceThen?: Choice;
  /** What the page answers when it is asked to hand over, each time. */
  readonly unfinished?: HandedOver;
  /** Whether the user loses that. */
  readonly loses?: boolean;
  /** A save runs that was agreed to before; what is typed meanwhile is staged when it is over. */
  readonly isWriting?: boolean;
  /** Blocks of the disk are lost, and the save would write over their places. */
  readonly lost?: LostRoom | null;
  readonly agreesOverLost?: boolean;
};

/** `happened` tells in which order things came. */
function world({
  choice,
  agrees = true,
  saves = true,
  typed = 0,
  choiceThen = choice,
  isWriting = false,
  lost = null,
  agreesOverLost = false,
  unfinished = 'done',
  loses = true,
}: Way) {
  const happened: string[] = [];
  /** What had happened when the page was asked to hand over. */
  const before: string[] = [];
  const choices = [choice, choiceThen];
  let [revision, changes, isOpen, writes] = [4, 2, true, isWriting];
  const end = (): void => {
    [revision, changes] = [revision + 1, typed];
  };
  const session = {
    id: 'disk 1',
    path: '/vm/disk.vhd',
    isStaged: () => changes > 0,
    isWriting: () => writes,
    written: async () => {
      if (!writes) return;
      happened.push('the save is over');
      writes = false;
      end();
    },
    edits: () => ({ revision, changes }),
    view: () => ({}),
    review: () => ({ rows: [], lost }),
    planned: () => ({ result: { plan: { steps: [], newBlocks: [], notes: [] } } }),
    discardDraft: async () => void happened.push('draft is gone'),
  } as unknown as ImageSession;
  const parts = {
    sessions: { current: () => (isOpen ? session : null) },
    jobs: {},
    scans: { cancelAll: async () => {}, cancel: async () => {} },
    saving: {
      needsFileAlone: false,
      // While jobs are waited for, the window may be closed.
      inTheWay: async () => {
        isOpen = choiceThen !== 'discard' || typed > 0;
        return [];
      },
      save: async () => {
        happened.push('save');
        if (saves) end();
        return saves ? { ok: true, value: undefined } : { ok: false, error: { fileState: 'untouched', cause: { kind: 'locked' } } };
      },
    },
    childrenOf: async () => [],
    desktop: {
      askAboutChanges: async (_: BrowserWindow, path: string, changes: number) => {
        happened.push(`asked about ${changes} of ${path}`);
        return choices.shift() ?? 'keep';
      },
      agreeOverLost: async () => agreesOverLost,
      agreeToSave: async () => {
        // Reading takes time.
        for (let i = 0; i < 20; i++) await Promise.resolve();
        happened.push(READ);
        return agrees;
      },
      agreeToRestore: async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        happened.push(READ);
        return agrees;
      },
      agreeToLoseTyped: async (_: BrowserWindow, why: string, goes: string) => {
        happened.push(`asked about an unfinished ${why}, ${goes}`);
        return loses;
      },
    },
    handingOver: {
      ask: async () => {
        before.push(...happened);
        return unfinished;
      },
    },
  } as unknown as Parameters<typeof createLeaving>[0];
  const from = {
    isDestroyed: () => false,
    webContents: { id: 7, isDestroyed: () => false, send: (name: string) => void happened.push(name) },
  } as unknown as BrowserWindow;
  const { mayLeave, mayClose, departure } = createLeaving(parts);
  return {
    leave: () => mayLeave(from),
    close: () => mayClose(from),
    departure: (goes: 'other' | 'again' = 'other') => departure(from, goes),
    type: () => void (revision += 1),
    save: () => saveIfAgreed(session, 4, from, parts),
    undoSaved: () => undoSavedIfAgreed(session, from, parts),
    recover: () => recoverIfAgreed(session, 'finish', from, parts),
    repair: () => repairIfAgreed(session, 1, from, parts),
    happened,
    before,
  };
}
const LOST: LostRoom = { blocks: 2, isFound: false, isTableEmpty: true };
const READ = 'read what is saved';
const ASKED = 'asked about 2 of /vm/disk.vhd';

it.each<[string, Way, boolean, readonly string[]]>([
  ['saved, it may leave', { choice: 'save' }, true, [ASKED, READ, 'save', 'image/changed']],
  ['a save that is not agreed to keeps it', { choice: 'save', agrees: false }, false, [ASKED, READ]],
  [
    'a save that fails keeps it, and why is said',
    { choice: 'save', saves: false },
    false,
    [ASKED, READ, 'save', 'image/changed', 'image/notSaved'],
  ],
  ['a save over places of lost blocks needs a yes of its own', { choice: 'save', lost: LOST }, false, [ASKED]],
  ['with that yes it is saved', { choice: 'save', lost: LOST, agreesOverLost: true }, true, [ASKED, READ, 'save', 'image/changed']],
  ['given up, it may leave', { choice: 'discard' }, true, [ASKED, 'draft is gone']],
  ['it stays where the user keeps editing', { choice: 'keep' }, false, [ASKED]],
  [
    'what is typed while it is saved is asked about too',
    { choice: 'save', typed: 1, choiceThen: 'keep' },
    false,
    [ASKED, READ, 'save', 'image/changed', 'asked about 1 of /vm/disk.vhd'],
  ],
  ['a save that runs is waited for, and it leaves unasked', { choice: 'keep', isWriting: true }, true, ['the save is over']],
  [
    'after a save that runs, only what is left is asked about',
    { choice: 'discard', typed: 1, isWriting: true },
    true,
    ['the save is over', 'asked about 1 of /vm/disk.vhd', 'draft is gone'],
  ],
])('%s', async (_what, way, leaves, expected) => {
  const { leave, happened } = world(way);
  expect(await leave()).toBe(leaves);
  expect(happened).toEqual(expected);
});

it.each<[string, Way, boolean, readonly string[]]>([
  [
    'once, though it is still unfinished after the save',
    { choice: 'save', unfinished: 'question' },
    true,
    ['asked about an unfinished question, closed', ASKED, READ, 'save', 'image/changed'],
  ],
  ['and keeps it', { choice: 'save', unfinished: 'field', loses: false }, false, ['asked about an unfinished field, closed']],
])('closing asks about what is unfinished, %s', async (_what, way, closes, expected) => {
  const { close, happened } = world(way);
  expect(await close()).toBe(closes);
  expect(happened).toEqual(expected);
});

it.each([
  [true, 'other'],
  [false, 'other'],
  [true, 'again'],
] as const)('another disk, or the file read again, takes its place only if what is unfinished may be lost: %s, %s', async (loses, goes) => {
  const { departure, happened } = world({ choice: 'keep', unfinished: 'field', loses });
  const { handOver } = departure(goes);
  expect(await handOver()).toBe(loses);
  // It is not asked about again, should the other disk have to be opened anew.
  expect(await handOver()).toBe(loses);
  const asked = `asked about an unfinished field, ${goes}`;
  expect(happened).toEqual(loses ? [asked] : [asked, asked]);
});

it('the page is asked to hand over only when the user has answered what a save would do', async () => {
  const { save, close, happened } = world({ choice: 'keep', agrees: false, unfinished: 'question', loses: false });
  await Promise.all([save(), close()]);
  expect(happened).toEqual([READ, 'asked about an unfinished question, closed']);
});

it('what was given up while jobs were waited for is not saved', async () => {
  const { save, happened } = world({ choice: 'discard' });
  expect(await save()).toEqual({ ok: false, error: { fileState: 'untouched', cause: { kind: 'declined' } } });
  expect(happened).toEqual([READ]);
});

it('keeps the draft of what was given up for another disk until that disk is open', async () => {
  const { departure, happened } = world({ choice: 'discard' });
  const { mustAsk, ask, leave } = departure();
  expect(mustAsk()).toBe(true);
  expect(await ask()).toBe(true);
  expect(mustAsk()).toBe(false);
  expect(happened).toEqual([ASKED]);
  await leave();
  expect(happened).toEqual([ASKED, 'draft is gone']);
});

it('asks again about what was staged after the answer, and about all of it where the disk stayed', async () => {
  const { departure, type, happened } = world({ choice: 'discard' });
  const first = departure();
  await first.ask();
  type();
  expect(first.mustAsk()).toBe(true);
  await first.leave();
  expect(happened).toEqual([ASKED]);
  expect(departure().mustAsk()).toBe(true);
});

it.each<[Way, boolean, readonly string[]]>([
  [{ choice: 'save' }, true, [ASKED, READ, 'save', 'image/changed']],
  [{ choice: 'keep' }, false, [ASKED]],
  [{ choice: 'discard' }, true, [ASKED, 'draft is gone']],
  [{ choice: 'keep', unfinished: 'question', loses: false }, false, ['asked about an unfinished question, closed']],
])('closing twice asks once, and both get the answer: %o', async (way, closes, expected) => {
  const { close, happened } = world(way);
  expect(await Promise.all([close(), close()])).toEqual([closes, closes]);
  expect([...new Set(happened)]).toEqual(expected);
  expect(happened.filter((each) => each !== 'draft is gone')).toEqual(expected.filter((each) => each !== 'draft is gone'));
});

it('a window that is closed while the question about opening another file is open gets the answer to that', async () => {
  const { departure, leave, happened } = world({ choice: 'discard', choiceThen: 'save' });
  const { ask } = departure();
  expect(await Promise.all([ask(), leave()])).toEqual([true, true]);
  expect(happened).toEqual([ASKED, 'draft is gone']);
});

it.each(['undoSaved', 'recover', 'repair', 'save'] as const)(
  'a window that is closed over a question of the system (%s) asks its page once that is answered',
  async (write) => {
    const disk = world({ choice: 'keep', agrees: false });
    const written = disk[write]();
    await disk.close();
    expect(await written).toMatchObject({ ok: false });
    expect(disk.before).toEqual([READ]);
  },
);
