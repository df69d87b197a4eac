/** Writes what differs between two disks as a patch file. */
import type { SectorRange } from '../../shared/jobs';
import type { MakePatchError } from '../../shared/patch';
import { err, ok, type Result } from '../../shared/result';
import { plural } from '../../shared/text/numbers';
import { patchText } from '../../shared/text/patch';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { changesBetween, patchedDisk } from '../patch/makePatch';
import type { PatchChange } from '../patch/patch';
import { patchContent } from '../patch/writePatch';
import type { BlockFile } from '../vhd/read/blockFile';
import { closeChain, type Chain } from '../vhd/read/chain';
import { apart, sourcesOf } from './apart';
import type { Cli } from './context';
import { newTarget, writeTarget } from './newFiles';
import { openDisk } from './openDisk';
import { failure, shown, type Trouble } from './outcome';

/** One of the disks that are compared. */
export type Compared = { readonly path: string; readonly as: 'disk' | 'raw' };

/** Both disks are open until it is closed, so that a change of one of them by somebody else is noticed. */
export type PatchToWrite = {
  /** Writes the patch that makes the first disk hold what the second one holds in these sectors; resolves to a line that says so. */
  write(differing: readonly SectorRange[]): Promise<Result<string, Trouble>>;
  close(): Promise<void>;
};

/** Call it before the comparison, so that no time is lost if the name is taken. */
export async function patchToWrite(
  cli: Cli,
  [before, after]: readonly [Compared, Compared],
  path: string,
  force: boolean,
): Promise<Result<PatchToWrite, Trouble>> {
  const named = await newTarget(path, force);
  if (!named.ok) return named;
  const one = await openDisk(cli, before.path, { as: before.as });
  if (!one.ok) return one;
  const old = one.value.chain;
  const two = await openDisk(cli, after.path, { as: after.as });
  if (!two.ok) {
    await closeChain(old);
    return two;
  }
  const now = two.value.chain;
  const close = async (): Promise<void> => {
    await closeChain(old);
    await closeChain(now);
  };
  const what = `cannot write ${shown(path)}`;
  const target = apart(named.value, await sourcesOf(filesOf(old, now)), what);
  if (!target.ok) {
    await close();
    return target;
  }
  return ok({
    write: async (differing) => {
      const changes = await changesIn(old, now, differing);
      if (!changes.ok && changes.error.kind === 'nothing-to-patch') return ok('wrote no patch: there is no difference');
      if (!changes.ok) {
        const { why, todo } = patchText(changes.error);
        return err(failure(what, why, todo));
      }
      const content = patchContent({ disk: patchedDisk(old), changes: changes.value }, `Platter ${cli.world.app}`);
      const written = await writeTarget(cli, target.value, content);
      return written.ok ? ok(`wrote ${plural(changes.value.length, 'change')} to ${shown(path)}`) : written;
    },
    close,
  });
}

const filesOf = (...chains: readonly Chain[]): BlockFile[] => chains.flatMap(({ layers }) => layers.map(({ file }) => file));

async function changesIn(
  old: Chain,
  now: Chain,
  differing: readonly SectorRange[],
): Promise<Result<readonly PatchChange[], MakePatchError>> {
  const end = Math.min(old.layers[0].sectors, now.layers[0].sectors);
  if (differing.some(({ firstLba, sectors }) => firstLba + sectors > end)) return err({ kind: 'patch-longer' });
  const ranges = differing.map(({ firstLba, sectors }) => ({ at: firstLba * SECTOR_BYTES, bytes: sectors * SECTOR_BYTES }));
  return changesBetween(old, now, [{ space: 'disk', ranges }]);
}
