/** BlockFile over memory that counts what is asked of it. */
import type { BlockFile } from '../../main/vhd/read/blockFile';
import { err, ok } from '../../shared/result';

export type Counts = { reads: number; bytes: number };

export function countingFile(
  bytes: Uint8Array,
  identity: string,
  name = 'fuzz.vhd',
): { readonly file: BlockFile; readonly counts: Counts } {
  const counts = { reads: 0, bytes: 0 };
  const file: BlockFile = {
    name,
    path: `/memory/${name}`,
    bytes: bytes.length,
    modifiedUnixSeconds: 1_700_000_000,
    identity,
    read: async (at, length) => {
      counts.reads += 1;
      counts.bytes += length;
      if (!Number.isSafeInteger(at) || at < 0 || length < 0) throw new RangeError(`read of ${length} at ${at}`);
      if (at + length > bytes.length) {
        const there = Math.max(0, bytes.length - at);
        return err({ kind: 'read-failed', at: at + there, bytes: length - there, code: 'EOF' });
      }
      return ok(bytes.slice(at, at + length));
    },
    close: async () => undefined,
  };
  return { file, counts };
}
