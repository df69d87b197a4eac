/** Repairs carried out in real folders: at once, into copies, and what they leave when they fail. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cancel as cancelJob } from '../../../../../main/io/bulk/control';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createRepairWork, type CopyOrder, type RepairWork } from '../../../../../main/session/repair/repairWork';
import { createSaving } from '../../../../../main/session/edit/saving';
import type { RepairCopyError, RepairProgress } from '../../../../../shared/repairViews';
import { err, ok, type Result } from '../../../../../shared/result';
import type { ImageId } from '../../../../../shared/views';
import { changed } from '../../../../support/damage';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, SIZE } from '../../../../support/fixtures';
import { endOf, outputAt } from '../../../../support/jobs';
import { put16, put32, stampFooter } from '../../../../support/imageBuilder';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const WINDOW = 1;
const ID = '00112233-4455-6677-8899-aabbccddeeff';
const world = { now: () => NOW, newId: () => ID };
const none = (): void => {};
const RESCUE = { kind: 'rescue' } as const;

/** The job in this thread; `isCancelled`: before it has begun. */
async function copied({ path: file, parents, recipe, target }: CopyOrder, isCancelled: boolean): Promise<Result<null, RepairCopyError>> {
  const request = { op: 'repair' as const, source: { path: file, as: 'disk' as const, parents }, output: outputAt(target), ...recipe };
  const end = await endOf(request, { onControl: (control) => isCancelled && cancelJob(control) });
  if (end.kind === 'done') return ok(null);
  return err(end.kind === 'cancelled' ? { kind: 'cancelled' } : (end.error as RepairCopyError));
}

const workOf = ({ isCancelled = false } = {}): RepairWork =>
  createRepairWork(world, realContext(), (order) => ({ end: copied(order, isCancelled), cancel: none }));

let folders = 0;
const root = tempDir();
function write(bytes: Uint8Array): { readonly folder: string; readonly file: string } {
  folders += 1;
  const folder = path.join(root, String(folders));
  mkdirSync(folder);
  const file = path.join(folder, 'disk.vhd');
  writeFileSync(file, bytes);
  return { folder, file };
}

async function withSession(file: string, use: (session: ImageSession) => Promise<void>): Promise<void> {
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', ...world, context: realContext() });
  if (!session.ok) throw new Error(session.error.kind);
  try {
    await use(session.value);
  } finally {
    await session.value.close();
  }
}

async function planOf(session: ImageSession, code: 'F01' | 'F02'): Promise<number> {
  const plan = await session.planRepair(session.edits().revision, { kind: 'mend', only: [code], choose: [] });
  if (!plan.ok) throw new Error(plan.error.kind);
  return plan.value.plan;
}

const cut = (): Uint8Array => baseImage().slice(0, FOOTER_AT);
const same = (file: string, bytes: Uint8Array): boolean => Buffer.compare(readFileSync(file), Buffer.from(bytes)) === 0;

describe('a repair written at once', () => {
  it('gives the lost footer back, and undo takes it away again', async () => {
    const { file } = write(cut());
    const saving = createSaving(realContext());
    await withSession(file, async (session) => {
      expect(await saving.repair(session, await planOf(session, 'F01'))).toEqual({ ok: true, value: undefined });
      expect(same(file, baseImage())).toBe(true);
      expect(session.view().findings).toEqual([]);
      expect(await saving.undoLast(session)).toEqual({ ok: true, value: undefined });
      expect(same(file, cut())).toBe(true);
    });
  });

  it('is refused once something else was staged, and when it is another plan', async () => {
    const { file } = write(cut());
    const saving = createSaving(realContext());
    await withSession(file, async (session) => {
      const plan = await planOf(session, 'F01');
      session.setEditing(true);
      const typed = { kind: 'bytes', how: 'typing', space: 'file', at: 0x900, bytes: Uint8Array.of(1), joins: false } as const;
      expect((await session.stage(0, typed)).ok).toBe(true);
      const stale = { ok: false, error: { fileState: 'untouched', cause: { kind: 'stale-plan' } } };
      expect(await saving.repair(session, plan)).toEqual(stale);
      expect(await saving.repair(session, plan + 1)).toEqual(stale);
      expect(same(file, cut())).toBe(true);
    });
  });
});

describe('a repair staged through the session', () => {
  const spoilt = (): Uint8Array => changed(baseImage(), (b) => b.set([1, 2, 3, 4], FOOTER_AT + 64));

  it('changes the view, and saving it changes those bytes alone', async () => {
    const { file } = write(spoilt());
    await withSession(file, async (session) => {
      const plan = await planOf(session, 'F02');
      expect(await session.stageRepair(plan)).toEqual({ ok: false, error: { kind: 'not-editing' } });
      session.setEditing(true);
      expect(await session.stageRepair(plan)).toEqual({ ok: true, value: undefined });
      expect(session.view().findings).toEqual([]);
      expect(await session.stageRepair(plan), 'a second time').toMatchObject({ ok: false });
      expect(await createSaving(realContext()).save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
      expect(same(file, baseImage())).toBe(true);
    });
  });

  it('leaves the view as it was planned, blocks included, where they were looked at', async () => {
    const hidden = changed(baseImage(), (b) => b.fill(0, 4 * 512, 4 * 512 + 1));
    await withSession(write(hidden).file, async (session) => {
      await workOf().check(WINDOW, session, none, none);
      const request = { kind: 'mend', only: ['B15'], choose: [{ code: 'B15', method: 'set-bits' }] } as const;
      const plan = await workOf().plan(WINDOW, session, { revision: 0, request });
      if (!plan.ok) throw new Error(plan.error.kind);
      session.setEditing(true);
      expect(await session.stageRepair(plan.value.plan)).toEqual({ ok: true, value: undefined });
      expect(session.view()).toMatchObject({ checked: 'everything', findings: plan.value.after });
      expect(plan.value.after.map(({ code }) => code)).not.toContain('B15');
    });
  });

  it('is not planned to the end when nobody waits for it', async () => {
    const lost = changed(baseImage(), (b) => b.fill(0, 1536, 1536 + 16));
    await withSession(write(lost).file, async (session) => {
      const work = workOf();
      const planning = work.plan(WINDOW, session, { revision: 0, request: { kind: 'rebuild', place: [] } });
      work.cancel(WINDOW, 'plan');
      expect(await planning).toMatchObject({ ok: false, error: { kind: 'cannot-read' } });
      expect((await work.plan(WINDOW, session, { revision: 0, request: { kind: 'rebuild', place: [] } })).ok).toBe(true);
    });
  });

  it('is not planned for a state that is gone', async () => {
    await withSession(write(spoilt()).file, async (session) => {
      const request = { kind: 'mend', only: ['F02'], choose: [] } as const;
      expect(await session.planRepair(7, request)).toEqual({ ok: false, error: { kind: 'stale-revision' } });
    });
  });
});

describe('a check of everything', () => {
  /** Eight sectors of block 0 hidden: the base image keeps its first block at sector 4. */
  const hidden = (): Uint8Array => changed(baseImage(), (b) => b.fill(0, 4 * 512, 4 * 512 + 1));

  it('joins what it finds to the view until something changes', async () => {
    await withSession(write(hidden()).file, async (session) => {
      const told: RepairProgress[] = [];
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [] });
      expect((await workOf().check(WINDOW, session, (progress) => told.push(progress), none)).ok).toBe(true);
      expect(session.view().checked).toBe('everything');
      const codes = session.view().findings.map(({ code }) => code);
      expect(codes).toContain('B15');
      expect(told.at(-1)).toMatchObject({ of: 'check' });
      expect((await session.offers()).offers.map(({ code }) => code)).toContain('B15');
      session.setEditing(true);
      await session.stage(0, { kind: 'bytes', how: 'typing', space: 'disk', at: 0, bytes: Uint8Array.of(9), joins: false });
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [] });
    });
  });

  it('tells what it finds while it goes on, keeps it where it is cancelled, and starts anew', async () => {
    await withSession(write(changed(hidden(), (b) => put32(b, FOOTER_AT + 64, 0xdead_beef))).file, async (session) => {
      const work = workOf();
      const seen: string[] = [];
      const told: string[] = [];
      const done = await work.check(WINDOW, session, none, ({ code }) => {
        told.push(code);
        seen.push(...session.view().findings.map((one) => one.code));
        expect(session.view().checked).toBe('structures');
        work.cancel(WINDOW, 'work');
      });
      expect(done).toEqual({ ok: false, error: { kind: 'cancelled' } });
      // The checksum was known from the opening, and stays; it is not told again.
      expect({ told, seen }).toEqual({ told: ['B15'], seen: ['B15', 'F02'] });
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [{ code: 'B15' }, { code: 'F02' }] });
      expect((await session.offers()).offers.map(({ code }) => code)).toContain('B15');
      const plan = await session.planRepair(0, { kind: 'mend', only: ['B15'], choose: [{ code: 'B15', method: 'set-bits' }] });
      expect(plan.ok && plan.value.done).toMatchObject([{ code: 'B15', method: 'set-bits' }]);
      expect((await work.check(WINDOW, session, none, none)).ok).toBe(true);
      expect(session.view()).toMatchObject({ checked: 'everything', findings: [{ code: 'B15' }, { code: 'F02' }] });
    });
  });

  it('of a disk that changes meanwhile leaves nothing in the view', async () => {
    await withSession(write(hidden()).file, async (session) => {
      session.setEditing(true);
      const typed = { kind: 'bytes', how: 'typing', space: 'disk', at: BLOCK * 2, bytes: Uint8Array.of(9), joins: false } as const;
      const checking = workOf().check(WINDOW, session, none, none);
      await session.stage(0, typed);
      expect(await checking).toEqual({ ok: false, error: { kind: 'stale-revision' } });
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [] });
    });
  });

  it('that is cancelled finds nothing, and one at a time runs in a window', async () => {
    await withSession(write(hidden()).file, async (session) => {
      const work = workOf();
      const first = work.check(WINDOW, session, none, none);
      expect(await work.check(WINDOW, session, none, none)).toEqual({ ok: false, error: { kind: 'busy' } });
      work.cancel(WINDOW, 'work');
      expect(await first).toEqual({ ok: false, error: { kind: 'cancelled' } });
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [] });
    });
  });
});

describe('a repaired copy', () => {
  it('is the repaired disk, and the original stays as it is', async () => {
    const { folder, file } = write(cut());
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const target = path.join(folder, 'copy.vhd');
    await withSession(file, async (session) => {
      const plan = await planOf(session, 'F01');
      expect(await workOf().copy(WINDOW, { session, plan, target }, none)).toEqual({ ok: true, value: null });
    });
    expect(same(target, baseImage())).toBe(true);
    expect(same(file, cut())).toBe(true);
    expect(statSync(file).mtimeMs).toBe(1_700_000_000_000);
    expect(readdirSync(folder).sort()).toEqual(['copy.vhd', 'disk.vhd']);
  });

  it('takes no name that is taken, and is not made of a file that changed or for a plan that is gone', async () => {
    const { folder, file } = write(cut());
    const taken = path.join(folder, 'taken.vhd');
    writeFileSync(taken, 'mine');
    await withSession(file, async (session) => {
      const plan = await planOf(session, 'F01');
      const errorOf = async (number: number, target: string): Promise<string> => {
        const made = await workOf().copy(WINDOW, { session, plan: number, target }, none);
        return made.ok ? 'made' : made.error.kind;
      };
      expect(await errorOf(plan, taken)).toBe('exists');
      expect(await errorOf(plan + 1, path.join(folder, 'a.vhd'))).toBe('stale-plan');
      appendFileSync(file, 'x');
      expect(await errorOf(plan, path.join(folder, 'a.vhd'))).toBe('changed-on-disk');
    });
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'taken.vhd']);
  });

  it('is byte for byte what was planned, a footer of 511 bytes included', async () => {
    // Ten cylinders are too few; the specification gives such a disk 240.
    const odd = changed(fixedImage(), (b) => {
      put16(b, SIZE + 56, 10);
      stampFooter(b, SIZE);
    }).slice(0, -1);
    const { folder, file } = write(odd);
    const target = path.join(folder, 'copy.vhd');
    await withSession(file, async (session) => {
      const request = { kind: 'mend', only: ['F10'], choose: [{ code: 'F10', method: 'recompute-geometry' }] } as const;
      const plan = await workOf().plan(WINDOW, session, { revision: session.edits().revision, request });
      if (!plan.ok) throw new Error(plan.error.kind);
      expect(await workOf().copy(WINDOW, { session, plan: plan.value.plan, target }, none)).toEqual({ ok: true, value: null });
    });
    expect(same(target, fixedImage().slice(0, -1))).toBe(true);
  });

  it.each([
    ['disk.vhd.platter-journal', 'journal-name'],
    ['free.vhd', 'journal-left'],
  ])('gets no name that journals keep from new files: %s', async (name, kind) => {
    const { file, folder } = write(changed(baseImage(), (b) => b.set([1, 2, 3, 4], FOOTER_AT + 64)));
    writeFileSync(path.join(folder, 'free.vhd.platter-journal'), 'torn');
    await withSession(file, async (session) => {
      const order = { session, plan: await planOf(session, 'F02'), target: path.join(folder, name) };
      expect(await workOf().copy(WINDOW, order, none)).toMatchObject({ ok: false, error: { kind: 'obstacle', obstacle: { kind } } });
      expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'free.vhd.platter-journal']);
    });
  });

  it('waits until an unfinished save is decided on', async () => {
    const { folder, file } = write(cut());
    writeFileSync(`${file}.platter-journal`, 'half a journal');
    await withSession(file, async (session) => {
      const order = { session, plan: await planOf(session, 'F01'), target: path.join(folder, 'copy.vhd') };
      expect(await workOf().copy(WINDOW, order, none)).toEqual({ ok: false, error: { kind: 'journal-exists' } });
    });
  });

  it('that is cancelled leaves nothing', async () => {
    const { folder, file } = write(cut());
    await withSession(file, async (session) => {
      const order = { session, plan: await planOf(session, 'F01'), target: path.join(folder, 'copy.vhd') };
      expect(await workOf({ isCancelled: true }).copy(WINDOW, order, none)).toEqual({ ok: false, error: { kind: 'cancelled' } });
    });
    expect(readdirSync(folder)).toEqual(['disk.vhd']);
  });
});

describe('a file that did not open', () => {
  it('becomes a disk in a new file; a raw disk keeps its first bytes', async () => {
    const raw = changed(fixedImage().slice(0, SIZE), (b) => {
      b.fill(0, 0, 510);
      b.set([0x55, 0xaa], 510);
    });
    const { folder, file } = write(raw);
    const work = workOf();
    const view = await work.planRescue(WINDOW, { path: file, request: RESCUE }, none);
    if (!view.ok) throw new Error(view.error.kind);
    const target = path.join(folder, 'fixed.vhd');
    expect(await work.copyRescue(WINDOW, { plan: view.value.plan, target }, none)).toEqual({ ok: true, value: null });
    expect(Buffer.compare(readFileSync(target).subarray(0, SIZE), Buffer.from(raw))).toBe(0);
    expect(
      readFileSync(target)
        .subarray(SIZE, SIZE + 8)
        .toString('latin1'),
    ).toBe('conectix');
    expect(same(file, raw)).toBe(true);
    expect(await work.copyRescue(2, { plan: view.value.plan, target: `${target}2` }, none), 'another window').toEqual({
      ok: false,
      error: { kind: 'stale-plan' },
    });
  });

  it('becomes the disk of a footer far before its end, cut off there or grown to the end', async () => {
    // Behind a fixed disk of 8 MiB and its footer stand 5 MiB that are no zeros.
    const grown = Buffer.concat([fixedImage(), Buffer.alloc(5 * 1024 * 1024, 0xe5)]);
    const { folder, file } = write(grown);
    const work = workOf();
    const told: RepairProgress[] = [];
    const asked = { path: file, request: { kind: 'far-footer', at: null, method: null } as const };
    const view = await work.planRescue(WINDOW, asked, (progress) => told.push(progress));
    if (!view.ok) throw new Error(view.error.kind);
    expect(view.value).toMatchObject({ request: { at: SIZE }, done: [], canCopy: false });
    expect(view.value.ways.map(({ method }) => method)).toEqual(['cut-tail', 'move-footer']);
    expect(told[0]).toMatchObject({ of: 'repair', total: grown.length });
    for (const [method, size] of [
      ['cut-tail', SIZE],
      ['move-footer', grown.length],
    ] as const) {
      const chosen = await work.planRescue(WINDOW, { path: file, request: { kind: 'far-footer', at: SIZE, method } }, none);
      if (!chosen.ok) throw new Error(chosen.error.kind);
      expect(chosen.value).toMatchObject({ canCopy: true, canApply: false, canStage: false, after: [] });
      const target = path.join(folder, `${method}.vhd`);
      expect(await work.copyRescue(WINDOW, { plan: chosen.value.plan, target }, none)).toEqual({ ok: true, value: null });
      const made = readFileSync(target);
      expect(made.length).toBe(size + 512);
      expect(made.subarray(size, size + 8).toString('latin1')).toBe('conectix');
      expect(made.readBigUInt64BE(size + 48)).toBe(BigInt(size));
      expect(made.subarray(0, SIZE).equals(grown.subarray(0, SIZE))).toBe(true);
      expect(made.subarray(SIZE + 512, size).equals(grown.subarray(SIZE + 512, size))).toBe(true);
    }
    expect(same(file, grown)).toBe(true);
  });

  it('has no footer anywhere', async () => {
    const { file } = write(new Uint8Array(65_536).fill(0xe5));
    const request = { kind: 'far-footer', at: null, method: null } as const;
    expect(await workOf().planRescue(WINDOW, { path: file, request }, none)).toEqual({
      ok: false,
      error: { kind: 'no-far-footer', unreadBytes: 0 },
    });
  });

  it('is not looked through any further once that is cancelled', async () => {
    const { file } = write(new Uint8Array(9 * 1024 * 1024).fill(0xe5));
    const work = workOf();
    const request = { kind: 'far-footer', at: null, method: null } as const;
    const running: boolean[] = [];
    const planning = work.planRescue(WINDOW, { path: file, request }, () => {
      running.push(work.isSearching(WINDOW), work.isSearching(WINDOW + 1));
      work.cancel(WINDOW, 'plan');
    });
    expect(await planning).toMatchObject({ ok: false, error: { kind: 'read-failed', code: 'ECANCELED' } });
    expect([...running, work.isSearching(WINDOW)]).toEqual([true, false, false]);
  });

  it('and is nothing we know is not rescued', async () => {
    const { file } = write(new Uint8Array(65_536).fill(0xe5));
    expect(await workOf().planRescue(WINDOW, { path: file, request: RESCUE }, none)).toEqual({ ok: false, error: { kind: 'no-rescue' } });
    expect(await workOf().planRescue(WINDOW, { path: `${file}x`, request: RESCUE }, none)).toEqual({
      ok: false,
      error: { kind: 'not-found' },
    });
  });
});
