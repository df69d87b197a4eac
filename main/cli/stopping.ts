/**
 * Ctrl-C in the middle of any work: from then on the command's files refuse to be read, so the work ends at its next read.
 * Nothing is written through these files.
 */
import { createSiblingFinder } from '../io/siblingFiles';
import type { BlockFile } from '../vhd/read/blockFile';
import type { FoundFile, ParentFinder } from '../vhd/read/chain';
import type { Cli } from './context';

/** Thrown by a read; only runProgram catches it. */
export class StoppedReading extends Error {}

function stoppableHoles({ dataAfter }: BlockFile, signal: AbortSignal): Pick<BlockFile, 'dataAfter'> {
  if (dataAfter === undefined) return {};
  return { dataAfter: (at) => (signal.aborted ? Promise.reject(new StoppedReading()) : dataAfter(at)) };
}

export const stoppable = (file: BlockFile, signal: AbortSignal): BlockFile => ({
  ...stoppableHoles(file, signal),
  name: file.name,
  path: file.path,
  bytes: file.bytes,
  ...(file.takenBytes === undefined ? {} : { takenBytes: file.takenBytes }),
  modifiedUnixSeconds: file.modifiedUnixSeconds,
  identity: file.identity,
  read: (at, bytes, room) => (signal.aborted ? Promise.reject(new StoppedReading()) : file.read(at, bytes, room)),
  close: () => file.close(),
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Whether the command is asked to stop. Signals are only handled between two turns of the event loop, so a long computation
 * lets none in. Therefore this is called after long computations, and at the very end of commands that only read.
 */
export async function isStopped({ signal }: Pick<Cli, 'signal'>): Promise<boolean> {
  // Signals that came while we were busy are handled before the second turn.
  await turn();
  await turn();
  return signal.aborted;
}

/**
 * Disks found beside a disk are stoppable as the disk is, and so is the search itself: a folder may hold many, on a slow
 * network.
 */
function stoppableFinder(finder: ParentFinder, signal: AbortSignal): ParentFinder {
  const over = ({ file, finder: next }: FoundFile): FoundFile => ({ file: stoppable(file, signal), finder: stoppableFinder(next, signal) });
  return {
    ...finder,
    byName: async (name) => {
      if (signal.aborted) throw new StoppedReading();
      const found = await finder.byName(name);
      return found === null ? null : over(found);
    },
    others: async function* others() {
      for await (const found of finder.others()) yield over(found);
    },
  };
}

/** Finds the disks beside a file; `path` is the file's whole path. */
export const siblingsOf = ({ signal }: Cli, path: string): ParentFinder => stoppableFinder(createSiblingFinder(path), signal);
