/** The catalogue's cases opened and checked, children with BASE beside them. */
import type { Chain, ParentFinder } from '../../main/vhd/read/chain';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import type { Finding } from '../../shared/findings';
import type { Damage } from './damage';
import { FIELD_DAMAGE } from './damageFields';
import { FOOTER_DAMAGE } from './damageFooters';
import { BLOCK_DAMAGE, CHILD_DAMAGE } from './damageBlocks';
import { MORE_DAMAGE } from './damageMore';
import { LOST_DAMAGE } from './damageLost';
import { PARENT_DAMAGE } from './damageParents';
import { REST_DAMAGE } from './damageRest';
import { baseImage } from './fixtures';
import { memoryFile } from './memoryFile';
import { chainOf, NO_SIBLINGS, NOW } from './opened';

export const CATALOGUE: readonly Damage[] = [
  ...FOOTER_DAMAGE,
  ...FIELD_DAMAGE,
  ...BLOCK_DAMAGE,
  ...CHILD_DAMAGE,
  ...PARENT_DAMAGE,
  ...MORE_DAMAGE,
  ...LOST_DAMAGE,
  ...REST_DAMAGE,
];

/** The parent's file time, as children of the fixtures remember it: not at all. */
export const finderFor = ({ child, parent }: Pick<Damage, 'child' | 'parent'>): ParentFinder =>
  child !== true
    ? NO_SIBLINGS
    : {
        byName: async (name) =>
          name === 'p.vhd' ? { file: memoryFile((parent ?? baseImage)(), { name: 'p.vhd' }), finder: NO_SIBLINGS } : null,
        others: async function* others() {},
      };

export const chainFor = (damage: Pick<Damage, 'child' | 'parent'>, image: Uint8Array): Promise<Chain> =>
  chainOf(memoryFile(image), finderFor(damage));

export async function deepFindings(chain: Chain): Promise<Finding[]> {
  const found = await checkDisk(chain, { now: NOW, deep: true });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}
