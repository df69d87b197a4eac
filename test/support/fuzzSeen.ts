/** What a damaged disk shows at places that matter: its first sectors, its last, and the start of each block that is stored. */
import type { Chain } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import type { FindingCode } from '../../shared/findings';
import { lba, UNALLOCATED } from '../../shared/vhd/units';
import { NOW } from './opened';

const FIRST = 112;
const LAST = 8;
const MAX_BLOCKS = 16;
const OF_BLOCK = 2;

/** From `at`, so many sectors. */
export type Stretch = readonly [at: number, sectors: number];

/** Stretches of the disk worth comparing, none behind its end; they may overlap. */
export function stretchesOf({ layers: [top] }: Chain): Stretch[] {
  const { sectors, map } = top;
  const stored: number[] = [];
  for (let block = 0; map !== null && stored.length < MAX_BLOCKS && block < Math.min(map.entries.length, 4096); block++)
    if (map.entries[block] !== UNALLOCATED) stored.push(block * map.blockSectors);
  const wanted: Stretch[] = [[0, FIRST], [Math.max(0, sectors - LAST), LAST], ...stored.map((at): Stretch => [at, OF_BLOCK])];
  return wanted.flatMap(([at, count]) => (at < sectors ? [[at, Math.min(count, sectors - at)] as const] : []));
}

/** By sector: its bytes as text, or null where the disk does not say. Zero is what lies behind the end. */
export async function seenOn(chain: Chain, stretches: readonly Stretch[]): Promise<Map<number, string | null>> {
  const seen = new Map<number, string | null>();
  const { sectors } = chain.layers[0];
  for (const [at, count] of stretches) {
    const inside = Math.max(0, Math.min(count, sectors - at));
    if (inside === 0) continue;
    const page = await readSectors(chain, lba(at), inside, 'honour');
    const { bytes, faults } = page;
    for (let i = 0; i < inside; i++) {
      const isLost = faults.some((fault) => fault.at < (i + 1) * 512 && fault.at + fault.bytes > i * 512);
      seen.set(at + i, isLost ? null : Buffer.from(bytes.subarray(i * 512, (i + 1) * 512)).toString('latin1'));
    }
  }
  return seen;
}

/** Throws where a sector that was known is another, or is not known any more. */
export function expectKept(what: string, before: ReadonlyMap<number, string | null>, after: ReadonlyMap<number, string | null>): void {
  for (const [at, old] of before) {
    const now = after.get(at);
    if (old !== null && now !== old) throw new Error(`${what}: sector ${at} ${now == null ? 'cannot be read any more' : 'is another'}`);
  }
}

export const errorsOf = (chain: Chain): FindingCode[] =>
  checkChain(chain, NOW)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

/** Throws where the disk has an error now that it did not have before. */
export function expectNoNewError(what: string, before: readonly FindingCode[], after: readonly FindingCode[]): void {
  const fresh = after.filter((code) => !before.includes(code));
  if (fresh.length > 0) throw new Error(`${what} made ${fresh.join(', ')}`);
}
