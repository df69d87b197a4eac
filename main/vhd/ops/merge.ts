/**
 * Makes one new disk of a child and some of its ancestors; no parent is written. It works sector by sector, because the
 * layers' blocks may have different sizes; sectors that none of them holds stay the next parent's. The new disk takes the
 * child's place in the chain, including its id, so that grandchildren still find it.
 */
import type { JobError } from '../../../shared/jobs';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import type { Chain } from '../read/chain';
import { layersOf, wholeOf } from '../read/extents';
import type { Image } from '../read/image';
import { alignFor, blockBytesOf, incomplete, looped } from './convert';
import { freshLink, keptFooter, keptLink, type Rewrite } from './rewrite';
import type { Creator } from './newStructures';

/** `ancestors`: how many layers below the child are merged; with all of them the new disk has no parent. */
export async function planMerge(chain: Chain, ancestors: number, creator: Creator): Promise<Result<Rewrite, JobError>> {
  const [child] = chain.layers;
  if (child.kind !== 'differencing' || child.map === null) return err({ kind: 'wrong-kind', needs: 'differencing' });
  const missing = ancestors >= chain.layers.length ? incomplete(chain) : looped(chain);
  if (missing !== null) return err(missing);
  if (ancestors < 1 || ancestors >= chain.layers.length) return err({ kind: 'wrong-kind', needs: 'more-layers' });
  const last = chain.layers[ancestors] as Image;
  const kind = last.kind === 'differencing' ? 'differencing' : 'dynamic';
  const blockBytes = blockBytesOf(chain);
  const link = kind === 'differencing' ? await linkOf(last, blockBytes) : ok(freshLink(blockBytes, null));
  if (!link.ok) return link;
  return ok({
    view: layersOf(chain, 0, ancestors + 1),
    range: wholeOf(chain),
    target: {
      kind: 'sparse',
      footer: keptFooter(child, kind, child.sectors, creator),
      sectors: child.sectors,
      blockBytes,
      ...link.value,
      align: alignFor(blockBytes),
    },
    keep: kind === 'differencing' ? 'stored' : 'non-zero',
    parent: null,
  });
}

/** The last merged layer's link to its own parent. */
async function linkOf(last: Image, blockBytes: number): ReturnType<typeof keptLink> {
  const link = await keptLink(last);
  return link.ok ? ok({ ...link.value, header: dynamicHeader.set(link.value.header, 'blockSize', blockBytes) }) : link;
}
