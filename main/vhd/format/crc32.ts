/** CRC-32 as in GPT and ZIP: reflected, polynomial 0x04C11DB7. UEFI 2.10, section 5.3.2. */

const REFLECTED = 0xedb8_8320;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ REFLECTED;
  return value >>> 0;
});

/** Unsigned. */
export function crc32(data: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (let i = 0; i < data.length; i++) sum = (TABLE[(sum ^ (data[i] as number)) & 0xff] as number) ^ (sum >>> 8);
  return ~sum >>> 0;
}
