/**
 * The files that a new file is made from. The new file never replaces one of them, whatever --force says. If somebody writes
 * to one of them meanwhile, the new file mixes two states of the disk and is thrown away.
 */
import { ok, type Result } from '../../shared/result';
import { unchanged, type Identity } from '../io/fileSystem';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { takesPlaceOf, type Publish } from '../io/replaceFile';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Chain } from '../vhd/read/chain';
import { failed, type Trouble } from './outcome';

export type Sources = {
  /** The files that are open. */
  readonly files: readonly Pick<BlockFile, 'identity' | 'name'>[];
  /** Whether all files are still what they were when they were opened. */
  isUnchanged(): Promise<boolean>;
};

/** For files that are made from nothing. */
export const NO_SOURCES: Sources = { files: [], isUnchanged: async () => true };

/** Call it as soon as the files are open. */
export async function sourcesOf(files: readonly BlockFile[]): Promise<Sources> {
  const system = nodeFileSystem();
  const look = (): Promise<(Identity | null)[]> =>
    Promise.all(files.map(({ path }) => system.stat(path).then((stat) => (stat.ok ? stat.value : null))));
  const before = await look();
  return {
    files,
    isUnchanged: async () =>
      (await look()).every((now, i) => {
        const then = before[i] ?? null;
        return now !== null && then !== null && unchanged(now, then);
      }),
  };
}

export const sourcesIn = ({ layers }: Chain): Promise<Sources> => sourcesOf(layers.map(({ file }) => file));

/** A name for a new file, and what stands there now. `apart` tells whether it may be written there. */
export type NamedTarget = { readonly path: string; readonly publish: Publish };

/** A target for a new file that is none of the files it is made from. */
export type Target = NamedTarget & { readonly sources: Sources };

/** `what`: the act that cannot be done, for the message. */
export function apart(target: NamedTarget, sources: Sources, what: string): Result<Target, Trouble> {
  const taken = sources.files.find(({ identity }) => takesPlaceOf({ target: target.path, publish: target.publish }, identity));
  return taken === undefined ? ok({ ...target, sources }) : failed(what, { kind: 'target-in-chain', name: taken.name });
}
