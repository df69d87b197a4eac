/** All findings about a disk and what lies around its file: the same for `info`, `check` and `report`. */
import { sortFindings } from '../../shared/findingList';
import type { Finding } from '../../shared/findings';
import { err, ok, type Result } from '../../shared/result';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { savesBeside } from '../io/openImageFile';
import { otherWriters } from '../io/otherWriters';
import { realPath } from '../io/paths';
import { surroundingsOf } from '../io/surroundings';
import { uniqueIdOf } from '../vhd/read/chain';
import { checkDisk } from '../vhd/check/checkDisk';
import { checkSurroundings, hasItsEnd, idPlace, NOTHING_AROUND } from '../vhd/check/surroundingRules';
import { disksWithId } from '../vhd/read/children';
import type { Cli } from './context';
import type { Disk } from './openDisk';
import { CANCELLED, failed, shown, type Trouble } from './outcome';
import { withProgress } from './progress';
import { siblingsOf } from './stopping';

/** `deep`: blocks and bitmaps are read too. `azure`: Azure's rules are checked too. */
export type FoundOptions = { readonly deep?: boolean; readonly azure?: boolean };

/** Errors first, then in file order. */
export async function foundIn(cli: Cli, { chain, path }: Disk, { deep, azure }: FoundOptions): Promise<Result<Finding[], Trouble>> {
  const found = await withProgress(cli, 'Checking', 0, (draw) =>
    checkDisk(chain, {
      now: Math.floor(cli.world.now() / 1000),
      deep: deep === true,
      signal: cli.signal,
      report: (done, total) => draw(done, 'Checking', total),
      ...(azure === true ? { profile: 'azure' as const } : {}),
    }),
  );
  if (cli.signal.aborted) return err(CANCELLED);
  if (!found.ok) return failed(`cannot check ${shown(path)}`, found.error);
  return ok(sortFindings([...found.value, ...(await aroundOf(cli, path, chain.layers, deep === true))]));
}

/**
 * Findings about what lies around the file, and who else uses it. Done after all reading, so that a growing file has had
 * time to grow. `deep`: footers of the other disks in the folder are read too, as “Check everything” does in the window.
 */
async function aroundOf(cli: Cli, path: string, [top, ...parents]: Disk['chain']['layers'], deep: boolean): Promise<Finding[]> {
  const files = nodeFileSystem();
  const real = await realPath(path);
  const now = await files.stat(real);
  const [writer] = now.ok ? await otherWriters(now.value) : [];
  const around = await surroundingsOf(real, files);
  const own = (await savesBeside([{ name: '', path: real }])).map((save) => ({ ...save, of: null }));
  return checkSurroundings({
    ...NOTHING_AROUND,
    ...around,
    saves: [...own, ...(await savesBeside(parents.map(({ file }) => file)))],
    fileBytes: top.file.bytes,
    isWhole: hasItsEnd(top),
    // After an interrupted save, the file's length differs from that of the disk as shown, which is the disk before the
    // save.
    isGrowing: now.ok && own.length === 0 && now.value.size !== top.file.bytes,
    openIn: writer === undefined ? null : (writer.command ?? `process ${writer.pid ?? '?'}`),
    sameId: deep ? await disksWithId(uniqueIdOf(top), siblingsOf(cli, real), top.file) : [],
    idAt: idPlace(top),
  });
}
