/** Repairs carried out in real folders: at once, into copies, and what they leave when they fail. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cancel as cancelJob } from '../../../../main/io/bulk/control';
import { openSession, type ImageSession } from '../../../../main/session/imageSession';
import { createRepairWork, type CopyOrder, type RepairWork } from '../../../../main/session/repairWork';
import { createSaving } from '../../../../main/session/saving';
import type { RepairCopyError, RepairProgress } from '../../../../shared/repairViews';
import { err, ok, type Result } from '../../../../shared/result';
import type { ImageId } from '../../../../shared/views';
import { changed } from '../../../support/damage';
import { baseImage, fixedImage, FOOTER_AT, SIZE } from '../../../support/fixtures';
import { endOf, outputAt } from '../../../support/jobs';
import { realContext } from '../../../support/newDisks';
import { NOW } from '../../../support/opened';
import { tempDir } from '../../../support/tempDir';

const WINDOW = 1;
const ID = '00112233-4455-6677-8899-aabbccddeeff';
const world = { now: () => NOW, newId: () => ID };
const none = (): void => {};

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
      expect(await createSaving(realContext()).save(session)).toEqual({ ok: true, value: undefined });
      expect(same(file, baseImage())).toBe(true);
    });
  });

  it('leaves the view as it was planned, blocks included, where they were looked at', async () => {
    const hidden = changed(baseImage(), (b) => b.fill(0, 4 * 512, 4 * 512 + 1));
    await withSession(write(hidden).file, async (session) => {
      await workOf().check(WINDOW, session, none);
      const wish = { kind: 'mend', only: ['B15'], choose: [{ code: 'B15', method: 'set-bits' }] } as const;
      const plan = await workOf().plan(WINDOW, session, { revision: 0, wish });
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
      const planning = work.plan(WINDOW, session, { revision: 0, wish: { kind: 'rebuild' } });
      work.cancel(WINDOW, 'plan');
      expect(await planning).toMatchObject({ ok: false, error: { kind: 'cannot-read' } });
      expect((await work.plan(WINDOW, session, { revision: 0, wish: { kind: 'rebuild' } })).ok).toBe(true);
    });
  });

  it('is not planned for a state that is gone', async () => {
    await withSession(write(spoilt()).file, async (session) => {
      const wish = { kind: 'mend', only: ['F02'], choose: [] } as const;
      expect(await session.planRepair(7, wish)).toEqual({ ok: false, error: { kind: 'stale-revision' } });
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
      expect((await workOf().check(WINDOW, session, (progress) => told.push(progress))).ok).toBe(true);
      expect(session.view().checked).toBe('everything');
      const codes = session.view().findings.map(({ code }) => code);
      expect(codes).toContain('B15');
      expect(told.at(-1)).toMatchObject({ unit: 'blocks' });
      expect((await session.offers()).offers.map(({ code }) => code)).toContain('B15');
      session.setEditing(true);
      await session.stage(0, { kind: 'bytes', how: 'typing', space: 'disk', at: 0, bytes: Uint8Array.of(9), joins: false });
      expect(session.view()).toMatchObject({ checked: 'structures', findings: [] });
    });
  });

  it('that is cancelled finds nothing, and one at a time runs in a window', async () => {
    await withSession(write(hidden()).file, async (session) => {
      const work = workOf();
      const first = work.check(WINDOW, session, none);
      expect(await work.check(WINDOW, session, none)).toEqual({ ok: false, error: { kind: 'busy' } });
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
    const view = await work.planRescue(WINDOW, file);
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

  it('and is nothing we know is not rescued', async () => {
    const { file } = write(new Uint8Array(65_536).fill(0xe5));
    expect(await workOf().planRescue(WINDOW, file)).toEqual({ ok: false, error: { kind: 'no-rescue' } });
    expect(await workOf().planRescue(WINDOW, `${file}x`)).toEqual({ ok: false, error: { kind: 'not-found' } });
  });
});
