/**
 * A file whose stretches stand at other places than in the file they are read from. New bytes can be laid over it as over
 * any file.
 */
import { overlayIndex } from '../../../shared/overlayIndex';
import { err, ok } from '../../../shared/result';
import { fileOffset } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';

/** `length` bytes of the base from `from` on appear at `at`. */
export type Stretch = { readonly at: number; readonly from: number; readonly length: number };

/** `bytes` long; places without a stretch are zero, and later stretches cover earlier ones. Closing it leaves the base open. */
export function movedFile(base: BlockFile, bytes: number, stretches: readonly Stretch[]): BlockFile {
  const touching = overlayIndex(stretches);
  return {
    ...base,
    // The base's holes are at other places.
    dataAfter: undefined,
    bytes,
    read: async (at, count) => {
      const inside = Math.max(0, Math.min(count, bytes - at));
      if (inside < count) return err({ kind: 'read-failed', at: at + inside, bytes: count - inside, code: 'EOF' });
      const buffer = new Uint8Array(count);
      for (const index of touching(at, count)) {
        const stretch = stretches[index] as Stretch;
        const start = Math.max(at, stretch.at);
        const end = Math.min(at + count, stretch.at + stretch.length);
        const read = await base.read(fileOffset(stretch.from + start - stretch.at), end - start);
        if (!read.ok) return read;
        buffer.set(read.value, start - at);
      }
      return ok(buffer);
    },
    close: async () => {},
  };
}
