/** A disk that is kept as it is: open by a footer far before the end of its file, with what stands behind left alone. */
import { randomUUID } from 'node:crypto';
import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSaving } from '../../../../../main/session/edit/saving';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createSessions } from '../../../../../main/session/image/sessions';
import { sourceOf } from '../../../../../main/session/jobs/jobTask';
import { createRepairWork, type CopyOrder } from '../../../../../main/session/repair/repairWork';
import type { SourceRef } from '../../../../../main/jobs/tasks';
import type { MendRequest } from '../../../../../shared/repairViews';
import { err, ok, type Result } from '../../../../../shared/result';
import type { OpenError } from '../../../../../shared/errors';
import type { ImageId } from '../../../../../shared/views';
import { changed } from '../../../../support/damage';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, joined, SIZE } from '../../../../support/fixtures';
import { get32 } from '../../../../support/imageBuilder';
import { endOf, fileOf, outputAt } from '../../../../support/jobs';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

/** More than is looked through for a footer when a file is opened. */
const BEHIND = new Uint8Array(6 * 1024 * 1024).fill(0xe5);

const grown = (): Uint8Array => joined(fixedImage(), BEHIND);
/** Its copy at the start is gone: only the footer says what the disk is. */
const dynamic = (): Uint8Array =>
  joined(
    changed(baseImage(), (bytes) => bytes.fill(0, 0, 512)),
    BEHIND,
  );

const root = tempDir();
let files = 0;
function write(bytes: Uint8Array): string {
  files += 1;
  const file = path.join(root, `${files}.vhd`);
  writeFileSync(file, bytes);
  return file;
}
const same = (file: string, bytes: Uint8Array): boolean => Buffer.compare(readFileSync(file), Buffer.from(bytes)) === 0;

const openAt = (file: string, footerAt: number | null): Promise<Result<ImageSession, OpenError>> =>
  openSession({ id: 'i' as ImageId, path: file, as: 'disk', footerAt, now: () => NOW, newId: randomUUID, context: realContext() });

async function withKept(file: string, footerAt: number, use: (session: ImageSession) => Promise<void>): Promise<void> {
  const session = await openAt(file, footerAt);
  if (!session.ok) throw new Error(session.error.kind);
  try {
    await use(session.value);
  } finally {
    await session.value.close();
  }
}

const type = (session: ImageSession, space: 'disk' | 'file', at: number, ...bytes: number[]) =>
  session.stage(session.edits().revision, { kind: 'bytes', how: 'typing', space, at, bytes: Uint8Array.from(bytes), joins: false });

const codes = (session: ImageSession): string[] => session.view().findings.map(({ code }) => code);
const way = (method: 'cut-tail' | 'move-footer'): MendRequest => ({ kind: 'mend', only: ['F04'], choose: [{ code: 'F04', method }] });

describe('a disk that is kept', () => {
  test('opens by the place of its footer alone, and shows what stands behind and what can be done about it', async () => {
    const file = write(grown());
    expect((await openAt(file, null)).ok).toBe(false);
    // No footer stands there, or no sector begins.
    for (const at of [0, 512, SIZE - 512, SIZE + 1, SIZE + 512, grown().length, 2 ** 52]) expect((await openAt(file, at)).ok).toBe(false);
    await withKept(file, SIZE, async (session) => {
      expect(session.view()).toMatchObject({ fileBytes: grown().length, disk: { kind: 'fixed', sectors: SIZE / 512 } });
      expect(session.view().findings).toMatchObject([
        { code: 'F04', facts: { bytes: BEHIND.length, hasCopy: false }, where: [{ at: SIZE + 512, bytes: BEHIND.length }] },
      ]);
      const { offers } = await session.offers();
      expect(offers.map(({ code, method }) => [code, method])).toEqual([
        ['F04', 'cut-tail'],
        ['F04', 'move-footer'],
      ]);
    });
    expect(same(file, grown())).toBe(true);
  });

  test('is edited in place: nothing but the bytes of the change is another, and it is open as before', async () => {
    const file = write(grown());
    const saving = createSaving(realContext());
    await withKept(file, SIZE, async (session) => {
      expect((await saving.begin(session)).ok).toBe(true);
      expect((await type(session, 'disk', SIZE - 1, 7)).ok).toBe(true);
      expect((await type(session, 'disk', 5, 9)).ok).toBe(true);
      expect((await session.undo(session.edits().revision)).ok).toBe(true);
      expect(codes(session)).toEqual(['F04']);
      expect(session.review()).toMatchObject({ errorsBefore: 1, errorsAfter: 1, changedBytes: 1 });
      expect(await saving.save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
      expect(
        same(
          file,
          changed(grown(), (bytes) => bytes.fill(7, SIZE - 1, SIZE)),
        ),
      ).toBe(true);
      expect(codes(session)).toEqual(['F04']);
      expect(await saving.undoLast(session)).toEqual({ ok: true, value: undefined });
      expect(same(file, grown())).toBe(true);
      expect(codes(session)).toEqual(['F04']);
    });
  });

  test('that is dynamic takes changes in its blocks, and no new one', async () => {
    const file = write(dynamic());
    const saving = createSaving(realContext());
    await withKept(file, FOOTER_AT, async (session) => {
      expect(session.view().disk?.kind).toBe('dynamic');
      await saving.begin(session);
      expect(await type(session, 'disk', BLOCK, 1)).toEqual({ ok: false, error: { kind: 'cannot-grow', why: 'trailing-bytes' } });
      expect((await type(session, 'disk', 3, 0x77)).ok).toBe(true);
      expect(await saving.save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
      // Block 0 lies at sector 4, behind a sector of bitmap.
      expect(
        same(
          file,
          changed(dynamic(), (bytes) => bytes.fill(0x77, 5 * 512 + 3, 5 * 512 + 4)),
        ),
      ).toBe(true);
      expect(session.view().disk?.kind).toBe('dynamic');
    });
  });

  test('whose footer is made a wrong one there is still open, and says so', async () => {
    const file = write(grown());
    const saving = createSaving(realContext());
    await withKept(file, SIZE, async (session) => {
      await saving.begin(session);
      const sum = get32(grown(), SIZE + 64);
      expect((await type(session, 'file', SIZE + 67, (sum & 0xff) ^ 1)).ok).toBe(true);
      expect(codes(session)).toEqual(['F02', 'F04']);
      expect(await saving.save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
      expect(codes(session)).toEqual(['F02', 'F04']);
      expect(session.view().disk?.kind).toBe('fixed');
    });
  });

  test('is there with its changes when the file is read again beneath them, and not where its footer is gone', async () => {
    const file = write(grown());
    await withKept(file, SIZE, async (session) => {
      session.setEditing(true);
      await type(session, 'disk', 0, 1);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      expect(await session.rebase()).toEqual({ ok: true, value: undefined });
      expect(session.view().disk?.kind).toBe('fixed');
      expect(session.isStaged()).toBe(true);
      truncateSync(file, SIZE);
      expect((await session.rebase()).ok).toBe(false);
      expect(session.isStaged()).toBe(true);
    });
  });

  test('is kept by reloading its window and by opening the file there again, and by no other window or file', async () => {
    const file = write(grown());
    const sessions = createSessions(randomUUID, () => NOW, realContext());
    expect((await sessions.open(1, file, 'disk')).ok).toBe(false);
    const kept = await sessions.open(1, file, 'disk', { footerAt: SIZE });
    expect(kept.ok && kept.value.footerAt).toBe(SIZE);
    const again = await sessions.open(1, file, 'disk', { footerAt: null });
    expect(again.ok && again.value.view().disk?.kind).toBe('fixed');
    expect((await sessions.open(2, file, 'disk')).ok).toBe(false);
    const bytes = await sessions.open(1, file, 'bytes');
    expect(bytes.ok && bytes.value.footerAt).toBe(null);
    expect((await sessions.open(1, file, 'disk')).ok).toBe(false);
    await sessions.close(1);
  });
});

describe('what is made of a disk that is kept', () => {
  const sourceIn = async (session: ImageSession): Promise<SourceRef> => {
    const source = await sourceOf(session);
    if (!source.ok) throw new Error(source.error.kind);
    return source.value;
  };

  test('by a job is made of the disk, and of nothing behind it', async () => {
    const file = write(grown());
    await withKept(file, SIZE, async (session) => {
      const source = await sourceIn(session);
      const raw = path.join(root, 'kept.raw');
      await fileOf({ op: 'export', source, output: outputAt(raw), range: null, layer: false });
      expect(same(raw, fixedImage().subarray(0, SIZE))).toBe(true);
    });
  });

  test('by a repair into a new file is what was shown', async () => {
    const file = write(grown());
    const copied = async ({ path: from, parents, footerAt, recipe, target }: CopyOrder) => {
      const source = { path: from, as: 'disk' as const, parents, footerAt };
      const end = await endOf({ op: 'repair', source, output: outputAt(target), ...recipe });
      return end.kind === 'done' ? ok(null) : err({ kind: 'check-failed' as const });
    };
    const work = createRepairWork({ now: () => NOW, newId: randomUUID }, realContext(), (order) => ({
      end: copied(order),
      cancel: () => {},
    }));
    await withKept(file, SIZE, async (session) => {
      const plan = await work.plan(1, session, { revision: 0, request: way('cut-tail') });
      if (!plan.ok) throw new Error(plan.error.kind);
      // The file would be shorter: never in place.
      expect(plan.value).toMatchObject({ canStage: false, canApply: false, canCopy: true, after: [] });
      const target = path.join(root, 'cut.vhd');
      expect(await work.copy(1, { session, plan: plan.value.plan, target }, () => {})).toEqual({ ok: true, value: null });
      expect(same(target, fixedImage())).toBe(true);
    });
    expect(same(file, grown())).toBe(true);
  });

  test('by moving its footer to the end opens without being told where that stands', async () => {
    const file = write(grown());
    await withKept(file, SIZE, async (session) => {
      const plan = await session.planRepair(0, way('move-footer'));
      if (!plan.ok) throw new Error(plan.error.kind);
      expect(plan.value).toMatchObject({ canStage: false, canApply: true });
      expect(await createSaving(realContext()).repair(session, plan.value.plan)).toEqual({ ok: true, value: undefined });
      expect(session.view().disk?.sectors).toBe(grown().length / 512);
      expect(codes(session)).not.toContain('F04');
    });
    expect(
      readFileSync(file)
        .subarray(SIZE + 512, grown().length)
        .equals(Buffer.from(BEHIND)),
    ).toBe(true);
    const opened = await openAt(file, null);
    expect(opened.ok && opened.value.view().disk?.sectors).toBe(grown().length / 512);
    if (opened.ok) await opened.value.close();
  });
});
