/** Saving where opening for writing lets nobody else in, as on Windows: our own readers must be out of the way by then. */
import { constants, copyFileSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import * as node from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createSaving } from '../../../../../main/session/edit/saving';
import type { FileSystem } from '../../../../../main/io/fileSystem';
import { openReadOnly } from '../../../../../main/io/nodeBlockFile';
import { nodeFileSystem, type NodeCalls } from '../../../../../main/io/nodeFileSystem';
import type { SaveContext } from '../../../../../main/io/saveContext';
import { fileOffset } from '../../../../../shared/vhd/units';
import type { ImageId } from '../../../../../shared/views';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { seeded } from '../../../../support/random';
import { tempDir } from '../../../../support/tempDir';

/** How many of this process's descriptors are of the file; Linux tells. */
const openedTimes = (file: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file;
    } catch {
      return false;
    }
  }).length;

const failure = (code: string): Error => Object.assign(new Error(code), { code });
const ALONE = 0x1000_0000;

/** Opening for writing is refused while anybody has the file, ourselves included; from the n-th time on always. */
const windowsFiles = (refusedFrom = Infinity): FileSystem => {
  let times = 0;
  const calls: NodeCalls = {
    ...node,
    open: async (name, flags, mode) => {
      if ((flags & ALONE) === 0 || (flags & constants.O_CREAT) !== 0) return node.open(name, flags & ~ALONE, mode);
      times += 1;
      if (openedTimes(name) > 0 || times >= refusedFrom) throw failure('EBUSY');
      return node.open(name, flags & ~ALONE, mode);
    },
  };
  return nodeFileSystem({ calls, platform: 'win32', pauseMs: 1 });
};
const exclusive = (refusedFrom?: number): SaveContext => ({ ...realContext(), files: windowsFiles(refusedFrom) });

async function sessionOf(file: string, context: SaveContext): Promise<ImageSession> {
  const id = randomUUID() as ImageId;
  const session = await openSession({ id, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  return session.value;
}

async function editedDisk(made: SaveContext): Promise<{ session: ImageSession; context: SaveContext; file: string }> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 0, bytes: seeded(1).bytes(512) });
  const session = await sessionOf(file, made);
  expect(await createSaving(made).begin(session)).toEqual({ ok: true, value: undefined });
  const bytes = Uint8Array.of(0xab);
  const staged = await session.stage(0, { kind: 'bytes', how: 'typing', space: 'disk', at: 7, bytes, joins: false });
  expect(staged.ok).toBe(true);
  return { session, context: made, file };
}

const byteSeven = async (session: ImageSession): Promise<number | undefined> => {
  const page = await session.readPage('disk', 0, 'honour');
  return page.ok ? page.value.bytes[7] : undefined;
};

describe.skipIf(process.platform !== 'linux')('where nobody else may have the file open', () => {
  it('a save closes our readers, and opens them again', async () => {
    const { session, context } = await editedDisk(exclusive());
    const saving = createSaving(context);
    expect(await saving.save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
    expect([await byteSeven(session), session.edits().changes, session.lastUndo() !== null]).toEqual([0xab, 0, true]);
    expect(await saving.undoLast(session)).toEqual({ ok: true, value: undefined });
    expect(await byteSeven(session)).toBe(seeded(1).bytes(512)[7]);
    await session.close();
  });

  it('a save that fails leaves the disk in sight, and the changes staged', async () => {
    const { session, context, file } = await editedDisk(exclusive(2));
    const before = readFileSync(file);
    expect(await createSaving(context).save(session, session.edits().revision)).toMatchObject({
      ok: false,
      error: { fileState: 'untouched', cause: { kind: 'locked' } },
    });
    expect([await byteSeven(session), session.edits().changes, session.saveable() !== null]).toEqual([0xab, 1, true]);
    expect(readFileSync(file).equals(before)).toBe(true);
    await session.close();
  });

  it('a save closes the readers of other windows too, and all of them read on afterwards', async () => {
    const { session, context, file } = await editedDisk(exclusive());
    const [other, bare] = [await sessionOf(file, context), await openReadOnly(file)];
    if (!bare.ok) throw new Error(bare.error.kind);
    expect(openedTimes(file)).toBe(3);
    // Asked for while the save has the file, a read waits for its end.
    const [saved, early] = await Promise.all([
      createSaving(context).save(session, session.edits().revision),
      bare.value.read(fileOffset(0), 8),
    ]);
    expect([saved.ok, early.ok]).toEqual([true, true]);
    expect(await byteSeven(session)).toBe(0xab);
    expect((await other.readPage('file', 0, 'honour')).ok).toBe(true);
    expect((await bare.value.read(fileOffset(0), 8)).ok).toBe(true);
    // One that has taken the name meanwhile is not what was opened.
    const place = await context.files.open(file, 'write');
    renameSync(file, `${file}.old`);
    copyFileSync(`${file}.old`, file);
    if (place.ok) await place.value.close();
    expect(await bare.value.read(fileOffset(0), 8)).toMatchObject({ ok: false, error: { kind: 'read-failed', code: 'ESTALE' } });
    await Promise.all([session.close(), other.close(), bare.value.close()]);
    expect(openedTimes(file)).toBe(0);
    expect(await bare.value.read(fileOffset(0), 8)).toMatchObject({ ok: false });
  });
});
