/** Opens a disk and its parents for a command, read-only, and closes them whatever happens. */
import { err, ok, type Result } from '../../shared/result';
import { openReadOnly } from '../io/nodeBlockFile';
import { absolute, exists, folderOf } from '../io/paths';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { createSiblingFinder } from '../io/siblingFiles';
import { partOr } from '../io/surroundings';
import { closeChain, resolveChain, withParent, type Chain } from '../vhd/chain';
import { openImage } from '../vhd/openImage';
import { warn, type Cli } from './context';
import { failed, failure, shown, type Outcome, type Trouble } from './outcome';

export type Disk = {
  /** As the user named it. */
  readonly path: string;
  readonly chain: Chain;
  /** One a layer, the file itself first. */
  readonly paths: readonly string[];
};

export type ChainOptions = {
  /** Parents the user named because they lie elsewhere, nearest first. */
  readonly parent?: readonly string[];
};

/** Parents lie beside their children, or where the user says. */
export async function withDisk(cli: Cli, path: string, options: ChainOptions, work: (disk: Disk) => Promise<Outcome>): Promise<Outcome> {
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  try {
    return await work(disk.value);
  } finally {
    await closeChain(disk.value.chain);
  }
}

export async function openDisk(cli: Cli, path: string, { parent: parents = [] }: ChainOptions): Promise<Result<Disk, Trouble>> {
  const file = await openReadOnly(path);
  if (!file.ok) return failed(`cannot open ${shown(path)}`, file.error);
  const image = await openImage(file.value, 'disk');
  if (!image.ok) {
    await file.value.close();
    return failed(`cannot open ${shown(path)}`, await partOr(image.error, path, nodeFileSystem()));
  }
  if (await exists(`${path}.platter-journal`)) {
    await warn(
      cli,
      `warning: an earlier save of ${shown(path)} was cut off; what is shown may be half of it. Settle it with “platter repair --interrupted finish” or “undo”.`,
    );
  }
  let chain = await resolveChain(image.value, createSiblingFinder(absolute('.', path)));
  let paths = pathsOf(chain, [path]);
  for (const parent of parents) {
    const grown = await adopt(chain, parent);
    if (!grown.ok) {
      await closeChain(chain);
      return grown;
    }
    paths = pathsOf(grown.value, [...paths, parent]);
    chain = grown.value;
  }
  return ok({ path, chain, paths });
}

/** Parents that were found lie in their child's folder. */
function pathsOf(chain: Chain, known: readonly string[]): string[] {
  const paths = [...known];
  for (const { file } of chain.layers.slice(known.length)) {
    const folder = folderOf(paths.at(-1) as string);
    paths.push(folder === '.' ? file.name : `${folder.replace(/\/$/, '')}/${file.name}`);
  }
  return paths;
}

async function adopt(chain: Chain, path: string): Promise<Result<Chain, Trouble>> {
  const what = `cannot take ${shown(path)} as the parent`;
  const file = await openReadOnly(path);
  if (!file.ok) return failed(what, file.error);
  const image = await openImage(file.value, 'disk');
  const grown = image.ok ? await withParent(chain, image.value, createSiblingFinder(absolute('.', path))) : image;
  if (grown.ok) return grown;
  await file.value.close();
  const { error } = grown;
  if (!image.ok) return failed(what, image.error);
  if (error.kind === 'wrong-parent' || error.kind === 'chain-loop') return failed(what, error);
  return err(failure(what, 'it does not fit the chain', 'Name the right parent.'));
}
