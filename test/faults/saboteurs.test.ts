/** The fault loop must be able to fail: savers with a fault of their own, each of which it must catch. */
import { expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../main/io/fileSystem';
import { PROTOCOL, type Protocol } from '../../main/io/protocol';
import { ok } from '../../shared/result';
import { editsOf, smallDisk } from '../support/editScripts';
import { faultLoop, type Claim, type LoopCounts, type Operation } from '../support/faultLoop';
import { bytesOf, cloneVolume, volumeOf } from '../support/memoryVolume';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage, saveEdits, type SaveFailure } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';
import type { Saved } from '../../main/io/applyPlan';
import type { Result } from '../../shared/result';

type Say = (saved: Result<Saved, SaveFailure>) => Claim;

const honest: Say = (saved) => {
  if (saved.ok) return { says: 'new', detail: 'saved' };
  const { at, error } = saved.error;
  return { says: at === 'save' && error.fileState === 'needs-recovery' ? 'hot' : 'old', detail: at };
};

/** The saboteurs’: the read-back would find most of them out before the loop does. */
const NO_READ_BACK: Protocol = { ...PROTOCOL, phases: PROTOCOL.phases.filter((phase) => phase !== 'read-back') };

async function failuresOf(
  say: Say,
  wrap: (files: FileSystem) => FileSystem = (files) => files,
  protocol = PROTOCOL,
): Promise<readonly string[]> {
  const disk = smallDisk('dynamic', 4096);
  const start = volumeOf({ [DISK]: disk.file });
  const save = async (files: FileSystem): Promise<Claim> =>
    say(await saveEdits(contextOver(wrap(files)), DISK, editsOf(['in-block', 'into-hole'], 4096), { protocol }));
  const after = cloneVolume(start);
  await save(traceFileSystem(after));
  const operation: Operation = {
    name: 'save',
    start,
    image: DISK,
    old: disk.file,
    new: bytesOf(after, DISK) ?? new Uint8Array(),
    run: save,
    recover: async (files) => {
      await recoverImage(contextOver(files), DISK);
    },
  };
  const counts: LoopCounts = { runs: 0, cuts: 0, calls: new Map(), failures: [] };
  await faultLoop(operation, counts, 1);
  return counts.failures;
}

const withFile = (files: FileSystem, change: (file: OpenFile) => Partial<OpenFile>): FileSystem => ({
  ...files,
  open: async (path, mode, rights) => {
    const opened = await files.open(path, mode, rights);
    return opened.ok ? ok({ ...opened.value, ...change(opened.value) }) : opened;
  },
});

it('passes the saver itself', async () => {
  expect(await failuresOf(honest)).toEqual([]);
});

it.each<[string, Say, ((files: FileSystem) => FileSystem) | undefined]>([
  [
    'a failed clean-up is called a failed save',
    (saved) => (saved.ok && saved.value.afterwards !== null ? { says: 'old', detail: 'afterwards' } : honest(saved)),
    undefined,
  ],
  ['whatever failed, nothing happened', (saved) => (saved.ok ? honest(saved) : { says: 'old', detail: 'failed' }), undefined],
  ['whatever failed, it is saved', () => ({ says: 'new', detail: 'always' }), undefined],
  [
    'a sync that failed is asked again and believed',
    honest,
    (files) =>
      withFile(files, (file) => ({
        sync: async () => {
          const done = await file.sync();
          return done.ok ? done : file.sync();
        },
      })),
  ],
  [
    'a failed write is passed over, and nobody reads it back',
    honest,
    (files) =>
      withFile(files, (file) => ({
        write: async (at, data) => {
          await file.write(at, data);
          return ok(undefined);
        },
      })),
  ],
])('catches: %s', async (_fault, say, wrap) => {
  expect(await failuresOf(say, wrap, NO_READ_BACK)).not.toEqual([]);
});
