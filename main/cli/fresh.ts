/** What a new disk gets from outside: an id, a time, a creator, and the way to its parent. */
import { err, ok, type Result } from '../../shared/result';
import { uuidText, VHD_EPOCH_UNIX_SECONDS } from '../../shared/vhd/codec';
import { baseName, folderOf, realPath, relativePath } from '../io/paths';
import { uniqueIdOf } from '../vhd/chain';
import { DEFAULT_CREATOR, type Creator, type ParentSpec } from '../vhd/ops/newStructures';
import type { Cli } from './context';
import { openDisk } from './openDisk';
import type { Trouble } from './outcome';
import { closeChain } from '../vhd/chain';

/** A random id, RFC 9562 version 4. */
export function freshId(cli: Cli): string {
  const raw = cli.world.newId().slice();
  raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
  raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
  return uuidText(raw);
}

/** Seconds since 2000. */
export const vhdNow = (cli: Cli): number => Math.floor(cli.world.now() / 1000) - VHD_EPOCH_UNIX_SECONDS;

/** Shorter names are padded, as “win ” is. */
export const newCreator = (application: string | undefined): Creator =>
  application === undefined ? DEFAULT_CREATOR : { ...DEFAULT_CREATOR, application: application.padEnd(4) };

/** How a child at `child` (a real path) names the disk at `parent`. */
export async function linkTo(
  cli: Cli,
  child: string,
  parent: string,
): Promise<Result<ParentSpec & { readonly sizeBytes: number }, Trouble>> {
  const disk = await openDisk(cli, parent, {});
  if (!disk.ok) return err(disk.error);
  const [top] = disk.value.chain.layers;
  const real = await realPath(parent);
  const relative = relativePath(folderOf(child), real).replaceAll('/', '\\');
  const isWindows = /^[a-z]:|^\\\\/i.test(real);
  await closeChain(disk.value.chain);
  return ok({
    uniqueId: uniqueIdOf(top),
    modified: Math.max(0, top.file.modifiedUnixSeconds - VHD_EPOCH_UNIX_SECONDS),
    name: baseName(real),
    relativePath: relative.startsWith('..') ? relative : `.\\${relative}`,
    windowsPath: isWindows ? real : null,
    posixPath: isWindows ? null : real,
    sizeBytes: top.sectors * 512,
  });
}
