/** What is asked of a disk while it is saved, or its last save is taken back, waits for the end: it is not given up with what was saved. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SaveContext } from '../../../../../main/io/saveContext';
import { createSaving, type Saving } from '../../../../../main/session/edit/saving';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { err, ok, type Result } from '../../../../../shared/result';
import type { ImageId } from '../../../../../shared/views';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { seeded } from '../../../../support/random';
import { tempDir } from '../../../../support/tempDir';

/** A drive that is slow when it is told to be: `begun` resolves when a file is to be written, which then waits for `goOn`. */
function slowDrive() {
  let held: { readonly until: Promise<void>; readonly begin: () => void } | null = null;
  const real = realContext();
  const context: SaveContext = {
    ...real,
    files: {
      ...real.files,
      open: async (file, mode, rights) => {
        if (mode === 'write') held?.begin();
        if (mode === 'write') await held?.until;
        return real.files.open(file, mode, rights);
      },
    },
  };
  const slowDown = () => {
    let [begin, goOn] = [(): void => {}, (): void => {}];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const until = new Promise<void>((resolve) => (goOn = resolve));
    held = { until, begin };
    return { begun, goOn };
  };
  return { context, slowDown };
}

type Edited = { readonly file: string; readonly session: ImageSession; readonly saving: Saving };

async function editing(context: SaveContext): Promise<Edited> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 0, bytes: seeded(1).bytes(512) });
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  const saving = createSaving(context);
  expect((await saving.begin(session.value)).ok).toBe(true);
  return { file, session: session.value, saving };
}

const typed = (session: ImageSession, at: number, byte: number) =>
  session.stage(session.edits().revision, {
    kind: 'bytes',
    how: 'typing',
    space: 'disk',
    at,
    bytes: Uint8Array.of(byte),
    joins: false,
  });

async function rowOf(session: ImageSession): Promise<readonly number[]> {
  const page = await session.readPage('disk', 0, 'honour');
  if (!page.ok) throw new Error(page.error.kind);
  return [...page.value.bytes.subarray(6, 10)];
}

/** Begins to save, asks for something while the file is being written, and waits for both. */
async function saveWhile<T>(meanwhile: (edited: Edited) => Promise<T>): Promise<Edited & { readonly done: T }> {
  const { context, slowDown } = slowDrive();
  const edited = await editing(context);
  const { session, saving } = edited;
  expect((await typed(session, 7, 0xa7)).ok).toBe(true);
  const { begun, goOn } = slowDown();
  const saved = saving.save(session, session.edits().revision);
  await begun;
  const asked = meanwhile(edited);
  // Whatever does not wait has happened by then.
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 50))]);
  goOn();
  expect(await saved).toEqual(ok(undefined));
  return { ...edited, done: await asked };
}

describe('while a disk is saved', () => {
  it('a byte that is typed is staged over what was saved', async () => {
    const { session, done } = await saveWhile(({ session }) => typed(session, 8, 0xb8));
    expect(done).toEqual(ok(undefined));
    expect(session.edits().changes).toBe(1);
    expect((await rowOf(session)).slice(1, 3)).toEqual([0xa7, 0xb8]);
    await session.close();
  });

  it('several are, in their order', async () => {
    const { session } = await saveWhile(async ({ session }) => {
      await typed(session, 8, 0xb8);
      await typed(session, 9, 0xc9);
    });
    expect(session.edits().changes).toBe(2);
    expect((await rowOf(session)).slice(1)).toEqual([0xa7, 0xb8, 0xc9]);
    await session.close();
  });

  it('what is saved already cannot be undone, or saved once more', async () => {
    const { session, done } = await saveWhile(({ session, saving }) => {
      const { revision } = session.edits();
      return Promise.all([session.undo(revision), saving.save(session, revision)]);
    });
    expect(done).toEqual([err({ kind: 'nothing-to-undo' }), err({ fileState: 'untouched', cause: { kind: 'stale-revision' } })]);
    expect(await rowOf(session)).toContain(0xa7);
    await session.close();
  });

  it('a byte typed for what was shown before something else was staged is refused, as ever', async () => {
    const { session } = await saveWhile(({ session }) => typed(session, 8, 0xb8));
    const request = { kind: 'bytes', how: 'typing', space: 'disk', at: 9, bytes: Uint8Array.of(0), joins: false } as const;
    expect(await session.stage(1, request)).toEqual(err({ kind: 'stale-revision' }));
    await session.close();
  });

  it('closing it waits, so that nothing is left open', async () => {
    const { done: isStillWriting } = await saveWhile(({ session }) => session.close().then(() => session.isWriting()));
    expect(isStillWriting).toBe(false);
  });
});

it('a byte that is typed while the last save is taken back is refused, and nothing else becomes of it', async () => {
  const { context, slowDown } = slowDrive();
  const { session, saving, file } = await editing(context);
  const before = readFileSync(file);
  await typed(session, 7, 0xa7);
  expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
  const { begun, goOn } = slowDown();
  const undone = saving.undoLast(session);
  await begun;
  const late = typed(session, 8, 0xb8);
  await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 50))]);
  goOn();
  expect(await undone).toEqual(ok(undefined));
  expect(await late).toEqual(err({ kind: 'stale-revision' }));
  expect(readFileSync(file).equals(before)).toBe(true);
  await session.close();
});

it('changes are still staged after a save that failed and put the old bytes back', async () => {
  const context = realContext();
  const { session, saving, file } = await editing(context);
  const before = readFileSync(file);
  await typed(session, 7, 0xa7);
  // What was written cannot be read again to be checked.
  let isWritten = false;
  const failing: SaveContext = {
    ...context,
    files: {
      ...context.files,
      open: async (name, mode, rights): ReturnType<SaveContext['files']['open']> => {
        if (name === file && mode === 'write') isWritten = true;
        if (name === file && mode === 'read' && isWritten) {
          isWritten = false;
          return err({ kind: 'read-failed', at: 0, bytes: 1, code: 'EIO' }) as Result<never, never>;
        }
        return context.files.open(name, mode, rights);
      },
    },
  };
  const { revision } = session.edits();
  expect(await createSaving(failing).save(session, revision)).toMatchObject({ ok: false, error: { fileState: 'old-restored' } });
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(session.edits()).toMatchObject({ revision, changes: 1 });
  expect((await saving.save(session, revision)).ok).toBe(true);
  expect(await rowOf(session)).toContain(0xa7);
  await session.close();
});
