/** Rewrites into another type: the whole chain becomes one raw, fixed or dynamic disk, or a child stays a child of its parent. */
import type { CreateError } from '../../../shared/errors';
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import type { Chain } from '../chain';
import { wholeOf, type ExtentRange } from '../extents';
import { fixedTarget, freshFooter, freshLink, rawTarget, type Fresh, type Keep, type Rewrite, type Target } from './rewrite';
import { PAGE_BYTES, shapeRefusal } from './sparseLayout';

const MIB = 1024 * 1024;
/** Blocks smaller than this lose more to alignment than they win. */
const LEAST_ALIGNED_BLOCK = 65_536;

export const alignFor = (blockBytes: number): number => (blockBytes >= LEAST_ALIGNED_BLOCK ? PAGE_BYTES : SECTOR_BYTES);

/** The largest block two disks share well: the source's own, or what everybody uses. */
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

/** The whole of what the view reads, as a disk of its own. `sectors` may be more than the view has: zeros follow. */
export function planNewDisk(view: Chain, disk: NewDisk, sectors = view.layers[0].sectors): Result<Rewrite, CreateError> {
  const target = targetOf(disk, sectors);
  if (!target.ok) return target;
  const keep: Keep = disk.type === 'dynamic' ? 'non-zero' : 'stored';
  const { from, sectors: there } = wholeOf(view);
  return ok({ view, range: { from, sectors: Math.min(there, sectors) }, target: target.value, keep, parent: null });
}

function targetOf(disk: NewDisk, sectors: number): Result<Target, CreateError> {
  if (disk.type === 'raw') return ok(rawTarget(sectors));
  if (disk.type === 'fixed') {
    if (sectors === 0) return err({ kind: 'size-zero', bytes: 0 });
    return ok(fixedTarget(freshFooter('fixed', sectors, disk.fresh), sectors));
  }
  const refusal = shapeRefusal(sectors, disk.blockBytes);
  if (refusal !== null) return err(refusal);
  return ok({
    kind: 'sparse',
    footer: freshFooter('dynamic', sectors, disk.fresh),
    sectors,
    blockBytes: disk.blockBytes,
    ...freshLink(disk.blockBytes, null),
    align: alignFor(disk.blockBytes),
  });
}

/** Fixed, of whole mebibytes, signed by a creator whose exact size everybody trusts: what Azure takes. */
export const planAzureReady = (view: Chain, fresh: Fresh): Result<Rewrite, CreateError> =>
  planNewDisk(view, { type: 'fixed', fresh }, roundUp(view.layers[0].sectors * SECTOR_BYTES, MIB) / SECTOR_BYTES);

/** The chain must be whole to be read through. */
export function incomplete(view: Chain): JobError | null {
  const { parent } = view;
  return parent === null ? null : { kind: 'parent-missing', expectedId: parent.expectedId, lookedFor: parent.lookedFor };
}
