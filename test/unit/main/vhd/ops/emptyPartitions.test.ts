import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../../main/vhd/format/crc32';
import { emptyPartitions } from '../../../../../main/vhd/partitions/emptyPartitions';
import { hexBytes } from '../../../../../shared/text/numbers';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('an empty partition table', () => {
  it('sums as GPT does', () => {
    // The check value every description of CRC-32 gives.
    expect(crc32(ascii('123456789'))).toBe(0xcbf4_3926);
    // 128 empty entries of 128 bytes: as gdisk and parted write it.
    expect(crc32(new Uint8Array(16_384))).toBe(0xab54_d286);
  });

  it('is nothing, or one sector with a signature', () => {
    expect(emptyPartitions({ scheme: 'none' }, 100)).toEqual([]);
    const [mbr, ...more] = emptyPartitions({ scheme: 'mbr', signature: Uint8Array.of(1, 2, 3, 4) }, 100);
    expect(more).toEqual([]);
    expect(hexBytes((mbr?.bytes ?? ascii('')).subarray(440, 512), '')).toBe(`01020304${'00'.repeat(66)}55AA`);
  });

  it('says the same at both ends of the disk, each from its own side', () => {
    const diskId = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
    const [first, last] = emptyPartitions({ scheme: 'gpt', diskId }, 131_072);
    expect(first?.lba).toBe(0);
    expect(last?.lba).toBe(131_071 - 32);
    const front = new DataView((first as { bytes: Uint8Array }).bytes.buffer, 512);
    const back = new DataView((last as { bytes: Uint8Array }).bytes.buffer, 32 * 512);
    const places = (view: DataView): bigint[] => [24, 32, 40, 48, 72].map((at) => view.getBigUint64(at, true));
    expect(places(front)).toEqual([1n, 131_071n, 34n, 131_038n, 2n]);
    expect(places(back)).toEqual([131_071n, 1n, 34n, 131_038n, 131_039n]);
    for (const view of [front, back]) {
      const header = new Uint8Array(view.buffer, view.byteOffset, 92).slice();
      const stored = view.getUint32(16, true);
      header.fill(0, 16, 20);
      expect(stored).toBe(crc32(header));
    }
    // Protective entry: type EE from LBA 1 over the rest.
    expect(hexBytes((first as { bytes: Uint8Array }).bytes.subarray(446, 462), '')).toBe('00000200EEFFFFFF01000000FFFF0100');
  });

  it('says "all" of a disk that 32 bits cannot count', () => {
    const [first] = emptyPartitions({ scheme: 'gpt', diskId: new Uint8Array(16) }, 2 ** 33);
    expect(hexBytes((first as { bytes: Uint8Array }).bytes.subarray(458, 462), '')).toBe('FFFFFFFF');
  });
});
