/** Blocks looked for in room that the table does not name, in front of a block that it names. */
import { expect, test } from 'vitest';
import { blocksInGap, type Slots } from '../../../../../main/vhd/check/gapSlots';
import type { BlockMap } from '../../../../../main/vhd/format/bat';
import { sparseFile } from '../../../../support/memoryFile';

const BLOCK_SECTORS = 4096;
/** Windows puts blocks of 2 MiB so far apart: the sector of the bitmap, the data, and room up to the next page. */
const STRIDE = 0x20_1000;

const block = (first: number): Uint8Array => {
  const bytes = new Uint8Array(513).fill(0xff, 0, 512);
  bytes[512] = first;
  return bytes;
};

function slotsOf(pieces: readonly (readonly [number, Uint8Array])[], named: number, isDeep: boolean): Slots {
  const map = { blockSectors: BLOCK_SECTORS, bitmapSectors: 1, entries: Uint32Array.of(named / 512) } as unknown as BlockMap;
  return { file: sparseFile(named + STRIDE, pieces), map, most: 100, isDeep, isStopped: () => false, report: () => {} };
}

test.each([false, true])('padding of ones behind a table is no block: those in step with a named block are (deep: %s)', async (isDeep) => {
  const padding = new Uint8Array(0x600).fill(0xff);
  for (const count of [1, 2, 5]) {
    const starts = Array.from({ length: count }, (_, i) => 0x1e00 + i * STRIDE);
    const named = 0x1e00 + count * STRIDE;
    const slots = slotsOf([[0xa00, padding], ...starts.map((at) => [at, block(7)] as const)], named, isDeep);
    expect(await blocksInGap(slots, { at: 0xa00, bytes: named - 0xa00 })).toEqual({ ok: true, value: starts });
  }
});

test('what looks like a bitmap inside of a block does not end the step', async () => {
  const starts = Array.from({ length: 4 }, (_, i) => 0x1e00 + i * STRIDE);
  const named = 0x1e00 + 4 * STRIDE;
  // Where a packed block would stand in front of the third one.
  const inside = 0x1e00 + 2 * STRIDE - 4097 * 512;
  const slots = slotsOf([...starts.map((at) => [at, block(7)] as const), [inside, block(9)]], named, false);
  expect(await blocksInGap(slots, { at: 0xa00, bytes: named - 0xa00 })).toEqual({ ok: true, value: starts });
});
