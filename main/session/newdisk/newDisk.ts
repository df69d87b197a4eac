/**
 * Creates disks: plans with the engine and writes through io/replaceFile, one at a time for each window. Until the file is
 * complete and checked, it has a temporary name; if it is cancelled or fails, nothing of it is left.
 */
import type { NewDiskError, OpenError } from '../../../shared/errors';
import type { NewDiskProgress, NewDiskSpec, ParentInfo } from '../../../shared/newDisk';
import { err, ok, type Result } from '../../../shared/result';
import { vhdSeconds } from '../../../shared/vhd/codec';
import { unchanged } from '../../io/fileSystem';
import { fillOn, writeNewFile, type FileJobError, type Publish } from '../../io/replaceFile';
import { planDisk, type DiskSpec, type NewDisk } from '../../vhd/ops/createDisk';
import type { PartitionScheme } from '../../vhd/partitions/emptyPartitions';
import { DEFAULT_CREATOR, type Creator } from '../../vhd/ops/newStructures';
import { isWhatWasPlanned } from './newDiskCheck';
import { inspectParent, parentFor, type ParentAt, type ParentWorld } from './newDiskParent';
import type { Places } from '../app/places';
import type { WindowId } from '../app/tickets';

export type NewDiskWorld = ParentWorld & {
  readonly places: Places;
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Reports the progress of creating a disk; null: it begins, undefined: it is over. */
  readonly note: (window: WindowId, progress: NewDiskProgress | null | undefined) => void;
};

/** The request, with paths instead of tickets. */
export type NewDiskJob = { readonly spec: NewDiskSpec; readonly target: string; readonly parentPath: string | null };

export type NewDisks = {
  inspectParent(path: string): Promise<Result<ParentInfo, OpenError>>;
  /** Resolves when the disk is complete or nothing is left of it. */
  create(window: WindowId, job: NewDiskJob, tell: (progress: NewDiskProgress) => void): Promise<Result<null, NewDiskError>>;
  /** Whether a disk is being created for the window. */
  isCreating(window: WindowId): boolean;
  cancel(window: WindowId): void;
  /** Cancels everything; null when nothing is being created, else resolves when nothing is left of it. */
  cancelAll(): Promise<unknown> | null;
};

type Running = { readonly stop: AbortController; readonly done: Promise<Result<null, NewDiskError>> };

export function createNewDisks(world: NewDiskWorld): NewDisks {
  const running = new Map<WindowId, Running>();
  return {
    inspectParent: (path) => inspectParent(path, world),
    create: async (window, job, tell) => {
      if (running.has(window)) return err({ kind: 'busy' });
      const stop = new AbortController();
      const noted = (progress: NewDiskProgress): void => {
        tell(progress);
        world.note(window, progress);
      };
      world.note(window, null);
      const done = write(job, { window, signal: stop.signal, tell: noted }, world).finally(() => {
        running.delete(window);
        world.note(window, undefined);
      });
      running.set(window, { stop, done });
      return done;
    },
    isCreating: (window) => running.has(window),
    cancel: (window) => running.get(window)?.stop.abort(),
    cancelAll: () => {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      return all.length === 0 ? null : Promise.allSettled(all.map(({ done }) => done));
    },
  };
}

type Under = {
  readonly window: WindowId;
  readonly signal: AbortSignal;
  readonly tell: (progress: NewDiskProgress) => void;
};

async function write({ spec, target, parentPath }: NewDiskJob, under: Under, world: NewDiskWorld): Promise<Result<null, NewDiskError>> {
  const publish = await world.places.publish(under.window, { ticket: spec.place, path: target, parentPath }, spec.replace);
  if (!publish.ok) return publish;
  const parent = parentPath === null ? ok(null) : await parentFor(target, parentPath, spec.namesAbsolute, world);
  if (!parent.ok) return parent;
  const disk = planDisk(diskSpec(spec, parent.value, world));
  if (!disk.ok) return disk;
  /** The reason found by the last check; the writer only knows that the check failed. */
  const late: { found: NewDiskError | null } = { found: null };
  const written = await writeNewFile(
    {
      target,
      content: disk.value,
      publish: publish.value,
      fill: fillOn(world.files, spec.fill),
      tag: world.newId().slice(0, 8),
      signal: under.signal,
      onProgress: throttled(totalOf(disk.value, fillOn(world.files, spec.fill)), under.tell, world.now),
      check: async (file) => {
        late.found = await changedMeanwhile(publish.value, parent.value, world);
        return late.found === null && isWhatWasPlanned(file, disk.value, spec.kind, world.now() / 1000);
      },
    },
    world.files,
  );
  return written.ok ? ok(null) : err(late.found ?? failureOf(written.error));
}

const failureOf = ({ published, cause }: FileJobError): NewDiskError =>
  published ? { kind: 'not-durable', code: 'code' in cause ? cause.code : '' } : cause;

/** Whether the parent, or the file to be replaced, was changed or opened by somebody while the disk was written. */
async function changedMeanwhile(publish: Publish, parent: ParentAt | null, world: NewDiskWorld): Promise<NewDiskError | null> {
  const now = parent === null ? null : await world.files.stat(parent.path);
  if (parent !== null && now !== null && !(now.ok && unchanged(now.value, parent.identity))) return { kind: 'parent-changed' };
  const by = publish.kind === 'replace' ? await world.otherWriters(publish.expected) : [];
  return by.length > 0 ? { kind: 'obstacle', obstacle: { kind: 'in-use', by } } : null;
}

/** Versions as each creator program writes them; ours is that of `win `. */
const VERSIONS: Readonly<Record<string, number>> = { 'vpc ': 0x0005_0003, qem2: 0x0005_0003, vbox: 0x0007_0000 };

const creatorOf = (application: string): Creator => ({
  ...DEFAULT_CREATOR,
  application,
  version: VERSIONS[application] ?? DEFAULT_CREATOR.version,
});

function partitionsOf(scheme: NewDiskSpec['partitions'], randomBytes: NewDiskWorld['randomBytes']): PartitionScheme {
  if (scheme === 'none') return { scheme };
  if (scheme === 'mbr') return { scheme, signature: randomBytes(4) };
  const diskId = randomBytes(16);
  // Version 4, RFC 9562; GPT stores the first three fields little-endian.
  diskId[7] = ((diskId[7] ?? 0) & 0x0f) | 0x40;
  diskId[8] = ((diskId[8] ?? 0) & 0x3f) | 0x80;
  return { scheme, diskId };
}

const diskSpec = (spec: NewDiskSpec, parent: ParentAt | null, { now, newId, randomBytes }: NewDiskWorld): DiskSpec => ({
  kind: spec.kind,
  sizeBytes: spec.sizeBytes,
  sizeRule: spec.sizeRule,
  blockBytes: spec.blockBytes,
  isAligned: false,
  uniqueId: spec.uniqueId ?? newId(),
  timeStamp: vhdSeconds(now() / 1000),
  creator: creatorOf(spec.creator),
  partitions: partitionsOf(spec.partitions, randomBytes),
  parent: parent?.spec ?? null,
  ...(spec.geometry === null ? {} : { geometry: spec.geometry }),
});

/** All bytes that the writer will report: closing extents are not counted. */
const totalOf = (disk: NewDisk, fill: NewDiskSpec['fill']): number =>
  fill === 'sparse' ? disk.extentBytes : disk.bytes - disk.closing.reduce((sum, { data }) => sum + data.length, 0);

const MIN_MS = 100;

/** Reports at most ten times a second, and at the end. */
function throttled(totalBytes: number, tell: Under['tell'], now: () => number): (doneBytes: number) => void {
  let last = -MIN_MS;
  return (doneBytes) => {
    if (doneBytes < totalBytes && now() - last < MIN_MS) return;
    last = now();
    tell({ doneBytes, totalBytes });
  };
}
