/** What a new disk gets from outside: an id, a time, a creator, and the paths to its parent. */
import { err, ok, type Result } from '../../shared/result';
import { uuidText, vhdSeconds } from '../../shared/vhd/codec';
import { halfSaved, saveBeside } from '../io/openImageFile';
import { realPlace } from '../io/paths';
import { looped } from '../vhd/ops/convert';
import { uniqueIdOf } from '../vhd/read/chain';
import { DEFAULT_CREATOR, type Creator } from '../vhd/ops/newStructures';
import type { ParentSpec } from '../vhd/format/parentLocator';
import { relativePath, waysTo } from '../vhd/format/parentPath';
import { sourcesIn, type Sources } from './apart';
import type { Cli } from './context';
import { openDisk } from './openDisk';
import { failed, shown, type Trouble } from './outcome';
import { closeChain } from '../vhd/read/chain';

/** A random id, RFC 9562 version 4. */
export function freshId(cli: Cli): string {
  const raw = cli.world.newId().slice();
  raw[6] = ((raw[6] as number) & 0x0f) | 0x40;
  raw[8] = ((raw[8] as number) & 0x3f) | 0x80;
  return uuidText(raw);
}

/** Seconds since 2000. */
export const vhdNow = (cli: Cli): number => vhdSeconds(cli.world.now() / 1000);

/** Names shorter than four characters are padded with spaces, as “win ” is. */
export const newCreator = (application: string | undefined): Creator =>
  application === undefined ? DEFAULT_CREATOR : { ...DEFAULT_CREATOR, application: application.padEnd(4) };

/** `sources`: the parent and the files it is based on. */
export type Link = ParentSpec & { readonly sizeBytes: number; readonly sources: Sources };

/** How a child at `child` names the disk at `parent`. */
export async function linkTo(cli: Cli, child: string, parent: string): Promise<Result<Link, Trouble>> {
  const half = halfSaved(await saveBeside(parent));
  if (half !== null) return failed(`cannot take ${shown(parent)} as the parent`, half);
  const disk = await openDisk(cli, parent, {});
  if (!disk.ok) return err(disk.error);
  const [top] = disk.value.chain.layers;
  const endless = looped(disk.value.chain);
  const sources = await sourcesIn(disk.value.chain);
  await closeChain(disk.value.chain);
  if (endless !== null) return failed(`cannot take ${shown(parent)} as the parent`, endless);
  return ok({
    uniqueId: uniqueIdOf(top),
    modified: vhdSeconds(top.file.modifiedUnixSeconds),
    ...waysTo(child, top.file.path, true),
    // Between the places behind links and mapped drives: seen from the child's folder, the names that lead there may mean nothing.
    relativePath: relativePath(await realPlace(child), await realPlace(top.file.path)),
    sizeBytes: top.sectors * 512,
    sources,
  });
}
