/** CRC-32C (Castagnoli), reflected, polynomial 0x1EDC6F41: RFC 3720, appendix B.4. For recognising bytes, not for trusting them. */

const REFLECTED = 0x82f6_3b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ REFLECTED;
  return value >>> 0;
});

/** Unsigned. `start` is the sum of what came before. */
export function crc32c(data: Uint8Array, start = 0): number {
  let sum = ~start;
  for (let i = 0; i < data.length; i++) sum = (TABLE[(sum ^ (data[i] as number)) & 0xff] as number) ^ (sum >>> 8);
  return ~sum >>> 0;
}
