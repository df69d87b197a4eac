/** Rewrites into another type: the whole chain becomes one raw, fixed or dynamic disk, or a child stays a child of its parent. */
import type { CreateError } from '../../../shared/errors';
import type { JobError, MadeNote } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { azureSectors } from '../../../shared/vhd/azure';
import { geometrySectors } from '../../../shared/vhd/geometry';
import { DEFAULT_BLOCK_BYTES, MIN_WINDOWS_BYTES } from '../../../shared/vhd/newLayout';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { SectorRun } from '../../../shared/views';
import type { Chain } from '../read/chain';
import { runsIn, WINDOW_SECTORS, wholeOf, type ExtentRange } from '../read/extents';
import { movedBackupGpt } from './movedGpt';
import { fixedTarget, freshFooter, freshLink, losesGeometry, rawTarget, type Fresh, type Keep, type Rewrite, type Target } from './rewrite';
import { PAGE_BYTES, shapeRefusal, sizeRefusal } from './sparseLayout';

/** Smaller blocks would lose more to alignment than they gain. */
const MIN_ALIGNED_BLOCK = 65_536;

export const alignFor = (blockBytes: number): number => (blockBytes >= MIN_ALIGNED_BLOCK ? PAGE_BYTES : SECTOR_BYTES);

/** The block size for the new disk: that of the source, or the usual one. */
export const blockBytesOf = (chain: Chain): number => (chain.layers[0].map?.blockSectors ?? 0) * SECTOR_BYTES || DEFAULT_BLOCK_BYTES;

/** A range of the disk, as a raw file. */
export const planExport = (view: Chain, range: ExtentRange): Rewrite => ({
  view,
  range,
  target: rawTarget(range.sectors),
  keep: 'stored',
  parent: null,
});

export type NewDisk =
  | { readonly type: 'raw' }
  | { readonly type: 'fixed'; readonly fresh: Fresh }
  | { readonly type: 'dynamic'; readonly fresh: Fresh; readonly blockBytes: number };

/** Everything the view reads, as a disk of its own. */
export function planNewDisk(view: Chain, disk: NewDisk, sectors = view.layers[0].sectors): Result<Rewrite, CreateError> {
  const refusal = disk.type === 'raw' ? null : geometryRefusal(disk.fresh, sectors);
  const target = refusal === null ? targetOf(disk, sectors, view) : err(refusal);
  if (!target.ok) return target;
  const keep: Keep = disk.type === 'dynamic' ? 'non-zero' : 'stored';
  const notes = disk.type === 'raw' ? [] : notesOf(view, disk.fresh, sectors);
  return ok({ view, range: wholeOf(view), target: target.value, keep, parent: null, notes });
}

/** The same, but larger: zeros follow, and the backup of a GPT goes to the new end. */
export async function planLargerDisk(view: Chain, disk: NewDisk, sectors: number): Promise<Result<Rewrite, CreateError>> {
  const there = view.layers[0].sectors;
  const [bytes, imageBytes] = [sectors * SECTOR_BYTES, there * SECTOR_BYTES];
  if (there === 0) return err({ kind: 'size-zero', bytes: 0 });
  if (sectors < there) return err({ kind: 'smaller-than-source', bytes, sourceBytes: imageBytes });
  const plan = planNewDisk(view, disk, sectors);
  if (!plan.ok || sectors === there) return plan;
  const over = await movedBackupGpt(view, sectors);
  const notes: MadeNote[] = [{ kind: 'enlarged', bytes, added: bytes - imageBytes }, ...(plan.value.notes ?? [])];
  return ok({ ...plan.value, over, notes: over.length === 0 ? notes : [...notes, { kind: 'backup-gpt-moved' }] });
}

/** Programs that use the geometry must see all of the disk, and nothing behind it. */
export function geometryRefusal({ geometry }: Pick<Fresh, 'geometry'>, sectors: number): CreateError | null {
  const says = geometry === undefined ? sectors : geometrySectors(geometry);
  return says === sectors ? null : { kind: 'geometry-not-size', bytes: sectors * SECTOR_BYTES, geometryBytes: says * SECTOR_BYTES };
}

function notesOf(view: Chain, fresh: Fresh, sectors: number): MadeNote[] {
  const isLost = fresh.geometry === undefined && losesGeometry(view.layers[0], sectors);
  return [
    ...(isLost ? [{ kind: 'geometry-replaced' } as const] : []),
    ...(sectors * SECTOR_BYTES < MIN_WINDOWS_BYTES ? [{ kind: 'small-for-windows' } as const] : []),
  ];
}

function targetOf(disk: NewDisk, sectors: number, view: Chain): Result<Target, CreateError> {
  const [from] = view.layers;
  if (disk.type === 'raw') return ok(rawTarget(sectors));
  if (disk.type === 'fixed') {
    const refusal = sizeRefusal(sectors);
    if (refusal !== null) return err(refusal);
    return ok(fixedTarget(freshFooter('fixed', sectors, disk.fresh, from), sectors));
  }
  const refusal = shapeRefusal(sectors, disk.blockBytes);
  if (refusal !== null) return err(refusal);
  return ok({
    kind: 'sparse',
    footer: freshFooter('dynamic', sectors, disk.fresh, from),
    sectors,
    blockBytes: disk.blockBytes,
    ...freshLink(disk.blockBytes, null),
    align: alignFor(disk.blockBytes),
  });
}

/** With a creator whose exact size every program trusts. `least`: the number of sectors wanted in any case. */
export const planAzureReady = (view: Chain, fresh: Fresh, least = 0): Promise<Result<Rewrite, CreateError>> =>
  planLargerDisk(view, { type: 'fixed', fresh }, azureSectors(Math.max(least, view.layers[0].sectors)));

/** Why the chain ends before its base. */
export function missingParent({ layers, parent }: Chain): JobError {
  const last = layers.at(-1)?.file.name ?? '';
  if (parent?.state === 'loop') return { kind: 'chain-loop', of: last };
  if (parent?.state === 'too-deep') return { kind: 'chain-too-deep', layers: layers.length };
  const of = layers.length > 1 ? last : null;
  return {
    kind: 'parent-missing',
    expectedId: parent?.expectedId ?? '',
    lookedFor: parent?.lookedFor ?? [],
    of,
    isThere: parent?.state === 'unreadable',
    ...(parent?.sameId === undefined ? {} : { sameId: parent.sameId }),
  };
}

/** In a chain that leads back to itself, nobody can tell which disk is the newer one. */
export const looped = (chain: Chain): JobError | null => (chain.parent?.state === 'loop' ? missingParent(chain) : null);

/**
 * Why sectors cannot be read. For sectors that no layer has, it is why the chain ends where it does, unless a parent was
 * merely not found.
 */
export function lostRun(chain: Chain, { lba, sectors, source }: SectorRun): JobError {
  const isEndless = source === 'unknown' && (chain.parent?.state === 'loop' || chain.parent?.state === 'too-deep');
  return isEndless ? missingParent(chain) : { kind: 'unreadable', lba, sectors, source };
}

/**
 * How many sectors are looked at in one step on a disk with blocks: at worst each is a run. A fixed disk never has more than
 * two runs.
 */
const MAX_LOOK_SECTORS = 2 ** 18;

/**
 * The same for all sectors that are lost together, however far they reach behind the window in which the first of them were
 * found. `end`: behind the last sector that is wanted. Each step is twice as long as the one before, because a footer can
 * claim petabytes; nothing is read for lost sectors.
 */
export async function lostFrom(chain: Chain, run: SectorRun, end = chain.layers[0].sectors): Promise<JobError> {
  let to = run.lba + run.sectors;
  const most = chain.layers.every(({ map }) => map === null) ? Infinity : MAX_LOOK_SECTORS;
  let sectors = WINDOW_SECTORS;
  for (let goesOn = true; goesOn && to < end; sectors = Math.min(2 * sectors, most)) {
    const window = { from: to, to: Math.min(end, to + sectors) };
    for (const next of await runsIn(chain, window)) {
      goesOn = goesOn && next.source === run.source;
      if (goesOn) to = next.lba + next.sectors;
    }
  }
  const isAll = run.lba === 0 && to === chain.layers[0].sectors;
  const lost = lostRun(chain, { ...run, sectors: to - run.lba });
  return isAll && lost.kind === 'unreadable' ? { ...lost, isAll } : lost;
}

/** Without its header nothing of a disk can be found: a new file full of zeros would rescue nothing. */
export function lostHeader({ layers: [{ mapFault, unread }] }: Chain): JobError | null {
  const header = mapFault?.kind === 'unread-header' ? unread.at(-1) : undefined;
  return header === undefined ? null : { kind: 'read-failed', ...header, code: 'EIO' };
}

/** What the drive cannot read of the header or the block table, without which no new file can be made; null if it can read all. */
export function lostStructure(chain: Chain): JobError | null {
  const first = chain.layers[0].map?.unread[0];
  return lostHeader(chain) ?? (first === undefined ? null : { kind: 'read-failed', ...first, code: 'EIO' });
}

/** Why the chain cannot be read through: a parent is missing. Null when it is whole. */
export function incomplete(view: Chain): JobError | null {
  return view.parent === null ? null : missingParent(view);
}
