import { describe, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../../main/io/fileSystem';
import { PROTOCOL } from '../../../../main/io/protocol';
import type { Step } from '../../../../main/vhd/ops/plan';
import type { FileError } from '../../../../shared/errors';
import { err, ok, type Result } from '../../../../shared/result';
import { savedDisk, DISK, JOURNAL, type SavedDisk } from '../../../support/savedDisk';
import { readPlainly } from '../../../support/plainReader';
import { patterned } from '../../../support/imageBuilder';

const EIO = { kind: 'write-failed', at: 0, bytes: 0, code: 'EIO' } as const;

/** The file system, with calls on one file replaced. */
const withFile =
  (name: string, change: (file: OpenFile) => Partial<OpenFile>) =>
  (files: FileSystem): FileSystem => ({
    ...files,
    open: async (path, mode, rights) => {
      const opened = await files.open(path, mode, rights);
      return opened.ok && path === name ? ok({ ...opened.value, ...change(opened.value) }) : opened;
    },
  });

/** The n-th call of `work` fails. */
const failing = <A extends unknown[], T>(work: (...args: A) => Promise<Result<T, FileError>>, n: number, error: FileError): typeof work => {
  let calls = 0;
  return async (...args) => (++calls === n ? err(error) : work(...args));
};

describe('a save', () => {
  it('goes through journal, stages, read-back and mark, each behind its barrier', async () => {
    const b = savedDisk();
    const saved = await b.save({ plan: await b.plan(0, 50) });
    expect(saved).toMatchObject({ ok: true, value: { undo: null, afterwards: null } });
    const names = new Map([...b.volume.names].map(([name, ino]) => [ino, name]));
    const told = b.ops.map((op) => {
      if (op.kind === 'name') return `${op.change.kind}`;
      if (op.kind === 'sync-folder') return 'sync folder';
      const file = 'ino' in op && names.get(op.ino) === DISK ? 'image' : 'journal';
      return op.kind === 'write' ? `${file} ${op.data.length}` : `${op.kind} ${file}`;
    });
    expect(told.join(', ')).toBe(
      'create, journal 10240, sync journal, sync folder, ' +
        'image 512, sync image, image 4096, sync image, image 512, image 4096, sync image, image 512, sync image, ' +
        'journal 512, sync journal, unlink, sync folder',
    );
    expect(readPlainly(b.bytes()).disk?.subarray(0, 4096)).toEqual(patterned(4096, 50));
    expect(b.names()).toEqual([DISK]);
  });

  it('keeps its journal under another name, for undo, and says what the file is now', async () => {
    const b = savedDisk();
    const saved = await b.save({ plan: await b.plan(16, 50), keepUndoAs: '/disks/u1' });
    expect(saved).toMatchObject({ ok: true, value: { undo: '/disks/u1', identity: await b.identity() } });
    expect(b.names()).toEqual([DISK, '/disks/u1']);
    // The next one goes by that identity.
    expect((await b.save({ plan: await b.plan(16, 51), expected: saved.ok ? saved.value.identity : await b.identity() })).ok).toBe(true);
  });

  it('of nothing touches nothing', async () => {
    const b = savedDisk();
    const plan = await b.plan(16, 3);
    expect(plan.steps).toEqual([]);
    expect((await b.save({ plan })).ok).toBe(true);
    expect(b.ops).toEqual([]);
  });

  it('is refused for a plan that no engine would make', async () => {
    const b = savedDisk();
    const plan = await b.plan(0, 50);
    expect(await b.save({ plan: { ...plan, lengthAfter: 1 } })).toEqual({
      ok: false,
      error: { fileState: 'untouched', cause: { kind: 'bad-plan', why: 'length' } },
    });
    const guards = Array.from({ length: 13 }, () => plan.guards[0] as never);
    expect(await b.save({ plan: { ...plan, guards } })).toMatchObject({ error: { cause: { kind: 'bad-plan', why: 'too-large' } } });
  });
});

describe('a save that is given up', () => {
  it('leaves the file and no journal, at every look before the first byte of the disk is written; afterwards it is finished', async () => {
    const old = savedDisk().bytes().slice();
    let last = 0;
    for (let look = 1; last === 0; look++) {
      const b = savedDisk();
      const plan = await b.plan(0, 50);
      let looks = 0;
      const signal = {
        get aborted() {
          return ++looks >= look;
        },
      };
      const saved = await b.save({ plan, signal });
      if (saved.ok) last = look;
      else {
        expect({ look, saved }).toMatchObject({ saved: { error: { fileState: 'untouched' } } });
        expect(b.names()).toEqual([DISK]);
        expect(Buffer.compare(b.bytes(), old)).toBe(0);
      }
      if (saved.ok) expect(readPlainly(b.bytes()).disk?.subarray(0, 4096)).toEqual(patterned(4096, 50));
    }
    // Once for each range that is compared, for the room, for the journal’s one chunk, and when it is durable.
    expect(last).toBeGreaterThan(4);
  });
});

describe('a save is refused, and the file untouched', () => {
  const expectRefused = async (b: ReturnType<typeof savedDisk>, saved: unknown, cause: unknown): Promise<void> => {
    expect(saved).toMatchObject({ ok: false, error: { fileState: 'untouched', cause } });
    expect(b.ops.filter((op) => op.kind === 'write')).toEqual([]);
  };

  it('when the name stands for another file, or the file was written to', async () => {
    const b = savedDisk();
    const plan = await b.plan(0, 50);
    const now = await b.identity();
    await expectRefused(b, await b.save({ plan, expected: { ...now, ino: 5n } }), { kind: 'changed-on-disk', what: 'replaced' });
    for (const change of [{ size: 1 }, { mtimeNs: 9n }, { ctimeNs: 9n }]) {
      await expectRefused(b, await b.save({ plan, expected: { ...now, ...change } }), { kind: 'changed-on-disk', what: 'identity' });
    }
  });

  it('when other bytes stand where it would write, or in what it relies on, though the times say nothing', async () => {
    for (const at of [0, 600, 1540, 2048 + 512]) {
      const b = savedDisk();
      const plan = await b.plan(16, 50);
      const bytes = b.bytes().slice();
      bytes[at] = (bytes[at] as number) ^ 1;
      b.volume.contents.set(b.volume.names.get(DISK) ?? 0, bytes);
      await expectRefused(b, await b.save({ plan }), { kind: 'changed-on-disk', what: 'bytes', at });
    }
  });

  it('when somebody else has it open for writing, by name', async () => {
    const qemu = { pid: 4711, command: 'qemu-system-x86', by: 'lock' } as const;
    const b = savedDisk();
    const plan = await b.plan(0, 50);
    await expectRefused(b, await b.save({ plan }, { otherWriters: async () => [qemu] }), { kind: 'locked', by: [qemu] });
    const locked = savedDisk(withFile(DISK, () => ({ tryLock: async () => ok(false) })));
    await expectRefused(locked, await locked.save({ plan }), { kind: 'locked', by: [] });
    const busy = savedDisk((files) => ({
      ...files,
      open: async (path, mode) => (mode === 'write' ? err({ kind: 'in-use' }) : files.open(path, mode)),
    }));
    await expectRefused(busy, await busy.save({ plan }, { otherWriters: async () => [qemu] }), { kind: 'locked', by: [qemu] });
  });

  it('when it cannot be opened, looked at or locked', async () => {
    const b = savedDisk();
    const plan = await b.plan(0, 50);
    await expectRefused(b, await b.save({ plan, path: '/disks/none' }), { kind: 'not-found' });
    for (const change of [{ stat: async () => err(EIO) }, { tryLock: async () => err(EIO) }, { read: async () => err(EIO) }]) {
      const other = savedDisk(withFile(DISK, () => change));
      await expectRefused(other, await other.save({ plan }), EIO);
    }
  });

  it('when a journal of another save lies there', async () => {
    const b = savedDisk();
    await b.files.open(JOURNAL, 'create-new');
    await expectRefused(b, await b.save({ plan: await b.plan(0, 50) }), { kind: 'journal-exists' });
    expect(b.names()).toContain(JOURNAL);
  });

  it('when there is no room, as far as the system tells', async () => {
    const b = savedDisk((files) => ({ ...files, freeBytes: async () => ok(1000) }));
    await expectRefused(b, await b.save({ plan: await b.plan(0, 50) }), {
      kind: 'no-room',
      freeBytes: 1000,
      needBytes: 10_240 + 4608 + 65_536,
    });
    const silent = savedDisk((files) => ({ ...files, freeBytes: async () => err(EIO) }));
    expect((await silent.save({ plan: await silent.plan(0, 50) })).ok).toBe(true);
  });

  it('when there is no room for zeros that are nowhere written, where a file has no holes by itself', async () => {
    const [windows, elsewhere] = [false, true].map((leavesHoles) =>
      savedDisk((files) => ({ ...files, leavesHoles, freeBytes: async () => ok(1000) })),
    ) as [SavedDisk, SavedDisk];
    const needed = async (b: SavedDisk): Promise<number> => {
      const plan = await b.plan(0, 50);
      const steps = plan.steps.flatMap((step): Step[] =>
        step.kind === 'zeros' ? [{ ...step, isHole: true }] : step.why === 'payload' ? [] : [step],
      );
      const saved = await b.save({ plan: { ...plan, steps } });
      return !saved.ok && saved.error.cause.kind === 'no-room' ? saved.error.cause.needBytes : 0;
    };
    // The data of a block.
    expect((await needed(windows)) - (await needed(elsewhere))).toBe(4096);
  });

  it('when what it relies on cannot be read once more, for the journal', async () => {
    const b = savedDisk();
    const plan = await b.plan(0, 50);
    let reads = 0;
    const count = withFile(DISK, (file) => ({ read: (...all) => ((reads += 1), file.read(...all)) }));
    await b.save({ plan, protocol: { ...PROTOCOL, phases: ['compare'] } }, { files: count(b.files) });
    const own = savedDisk();
    const failingThen = withFile(DISK, (file) => ({ read: failing(file.read, reads + 1, EIO) }));
    await expectRefused(own, await own.save({ plan: await own.plan(0, 50) }, { files: failingThen(own.files) }), EIO);
    expect(own.names()).toEqual([DISK]);
  });

  it('when its journal cannot be written, made durable or named', async () => {
    const cases: ((files: FileSystem) => FileSystem)[] = [
      (files) => ({
        ...files,
        open: async (path, mode) => (mode === 'create-new' ? err({ kind: 'permission-denied' }) : files.open(path, mode)),
      }),
      withFile(JOURNAL, () => ({ write: async () => err(EIO) })),
      withFile(JOURNAL, () => ({ sync: async () => err(EIO) })),
      (files) => ({ ...files, syncFolder: async () => err(EIO) }),
      withFile(DISK, (file) => ({ read: failing(file.read, 6, EIO) })),
    ];
    for (const wrap of cases) {
      const b = savedDisk(wrap);
      const before = b.bytes();
      expect(await b.save({ plan: await b.plan(0, 50) })).toMatchObject({ ok: false, error: { fileState: 'untouched' } });
      expect(b.bytes()).toEqual(before);
      expect(b.names()).toEqual([DISK]);
    }
  });
});

describe('a save that fails on the way', () => {
  const outcome = async (wrap: (files: FileSystem) => FileSystem): Promise<{ state: unknown; isOld: boolean; names: string[] }> => {
    const b = savedDisk(wrap);
    const before = b.bytes().slice();
    const saved = await b.save({ plan: await b.plan(0, 50) });
    return { state: saved.ok ? 'saved' : saved.error.fileState, isOld: Buffer.compare(before, b.bytes()) === 0, names: b.names() };
  };

  it('puts the old bytes and the old length back', async () => {
    for (let n = 1; n <= 5; n++) {
      expect(await outcome(withFile(DISK, (file) => ({ write: failing(file.write, n, EIO) })))).toEqual({
        state: 'old-restored',
        isOld: true,
        names: [DISK],
      });
    }
  });

  it('puts them back when what is read afterwards is not what was written', async () => {
    const handle = { count: 0 };
    const wrong = (file: OpenFile): Partial<OpenFile> => {
      handle.count += 1;
      return handle.count === 2
        ? { read: async (at, bytes) => file.read(at, bytes).then((r) => (r.ok ? ok(r.value.map((x) => x ^ 1)) : r)) }
        : {};
    };
    expect(await outcome(withFile(DISK, wrong))).toEqual({ state: 'old-restored', isOld: true, names: [DISK] });
    for (const change of [
      { stat: async () => err(EIO) },
      { read: async () => err(EIO) },
      { stat: async () => ok({ size: 1, dev: 1n, ino: 100n }) },
      { stat: async () => ok({ ino: 3n }) },
    ]) {
      handle.count = 0;
      const second = (): Partial<OpenFile> => (++handle.count === 2 ? (change as Partial<OpenFile>) : {});
      expect(await outcome(withFile(DISK, second))).toMatchObject({ state: 'old-restored', isOld: true });
    }
  });

  it('puts them back when the file cannot be opened again to be read', async () => {
    const b = savedDisk();
    const before = b.bytes().slice();
    const files: FileSystem = {
      ...b.files,
      open: async (path, mode, rights) => (mode === 'read' ? err(EIO) : b.files.open(path, mode, rights)),
    };
    expect(await b.save({ plan: await b.plan(0, 50) }, { files })).toEqual({ ok: false, error: { fileState: 'old-restored', cause: EIO } });
    expect(b.bytes()).toEqual(before);
    expect(b.names()).toEqual([DISK]);
  });

  it('leaves the journal when even that fails', async () => {
    const down = withFile(DISK, (file) => {
      let calls = 0;
      return { write: async (at, bytes) => (++calls >= 4 ? err(EIO) : file.write(at, bytes)) };
    });
    expect(await outcome(down)).toMatchObject({ state: 'needs-recovery', names: [DISK, JOURNAL] });
    for (const stays of [{ truncate: async () => err(EIO) }, { truncate: async () => ok(undefined) }]) {
      const long = withFile(DISK, (file) => ({ write: failing(file.write, 4, EIO), ...stays }));
      expect(await outcome(long)).toMatchObject({ state: 'needs-recovery', names: [DISK, JOURNAL] });
    }
  });

  it('never asks twice for what a sync did not do', async () => {
    for (let n = 1; n <= 4; n++) {
      let syncs = 0;
      const once = withFile(DISK, (file) => ({
        sync: async () => (++syncs === n ? err({ kind: 'sync-failed', code: 'EIO' }) : file.sync()),
      }));
      expect(await outcome(once)).toMatchObject({ state: 'needs-recovery', names: [DISK, JOURNAL] });
      expect(syncs).toBe(n);
    }
  });

  it('does not know whether a mark that failed is there', async () => {
    const mark = withFile(JOURNAL, (file) => ({ write: failing(file.write, 2, EIO) }));
    expect(await outcome(mark)).toMatchObject({ state: 'needs-recovery', isOld: false, names: [DISK, JOURNAL] });
  });

  it('stands when only the tidying up fails', async () => {
    const b = savedDisk((files) => ({ ...files, unlink: async () => err(EIO) }));
    expect(await b.save({ plan: await b.plan(0, 50) })).toMatchObject({ ok: true, value: { undo: null, afterwards: EIO } });
    const kept = savedDisk((files) => ({ ...files, rename: async () => err(EIO) }));
    expect(await kept.save({ plan: await kept.plan(0, 50), keepUndoAs: '/disks/u' })).toMatchObject({
      ok: true,
      value: { undo: null, afterwards: EIO },
    });
  });
});

describe('a system where opening for writing lets nobody else in', () => {
  it('reads back through the same handle', async () => {
    let open = 0;
    const b = savedDisk((files) => ({
      ...files,
      opensExclusively: true,
      open: async (path, mode, rights) => {
        if (path === DISK && ++open > 1) return err({ kind: 'in-use' });
        return files.open(path, mode, rights);
      },
    }));
    expect((await b.save({ plan: await b.plan(0, 50) })).ok).toBe(true);
  });
});

describe('the protocol', () => {
  it('is one record that tests can change, and the real one does every sync it is told to', async () => {
    let done = 0;
    await PROTOCOL.barrier('data', async () => {
      done += 1;
      return ok(undefined);
    });
    expect(done).toBe(1);
    expect(PROTOCOL.journalled([])).toEqual([]);
    const b = savedDisk();
    const protocol = { ...PROTOCOL, marksCommit: false };
    expect((await b.save({ plan: await b.plan(0, 50), protocol })).ok).toBe(true);
  });
});
