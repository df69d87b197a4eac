/** The words for what a new file does not take along, because no entry of the block table names it. */
import type { LostBlocks } from '../jobs';
import { grouped, plural } from './numbers';

export function lostBlocksText({ blocks, placed, unclear }: LostBlocks): string {
  const belong =
    blocks === 1
      ? ', and it says where it belongs'
      : `, and ${grouped(placed)} of them say${placed === 1 ? 's' : ''} where ${placed === 1 ? 'it belongs' : 'they belong'}`;
  const lost = `${plural(blocks, 'block stands', 'blocks stand')} in the file that the block table does not name${placed === 0 ? '' : belong}`;
  const room = `room for ${plural(unclear, 'block')} that the block table does not name is not zero`;
  return blocks === 0 ? room : unclear === 0 ? lost : `${lost}; and ${room}`;
}
