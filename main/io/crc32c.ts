/**
 * CRC-32C (Castagnoli), reflected, polynomial 0x1EDC6F41: RFC 3720, appendix B.4. It recognises bytes; it is no protection
 * against forgery.
 */

const REFLECTED = 0x82f6_3b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ REFLECTED;
  return value >>> 0;
});

/** The effect on a checksum of one more zero bit, as the images of its 32 bits: the checksum is linear in them. */
const ZERO_BIT = Uint32Array.from({ length: 32 }, (_, bit) => (bit === 0 ? REFLECTED : 2 ** (bit - 1)));

function times(matrix: Uint32Array, sum: number): number {
  let product = 0;
  for (let bit = 0; bit < 32; bit++) if (((sum >>> bit) & 1) === 1) product ^= matrix[bit] as number;
  return product >>> 0;
}

/**
 * The effect of so many zero bytes, in as many steps as the number has bits: a hole of terabytes must not be summed byte by
 * byte.
 */
export function crc32cOfZeros(bytes: number): number {
  let sum = 0xffff_ffff;
  let power = ZERO_BIT;
  for (let bits = BigInt(bytes) * 8n; bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) sum = times(power, sum);
    const squared = power;
    power = squared.map((image) => times(squared, image));
  }
  return ~sum >>> 0;
}

/** The result is unsigned. `start` is the checksum of the bytes before. */
export function crc32c(data: Uint8Array, start = 0): number {
  let sum = ~start;
  for (let i = 0; i < data.length; i++) sum = (TABLE[(sum ^ (data[i] as number)) & 0xff] as number) ^ (sum >>> 8);
  return ~sum >>> 0;
}
