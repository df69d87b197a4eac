/** Sectors of the disk, for code that reads partition tables. */
import { lba } from '../../../shared/vhd/units';
import type { Chain } from '../read/chain';
import { readSectors } from '../read/readDisk';

/** `outside`: the sectors are not on the disk. `unread`: they are, but cannot be read. */
export type Absent = 'outside' | 'unread';

export async function sectorsAt(chain: Chain, from: number, count: number): Promise<Uint8Array | Absent> {
  if (from < 0 || count < 1 || from + count > chain.layers[0].sectors) return 'outside';
  const page = await readSectors(chain, lba(from), count, 'honour');
  return page.faults.length === 0 ? page.bytes : 'unread';
}
