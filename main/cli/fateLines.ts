/** What becomes of each of the blocks that share their place, in the words of the window. */
import { plural } from '../../shared/text/numbers';
import { sharedFateText } from '../../shared/text/sharedFates';
import { BLOCK_STATE } from '../../shared/views';
import { sharedFates } from '../vhd/repair/sharedFates';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Image } from '../vhd/read/image';
import { openDisk } from '../vhd/read/openImage';

/** So many blocks are told of one by one. */
const MAX_TOLD = 20;

/** One sentence for each block that overlaps another in `before`. `repaired`: the file as it would be. */
export async function fateLines(before: Image, repaired: BlockFile): Promise<string[]> {
  if (before.map?.states.includes(BLOCK_STATE.overlapping) !== true) return [];
  const after = await openDisk(repaired);
  if (!after.ok) return [];
  const fates = sharedFates(before, after.value);
  const more = fates.length - MAX_TOLD;
  return [...fates.slice(0, MAX_TOLD).map(sharedFateText), ...(more > 0 ? [`and ${plural(more, 'more block')}`] : [])];
}
