/** Reasons not to change a disk in place: an interrupted save of it, disks that are based on it, and blocks that its table has lost. */
import { reasonText } from '../../shared/text/errors';
import { isNameTooLong } from '../io/errno';
import { guardOf } from '../io/guardedNames';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { halfSaved, saveBeside, settlingOf, type SaveBeside } from '../io/openImageFile';
import { baseName, realPath } from '../io/paths';
import { journalPath } from '../io/saveContext';
import { uniqueIdOf, type Chain } from '../vhd/read/chain';
import { childrenOf } from '../vhd/read/children';
import type { Image } from '../vhd/read/image';
import { lostRoomOf, overLostText } from '../../shared/text/lostBlocks';
import { checkChain } from '../vhd/check/checkImage';
import type { Plan } from '../vhd/ops/plan';
import type { Cli } from './context';
import type { Held } from './inPlace';
import { failure, shown, type Trouble } from './outcome';
import { siblingsOf } from './stopping';

/** An interrupted save of the disk has to be settled first. `path`: as the user named it; `what`: the act that cannot be done. */
export async function saveRefusal(path: string, what: string): Promise<Trouble | null> {
  const save = await saveBeside(path);
  return save === null ? nameRefusal(path, what) : journalRefusal(path, save, what);
}

/** If the file's name is nearly as long as names may be, its journal's name would be too long. */
async function nameRefusal(path: string, what: string): Promise<Trouble | null> {
  const there = await nodeFileSystem().stat(journalPath(await realPath(path)));
  if (there.ok || !isNameTooLong(there.error)) return null;
  return failure(what, 'its name is too long for the file that keeps the change safe', 'Rename it to something shorter.');
}

/** No new file may get a name that is reserved for journals, or one whose journal still stands there. */
export async function outputRefusal(path: string, what: string): Promise<Trouble | null> {
  const guard = await guardOf(path);
  if (guard === null) return null;
  switch (guard.kind) {
    case 'journal-name':
      return failure(what, 'names that end so are those of the files that keep a save safe, and no output', 'Choose another name.');
    case 'has-journal':
      return journalRefusal(path, guard.save, what);
    case 'journal-left': {
      const why = `${shown(guard.journal)} stands there, the journal of a save of an earlier file of that name`;
      return failure(what, why, 'Move it elsewhere, or choose another name.');
    }
    default:
      return guard satisfies never;
  }
}

/** The journal of an interrupted save stands beside the disk. */
function journalRefusal(path: string, save: SaveBeside, what: string): Trouble {
  const [half, of] = [halfSaved(save), baseName(save.of)];
  const exists = { kind: 'journal-exists', path, settling: settlingOf(save), ...(of === baseName(path) ? {} : { of }) } as const;
  const { why, todo } = reasonText(half === null || half.why === 'partly-written' ? exists : half);
  return failure(what, why, todo);
}

/** Null when nothing speaks against changing the disk. `force`: the user accepts that children will show something else. */
export async function changeRefusal(
  cli: Cli,
  { path, real }: Pick<Held, 'path' | 'real'>,
  image: Image,
  force: boolean,
): Promise<Trouble | null> {
  const what = `cannot change ${shown(path)}`;
  const half = await saveRefusal(path, what);
  if (half !== null) return half;
  if (force) return null;
  const [first, ...more] = await childrenOf(uniqueIdOf(image), siblingsOf(cli, real), image.file);
  if (first === undefined) return null;
  const who = more.length === 0 ? `${shown(first)} stands` : `${shown(first)} and ${more.length} more stand`;
  const why = `${who} on it and would no longer show what ${more.length === 0 ? 'it' : 'they'} did`;
  return failure(what, why, 'Change the child, or add --force.');
}

type WriteOptions = { readonly dryRun?: boolean; readonly force?: boolean };

/** The same for a plan that writes sectors. A dry run is never refused. */
export async function writeRefusal(
  cli: Cli,
  held: Held,
  chain: Chain,
  plan: Plan,
  { dryRun, force }: WriteOptions,
): Promise<Trouble | null> {
  if (dryRun === true) return null;
  const refusal = await changeRefusal(cli, held, chain.layers[0], force === true);
  return refusal ?? (force === true ? null : lostBlocksRefusal(cli, held.path, chain, plan));
}

/** A write that makes new blocks where the table may have lost some. Null when nothing speaks against it. */
function lostBlocksRefusal(cli: Cli, path: string, chain: Chain, plan: Plan): Trouble | null {
  if (plan.newBlocks.length === 0) return null;
  const room = lostRoomOf(checkChain(chain, Math.floor(cli.world.now() / 1000)));
  if (room === null) return null;
  const why = overLostText(room).slice(0, -1);
  return failure(`cannot change ${shown(path)}`, why, 'Look for them first with “platter repair --rebuild --output COPY”, or add --force.');
}
