/** BlockFile over memory, and over a handful of pieces so that an image of terabytes fits. */
import { err, ok } from '../../shared/result';
import type { BlockFile } from '../../main/vhd/read/blockFile';

export type Stand = { readonly name?: string; readonly folder?: string; readonly identity?: string; readonly modified?: number };

let files = 0;

/** A file of exactly these bytes. `modified` is in Unix seconds. */
export const memoryFile = (bytes: Uint8Array, stand: Stand = {}): BlockFile => sparseFile(bytes.length, [[0, bytes]], stand);

/** A file of `size` bytes, zero but for the pieces, which are `[offset, bytes]`. */
export function sparseFile(size: number, pieces: readonly (readonly [number, Uint8Array])[], stand: Stand = {}): BlockFile {
  files += 1;
  let closed = false;
  return {
    name: stand.name ?? 'memory.vhd',
    path: `${stand.folder ?? '/memory'}/${stand.name ?? 'memory.vhd'}`,
    bytes: size,
    modifiedUnixSeconds: stand.modified ?? 1_700_000_000,
    identity: stand.identity ?? `memory:${files}`,
    read: async (at, bytes) => {
      if (closed) return err({ kind: 'read-failed', at, bytes, code: 'EBADF' });
      if (at + bytes > size) {
        const there = Math.max(0, size - at);
        return err({ kind: 'read-failed', at: at + there, bytes: bytes - there, code: 'EOF' });
      }
      const buffer = new Uint8Array(bytes);
      for (const [from, piece] of pieces) {
        const start = Math.max(at, from);
        const end = Math.min(at + bytes, from + piece.length);
        if (start < end) buffer.set(piece.subarray(start - from, end - from), start - at);
      }
      return ok(buffer);
    },
    close: async () => {
      closed = true;
    },
  };
}

export type Spy = { readonly file: BlockFile; calls: number; bytes: number; largest: number; ranges: [number, number][] };

/** The same file, every read counted. */
export function spyOn(file: BlockFile): Spy {
  const spy: Spy = {
    calls: 0,
    bytes: 0,
    largest: 0,
    ranges: [],
    file: {
      ...file,
      read: (at, bytes) => {
        spy.calls += 1;
        spy.bytes += bytes;
        spy.largest = Math.max(spy.largest, bytes);
        spy.ranges.push([at, bytes]);
        return file.read(at, bytes);
      },
    },
  };
  return spy;
}

/** The same file, with reads that touch `from`…`to` failing as a bad sector does. */
export const failingFile = (file: BlockFile, from: number, to: number): BlockFile => ({
  ...file,
  read: async (at, bytes) =>
    at < to && at + bytes > from ? err({ kind: 'read-failed', at: Math.max(at, from), bytes, code: 'EIO' }) : file.read(at, bytes),
});
