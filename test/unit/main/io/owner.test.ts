import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeSaveContext } from '../../../../main/io/nodeSaveContext';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import { isOwnerAlive, thisOwner } from '../../../../main/io/owner';
import { undoPath } from '../../../../main/io/saveContext';
import { nextUndoPath, trimUndoFiles, undoFiles } from '../../../../main/io/undoFiles';
import { tempDir } from '../../../support/tempDir';

const root = tempDir();

describe('who wrote a journal', () => {
  it('is this process, in this start of the machine', async () => {
    const owner = await thisOwner('1.2');
    expect(owner).toMatchObject({ pid: process.pid, app: '1.2' });
    expect(owner.bootId).toHaveLength(16);
    expect(isOwnerAlive(owner, owner)).toBe(false);
  });

  // Elsewhere nothing tells one start of the machine from the next, and the lock decides.
  it.skipIf(process.platform !== 'linux')('is alive when a process of that number runs, since the same start', async () => {
    const self = await thisOwner('1');
    const as = (pid: number, bootId = self.bootId): boolean => isOwnerAlive({ pid, bootId }, self);
    expect([as(process.ppid), as(2 ** 22 + 1), as(0), as(process.ppid, new Uint8Array(16).fill(1))]).toEqual([true, false, false, false]);
  });

  it('comes with everything a save needs', async () => {
    const world = { app: '1', now: () => 5, newId: () => new Uint8Array(16) };
    const context = await nodeSaveContext(world);
    expect([context.now(), context.newId().length, context.isAlive(context.owner)]).toEqual([5, 16, false]);
    const file = path.join(root, 'a');
    writeFileSync(file, '');
    const identity = await context.files.stat(file);
    if (!identity.ok) throw new Error(identity.error.kind);
    expect(await context.otherWriters?.(identity.value)).toEqual([]);
    const elsewhere = await nodeSaveContext(world, 'win32');
    expect(elsewhere.files.opensExclusively).toBe(true);
    expect(await elsewhere.otherWriters?.(identity.value)).toEqual([]);
  });
});

describe('undo files', () => {
  const files = nodeFileSystem();
  /** A folder with undo files of so many bytes each, oldest first. */
  const folderOf = (...sizes: readonly number[]): string => {
    const image = path.join(mkdtempSync(path.join(root, 'f-')), 'a.vhd');
    sizes.forEach((bytes, i) => writeFileSync(undoPath(image, i + 9), new Uint8Array(bytes)));
    for (const stray of ['0', '01', 'x', '1234567890']) writeFileSync(`${image}.platter-undo-${stray}`, '');
    for (const other of ['a.vhd', 'b.vhd.platter-undo-7']) writeFileSync(path.join(path.dirname(image), other), '');
    return image;
  };
  const numbers = async (image: string): Promise<number[]> => {
    const found = await undoFiles(image, files);
    return found.ok ? found.value.map(({ n }) => n) : [-1];
  };

  it('are found newest first, by number and not by text', async () => {
    const image = folderOf(1, 2, 3);
    expect(await numbers(image)).toEqual([11, 10, 9]);
    expect(await nextUndoPath(image, files)).toEqual({ ok: true, value: undoPath(image, 12) });
    expect(await nextUndoPath(folderOf(), files)).toMatchObject({ value: expect.stringMatching(/undo-1$/) as string });
  });

  it('beyond number and size go, oldest first, and never the newest', async () => {
    const many = folderOf(1, 1, 1, 1, 1);
    expect(await trimUndoFiles(many, files)).toEqual({ ok: true, value: 2 });
    expect(await numbers(many)).toEqual([13, 12, 11]);
    const large = folderOf(10, 10, 100);
    expect(await trimUndoFiles(large, files, 3, 50)).toEqual({ ok: true, value: 2 });
    expect(await numbers(large)).toEqual([11]);
  });

  it('that go while they are looked at are not among them', async () => {
    const image = folderOf(1, 2, 3);
    const racing: typeof files = {
      ...files,
      stat: async (name) => (name.endsWith('-10') ? { ok: false, error: { kind: 'not-found' } } : files.stat(name)),
    };
    const found = await undoFiles(image, racing);
    expect(found.ok && found.value.map(({ n, bytes }) => [n, bytes])).toEqual([
      [11, 3],
      [9, 1],
    ]);
  });

  it('cannot be told of where the folder cannot be listed, nor removed where that fails', async () => {
    const nowhere = path.join(root, 'none', 'a.vhd');
    for (const asked of [undoFiles(nowhere, files), nextUndoPath(nowhere, files), trimUndoFiles(nowhere, files)])
      expect((await asked).ok).toBe(false);
    const stuck = { ...files, unlink: async () => ({ ok: false, error: { kind: 'permission-denied' } }) as const };
    expect(await trimUndoFiles(folderOf(1, 1), stuck, 1)).toEqual({ ok: false, error: { kind: 'permission-denied' } });
  });
});
