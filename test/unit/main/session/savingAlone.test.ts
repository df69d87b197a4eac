/** Saving where opening for writing lets nobody else in, as on Windows: our own readers must be out of the way by then. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession, type ImageSession } from '../../../../main/session/imageSession';
import { createSaving } from '../../../../main/session/saving';
import type { SaveContext } from '../../../../main/io/saveContext';
import { err } from '../../../../shared/result';
import type { ImageId } from '../../../../shared/views';
import { createAt, diskSpec, realContext, realFiles, writeAt } from '../../../support/newDisks';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

/** How many of this process's descriptors are of the file; Linux tells. */
const openedTimes = (file: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file;
    } catch {
      return false;
    }
  }).length;

/** A file that is open is not opened for writing, and one that is being written is not opened at all. */
const exclusive = (image: string, more: Partial<SaveContext['files']> = {}): SaveContext => ({
  ...realContext(),
  files: {
    ...realFiles,
    opensExclusively: true,
    open: async (file, mode, rights) =>
      file === image && mode === 'write' && openedTimes(file) > 0 ? err({ kind: 'in-use' }) : realFiles.open(file, mode, rights),
    ...more,
  },
});

async function editedDisk(context: (image: string) => SaveContext): Promise<{ session: ImageSession; context: SaveContext; file: string }> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 0, bytes: seeded(1).bytes(512) });
  const made = context(file);
  const session = await openSession({
    id: 'i' as ImageId,
    path: file,
    as: 'disk',
    now: () => 1_800_000_000,
    newId: randomUUID,
    context: made,
  });
  if (!session.ok) throw new Error(session.error.kind);
  const saving = createSaving(made);
  expect((await saving.begin(session.value)).ok).toBe(true);
  const bytes = Uint8Array.of(0xab);
  const staged = await session.value.stage(0, { kind: 'bytes', how: 'typing', space: 'disk', at: 7, bytes, joins: false });
  expect(staged.ok).toBe(true);
  return { session: session.value, context: made, file };
}

const byteSeven = async (session: ImageSession): Promise<number | undefined> => {
  const page = await session.readPage('disk', 0, 'honour');
  return page.ok ? page.value.bytes[7] : undefined;
};

describe.skipIf(process.platform !== 'linux')('where nobody else may have the file open', () => {
  it('a save closes our readers, and opens them again', async () => {
    const { session, context } = await editedDisk(exclusive);
    const saving = createSaving(context);
    expect(await saving.save(session)).toEqual({ ok: true, value: undefined });
    expect([await byteSeven(session), session.edits().changes, session.lastUndo() !== null]).toEqual([0xab, [], true]);
    expect(await saving.undoLast(session)).toEqual({ ok: true, value: undefined });
    expect(await byteSeven(session)).toBe(seeded(1).bytes(512)[7]);
    await session.close();
  });

  it('a save that fails leaves the disk in sight, and the changes staged', async () => {
    const { session, context, file } = await editedDisk((image) =>
      exclusive(image, {
        open: async (name, mode, rights) =>
          name === image && mode === 'write' ? err({ kind: 'in-use' }) : realFiles.open(name, mode, rights),
      }),
    );
    const before = readFileSync(file);
    expect(await createSaving(context).save(session)).toMatchObject({
      ok: false,
      error: { fileState: 'untouched', cause: { kind: 'locked' } },
    });
    expect([await byteSeven(session), session.edits().changes.length, session.saveable() !== null]).toEqual([0xab, 1, true]);
    expect(readFileSync(file).equals(before)).toBe(true);
    await session.close();
  });
});
