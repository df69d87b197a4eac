/**
 * Every file system call of a save, a recovery and an undo fails in every way a system knows. Whatever is said then must
 * be true: "saved" only when it is, "as before" only when it is, and otherwise the journal must bring one of the two back.
 */
import { expect, test } from 'vitest';
import type { FileSystem } from '../../main/io/fileSystem';
import { rollBack, rollForward, undoSaved } from '../../main/io/recover';
import { undoPath } from '../../main/io/saveContext';
import type { RecoveryError, SaveError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { crashCuts, type Op } from '../support/crashEnumerator';
import { DISK_KINDS, editsOf, smallDisk, type DiskKind, type EditKind } from '../support/editScripts';
import { faultLoop, type Claim, type LoopCounts, type Operation } from '../support/faultLoop';
import { bytesOf, cloneVolume, volumeOf, type Volume } from '../support/memoryVolume';
import { sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage, saveEdits } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';

const SCRIPTS: readonly (readonly EditKind[])[] = [
  ['in-block'],
  ['into-hole'],
  ['across-blocks', 'partial-bitmap', 'into-hole', 'last-block'],
];
const UNDO = undoPath(DISK, 1);

const saidOf = ({ fileState, cause }: SaveError): Claim => ({
  says: fileState === 'needs-recovery' ? 'hot' : 'old',
  detail: `${fileState}, ${cause.kind}`,
});

async function save(files: FileSystem, kind: DiskKind, script: readonly EditKind[], keepUndo: boolean): Promise<Claim> {
  const saved = await saveEdits(contextOver(files), DISK, editsOf(script, 4096), { keepUndoAs: keepUndo ? UNDO : null });
  if (saved.ok) return { says: 'new', detail: saved.value.afterwards?.kind ?? 'saved' };
  return saved.error.at === 'save' ? saidOf(saved.error.error) : { says: 'old', detail: `${saved.error.at}, ${kind}` };
}

const recover = async (files: FileSystem): Promise<void> => {
  await recoverImage(contextOver(files), DISK);
};

type Made = { readonly base: Volume; readonly log: Op[]; readonly after: Volume; readonly old: Uint8Array; readonly new: Uint8Array };

/** A save that went well, and what it did. */
async function made(kind: DiskKind, script: readonly EditKind[], keepUndo: boolean): Promise<Made> {
  const disk = smallDisk(kind, 4096);
  const base = volumeOf({ [DISK]: disk.file });
  const after = cloneVolume(base);
  const log: Op[] = [];
  const claim = await save(traceFileSystem(after, log), kind, script, keepUndo);
  expect(claim.says).toBe('new');
  return { base, log, after, old: disk.file, new: (bytesOf(after, DISK) ?? new Uint8Array()).slice() };
}

const saveOperation = ({ base, ...made }: Made, kind: DiskKind, script: readonly EditKind[], keepUndo: boolean): Operation => ({
  name: `save, ${kind}, ${script.join(' + ')}${keepUndo ? ', undo kept' : ''}`,
  start: base,
  image: DISK,
  old: made.old,
  new: made.new,
  run: (files) => save(files, kind, script, keepUndo),
  recover,
});

const claimOf = (done: Result<unknown, RecoveryError>, says: 'old' | 'new'): Claim =>
  done.ok ? { says, detail: 'done' } : { says: 'hot', detail: done.error.kind };

/** Volumes in the middle of a save, some way apart. */
function halfway({ base, log, old, new: now }: Made): Volume[] {
  const mixed = [...crashCuts(base, log)].filter(({ volume }) => {
    const file = bytesOf(volume, DISK);
    return file !== null && !sameBytes(file, old) && !sameBytes(file, now);
  });
  return [0.2, 0.6, 0.95].flatMap((share) => mixed[Math.floor(mixed.length * share)]?.volume ?? []);
}

function recoveryOperations(from: Made, name: string): Operation[] {
  return halfway(from).flatMap((start, i) =>
    ([rollBack, rollForward] as const).map((act) => ({
      name: `${act === rollBack ? 'roll back' : 'roll forward'} ${i}, ${name}`,
      start,
      image: DISK,
      old: from.old,
      new: from.new,
      run: async (files) => claimOf(await act(DISK, contextOver(files)), act === rollBack ? 'old' : 'new'),
      recover,
    })),
  );
}

const undoOperation = (from: Made, name: string): Operation => ({
  name: `undo, ${name}`,
  start: from.after,
  image: DISK,
  old: from.old,
  new: from.new,
  run: async (files) => claimOf(await undoSaved(DISK, UNDO, contextOver(files)), 'old'),
  recover,
});

const say = (name: string, { runs, cuts, calls, failures }: LoopCounts): void =>
  console.log(
    `faults, ${name}: ${runs} runs, ${cuts} power cuts right after one, ${failures.length} failures; ` +
      `calls failed: ${[...calls].map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  );

test('every call of a save may fail', async () => {
  const counts: LoopCounts = { runs: 0, cuts: 0, calls: new Map(), failures: [] };
  for (const kind of DISK_KINDS)
    for (const script of SCRIPTS)
      for (const keepUndo of [false, true])
        await faultLoop(saveOperation(await made(kind, script, keepUndo), kind, script, keepUndo), counts, 10);
  say('saving', counts);
  expect(counts.failures).toEqual([]);
  expect(counts.runs).toBeGreaterThanOrEqual(20_000);
});

test('every call of a recovery and of an undo may fail', async () => {
  const counts: LoopCounts = { runs: 0, cuts: 0, calls: new Map(), failures: [] };
  for (const kind of DISK_KINDS) {
    const script = SCRIPTS[2] ?? [];
    const from = await made(kind, script, true);
    for (const operation of [...recoveryOperations(from, kind), undoOperation(from, kind)]) await faultLoop(operation, counts, 10);
  }
  say('recovering', counts);
  expect(counts.failures).toEqual([]);
  expect(counts.runs).toBeGreaterThan(5_000);
});
