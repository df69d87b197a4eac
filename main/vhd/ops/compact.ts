/**
 * The same disk in less room: zero blocks are dropped, in a child only blocks that equal the parent in every sector; the
 * rest stands in disk order without gaps. Identity, reserved bytes and locators stay. Defragmenting does the same but keeps
 * every block.
 */
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { footer } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { below, layersOf, wholeOf } from '../read/extents';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { alignFor, incomplete } from './convert';
import { keptFooter, keptLink, type Keep, type Rewrite } from './rewrite';
import type { Creator } from './newStructures';

/** Spec 1.0, "Saved State": such a disk must be neither expanded nor compacted. */
export const isSuspended = (image: Image): boolean => image.footer !== null && footer.get(image.footer, 'savedState') !== 0;

export async function planCompact(chain: Chain, creator: Creator): Promise<Result<Rewrite, JobError>> {
  return sameDisk(chain, creator, chain.layers[0].kind === 'differencing' ? 'not-as-parent' : 'non-zero');
}

export const planDefragment = (chain: Chain, creator: Creator): Promise<Result<Rewrite, JobError>> => sameDisk(chain, creator, 'stored');

async function sameDisk(chain: Chain, creator: Creator, keep: Keep): Promise<Result<Rewrite, JobError>> {
  const [top] = chain.layers;
  if (top.footer !== null && top.mapFault !== null) return err({ kind: 'no-block-map' });
  if (top.map === null || top.footer === null) return err({ kind: 'wrong-kind', needs: 'sparse' });
  if (isSuspended(top)) return err({ kind: 'saved-state' });
  const missing = keep === 'not-as-parent' ? incomplete(chain) : null;
  if (missing !== null) return err(missing);
  const link = await keptLink(top);
  if (!link.ok) return link;
  const kind = top.kind === 'differencing' ? 'differencing' : 'dynamic';
  const blockBytes = top.map.blockSectors * SECTOR_BYTES;
  return ok({
    view: layersOf(chain, 0, 1),
    range: wholeOf(chain),
    target: {
      kind: 'sparse',
      footer: keptFooter(top, kind, top.sectors, creator),
      sectors: top.sectors,
      blockBytes,
      ...link.value,
      align: alignFor(blockBytes),
    },
    keep,
    parent: keep === 'not-as-parent' ? below(chain, 1) : null,
  });
}
