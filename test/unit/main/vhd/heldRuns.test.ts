/** Which stretches of a chain some layer may hold, worked out by hand; and that each table is walked once. */
import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../../main/vhd/read/chain';
import { heldRuns, heldSectors, heldWindows } from '../../../../main/vhd/read/extents';
import { readSectors } from '../../../../main/vhd/read/readDisk';
import { lba, UNALLOCATED } from '../../../../shared/vhd/units';

type Layer = {
  readonly kind: 'differencing' | 'dynamic' | 'fixed';
  readonly sectors: number;
  readonly block: number;
  readonly held: readonly number[];
};

let looks = 0;
/** A table that counts how often an entry is asked for. */
const counted = (entries: Uint32Array): Uint32Array =>
  new Proxy(entries, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, target) as unknown;
    },
  });

const chainOfLayers = (...layers: readonly Layer[]): Chain => {
  looks = 0;
  const images = layers.map(({ kind, sectors, block, held }) => {
    const entries = new Uint32Array(Math.ceil(sectors / block)).fill(UNALLOCATED);
    for (const each of held) entries[each] = 1;
    return {
      kind,
      sectors,
      dataEnd: sectors * 512,
      map: kind === 'fixed' ? null : { blockSectors: block, entries: counted(entries), states: new Uint8Array(entries.length) },
    };
  });
  return { layers: images, parent: null } as unknown as Chain;
};

const runs = (chain: Chain, from: number, end: number): number[][] => [...heldRuns(chain, from, end)].map((run) => [run.from, run.to]);

describe('stretches that are held', () => {
  test('are joined across layers with blocks of different sizes', () => {
    const chain = chainOfLayers(
      { kind: 'differencing', sectors: 64, block: 1, held: [3, 4, 20] },
      { kind: 'dynamic', sectors: 64, block: 8, held: [2, 5] },
    );
    expect(runs(chain, 0, 64)).toEqual([
      [3, 5],
      [16, 24],
      [40, 48],
    ]);
    expect(runs(chain, 4, 42)).toEqual([
      [4, 5],
      [16, 24],
      [40, 42],
    ]);
    expect(heldSectors(chain, { from: 0, sectors: 64 })).toBe(2 + 8 + 8);
  });

  test('are all of it where a layer is fixed, however much it claims', () => {
    const size = 2 ** 44;
    expect(runs(chainOfLayers({ kind: 'fixed', sectors: size, block: size, held: [] }), 5, size)).toEqual([[5, size]]);
  });

  test('go on behind the end of a parent that is smaller: it answers zeros there', () => {
    const chain = chainOfLayers(
      { kind: 'differencing', sectors: 32, block: 8, held: [] },
      { kind: 'differencing', sectors: 16, block: 8, held: [0] },
      { kind: 'dynamic', sectors: 32, block: 8, held: [3] },
    );
    expect(runs(chain, 0, 32)).toEqual([
      [0, 8],
      [16, 32],
    ]);
  });
});

describe('work', () => {
  const BLOCKS = 131_072;

  test('of a child of 131,072 empty blocks over a fixed parent goes with its blocks', () => {
    const chain = chainOfLayers(
      { kind: 'differencing', sectors: BLOCKS, block: 1, held: [] },
      { kind: 'fixed', sectors: BLOCKS, block: BLOCKS, held: [] },
    );
    expect(heldSectors(chain, { from: 0, sectors: BLOCKS })).toBe(BLOCKS);
    expect([...heldWindows([chain], 0, BLOCKS)]).toHaveLength(BLOCKS / 8192);
    expect(looks).toBeLessThan(4 * BLOCKS);
  });

  test('of every second block held goes with its blocks too', () => {
    const held = Array.from({ length: BLOCKS / 2 }, (_, i) => i * 2);
    const chain = chainOfLayers(
      { kind: 'differencing', sectors: BLOCKS, block: 1, held },
      { kind: 'dynamic', sectors: BLOCKS, block: 2, held: [] },
    );
    expect(heldSectors(chain, { from: 0, sectors: BLOCKS })).toBe(BLOCKS / 2);
    expect(looks).toBeLessThan(4 * BLOCKS);
  });

  test('of reading empty blocks asks the layer below once', async () => {
    const chain = chainOfLayers({ kind: 'dynamic', sectors: BLOCKS, block: 1, held: [] });
    const page = await readSectors(chain, lba(0), 8192, 'honour');
    expect(page.bytes.every((byte) => byte === 0)).toBe(true);
    expect(looks).toBeLessThan(3 * 8192);
  });
});
