/** Opens files and chains the way the session does, and hashes what a disk holds. */
import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { createSiblingFinder } from '../../main/io/siblingFiles';
import { closeChain, resolveChain, type Chain, type ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { openImage } from '../../main/vhd/read/openImage';
import { MAX_SECTORS, readSectors } from '../../main/vhd/read/readDisk';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import type { Image } from '../../main/vhd/read/image';
import type { FormatError, IoError } from '../../shared/errors';
import type { Finding } from '../../shared/findings';
import { lba } from '../../shared/vhd/units';

/** Unix seconds of 2026-01-01, a `now` that no fixture's stamp lies behind. */
export const NOW = 1_767_225_600;

/** Nobody is beside the file. */
export const NO_SIBLINGS: ParentFinder = { byName: async () => null, others: async function* others() {} };

/** The image, or a thrown error that says why not. */
export async function imageIn(file: BlockFile): Promise<Image> {
  const image = await openImage(file, 'disk');
  if (!image.ok) throw new Error(`refused: ${JSON.stringify(image.error)}`);
  return image.value;
}

/** Why the file is refused. */
export async function refusalOf(file: BlockFile): Promise<FormatError | IoError> {
  const image = await openImage(file, 'disk');
  if (image.ok) throw new Error(`opened as ${image.value.kind}`);
  return image.error;
}

export const chainOf = async (file: BlockFile, finder: ParentFinder = NO_SIBLINGS): Promise<Chain> =>
  resolveChain(await imageIn(file), finder);

/** The chain over a file on disk, parents looked for beside it; `use` gets it, and everything is closed afterwards. */
export async function withChain<T>(path: string, use: (chain: Chain) => Promise<T>): Promise<T> {
  const file = await openReadOnly(path);
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  const chain = await chainOf(file.value, createSiblingFinder(path));
  try {
    return await use(chain);
  } finally {
    await closeChain(chain);
  }
}

export const findingsOf = async (file: BlockFile, now = NOW): Promise<Finding[]> => checkChain(await chainOf(file), now);

/** All bytes of the disk; a fault is an error here. */
export async function contentOf(chain: Chain, use: (bytes: Uint8Array) => void): Promise<void> {
  const { sectors } = chain.layers[0];
  const step = MAX_SECTORS / 4;
  for (let at = 0; at < sectors; at += step) {
    const read = await readSectors(chain, lba(at), Math.min(step, sectors - at), 'honour');
    if (read.faults.length > 0) throw new Error(`faults: ${JSON.stringify(read.faults)}`);
    use(read.bytes);
  }
}

export async function hashOf(chain: Chain): Promise<string> {
  const hash = createHash('sha256');
  await contentOf(chain, (bytes) => hash.update(bytes));
  return hash.digest('hex');
}

/** Gives the file the time, in seconds since 2000, that a child remembers of it. */
export const stampFile = (path: string, vhdSeconds: number): void => utimesSync(path, vhdSeconds + 946_684_800, vhdSeconds + 946_684_800);
