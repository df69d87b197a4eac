/**
 * Files of the program's own that are believed whole or not at all: a line of JSON, bytes, and the SHA-256 of both. They
 * are replaced as a whole, and only the user may read them.
 */
import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { writeParts } from './textFile';

const PIECE_BYTES = 1024 * 1024;
const SEAL_BYTES = 32;
const LINE_END = 0x0a;

/** Piece by piece: the thread that draws the menus has other things to do in between. */
async function* inPieces(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      yield part.subarray(at, at + PIECE_BYTES);
      if (part.length > PIECE_BYTES) await setImmediate();
    }
  }
}

async function hashed(hash: Hash, parts: Iterable<Uint8Array>): Promise<Buffer> {
  for await (const piece of inPieces(parts)) hash.update(piece);
  return hash.digest();
}

/** SHA-256 of all of it, in lower-case hex. */
export const digestOf = async (parts: Iterable<Uint8Array>): Promise<string> => (await hashed(createHash('sha256'), parts)).toString('hex');

/** `head` has to survive JSON. Throws what the file system throws. */
export async function writeSealed(file: string, head: unknown, parts: readonly Uint8Array[]): Promise<void> {
  const hash = createHash('sha256');
  async function* sealed(): AsyncGenerator<Uint8Array> {
    for await (const piece of inPieces([Buffer.from(`${JSON.stringify(head)}\n`), ...parts])) {
      hash.update(piece);
      yield piece;
    }
    yield hash.digest();
  }
  await writeParts(file, sealed(), 'private');
}

/** Null when it is missing, unreadable, larger than `most` bytes, or not as it was written. */
export async function readSealed(file: string, most: number): Promise<{ readonly head: unknown; readonly bytes: Uint8Array } | null> {
  try {
    const whole = await readUpTo(file, most);
    if (whole === null) return null;
    const body = whole.subarray(0, whole.length - SEAL_BYTES);
    const seal = await hashed(createHash('sha256'), [body]);
    if (!seal.equals(whole.subarray(body.length))) return null;
    const line = body.indexOf(LINE_END);
    const bytes = new Uint8Array(body.buffer, body.byteOffset + line + 1, body.length - line - 1);
    return { head: JSON.parse(body.toString('utf8', 0, line)) as unknown, bytes };
  } catch {
    return null;
  }
}

async function readUpTo(file: string, most: number): Promise<Buffer | null> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return size < SEAL_BYTES || size > most ? null : await handle.readFile();
  } finally {
    await handle.close();
  }
}
