/** Writes what differs between two disks as a patch file. */
import type { SectorRange } from '../../shared/jobs';
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
      if (!changes.ok) return err(failure(what, changes.error.why, changes.error.todo));
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
): Promise<Result<readonly PatchChange[], ReturnType<typeof patchText>>> {
  const end = Math.min(old.layers[0].sectors, now.layers[0].sectors);
  const beyond = differing.find(({ firstLba, sectors }) => firstLba + sectors > end);
  if (beyond !== undefined)
    return err(
      patchText({
        kind: 'patch-outside',
        space: 'disk',
        at: end * SECTOR_BYTES,
        bytes: (beyond.firstLba + beyond.sectors - end) * SECTOR_BYTES,
      }),
    );
  const ranges = differing.map(({ firstLba, sectors }) => ({ at: firstLba * SECTOR_BYTES, bytes: sectors * SECTOR_BYTES }));
  const changes = await changesBetween(old, now, [{ space: 'disk', ranges }]);
  return changes.ok ? changes : err(patchText(changes.error));
}
