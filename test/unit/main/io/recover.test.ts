import { describe, expect, it } from 'vitest';
import { parseJournal } from '../../../../main/io/journal';
import { PROTOCOL, type Protocol } from '../../../../main/io/protocol';
import { finish, inspectJournal, rollBack, rollForward, setAside, undoSaved } from '../../../../main/io/recover';
import { throughJournal } from '../../../../main/io/throughJournal';
import type { FileSystem, OpenFile, OpenMode } from '../../../../main/io/fileSystem';
import type { FileError } from '../../../../shared/errors';
import { err, ok, type Result } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import { memoryFile } from '../../../support/memoryFile';
import { bytesOf, writeBytes } from '../../../support/memoryVolume';
import { savedDisk, DISK, JOURNAL, type SavedDisk } from '../../../support/savedDisk';

const EIO = { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' } as const;
const UNDO = '/disks/disk.vhd.platter-undo-1';

/** Saves fail at this barrier and leave everything as it is then. */
const stoppedAt = (name: string): Protocol => ({
  ...PROTOCOL,
  barrier: async (barrier, sync) => (barrier === name ? err({ kind: 'sync-failed', code: 'EIO' }) : sync()),
});

type Interrupted = { readonly b: SavedDisk; readonly before: Uint8Array; readonly after: Uint8Array };

/** A save of a new block, or of an old one, that got as far as the barrier. */
async function interrupted(barrier: string, at = 0, wrap?: (files: FileSystem) => FileSystem): Promise<Interrupted> {
  const whole = savedDisk();
  await whole.save({ plan: await whole.plan(at, 50) });
  const b = savedDisk(wrap);
  const before = b.bytes().slice();
  const saved = await b.save({ plan: await b.plan(at, 50), protocol: stoppedAt(barrier) });
  expect(saved).toMatchObject({ ok: false, error: { fileState: 'needs-recovery' } });
  return { b, before, after: whole.bytes() };
}

const verdict = async ({ files, context }: SavedDisk): Promise<unknown> => {
  const found = await inspectJournal(DISK, { ...context, files });
  return found.ok ? ('verdict' in found.value ? found.value.verdict.kind : found.value.kind) : found.error.kind;
};

const scribble = ({ volume }: SavedDisk, at: number, value: number, name = DISK): void => {
  writeBytes(volume, volume.names.get(name) ?? 0, at, Uint8Array.of(value));
};

/** Refuses the n-th call. */
function refusingAt<A extends unknown[], T>(work: (...args: A) => Promise<Result<T, FileError>>, n: number): typeof work {
  let calls = 0;
  return async (...args) => (++calls === n ? err(EIO) : work(...args));
}
const refusingOpen =
  (files: FileSystem, name: string, mode: OpenMode): FileSystem['open'] =>
  async (path, how, rights) =>
    path === name && how === mode ? err(EIO) : files.open(path, how, rights);

describe('a save that was cut off', () => {
  it('says how far it got', async () => {
    expect(await verdict((await interrupted('end')).b)).toBe('mixed');
    expect(await verdict((await interrupted('data')).b)).toBe('mixed');
    expect(await verdict((await interrupted('data', 16)).b)).toBe('all-new');
    expect(await verdict((await interrupted('table')).b)).toBe('all-new');
    expect(await verdict((await interrupted('commit-mark')).b)).toBe('committed');
    expect(await verdict(savedDisk())).toBe('none');
  });

  it('is taken back, byte for byte, from wherever it got to', async () => {
    for (const barrier of ['end', 'reserve', 'data', 'table']) {
      const { b, before } = await interrupted(barrier);
      expect(await rollBack(DISK, b.context)).toEqual({ ok: true, value: undefined });
      expect(b.bytes()).toEqual(before);
      expect(b.names()).toEqual([DISK]);
    }
  });

  it('is completed, byte for byte, and can be undone then', async () => {
    for (const barrier of ['end', 'reserve', 'data', 'table']) {
      const { b, before, after } = await interrupted(barrier);
      expect((await rollForward(DISK, b.context, { keepUndoAs: UNDO })).ok).toBe(true);
      expect(b.bytes()).toEqual(after);
      expect(b.names()).toEqual([DISK, UNDO]);
      expect((await undoSaved(DISK, UNDO, b.context)).ok).toBe(true);
      expect(b.bytes()).toEqual(before);
    }
  });

  it('is finished without a question where nothing is in doubt', async () => {
    const done = await interrupted('commit-mark');
    expect((await finish(DISK, done.b.context)).ok).toBe(true);
    expect(done.b.bytes()).toEqual(done.after);
    const allNew = await interrupted('table');
    expect((await finish(DISK, allNew.b.context)).ok).toBe(true);
    expect(allNew.b.bytes()).toEqual(allNew.after);
    // A recovery that took it back, and was cut off before the journal was gone.
    const back = await interrupted('data');
    expect((await rollBack(DISK, back.b.context, { protocol: stoppedAt('rolled-back-mark') })).ok).toBe(false);
    expect(await verdict(back.b)).toBe('taken-back');
    expect((await rollForward(DISK, back.b.context)).ok).toBe(false);
    expect((await finish(DISK, back.b.context)).ok).toBe(true);
    expect(back.b.bytes()).toEqual(back.before);
    expect(await finish(DISK, back.b.context)).toEqual({ ok: false, error: { kind: 'no-journal' } });
  });

  it('that never touched the image is all old', async () => {
    const { b, before } = await interrupted('data');
    b.volume.contents.set(b.volume.names.get(DISK) ?? 0, before);
    expect(await verdict(b)).toBe('all-old');
    expect((await finish(DISK, b.context)).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
  });

  it('shows the old disk until the user has decided', async () => {
    const { b, before } = await interrupted('table');
    const journal = parseJournal(bytesOf(b.volume, JOURNAL) ?? new Uint8Array());
    if (!journal.ok) throw new Error(journal.error);
    const old = throughJournal(memoryFile(b.bytes()), journal.value);
    expect(await old.read(fileOffset(0), before.length)).toEqual(ok(before));
    expect(await old.read(fileOffset(before.length - 1), 2)).toMatchObject({ error: { code: 'EOF' } });
    const short = throughJournal(memoryFile(new Uint8Array(10)), { records: [], lengthBefore: 20 });
    expect((await short.read(fileOffset(0), 20)).ok).toBe(false);
  });
});

describe('a journal is not applied', () => {
  const expectRefusal = async (b: SavedDisk, error: unknown): Promise<void> => {
    const before = b.bytes().slice();
    for (const act of [rollBack, rollForward, finish]) expect(await act(DISK, b.context)).toMatchObject({ ok: false, error });
    expect(b.bytes()).toEqual(before);
  };

  it('when it is not whole', async () => {
    const { b } = await interrupted('data');
    scribble(b, 2000, 0xee, JOURNAL);
    expect(await inspectJournal(DISK, b.context)).toEqual({ ok: true, value: { kind: 'unusable', why: 'bad-hash' } });
    await expectRefusal(b, { kind: 'journal-unusable', why: 'bad-hash' });
    expect(await undoSaved(DISK, JOURNAL, b.context)).toMatchObject({ ok: false });
    expect((await setAside(DISK, '/disks/aside', b.context)).ok).toBe(true);
    expect(b.names()).toEqual(['/disks/aside', DISK]);
  });

  it('is not set aside over another file', async () => {
    const { b } = await interrupted('data');
    expect(await setAside(DISK, DISK, b.context)).toMatchObject({ error: { kind: 'exists' } });
  });

  it('when somebody wrote to the disk since, where it would write or where it relied on', async () => {
    for (const at of [1536, 600, 20]) {
      const { b } = await interrupted('table');
      const old = b.bytes()[at] as number;
      scribble(b, at, old ^ 0x55);
      scribble(b, at + 2, (b.bytes()[at + 2] as number) ^ 0x55);
      expect(await verdict(b)).toBe('foreign');
      await expectRefusal(b, { kind: 'foreign-bytes' });
    }
  });

  it('when the file has a length that the save never gave it', async () => {
    const { b } = await interrupted('table');
    scribble(b, b.bytes().length + 511, 1);
    await expectRefusal(b, { kind: 'foreign-bytes' });
    const short = await interrupted('table');
    short.b.volume.contents.set(short.b.volume.names.get(DISK) ?? 0, short.b.bytes().slice(0, 1024));
    expect(await verdict(short.b)).toBe('foreign');
  });

  it('to another file, unless the user says it is the one', async () => {
    const { b, before } = await interrupted('data');
    b.volume.contents.set(999, b.bytes());
    b.volume.names.set(DISK, 999);
    expect(await inspectJournal(DISK, b.context)).toMatchObject({ value: { kind: 'moved', verdict: { kind: 'mixed' } } });
    await expectRefusal(b, { kind: 'journal-moved' });
    expect((await rollBack(DISK, b.context, { acceptMoved: true })).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
  });

  it('while its writer runs, unless the user says that it is another program', async () => {
    const { b, before } = await interrupted('data');
    const context = { ...b.context, isAlive: () => true };
    expect(await inspectJournal(DISK, context)).toMatchObject({ value: { kind: 'live' } });
    for (const act of [rollBack, rollForward, finish])
      expect(await act(DISK, context)).toEqual({ ok: false, error: { kind: 'journal-live', pid: 7 } });
    expect((await rollBack(DISK, context, { acceptLive: true })).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
  });

  it('where opening locks: while somebody has the journal open, whoever has the number of its writer', async () => {
    const { b, before } = await interrupted('data');
    // The number was used again: on Windows and macOS that says nothing.
    const files: FileSystem = { ...b.context.files, locksByOpening: true };
    const context = { ...b.context, files, isAlive: () => true };
    const refusals: [FileSystem['open'], number | null][] = [
      // Windows: nobody else opens journal or image at all. macOS: nobody else opens them for writing.
      [async () => err({ kind: 'in-use' }), null],
      [async (path, mode, rights) => (path === JOURNAL && mode === 'write' ? err({ kind: 'in-use' }) : files.open(path, mode, rights)), 7],
    ];
    for (const [open, pid] of refusals) {
      const held = { ...context, files: { ...files, open } };
      expect(await inspectJournal(DISK, held)).toMatchObject({ value: { kind: 'live' } });
      for (const act of [rollBack, rollForward, finish])
        expect(await act(DISK, held)).toEqual({ ok: false, error: { kind: 'journal-live', pid } });
      expect(await setAside(DISK, '/disks/aside', held)).toEqual({ ok: false, error: { kind: 'journal-live', pid } });
    }
    expect(await inspectJournal(DISK, context)).toMatchObject({ value: { kind: 'own', verdict: { kind: 'mixed' } } });
    expect((await rollBack(DISK, context)).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
  });

  it('on Windows: while somebody has the journal alone open, who is not said to save', async () => {
    const { b } = await interrupted('data');
    const now = b.bytes().slice();
    const files: FileSystem = { ...b.context.files, locksByOpening: true, opensExclusively: true };
    const open: FileSystem['open'] = async (path, mode, rights) =>
      path === JOURNAL ? err({ kind: 'in-use' }) : files.open(path, mode, rights);
    const context = { ...b.context, files: { ...files, open } };
    expect(await inspectJournal(DISK, context)).toMatchObject({ value: { kind: 'live', journal: null } });
    const refusal = { ok: false, error: { kind: 'journal-in-use' } };
    for (const act of [rollBack, rollForward, finish]) expect(await act(DISK, context)).toEqual(refusal);
    expect(await setAside(DISK, '/disks/aside', context)).toEqual(refusal);
    expect(b.bytes()).toEqual(now);
  });

  it('on Windows: while somebody only reads the journal, whoever has the number of its writer; and nothing is touched', async () => {
    const { b } = await interrupted('data');
    const now = b.bytes().slice();
    const files: FileSystem = { ...b.context.files, locksByOpening: true, opensExclusively: true };
    const open: FileSystem['open'] = async (path, mode, rights) =>
      path === JOURNAL && mode === 'write' ? err({ kind: 'in-use' }) : files.open(path, mode, rights);
    const context = { ...b.context, files: { ...files, open }, isAlive: () => true };
    // One that saves lets nobody read it.
    expect(await inspectJournal(DISK, context)).toMatchObject({ value: { kind: 'own', verdict: { kind: 'mixed' } } });
    const refusal = { ok: false, error: { kind: 'journal-in-use' } };
    for (const acceptLive of [false, true]) {
      for (const act of [rollBack, rollForward, finish]) expect(await act(DISK, context, { acceptLive })).toEqual(refusal);
      expect(await setAside(DISK, '/disks/aside', context, { acceptLive })).toEqual(refusal);
    }
    expect([b.bytes(), bytesOf(b.volume, '/disks/aside')]).toEqual([now, null]);
  });

  it('where opening locks: of a journal that another program has open, unless the user says that it is another', async () => {
    const { b } = await interrupted('table');
    const files: FileSystem = { ...b.context.files, locksByOpening: true };
    const open: FileSystem['open'] = async (path, mode, rights) =>
      path === JOURNAL && mode === 'write' ? err({ kind: 'in-use' }) : files.open(path, mode, rights);
    const context = { ...b.context, files: { ...files, open } };
    expect(await inspectJournal(DISK, context)).toMatchObject({ value: { kind: 'live' } });
    expect(await inspectJournal(DISK, { ...context, acceptLive: true })).toMatchObject({ value: { kind: 'own' } });
    expect(await finish(DISK, context)).toEqual({ ok: false, error: { kind: 'journal-live', pid: 7 } });
    expect(await finish(DISK, context, { acceptLive: true })).toEqual({ ok: false, error: { kind: 'in-use' } });
  });

  it('of a process whose number runs, unless the user says that it is another program: finished, or put aside', async () => {
    const { b, after } = await interrupted('table');
    const context = { ...b.context, isAlive: () => true };
    expect(await finish(DISK, context, { acceptLive: true })).toEqual({ ok: true, value: undefined });
    expect(b.bytes()).toEqual(after);
    const other = await interrupted('data');
    const live = { ...other.b.context, isAlive: () => true };
    // One that really saves has the lock of the image.
    const locked = (file: OpenFile): OpenFile => ({ ...file, tryLock: async () => ok(false) });
    const open: FileSystem['open'] = async (path, mode, rights) => {
      const opened = await live.files.open(path, mode, rights);
      return opened.ok ? ok(locked(opened.value)) : opened;
    };
    expect(await setAside(DISK, '/disks/aside', { ...live, files: { ...live.files, open } }, { acceptLive: true })).toEqual({
      ok: false,
      error: { kind: 'locked', by: [] },
    });
    expect((await setAside(DISK, '/disks/aside', live, { acceptLive: true })).ok).toBe(true);
    expect([bytesOf(other.b.volume, JOURNAL), bytesOf(other.b.volume, '/disks/aside') === null]).toEqual([null, false]);
  });

  it('while somebody else writes to the image', async () => {
    const { b } = await interrupted('data');
    const qemu = { pid: 5, command: 'qemu-io', by: 'lock' } as const;
    expect(await rollBack(DISK, { ...b.context, otherWriters: async () => [qemu] })).toEqual({
      ok: false,
      error: { kind: 'locked', by: [qemu] },
    });
  });

  it('by rolling back a complete save', async () => {
    const { b, after } = await interrupted('commit-mark');
    expect(await rollBack(DISK, b.context)).toEqual({ ok: false, error: { kind: 'not-interrupted' } });
    expect((await rollForward(DISK, b.context, { keepUndoAs: UNDO })).ok).toBe(true);
    expect(b.bytes()).toEqual(after);
  });

  it('when there is none, or it cannot be read', async () => {
    const b = savedDisk();
    for (const act of [rollBack, rollForward, finish])
      expect(await act(DISK, b.context)).toEqual({ ok: false, error: { kind: 'no-journal' } });
    const { b: c } = await interrupted('data');
    const broken = (name: string, change: object): FileSystem => ({
      ...c.files,
      open: async (path, mode) => {
        const opened = await c.files.open(path, mode);
        return opened.ok && path === name ? ok({ ...opened.value, ...change }) : opened;
      },
    });
    for (const [name, change] of [
      [JOURNAL, { stat: async () => err(EIO) }],
      [JOURNAL, { read: async () => err(EIO) }],
      [DISK, { stat: async () => err(EIO) }],
      [DISK, { read: async () => err(EIO) }],
    ] as const) {
      const context = { ...c.context, files: broken(name, change) };
      expect(await inspectJournal(DISK, context)).toEqual(err(EIO));
      for (const act of [rollBack, rollForward, finish]) expect(await act(DISK, context)).toEqual(err(EIO));
    }
    const large = { ...c.context, files: broken(JOURNAL, { stat: async () => ok({ size: 2 ** 31 }) }) };
    expect(await inspectJournal(DISK, large)).toMatchObject({ value: { kind: 'unusable', why: 'too-large' } });
    const locked = { ...c.context, files: broken(DISK, { tryLock: async () => err(EIO) }) };
    expect(await rollBack(DISK, locked)).toEqual(err(EIO));
    c.volume.names.delete(DISK);
    expect(await inspectJournal(DISK, c.context)).toEqual(err({ kind: 'not-found' }));
    expect(await rollBack(DISK, c.context)).toEqual(err({ kind: 'not-found' }));
  });
});

describe('undo after a save', () => {
  it('needs everything to stand as it was saved, and the last save to go first', async () => {
    const b = savedDisk();
    const before = b.bytes().slice();
    await b.save({ plan: await b.plan(0, 50), keepUndoAs: '/disks/u1' });
    await b.save({ plan: await b.plan(8, 51), keepUndoAs: '/disks/u2' });
    expect(await undoSaved(DISK, '/disks/u1', b.context)).toMatchObject({ error: { kind: 'foreign-bytes' } });
    expect((await undoSaved(DISK, '/disks/u2', b.context)).ok).toBe(true);
    expect((await undoSaved(DISK, '/disks/u1', b.context)).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
    expect(b.names()).toEqual([DISK]);
  });

  it('is refused for a save that is not there, and while another is unsettled', async () => {
    const b = savedDisk();
    const before = b.bytes().slice();
    await b.save({ plan: await b.plan(16, 50), keepUndoAs: UNDO });
    b.volume.contents.set(b.volume.names.get(DISK) ?? 0, before);
    expect(await undoSaved(DISK, UNDO, b.context)).toEqual({ ok: false, error: { kind: 'not-all-new' } });
    expect(await undoSaved(DISK, '/disks/none', b.context)).toEqual({ ok: false, error: { kind: 'no-journal' } });
    await b.files.open(JOURNAL, 'create-new');
    expect(await undoSaved(DISK, UNDO, b.context)).toEqual({ ok: false, error: { kind: 'journal-exists' } });
    const blind = { ...b.context, files: { ...b.files, stat: async () => err(EIO) } };
    expect(await undoSaved(DISK, UNDO, blind)).toEqual(err(EIO));
  });

  it('when cut off is an interrupted save, to be taken back or completed', async () => {
    for (const barrier of ['prepared-mark', 'journal-name', 'restored', 'rolled-back-mark']) {
      const b = savedDisk();
      const before = b.bytes().slice();
      await b.save({ plan: await b.plan(0, 50), keepUndoAs: UNDO });
      const after = b.bytes().slice();
      expect((await undoSaved(DISK, UNDO, b.context, { protocol: stoppedAt(barrier) })).ok).toBe(false);
      const left = b.names().includes(JOURNAL) ? JOURNAL : UNDO;
      if (left === UNDO) {
        expect(b.bytes()).toEqual(after);
        expect((await undoSaved(DISK, UNDO, b.context)).ok).toBe(true);
      } else {
        expect((await rollBack(DISK, b.context)).ok).toBe(true);
      }
      expect(b.bytes()).toEqual(before);
    }
  });

  it('does not mind that the program which saved still runs', async () => {
    const b = savedDisk();
    await b.save({ plan: await b.plan(16, 50), keepUndoAs: UNDO });
    expect((await undoSaved(DISK, UNDO, { ...b.context, isAlive: () => true })).ok).toBe(true);
  });
});

describe('a recovery that fails on the way', () => {
  /** The file system, with calls on one file, or on names, replaced. */
  const changed = (files: FileSystem, name: string, change: (file: OpenFile, mode: OpenMode) => Partial<OpenFile>): FileSystem => ({
    ...files,
    open: async (path, mode, rights) => {
      const opened = await files.open(path, mode, rights);
      return opened.ok && path === name ? ok({ ...opened.value, ...change(opened.value, mode) }) : opened;
    },
  });

  it('leaves the journal, and the next one completes what it began', async () => {
    const breaks: ((files: FileSystem) => FileSystem)[] = [
      (files) => changed(files, DISK, () => ({ write: async () => err(EIO) })),
      (files) => changed(files, DISK, () => ({ sync: async () => err(EIO) })),
      // The mark, then even opening the journal for it.
      (files) => changed(files, JOURNAL, () => ({ write: async () => err(EIO) })),
      (files) => ({ ...files, open: refusingOpen(files, JOURNAL, 'write') }),
    ];
    for (const wrap of breaks) {
      const { b, after } = await interrupted('data');
      expect(await rollForward(DISK, { ...b.context, files: wrap(b.files) })).toEqual(err(EIO));
      expect(b.names()).toEqual([DISK, JOURNAL]);
      expect((await rollForward(DISK, b.context)).ok).toBe(true);
      expect(b.bytes()).toEqual(after);
      expect(b.names()).toEqual([DISK]);
    }
  });

  it('backwards leaves the journal too, and the old disk is there the next time', async () => {
    for (const wrap of [
      (files: FileSystem): FileSystem => changed(files, DISK, () => ({ write: async () => err(EIO) })),
      (files: FileSystem): FileSystem => changed(files, JOURNAL, () => ({ write: async () => err(EIO) })),
      (files: FileSystem): FileSystem => ({ ...files, open: refusingOpen(files, JOURNAL, 'write') }),
    ]) {
      const { b, before } = await interrupted('data');
      expect(await rollBack(DISK, { ...b.context, files: wrap(b.files) })).toEqual(err(EIO));
      expect(b.names()).toEqual([DISK, JOURNAL]);
      expect((await rollBack(DISK, b.context)).ok).toBe(true);
      expect(b.bytes()).toEqual(before);
    }
  });

  it('to open the journal says why, and not that there is none', async () => {
    const { b } = await interrupted('data');
    const denied = { ...b.context, files: { ...b.files, open: async () => err({ kind: 'permission-denied' } as const) } };
    expect(await inspectJournal(DISK, denied)).toEqual(err({ kind: 'permission-denied' }));
    for (const act of [rollBack, rollForward, finish]) expect(await act(DISK, denied)).toEqual(err({ kind: 'permission-denied' }));
  });

  it('to read what stands in the disk judges nothing, whichever byte it is', async () => {
    const { b, before } = await interrupted('table');
    const now = b.bytes().slice();
    let reads = 0;
    const count = changed(b.files, DISK, ({ read }) => ({ read: (...all) => ((reads += 1), read(...all)) }));
    await inspectJournal(DISK, { ...b.context, files: count });
    expect(reads).toBeGreaterThan(3);
    for (let n = 1; n <= reads; n++) {
      let left = n;
      const files = changed(b.files, DISK, ({ read }) => ({ read: async (...all) => (--left === 0 ? err(EIO) : read(...all)) }));
      expect(await inspectJournal(DISK, { ...b.context, files })).toEqual(err(EIO));
    }
    expect(b.bytes()).toEqual(now);
    expect((await rollBack(DISK, b.context)).ok).toBe(true);
    expect(b.bytes()).toEqual(before);
  });

  it('when a save is undone leaves the saved disk, and the undo file where it was', async () => {
    const breaks: ((files: FileSystem) => FileSystem)[] = [
      // Looked at once when it is locked, and once more by the undo itself.
      (files) => changed(files, DISK, ({ stat }) => ({ stat: refusingAt(stat, 2) })),
      // Its first read of the disk: a journal that is complete is believed until then.
      (files) => changed(files, DISK, ({ read }) => ({ read: refusingAt(read, 1) })),
      (files) => changed(files, UNDO, (_file, mode) => (mode === 'write' ? { write: async () => err(EIO) } : {})),
      (files) => ({ ...files, rename: async () => err(EIO) }),
    ];
    for (const wrap of breaks) {
      const b = savedDisk();
      const before = b.bytes().slice();
      await b.save({ plan: await b.plan(0, 50), keepUndoAs: UNDO });
      const after = b.bytes().slice();
      expect(await undoSaved(DISK, UNDO, { ...b.context, files: wrap(b.files) })).toEqual(err(EIO));
      expect(b.bytes()).toEqual(after);
      expect(b.names()).toEqual([DISK, UNDO]);
      expect((await undoSaved(DISK, UNDO, b.context)).ok).toBe(true);
      expect(b.bytes()).toEqual(before);
    }
  });
});
