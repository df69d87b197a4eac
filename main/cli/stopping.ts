/**
 * Ctrl-C in the middle of whatever a command is doing: its files give nothing more, and so the work ends at its next read,
 * however long it would have gone on. Nothing that is written goes through them.
 */
import { createSiblingFinder } from '../io/siblingFiles';
import type { BlockFile } from '../vhd/read/blockFile';
import type { FoundFile, ParentFinder } from '../vhd/read/chain';
import type { Cli } from './context';

/** Thrown out of a read; only runProgram catches it. */
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
 * Whether the command is asked to stop. Signals of the system come in between two turns of the event loop, and a long
 * computation lets none in: it is followed by this look, and so is the last thing a command does that only looks.
 */
export async function isStopped({ signal }: Pick<Cli, 'signal'>): Promise<boolean> {
  // What came while we were busy is taken up before the second turn.
  await turn();
  await turn();
  return signal.aborted;
}

/** What is found beside a disk is stoppable as the disk is, and so is the search: a folder may have many, on a slow network. */
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

/** The disks beside a file, by its whole path. */
export const siblingsOf = ({ signal }: Cli, path: string): ParentFinder => stoppableFinder(createSiblingFinder(path), signal);
