/**
 * The same disk with another size. Growing adds zeros; shrinking is refused while data or a partition lies behind the new
 * end, unless forced. A disk that has a child must not be resized, because the child would not fit any more; the caller
 * checks that.
 */
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Chain } from '../read/chain';
import { layersOf } from '../read/extents';
import { readPartitionTable } from '../partitions/partitionTable';
import { isSuspended } from './compact';
import { alignFor, looped, missingParent } from './convert';
import { shownByParents } from './grownPart';
import { fixedTarget, keptFooter, keptLink, losesGeometry, type Rewrite } from './rewrite';
import { shapeRefusal, sizeRefusal } from './sparseLayout';
import type { Creator } from './newStructures';

export type Resize = { readonly sectors: number; readonly force: boolean };

/** The job checks whether data lies behind the new end: from `mustBeZeroFrom` on. */
export type ResizePlan = { readonly rewrite: Rewrite; readonly mustBeZeroFrom: number | null };

export async function planResize(chain: Chain, { sectors, force }: Resize, creator: Creator): Promise<Result<ResizePlan, JobError>> {
  const [top] = chain.layers;
  if (top.footer === null) return err({ kind: 'wrong-kind', needs: 'disk' });
  if (isSuspended(top)) return err({ kind: 'saved-state' });
  if (sectors === top.sectors) return err({ kind: 'wrong-kind', needs: 'larger' });
  const shrinks = sectors < top.sectors;
  const loop = looped(chain);
  if (loop !== null) return err(loop);
  const behind = shrinks && !force ? await partitionBehind(chain, sectors) : null;
  if (behind !== null) return err(behind);
  const kind = top.kind === 'fixed' ? 'fixed' : top.kind === 'differencing' ? 'differencing' : 'dynamic';
  const raw = keptFooter(top, kind, sectors, creator);
  const range = { from: 0, sectors: Math.min(sectors, top.sectors) };
  const mustBeZeroFrom = shrinks && !force ? sectors : null;
  if (!shrinks && kind === 'differencing' && chain.layers.length === 1) return err(missingParent(chain));
  const zeros = shrinks ? [] : await shownByParents(chain, sectors);
  const plan = (target: Rewrite['target']): ResizePlan => ({
    rewrite: {
      view: layersOf(chain, 0, 1),
      range,
      target,
      keep: 'stored',
      parent: null,
      zeros,
      notes: losesGeometry(top, sectors) ? [{ kind: 'geometry-replaced' }] : [],
    },
    mustBeZeroFrom,
  });
  const tooLarge = sizeRefusal(sectors);
  if (tooLarge !== null && !shrinks) return err(tooLarge);
  if (kind === 'fixed') return ok(plan(fixedTarget(raw, sectors)));
  if (top.map === null) return err({ kind: 'no-block-map' });
  const blockBytes = top.map.blockSectors * SECTOR_BYTES;
  const refusal = shapeRefusal(sectors, blockBytes);
  if (refusal !== null) return err(refusal);
  const link = await keptLink(top);
  if (!link.ok) return link;
  return ok(plan({ kind: 'sparse', footer: raw, sectors, blockBytes, ...link.value, align: alignFor(blockBytes) }));
}

async function partitionBehind(chain: Chain, sectors: number): Promise<JobError | null> {
  const { entries } = await readPartitionTable(chain);
  const [top] = chain.layers;
  for (const { number: index, firstLba, sectors: count } of entries) {
    // A partition that starts behind the disk loses nothing.
    if (firstLba + count > sectors && firstLba < top.sectors) return { kind: 'partition-beyond', index, endLba: firstLba + count };
  }
  return null;
}
