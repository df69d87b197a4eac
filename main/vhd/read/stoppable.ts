/** A file and a chain that refuse to be read once a signal has come: code that reads them ends at its next read. */
import { err } from '../../../shared/result';
import type { BlockFile } from './blockFile';
import type { Chain } from './chain';
import type { Image } from './image';

export type Signal = { readonly aborted: boolean };

/** Closing it is left to the opener of the file. */
export const stoppable = (file: BlockFile, signal: Signal): BlockFile => ({
  ...file,
  read: async (at, bytes, room) =>
    signal.aborted ? err({ kind: 'read-failed', at, bytes, code: 'ECANCELED' }) : file.read(at, bytes, room),
  close: async () => {},
});

export function stoppableChain(chain: Chain, signal: Signal): Chain {
  const stops = (layer: Image): Image => ({ ...layer, file: stoppable(layer.file, signal) });
  const [top, ...parents] = chain.layers;
  return { ...chain, layers: [stops(top), ...parents.map(stops)] };
}
