/**
 * What only reading the blocks shows, for the blocks that a repair gives another place: whether bitmap and data there agree, and
 * whether a block is left that no entry points to. A repaired disk is not called healthy over blocks that nobody has read.
 */
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { checkBitmaps } from '../check/bitmapRules';
import { isAllLost } from '../check/checkDisk';
import { checkOrphans } from '../check/orphanRules';
import type { BlockMap } from '../format/bat';
import type { Chain } from '../read/chain';
import { isGone } from './along';

/** More blocks than that are left to a check of everything. */
const MAX_READ = 256;

/** Blocks whose entries differ; null: so many that they are not read, or none. */
function movedBlocks(before: BlockMap, { entries }: BlockMap): ReadonlySet<number> | null {
  const moved = new Set<number>();
  if (before.entries.length !== entries.length) return null;
  for (let block = 0; block < entries.length && moved.size <= MAX_READ; block++)
    if (before.entries[block] !== entries[block]) moved.add(block);
  return moved.size === 0 || moved.size > MAX_READ ? null : moved;
}

/** `checked`: what a check of the structures finds in the result. `before`: the table as it was before the repair. */
export async function withTouched(
  chain: Chain,
  before: BlockMap | null,
  checked: readonly Finding[],
): Promise<Result<readonly Finding[], IoError>> {
  const [top] = chain.layers;
  const { map } = top;
  const moved = before === null || map === null ? null : movedBlocks(before, map);
  if (map === null || moved === null) return ok(checked);
  const found = await bitmapFindings(chain, map, moved);
  const orphans = await checkOrphans(top);
  if (!found.ok || !orphans.ok) return found.ok ? orphans : found;
  const others = isAllLost(top, orphans.value) ? checked.filter(({ code }) => code !== 'B06') : checked;
  return ok(sortFindings([...others, ...[...found.value, ...orphans.value].filter(({ code }) => isGone(code, checked))]));
}

/** Of these blocks alone; notes are left to a check of everything. */
async function bitmapFindings(chain: Chain, map: BlockMap, moved: ReadonlySet<number>): Promise<Result<Finding[], IoError>> {
  const [top, ...parents] = chain.layers;
  const alone = {
    ...map,
    entries: map.entries.map((at, block) => (moved.has(block) ? at : UNALLOCATED)),
    states: map.states.map((state, block) => (moved.has(block) ? state : BLOCK_STATE.unallocated)),
  };
  const found: Finding[] = [];
  const told = await checkBitmaps({ ...chain, layers: [{ ...top, map: alone }, ...parents] }, {}, (one) => addFinding(found, one));
  return told.ok ? ok(found.filter(({ severity }) => severity !== 'note')) : told;
}
