/** Several digests of one stream in one pass. Holes are fed as zeros, long ones in several parts. */
import { createHash, getHashes } from 'node:crypto';
import { PIECE_BYTES } from './control';

export type Digests = {
  /** Feeds zeros up to `at`, then the data. False: cancelled on the way. */
  take(at: number, data: Buffer): boolean;
  /** Feeds zeros up to the end and returns the digests in lower-case hex. Null: cancelled. */
  end(bytes: number): Readonly<Record<string, string>> | null;
};

export const knowsAlgorithm = (name: string): boolean => getHashes().includes(name);

/** `fedZeros` is told how many zeros were fed without being read. */
export function newDigests(
  algorithms: readonly string[],
  isCancelled: () => boolean,
  fedZeros: (bytes: number) => void = () => {},
): Digests {
  const hashes = algorithms.map((name) => ({ name, hash: createHash(name) }));
  const zeros = Buffer.alloc(PIECE_BYTES);
  let done = 0;
  const feed = (data: Uint8Array): void => {
    for (const { hash } of hashes) hash.update(data);
    done += data.length;
  };
  const upTo = (at: number): boolean => {
    while (done < at) {
      if (isCancelled()) return false;
      const some = Math.min(zeros.length, at - done);
      feed(zeros.subarray(0, some));
      fedZeros(some);
    }
    return true;
  };
  return {
    take: (at, data) => {
      if (!upTo(at)) return false;
      feed(data);
      return true;
    },
    end: (bytes) => (upTo(bytes) ? Object.fromEntries(hashes.map(({ name, hash }) => [name, hash.digest('hex')])) : null),
  };
}
