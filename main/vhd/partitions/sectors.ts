/** Sectors of the disk, for whoever reads partition tables. */
import { lba } from '../../../shared/vhd/units';
import type { Chain } from '../read/chain';
import { readSectors } from '../read/readDisk';

/** `outside`: they are not on the disk. `unread`: they are, and what stands in them is not known. */
export type Absent = 'outside' | 'unread';

export async function sectorsAt(chain: Chain, from: number, count: number): Promise<Uint8Array | Absent> {
  if (from < 0 || count < 1 || from + count > chain.layers[0].sectors) return 'outside';
  const page = await readSectors(chain, lba(from), count, 'honour');
  return page.faults.length === 0 ? page.bytes : 'unread';
}
