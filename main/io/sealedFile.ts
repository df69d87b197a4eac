/**
 * The program's own files that grow record by record. Each record is a line of JSON and bytes, sealed by a SHA-256 of itself
 * and of the seal before it. A record is trusted whole or not at all, and no record behind an untrusted one is. Only the
 * user may read these files.
 */
import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { writeParts } from './textFile';

const PIECE_BYTES = 1024 * 1024;
const SEAL_BYTES = 32;
/** Lengths of the JSON and of the bytes, 32-bit big-endian each. */
const LENGTHS_BYTES = 8;

/** Gives the data in small pieces, so that the main thread, which also draws the menus, can do other work in between. */
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

/** A record as it is written, and the seal that the next one is chained to. */
export type Sealed = { readonly parts: readonly Uint8Array[]; readonly bytes: number; readonly seal: Uint8Array };

/** The seal before the first record. */
export const NO_SEAL = new Uint8Array();

/** `head` must survive JSON; `before` is the seal of the preceding record. */
export async function sealed(before: Uint8Array, head: unknown, data: readonly Uint8Array[]): Promise<Sealed> {
  const line = Buffer.from(JSON.stringify(head));
  const dataBytes = data.reduce((sum, { length }) => sum + length, 0);
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  lengths.writeUInt32BE(line.length, 0);
  lengths.writeUInt32BE(dataBytes, 4);
  const seal = await hashed(createHash('sha256'), [before, lengths, line, ...data]);
  return { parts: [lengths, line, ...data, seal], bytes: LENGTHS_BYTES + line.length + dataBytes + SEAL_BYTES, seal };
}

/**
 * Writes the records from the first one on as a file, which replaces an older one when it is whole. Throws the file system's
 * errors.
 */
export const writeRecords = (file: string, records: readonly Sealed[]): Promise<void> =>
  writeParts(file, inPieces(records.flatMap(({ parts }) => parts)), 'private');

export type ReadRecord = { readonly head: unknown; readonly bytes: Uint8Array };

/** `isCut`: behind the records there are bytes that are none: damage, or a record that was being written when the program ended. */
export type ReadRecords = { readonly records: readonly ReadRecord[]; readonly isCut: boolean };

/** The trustworthy records from the first one on; none when the file is missing, unreadable or larger than `most` bytes. */
export async function readRecords(file: string, most: number): Promise<ReadRecords> {
  const records: ReadRecord[] = [];
  let isCut = true;
  try {
    const whole = await readUpTo(file, most);
    let before: Uint8Array = NO_SEAL;
    let at = 0;
    while (whole !== null && at + LENGTHS_BYTES + SEAL_BYTES <= whole.length) {
      const [line, data] = [at + LENGTHS_BYTES, at + LENGTHS_BYTES + whole.readUInt32BE(at)];
      const end = data + whole.readUInt32BE(at + 4);
      if (end + SEAL_BYTES > whole.length) break;
      const seal = whole.subarray(end, end + SEAL_BYTES);
      if (!(await hashed(createHash('sha256'), [before, whole.subarray(at, end)])).equals(seal)) break;
      records.push({
        head: JSON.parse(whole.toString('utf8', line, data)) as unknown,
        bytes: new Uint8Array(whole.buffer, whole.byteOffset + data, end - data),
      });
      before = seal;
      at = end + SEAL_BYTES;
    }
    isCut = at !== whole?.length;
  } catch {
    // What was read before that is whole.
  }
  return { records, isCut };
}

async function readUpTo(file: string, most: number): Promise<Buffer | null> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return size > most ? null : await handle.readFile();
  } finally {
    await handle.close();
  }
}
