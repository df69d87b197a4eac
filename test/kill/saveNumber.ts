/** What save number n writes: three places on the disk, sectors of bytes of their own, some of them into holes. */
import type { Edit } from '../support/editScripts';
import { seeded } from '../support/random';
import { coalesced } from '../support/saving';

export function saveNumber(number: number, diskSectors: number): Edit[] {
  const random = seeded(number + 1);
  return coalesced(
    Array.from({ length: 3 }, () => {
      const count = 1 + random.below(12);
      return { lba: random.below(diskSectors - count), bytes: random.bytes(count * 512) };
    }),
  );
}
