/**
 * Logical partitions: each extended boot record describes one, and names the next record by its distance from the first.
 * Slots three and four are unused; Linux accepts them if they stay inside the extended partition.
 */
import type { Chain } from '../read/chain';
import { isSigned, usedSlots, type MbrSlot } from './bootSector';
import { sectorsAt } from './sectors';

const EXTENDED = [0x05, 0x0f, 0x85];
/** At most so many records are followed. Linux follows a hundred. */
const MAX_RECORDS = 128;

export const isExtended = ({ type }: MbrSlot): boolean => EXTENDED.includes(type);

/** `broken`: the chain leads to a sector that is no record. `long`: it has more records than are followed. */
export type ChainEnd = 'whole' | 'loop' | 'broken' | 'long' | 'unread';

export type Logical = {
  /** Sectors count from the start of the disk; `number` has no meaning here. */
  readonly slots: readonly MbrSlot[];
  readonly end: ChainEnd;
};

/**
 * The partitions of the chain that starts in the extended partition. If its first sector is no record, the extended
 * partition is empty.
 */
export async function readLogical(chain: Chain, extended: MbrSlot): Promise<Logical> {
  const slots: MbrSlot[] = [];
  const visited = new Set<number>();
  const isInside = ({ from, sectors }: MbrSlot): boolean => from >= extended.from && from + sectors <= extended.from + extended.sectors;
  for (let at = extended.from; ; ) {
    if (visited.has(at)) return { slots, end: 'loop' };
    if (visited.size === MAX_RECORDS) return { slots, end: 'long' };
    const record = await sectorsAt(chain, at, 1);
    if (record === 'unread') return { slots, end: 'unread' };
    if (typeof record === 'string' || !isSigned(record)) return { slots, end: visited.size === 0 ? 'whole' : 'broken' };
    visited.add(at);
    const used = usedSlots(record);
    for (const slot of used) {
      const placed = { ...slot, from: at + slot.from };
      if (!isExtended(slot) && (slot.number <= 2 || isInside(placed))) slots.push(placed);
    }
    const next = used.find(isExtended);
    if (next === undefined) return { slots, end: 'whole' };
    at = extended.from + next.from;
  }
}
