/** A damaged child is given a parent: its own bytes stay, the header says what was asked, and no error is new. */
import { parentIdOf, type Chain } from '../../main/vhd/read/chain';
import { layersOf } from '../../main/vhd/read/extents';
import { openImage } from '../../main/vhd/read/openImage';
import { planReconnect } from '../../main/vhd/ops/reconnect';
import type { ParentSpec } from '../../main/vhd/format/parentLocator';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { applied } from './appliedPlan';
import { countingFile } from './countingFile';
import { errorsOf, expectKept, expectNoNewError, seenOn, stretchesOf } from './fuzzSeen';
import type { Random } from './random';

const MAX_BYTES = 1 << 20;
const OTHER_ID = 'aaaaaaaa-0000-4000-8000-bbbbbbbbbbbb';

function specOf(chain: Chain, random: Random): ParentSpec {
  const long = 'folder\\'.repeat(random.pick([0, 1, 40, 400]));
  return {
    uniqueId: random.below(3) === 0 ? OTHER_ID : parentIdOf(chain.layers[0]),
    modified: random.below(2 ** 31),
    name: 'parent.vhd',
    relativePath: `.\\${long}parent.vhd`,
    windowsPath: random.below(2) === 0 ? null : `C:\\${long}parent.vhd`,
    posixPath: random.below(2) === 0 ? null : `/${long.replaceAll('\\', '/')}parent.vhd`,
  };
}

export async function fuzzReconnect(bytes: Uint8Array, chain: Chain, random: Random): Promise<'done' | 'refused'> {
  const [top, ...parents] = chain.layers;
  const spec = specOf(chain, random);
  const plan = await planReconnect(top, spec, random.below(2) === 0);
  if (!plan.ok) return 'refused';
  if (plan.value.lengthAfter > MAX_BYTES) return 'refused';
  const image = await openImage(countingFile(applied(bytes, plan.value), 'top').file, 'disk');
  if (!image.ok) throw new Error(`refused after reconnect: ${JSON.stringify(image.error)}`);
  if (image.value.kind !== 'differencing' || image.value.header === null) throw new Error(`a ${image.value.kind} disk after reconnect`);
  const { header } = image.value;
  const said = [dynamicHeader.get(header.bytes, 'parentUniqueId'), dynamicHeader.get(header.bytes, 'parentUnicodeName').split('\0', 1)[0]];
  if (said[0] !== spec.uniqueId || said[1] !== spec.name) throw new Error(`reconnected to ${said.join(' ')}`);
  const after: Chain = { layers: [image.value, ...parents], parent: chain.parent };
  const stretches = stretchesOf(chain);
  for (const depth of [1, chain.layers.length])
    expectKept('reconnect', await seenOn(layersOf(chain, 0, depth), stretches), await seenOn(layersOf(after, 0, depth), stretches));
  expectNoNewError('reconnect', errorsOf(chain), errorsOf(after));
  return 'done';
}
