/** Pasting into the file of a large disk: what becomes of the bytes is worked out by hand, and the table is walked once. */
import { expect, test } from 'vitest';
import { inDiskSpace } from '../../../../../main/vhd/ops/inDiskSpace';
import { memoryFile } from '../../../../support/memoryFile';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { fileOffset, UNALLOCATED } from '../../../../../shared/vhd/units';

/** A table of a million blocks of 2 MiB; the last but one is the only one in the file, its bitmap at sector 16. */
const BLOCKS = 1_048_576;
const BLOCK = 4096;
let looks = 0;

function largeDisk(): Chain {
  const bytes = new Uint8Array((17 + BLOCK) * 512);
  bytes.fill(0xff, 16 * 512, 17 * 512);
  const entries = new Uint32Array(BLOCKS).fill(UNALLOCATED);
  entries[BLOCKS - 2] = 16;
  const counted = new Proxy(entries, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  const map = {
    tableAt: 1536,
    blockSectors: BLOCK,
    bitmapSectors: 1,
    entries: counted,
    states: new Uint8Array(BLOCKS),
    core: [{ from: 0, to: 3 }],
  };
  const top = { kind: 'dynamic', sectors: BLOCKS * BLOCK, map, file: memoryFile(bytes), dataEnd: bytes.length };
  return { layers: [top], parent: null } as unknown as Chain;
}

test('a mebibyte over a block of a 2 TiB disk is one edit of the file and one of the disk, in one walk of the table', async () => {
  const chain = largeDisk();
  looks = 0;
  const edit = { space: 'file', at: fileOffset(16 * 512 + 100), bytes: Uint8Array.from({ length: 1024 * 1024 }, (_, i) => i) } as const;
  const parts = await inDiskSpace(chain, edit);
  expect(parts.map(({ space, at, bytes }) => [space, at, bytes.length])).toEqual([
    ['file', 16 * 512 + 100, 412],
    ['disk', (BLOCKS - 2) * BLOCK * 512, 1024 * 1024 - 412],
  ]);
  expect(parts[1]?.bytes[0]).toBe(412 & 0xff);
  expect(looks).toBeLessThan(2 * BLOCKS);
});
