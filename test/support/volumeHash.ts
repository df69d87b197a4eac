/** A 53-bit hash of a volume's names and bytes, to tell states that were seen. Not for enemies. */
import type { Volume } from './memoryVolume';

type Halves = { readonly a: number; readonly b: number };

const known = new WeakMap<Uint8Array, Halves>();

const wordsOf = (bytes: Uint8Array): Int32Array =>
  bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
    : new Int32Array(bytes.slice().buffer, 0, bytes.length >> 2);

function hashBytes(bytes: Uint8Array): Halves {
  const kept = known.get(bytes);
  if (kept !== undefined) return kept;
  const words = wordsOf(bytes);
  let a = 0x811c_9dc5 ^ bytes.length;
  let b = 0x1b87_3593 + bytes.length;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    a = Math.imul(a ^ word, 0x0100_0193);
    a = (a << 5) | (a >>> 27);
    b = Math.imul(b + word, 0x85eb_ca6b);
    b ^= b >>> 13;
  }
  for (let i = words.length * 4; i < bytes.length; i++) a = Math.imul(a ^ (bytes[i] as number), 0x0100_0193);
  const made = { a, b };
  known.set(bytes, made);
  return made;
}

const mixText = (seed: number, text: string): number => {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x0100_0193);
  return value;
};

/** `salt` tells apart what must be told apart although the bytes are the same. The volume's arrays must not change afterwards. */
export function hashVolume(volume: Volume, salt: number): number {
  let a = salt + 0x9e37;
  let b = salt ^ 0x79b9;
  for (const [path, ino] of [...volume.names].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const { a: x, b: y } = hashBytes(volume.contents.get(ino) ?? new Uint8Array());
    a = Math.imul(mixText(a, path) ^ x, 0x2545_f491) ^ (a >>> 15);
    b = Math.imul((b + y) | 0, 0xc2b2_ae35) ^ mixText(a, path) ^ (b >>> 16);
  }
  return (a >>> 0) * 0x20_0000 + (b >>> 11);
}
