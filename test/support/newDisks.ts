/** Makes disks with the program's own creator, in real folders, and saves into real files as the session will. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { applyPlan, type Saved } from '../../main/io/applyPlan';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { writeNewFile } from '../../main/io/replaceFile';
import type { SaveContext } from '../../main/io/saveContext';
import type { Image } from '../../main/vhd/read/image';
import type { Plan } from '../../main/vhd/ops/plan';
import { planDisk, type DiskSpec } from '../../main/vhd/ops/createDisk';
import { DEFAULT_CREATOR } from '../../main/vhd/ops/newStructures';
import { planWrites, type SectorEdit } from '../../main/vhd/ops/writeSectors';
import type { PlanError, SaveError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { DEFAULT_BLOCK_BYTES } from '../../shared/vhd/newLayout';
import { lba } from '../../shared/vhd/units';
import { imageIn } from './opened';

export const DISK_ID = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

/** A dynamic disk of 64 MiB, unless told otherwise. */
export const diskSpec = (more: Partial<DiskSpec> = {}): DiskSpec => ({
  kind: 'dynamic',
  sizeBytes: 64 * 1024 * 1024,
  sizeRule: 'exact',
  blockBytes: DEFAULT_BLOCK_BYTES,
  isAligned: false,
  uniqueId: DISK_ID,
  timeStamp: 0x2e00_0000,
  creator: DEFAULT_CREATOR,
  partitions: { scheme: 'none' },
  parent: null,
  ...more,
});

export const realFiles = nodeFileSystem();

export const realContext = (): SaveContext => ({
  files: realFiles,
  owner: { pid: process.pid, bootId: new Uint8Array(16), host: hostname(), app: '0.0.0' },
  now: () => 1_767_225_600_000,
  newId: () => randomBytes(16),
  isAlive: () => false,
});

/** Creates the disk at `target`; throws what stands in the way. */
export async function createAt(target: string, spec: DiskSpec, fill: 'sparse' | 'full' = 'sparse'): Promise<void> {
  const disk = planDisk(spec);
  if (!disk.ok) throw new Error(JSON.stringify(disk.error));
  const made = await writeNewFile(
    { target, content: disk.value, publish: { kind: 'new' }, fill, tag: randomBytes(4).toString('hex') },
    realFiles,
  );
  if (!made.ok) throw new Error(JSON.stringify(made.error));
}

export type SaveAnswer = Result<Saved, SaveError | PlanError>;

/** Opens, plans, closes and saves, once. */
export async function saveAt(
  file: string,
  planner: (image: Image) => Promise<Result<Plan, PlanError>>,
  keepUndoAs: string | null = null,
  context: SaveContext = realContext(),
): Promise<SaveAnswer> {
  const opened = await openReadOnly(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const expected = await context.files.stat(file);
  if (!expected.ok) throw new Error(JSON.stringify(expected.error));
  const plan = await planner(await imageIn(opened.value));
  await opened.value.close();
  return plan.ok ? applyPlan({ path: path.resolve(file), plan: plan.value, expected: expected.value, keepUndoAs }, context) : plan;
}

/** Writes sectors and saves; throws what stands in the way. */
export async function writeAt(file: string, ...edits: readonly { readonly lba: number; readonly bytes: Uint8Array }[]): Promise<void> {
  const all: SectorEdit[] = edits.map((edit) => ({ lba: lba(edit.lba), bytes: edit.bytes }));
  const saved = await saveAt(file, (image) => planWrites(image, all));
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
}
