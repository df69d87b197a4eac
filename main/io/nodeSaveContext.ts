/** What saves and recoveries need, over the real system. Clock and randomness are passed in. */
import { nodeFileSystem } from './nodeFileSystem';
import { otherWriters } from './otherWriters';
import { isOwnerAlive, thisOwner } from './owner';
import type { SaveContext } from './saveContext';

export type World = {
  /** The program's version. */
  readonly app: string;
  /** Unix milliseconds. */
  now(): number;
  /** 16 random bytes. */
  newId(): Uint8Array;
};

export async function nodeSaveContext({ app, now, newId }: World, platform: NodeJS.Platform = process.platform): Promise<SaveContext> {
  const owner = await thisOwner(app);
  return {
    files: nodeFileSystem({ platform }),
    owner,
    now,
    newId,
    isAlive: (other) => isOwnerAlive(other, owner),
    otherWriters: async (file) => (platform === 'linux' ? otherWriters(file) : []),
  };
}
