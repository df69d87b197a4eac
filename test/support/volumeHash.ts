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
  const length = words.length;
  let a = 0x811c_9dc5 ^ bytes.length;
  let b = 0x1b87_3593;
  for (let i = 0; i < length; i++) {
    a = Math.imul(a ^ (words[i] as number), 0x2c1b_3c6d);
    a ^= a >>> 15;
    b = (b + a) | 0;
    b = (b << 7) | (b >>> 25);
  }
  for (let i = length * 4; i < bytes.length; i++) a = Math.imul(a ^ (bytes[i] as number), 0x0100_0193);
  const made = { a, b: b ^ a };
  known.set(bytes, made);
  return made;
}

const texts = new Map<string, number>();

/** Of a path: there are few. */
function hashText(text: string): number {
  const kept = texts.get(text);
  if (kept !== undefined) return kept;
  let value = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x0100_0193);
  texts.set(text, value);
  return value;
}

const NOTHING = new Uint8Array();

/** `salt` tells apart what must be told apart although the bytes are the same. The volume's arrays must not change afterwards. */
export function hashVolume(volume: Volume, salt: number): number {
  let a = salt + 0x9e37;
  let b = salt ^ 0x79b9;
  // Sums, so that the order of names does not matter.
  for (const [path, ino] of volume.names) {
    const { a: x, b: y } = hashBytes(volume.contents.get(ino) ?? NOTHING);
    const name = hashText(path);
    a = (a + Math.imul(x ^ name, 0x2545_f491)) | 0;
    b = (b + Math.imul((y + name) | 0, 0xc2b2_ae35)) | 0;
  }
  return (a >>> 0) * 0x20_0000 + (b >>> 11);
}
