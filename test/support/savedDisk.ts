/** One small dynamic disk in a volume in memory, and saves to it. */
import { applyPlan, type Saved, type SaveRequest } from '../../main/io/applyPlan';
import type { FileSystem, Identity } from '../../main/io/fileSystem';
import type { SaveContext } from '../../main/io/saveContext';
import type { Plan } from '../../main/vhd/ops/plan';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import type { SaveError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { lba } from '../../shared/vhd/units';
import type { Op } from './crashEnumerator';
import { patterned, sparseImage } from './imageBuilder';
import { memoryFile } from './memoryFile';
import { bytesOf, volumeOf, type Volume } from './memoryVolume';
import { imageIn } from './opened';
import { traceFileSystem } from './traceFileSystem';

export const DISK = '/disks/disk.vhd';
export const JOURNAL = `${DISK}.platter-journal`;
const BLOCK = 4096;

export type SavedDisk = {
  readonly volume: Volume;
  readonly ops: Op[];
  readonly files: FileSystem;
  readonly context: SaveContext;
  /** The disk's file now. */
  bytes(): Uint8Array;
  names(): string[];
  identity(): Promise<Identity>;
  /** Writes eight sectors of `seed` from `at` on. */
  plan(at: number, seed: number): Promise<Plan>;
  save(request: Partial<SaveRequest> & { readonly plan: Plan }, context?: Partial<SaveContext>): Promise<Result<Saved, SaveError>>;
};

/** A disk of eight blocks, of which block 2 is there. `wrap` puts something between the program and the volume. */
export function savedDisk(wrap: (files: FileSystem) => FileSystem = (files) => files): SavedDisk {
  const { bytes } = sparseImage({ size: 8 * BLOCK, blockBytes: BLOCK, blocks: [{ index: 2, data: patterned(BLOCK, 3) }] });
  const volume = volumeOf({ [DISK]: bytes });
  const ops: Op[] = [];
  const files = wrap(traceFileSystem(volume, ops));
  const context: SaveContext = {
    files,
    owner: { pid: 7, bootId: new Uint8Array(16).fill(1), host: 'here', app: '1' },
    now: () => 1000,
    newId: () => new Uint8Array(16).fill(2),
    isAlive: () => false,
  };
  const now = (): Uint8Array => bytesOf(volume, DISK) ?? new Uint8Array();
  const identity = async (): Promise<Identity> => {
    const stat = await traceFileSystem(volume).stat(DISK);
    if (!stat.ok) throw new Error(stat.error.kind);
    return stat.value;
  };
  return {
    volume,
    ops,
    files,
    context,
    bytes: now,
    names: () => [...volume.names.keys()].sort(),
    identity,
    plan: async (at, seed) => {
      const plan = await planWrites(await imageIn(memoryFile(now())), [{ lba: lba(at), bytes: patterned(BLOCK, seed) }]);
      if (!plan.ok) throw new Error(JSON.stringify(plan.error));
      return plan.value;
    },
    save: async (request, more = {}) =>
      applyPlan({ path: DISK, expected: await identity(), keepUndoAs: null, ...request }, { ...context, ...more }),
  };
}
