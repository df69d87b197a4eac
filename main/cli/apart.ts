/**
 * What a new file is made from: it never takes the place of one of those files, whatever --force says, and where somebody
 * wrote to one of them meanwhile it is no disk of any one time and is thrown away.
 */
import { ok, type Result } from '../../shared/result';
import { unchanged, type Identity } from '../io/fileSystem';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { takesPlaceOf, type Publish } from '../io/replaceFile';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Chain } from '../vhd/read/chain';
import { failed, type Trouble } from './outcome';

export type Sources = {
  /** As they are open. */
  readonly files: readonly Pick<BlockFile, 'identity' | 'name'>[];
  /** Whether all of them still are what they were when they were opened. */
  isUnchanged(): Promise<boolean>;
};

/** Of files that are made from nothing. */
export const NO_SOURCES: Sources = { files: [], isUnchanged: async () => true };

/** To be asked for as soon as they are open. */
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

/** A name for a new file, and what stands there now. Where it may be written, `apart` says. */
export type NamedTarget = { readonly path: string; readonly publish: Publish };

/** A new file apart from what it is made from. */
export type Target = NamedTarget & { readonly sources: Sources };

/** `what`: what cannot be done. */
export function apart(target: NamedTarget, sources: Sources, what: string): Result<Target, Trouble> {
  const taken = sources.files.find(({ identity }) => takesPlaceOf({ target: target.path, publish: target.publish }, identity));
  return taken === undefined ? ok({ ...target, sources }) : failed(what, { kind: 'target-in-chain', name: taken.name });
}
