/** `reconnect`: rewrites everything by which a child finds its parent: id, time, name and every locator. */
import { err } from '../../../shared/result';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { planReconnect } from '../../vhd/ops/reconnect';
import type { Cli } from '../context';
import { linkTo } from '../fresh';
import { carryOut, hold, type InPlaceOptions } from '../inPlace';
import { withDisk } from '../openDisk';
import { failed, failure, shown, type Outcome } from '../outcome';
import { realPath } from '../../io/paths';
import { bothIds } from '../../../shared/vhd/codec';
import { grouped, plural } from '../../../shared/text/numbers';

export type ReconnectOptions = InPlaceOptions & { readonly parent: string; readonly force?: boolean };

export async function reconnect(cli: Cli, path: string, options: ReconnectOptions): Promise<Outcome> {
  const what = `cannot reconnect ${shown(path)}`;
  const wouldLoop = failure(
    what,
    `${shown(options.parent)} is the disk itself or is based on it, so that the chain would never end`,
    'Name another parent.',
  );
  const held = await hold(cli, path);
  if (!held.ok) return held;
  if (held.value.real === (await realPath(options.parent))) return err(wouldLoop);
  const link = await linkTo(cli, held.value.real, options.parent);
  if (!link.ok) return link;
  return withDisk(cli, path, { standIns: 'not-read' }, async ({ chain }) => {
    const [image] = chain.layers;
    // Refused even with --force: no disk of a chain that leads back to itself can be read.
    if (link.value.sources.files.some(({ identity }) => identity === image.file.identity)) return err(wouldLoop);
    const [own, parents] = [image.sectors, link.value.sizeBytes / SECTOR_BYTES];
    const isForced = options.force === true;
    if (own !== parents && !isForced) {
      const why = `the parent has ${plural(parents, 'sector')} and the child ${grouped(own)}`;
      return err(failure(what, why, 'Name the right parent, or add --force.'));
    }
    const plan = await planReconnect(image, link.value, isForced);
    if (plan.ok) return carryOut(cli, held.value, plan.value, 'reconnect', options);
    if (plan.error.kind !== 'parent-mismatch') return failed(what, plan.error);
    const why = `the parent’s ID is ${bothIds(plan.error.foundId)}, and the child names ${bothIds(plan.error.expectedId)}`;
    return err(
      failure(what, why, 'With --force it is taken all the same: wherever the child has no sectors of its own, the data may be wrong.'),
    );
  });
}
