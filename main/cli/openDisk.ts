/** Opens a disk and its parents for a command, read-only, and closes them whatever happens. */
import type { HalfSaved, ParentRefusal, Settling } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { standInText } from '../../shared/text/errors';
import { noFileText, settleCommand } from '../../shared/text/halfSaved';
import { halfSaved, openImageFile, saveBeside, settlingOf, type SaveBeside } from '../io/openImageFile';
import { absolute, baseName, beside, folderOf, wayInside } from '../io/paths';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { partOr } from '../io/surroundings';
import { closeChain, resolveNamed, type Chain, type FoundFile } from '../vhd/read/chain';
import type { BlockFile } from '../vhd/read/blockFile';
import { openImage } from '../vhd/read/openImage';
import { warn, type Cli } from './context';
import { CANCELLED, failed, shown, type Outcome, type Trouble } from './outcome';
import { isStopped, siblingsOf, stoppable } from './stopping';

export type Disk = {
  /** The path as the user named it. */
  readonly path: string;
  readonly chain: Chain;
  /** One path per layer, the file itself first. */
  readonly paths: readonly string[];
};

export type ChainOptions = {
  /** Parents that the user named because they lie elsewhere, nearest first. */
  readonly parent?: readonly string[];
};

/** The command warns of a parent that is a guess, unless it lists all findings or does not read parents. */
export type StandInsAre = 'warned-of' | 'listed' | 'not-read';

/** Opens the disk for `work`. Parents lie beside their children, or where the user says. */
export async function withDisk(
  cli: Cli,
  path: string,
  { standIns = 'warned-of', ...options }: ChainOptions & { readonly standIns?: StandInsAre },
  work: (disk: Disk) => Promise<Outcome>,
): Promise<Outcome> {
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  try {
    if (standIns === 'warned-of') await warnOfStandIns(cli, disk.value.chain);
    return await work(disk.value);
  } finally {
    await closeChain(disk.value.chain);
  }
}

/** `as`: raw disks are opened only if they are asked for. */
export async function openDisk(
  cli: Cli,
  path: string,
  { parent: parents = [], as = 'disk' }: ChainOptions & { readonly as?: 'disk' | 'raw' },
): Promise<Result<Disk, Trouble>> {
  const opened = await openImageFile(path);
  if (!opened.ok) return failed(`cannot open ${shown(path)}`, opened.error);
  const { save } = opened.value;
  const file = stoppable(opened.value.file, cli.signal);
  await warnOfSave(cli, path, save);
  const image = await openImage(file, as);
  if (!image.ok) {
    await file.close();
    return failed(`cannot open ${shown(path)}`, await partOr(image.error, path, nodeFileSystem()));
  }
  // Judging the block table of a large disk takes long and lets no signal in.
  if (await isStopped(cli)) {
    await file.close();
    return err(CANCELLED);
  }
  const named = await openNamed(cli, parents);
  if (!named.ok) {
    await file.close();
    return named;
  }
  const { chain, refused } = await resolveNamed(image.value, siblingsOf(cli, absolute('.', path)), named.value);
  const pathOf = new Map(named.value.map(({ file: parent, place }) => [parent, place]));
  const [first] = refused;
  if (first !== undefined) {
    await closeChain(chain);
    return notTaken(pathOf.get(first.file) as string, first.why);
  }
  const paths = pathsOf(chain, path, pathOf);
  for (const each of paths.slice(1)) await warnOfSave(cli, each, await saveBeside(each));
  return ok({ path, chain, paths });
}

async function warnOfStandIns(cli: Cli, { standIns = [] }: Chain): Promise<void> {
  for (const standIn of standIns) await warn(cli, `warning: ${standInText(standIn)}.`);
}

const SAVES: Readonly<Record<HalfSaved['why'], (name: string, path: string, settling: Settling) => string>> = {
  'partly-written': (name, path, settling) =>
    `an earlier save of ${name} was cut off; what is shown is the disk before that save. Settle it: ${settleCommand(path, settling)}.`,
  running: (name) => `another Platter is saving ${name} now; what is shown is the disk before that save.`,
  'changed-since': (name) =>
    `an earlier save of ${name} was cut off, and another program has written to the file since; what is shown may be half of that save.`,
  held: (name) => `another program has the journal of a save beside ${name} open; what is shown may be half of that save.`,
  unreadable: (name) => `the journal of a save stands beside ${name} and cannot be read; what is shown may be half of that save.`,
  unusable: (name, path) =>
    `the journal of an earlier save stands beside ${name} and is damaged; what is shown may be half of that save. Put the journal aside, which leaves the disk as it is: ${settleCommand(path, { ways: ['set-aside'] })}.`,
  'not-a-file': (name, path) =>
    `${noFileText(name)}; if a save was cut off, what is shown may be half of it. Put it aside, which leaves the disk as it is: ${settleCommand(path, { ways: ['set-aside'] })}.`,
};

/** The file as the user named it; if the journal was made for another name of it, by that name. */
const nameOf = (path: string, save: SaveBeside | null): string =>
  save === null || baseName(save.of) === baseName(path) ? path : `${path} (by its name ${baseName(save.of)})`;

/** Warns in one line what is shown of a disk whose save was interrupted; silent if there was none or it is settled. */
export async function warnOfSave(cli: Cli, path: string, save: SaveBeside | null): Promise<void> {
  if (save === null) return;
  const [half, settling] = [halfSaved(save), settlingOf(save)];
  if (half !== null) return warn(cli, `warning: ${SAVES[half.why](shown(nameOf(path, save)), path, settling)}`);
  const left =
    save.kind === 'unusable'
      ? `that was cut off before the disk was changed: the disk is whole. Put it aside: ${settleCommand(path, settling)}.`
      : `of a save ${howFar(save)}. Settle it: ${settleCommand(path, settling)}.`;
  return warn(cli, `warning: a journal stands beside ${shown(nameOf(path, save))}, ${left}`);
}

/** For a save that left the disk whole. */
function howFar(save: SaveBeside): string {
  const verdict = 'verdict' in save ? save.verdict.kind : null;
  if (verdict === 'all-old') return 'that was cut off before it changed the disk';
  return verdict === 'all-new' ? 'that was cut off when all of it was written' : 'that is over';
}

/** Paths of the layers: where the user named them, else in their child's folder or inside it. */
function pathsOf({ layers }: Chain, top: string, named: ReadonlyMap<BlockFile, string>): string[] {
  const paths = [top];
  layers.slice(1).forEach(({ file }, i) => {
    const child = layers[i]?.file.path ?? '';
    paths.push(named.get(file) ?? beside(paths.at(-1) as string, wayInside(folderOf(child), file.path) ?? file.name));
  });
  return paths;
}

/** The message is the same for every command, whether it opens the disk itself or a job does. */
export const notTaken = (path: string, why: ParentRefusal): Result<never, Trouble> =>
  failed(`cannot take ${shown(path)} as the parent`, why);

async function openNamed(
  cli: Cli,
  places: readonly string[],
): Promise<Result<readonly (FoundFile & { readonly place: string })[], Trouble>> {
  const named: (FoundFile & { readonly place: string })[] = [];
  for (const place of places) {
    const opened = await openImageFile(place);
    if (!opened.ok) {
      for (const { file } of named) await file.close();
      return notTaken(place, opened.error);
    }
    named.push({ place, file: stoppable(opened.value.file, cli.signal), finder: siblingsOf(cli, absolute('.', place)) });
  }
  return ok(named);
}
