/** A parent that the user located stays the parent, whatever the session does with the child afterwards. */
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SaveContext } from '../../../../../main/io/saveContext';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createSaving } from '../../../../../main/session/edit/saving';
import { createSessions } from '../../../../../main/session/image/sessions';
import { wantsParent } from '../../../../../renderer/disk/standIns.model';
import { severityCounts } from '../../../../../shared/findingList';
import type { RepairView } from '../../../../../shared/repairViews';
import type { ImageId } from '../../../../../shared/views';
import { BLOCK, baseImage, childImage, SIZE } from '../../../../support/fixtures';
import { patterned, sparseImage } from '../../../../support/imageBuilder';
import { realContext, realFiles } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

/** Sector 2 of the child is its parent's; block 0 of that is this pattern. */
const PARENTS_SECTOR = patterned(BLOCK, 3).subarray(1024, 1536);

type Made = { readonly child: string; readonly parent: string };
function disks(): Made {
  const folder = tempDir();
  mkdirSync(path.join(folder, 'elsewhere'));
  const [child, parent] = [path.join(folder, 'kid.vhd'), path.join(folder, 'elsewhere', 'base.vhd')];
  writeFileSync(child, childImage().bytes);
  writeFileSync(parent, baseImage());
  return { child, parent };
}

async function located(context: SaveContext = realContext()): Promise<Made & { readonly session: ImageSession }> {
  const made = disks();
  const session = await openSession({ id: 'i' as ImageId, path: made.child, as: 'disk', now: () => NOW, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  expect(session.value.view().parent?.state).toBe('missing');
  expect((await session.value.useParent(made.parent)).ok).toBe(true);
  return { ...made, session: session.value };
}

/** The parent is there, for the eye and for jobs. */
async function expectParent(session: ImageSession, parent: string): Promise<void> {
  expect(session.view()).toMatchObject({ parent: null, layers: [{ name: 'kid.vhd' }, { name: 'base.vhd' }] });
  expect(session.view().findings.map(({ code }) => code)).not.toContain('P01');
  expect(session.chosenParents()).toEqual([parent]);
  const page = await session.readPage('disk', 0, 'honour');
  expect(page.ok && page.value.faults).toEqual([]);
  expect(page.ok && Buffer.from(page.value.bytes.subarray(1024, 1536)).equals(PARENTS_SECTOR)).toBe(true);
}

const staged = async (session: ImageSession, at: number): Promise<void> => {
  const bytes = Uint8Array.of(0x5a);
  const { revision } = session.edits();
  expect((await session.stage(revision, { kind: 'bytes', how: 'typing', space: 'disk', at, bytes, joins: false })).ok).toBe(true);
};

describe('a parent that was located', () => {
  test('takes the place of one that was found by its ID alone', async () => {
    const made = disks();
    writeFileSync(path.join(path.dirname(made.child), 'backup.vhd'), baseImage());
    const opened = await openSession({
      id: 'i' as ImageId,
      path: made.child,
      as: 'disk',
      now: () => NOW,
      newId: randomUUID,
      context: realContext(),
    });
    if (!opened.ok) throw new Error(opened.error.kind);
    const session = opened.value;
    expect(session.view().layers.map(({ name }) => name)).toEqual(['kid.vhd', 'backup.vhd']);
    expect(wantsParent(session.view())).toBe(true);
    expect((await session.useParent(made.parent)).ok).toBe(true);
    await expectParent(session, made.parent);
    expect(wantsParent(session.view())).toBe(false);
    await session.close();
  });

  test('is there after a save, and after the save is taken back', async () => {
    const { session, parent } = await located();
    const saving = createSaving(realContext());
    await saving.begin(session);
    await staged(session, 7);
    expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
    await expectParent(session, parent);
    expect((await saving.undoLast(session)).ok).toBe(true);
    await expectParent(session, parent);
    await session.close();
  });

  test('is there after the file is read again beneath unsaved changes', async () => {
    const { session, parent, child } = await located();
    session.setEditing(true);
    await staged(session, 7);
    utimesSync(child, 1_700_000_000, 1_700_000_000);
    expect((await session.rebase()).ok).toBe(true);
    expect(session.saveable()).not.toBeNull();
    await expectParent(session, parent);
    await session.close();
  });

  test('is there after a save that had to close the files first and came to nothing', async () => {
    const refusing: SaveContext = {
      ...realContext(),
      files: {
        ...realFiles,
        opensExclusively: true,
        open: async (file, mode, rights) =>
          mode === 'read' ? realFiles.open(file, mode, rights) : { ok: false, error: { kind: 'in-use' } },
      },
    };
    const { session, parent } = await located(refusing);
    session.setEditing(true);
    await staged(session, 7);
    expect((await createSaving(refusing).save(session, session.edits().revision)).ok).toBe(false);
    await expectParent(session, parent);
    await session.close();
  });

  test('is there after the window reloads the image, and asked for again in another window', async () => {
    const { child, parent } = disks();
    const sessions = createSessions(randomUUID, () => NOW, realContext());
    const first = await sessions.open(1, child, 'disk');
    if (!first.ok) throw new Error(first.error.kind);
    expect((await first.value.useParent(parent)).ok).toBe(true);
    const again = await sessions.open(1, child, 'disk');
    if (!again.ok) throw new Error(again.error.kind);
    await expectParent(again.value, parent);
    const other = await sessions.open(2, child, 'disk');
    expect(other.ok && other.value.view().parent?.state).toBe('missing');
    await sessions.close(1);
    await sessions.close(2);
  });

  test('is missing while its file is away, and back when that is', async () => {
    const { session, parent } = await located();
    renameSync(parent, `${parent}.away`);
    expect((await session.write((reopen) => reopen(null))).ok).toBe(true);
    expect(session.view().parent?.state).toBe('missing');
    expect(session.chosenParents()).toEqual([]);
    renameSync(`${parent}.away`, parent);
    expect((await session.write((reopen) => reopen(null))).ok).toBe(true);
    await expectParent(session, parent);
    await session.close();
  });
});

describe('a file that is looked at as the parent', () => {
  const RECONNECT = { kind: 'mend', only: ['P18'], choose: [{ code: 'P18', method: 'reconnect-parent' }] } as const;
  async function planned(made = disks()): Promise<Made & { readonly session: ImageSession; readonly plan: RepairView }> {
    utimesSync(made.parent, NOW - 1000, NOW - 1000);
    const context = realContext();
    const opened = await openSession({ id: 'i' as ImageId, path: made.child, as: 'disk', now: () => NOW, newId: randomUUID, context });
    if (!opened.ok) throw new Error(opened.error.kind);
    const session = opened.value;
    const before = session.view();
    expect(await session.canReconnect(made.parent)).toEqual({ ok: true, value: true });
    const plan = await session.planRepair(0, RECONNECT, { parent: made.parent });
    if (!plan.ok) throw new Error(plan.error.kind);
    expect(session.view()).toEqual(before);
    expect(session.view().parent?.state).toBe('missing');
    expect(session.chosenParents()).toEqual([]);
    return { ...made, session, plan: plan.value };
  }

  test('changes nothing of the session; the plan counts from the problems that are shown', async () => {
    const { session, plan } = await planned();
    expect(plan.problemsBefore).toEqual(severityCounts(session.view().findings));
    expect(plan.after).toEqual([]);
    await session.close();
  });

  test('is named in the plan, with its place and what speaks for it', async () => {
    const { session, plan, parent } = await planned();
    // The child stores the name p.vhd, no time, and the size and the ID of the base image.
    expect(plan.parent).toEqual({
      name: 'base.vhd',
      folder: path.dirname(parent),
      fileBytes: baseImage().length,
      diskBytes: SIZE,
      evidence: { id: true, name: false, size: true, secondsLater: null },
    });
    const other = await session.planRepair(0, { kind: 'mend', only: ['F02'], choose: [] });
    expect(other.ok && other.value.parent).toBeNull();
    await session.close();
  });

  test('is the parent when the plan was written at once', async () => {
    const { session, plan, parent } = await planned();
    expect((await createSaving(realContext()).repair(session, plan.plan)).ok).toBe(true);
    await expectParent(session, parent);
    expect(session.view().findings).toEqual([]);
    await session.close();
  });

  test('is the parent when the plan was staged', async () => {
    // Written once, the paths have room of their own: another one that is no longer takes their place, and can be staged.
    const first = await planned();
    expect((await createSaving(realContext()).repair(first.session, first.plan.plan)).ok).toBe(true);
    await first.session.close();
    const parent = path.join(path.dirname(first.child), 'new', 'base.vhd');
    mkdirSync(path.dirname(parent));
    renameSync(first.parent, parent);
    const { session, plan } = await planned({ child: first.child, parent });
    const done = await createSaving(realContext()).inEditMode(session, () => session.stageRepair(plan.plan));
    expect([plan.canStage, done.ok]).toEqual([true, true]);
    expect(session.view().parent).toBeNull();
    expect(session.chosenParents()).toEqual([parent]);
    await session.close();
  });

  test('is refused if it is another disk, and that changes nothing either', async () => {
    const { session, child } = await planned();
    const other = path.join(path.dirname(child), 'elsewhere', 'other.vhd');
    const uuid = new Uint8Array(16).fill(9);
    writeFileSync(other, sparseImage({ size: SIZE, blockBytes: BLOCK, type: 3, blocks: [], footer: { uuid } }).bytes);
    expect(await session.canReconnect(other)).toMatchObject({ ok: false, error: { kind: 'wrong-parent' } });
    expect(session.view().parent?.state).toBe('missing');
    await session.close();
  });
});
