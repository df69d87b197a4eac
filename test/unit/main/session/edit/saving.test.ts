/** Taking saves back, in the session that made them or a later one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createSaving } from '../../../../../main/session/edit/saving';
import type { ImageId } from '../../../../../shared/views';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { seeded } from '../../../../support/random';
import { tempDir } from '../../../../support/tempDir';

const context = realContext();
const saving = createSaving(context);

async function diskFile(): Promise<string> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 0, bytes: seeded(1).bytes(512) });
  return file;
}

async function editing(file: string): Promise<ImageSession> {
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  expect((await saving.begin(session.value)).ok).toBe(true);
  return session.value;
}

async function put(session: ImageSession, at: number, byte: number): Promise<void> {
  const bytes = Uint8Array.of(byte);
  const { revision } = session.edits();
  expect((await session.stage(revision, { kind: 'bytes', how: 'typing', space: 'disk', at, bytes, joins: false })).ok).toBe(true);
  expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
}

describe('undoing what was saved', () => {
  it('goes back save by save, also in a later session, to exactly the file that was', async () => {
    const file = await diskFile();
    const states = [readFileSync(file)];
    const first = await editing(file);
    await put(first, 7, 0xab);
    states.push(readFileSync(file));
    // A block that was not there yet: the file grows.
    await put(first, 5 * 1024 * 1024, 0xcd);
    await first.close();
    const later = await editing(file);
    expect(later.edits().canUndoSave).toBe(true);
    expect((await saving.undoLast(later)).ok).toBe(true);
    expect(readFileSync(file).equals(states[1] as Buffer)).toBe(true);
    expect(later.edits().canUndoSave).toBe(true);
    expect((await saving.undoLast(later)).ok).toBe(true);
    expect(readFileSync(file).equals(states[0] as Buffer)).toBe(true);
    expect(later.edits().canUndoSave).toBe(false);
    await later.close();
  });

  it('is not offered once somebody else wrote over what was saved', async () => {
    const file = await diskFile();
    const first = await editing(file);
    await put(first, 7, 0xab);
    await first.close();
    const bytes = readFileSync(file);
    bytes[bytes.indexOf(0xab, 2048)] = 0xee;
    writeFileSync(file, bytes);
    const later = await editing(file);
    expect(later.edits().canUndoSave).toBe(false);
    await later.close();
  });
});

describe('a file that goes away as soon as it is written', () => {
  /** The folder is listed right before a save, and first of all after it. */
  const losing = (file: string, before = readFileSync(file)): ReturnType<typeof createSaving> =>
    createSaving({
      ...context,
      files: {
        ...context.files,
        list: async (folder) => {
          const listed = await context.files.list(folder);
          if (!readFileSync(file).equals(before)) rmSync(file);
          return listed;
        },
      },
    });

  it('is said to be written, for it was', async () => {
    const file = await diskFile();
    const session = await editing(file);
    const bytes = Uint8Array.of(0xab);
    await session.stage(session.edits().revision, { kind: 'bytes', how: 'typing', space: 'disk', at: 7, bytes, joins: false });
    const saved = await losing(file).save(session, session.edits().revision);
    expect(saved).toEqual({ ok: false, error: { fileState: 'committed', cause: { kind: 'not-read-again' } } });
    await session.close();
  });
});
