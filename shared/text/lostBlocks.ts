/** The words for blocks that no entry of the block table names: what a new file does not take along, and what a write prevents. */
import type { LostRoom } from '../edits';
import type { Finding } from '../findings';
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

/** What a rebuild might bring back, by what the checks found; null: nothing. */
export function lostRoomOf(findings: readonly Finding[]): LostRoom | null {
  let room: LostRoom | null = null;
  for (const { code, facts } of findings) {
    if (code === 'B14') return { blocks: facts.candidates, isFound: true, isTableEmpty: true };
    if (code === 'B22') return { blocks: facts.blocks, isFound: true, isTableEmpty: false };
    if (code === 'B06' && facts.fits > 0 && !facts.looked) room = { blocks: facts.fits, isFound: false, isTableEmpty: facts.named === 0 };
  }
  return room;
}

/** "The block table names no block, and the file has room for 2: it may have been wiped." */
function lostRoomText({ blocks, isFound, isTableEmpty }: LostRoom): string {
  if (isFound && isTableEmpty) return `The block table is empty, and the file holds ${plural(blocks, 'block')}.`;
  if (isFound) return `${plural(blocks, 'block stands', 'blocks stand')} in the file that the block table does not name.`;
  if (isTableEmpty) return `The block table names no block, and the file has room for ${grouped(blocks)}: it may have been wiped.`;
  return `The file has room for ${plural(blocks, 'block')} that the block table does not name: it may have lost some.`;
}

/** What a write means to these blocks: the new block gets the place in the table, and a rebuild does not take it away again. */
export const overLostText = (room: LostRoom): string =>
  `${lostRoomText(room)} A write where the disk has no block makes a new one, and the block that was lost there can’t be put back.`;
