import { describe, expect, it } from 'vitest';
import type { ParentFinder } from '../../../../../main/vhd/read/chain';
import { bitStates, sectorMarks } from '../../../../../main/vhd/read/sectorMarks';
import { BLOCK_STATE, NO_BITS, SECTOR_MARK, SECTOR_SOURCES, type SectorSource } from '../../../../../shared/views';
import { bitsOf, childWithBits, dataIn, dynamicWithBits, BLOCK } from '../../../../support/bitmapDisks';
import { sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, NO_SIBLINGS } from '../../../../support/opened';

const { set, zero, lost, edited, sourceStep } = SECTOR_MARK;
const from = (source: SectorSource): number => SECTOR_SOURCES.indexOf(source) * sourceStep;

async function marksOf(bytes: Uint8Array, block: number, first = 0, count = 4096): Promise<Uint8Array | null> {
  const marks = await sectorMarks(await chainOf(memoryFile(bytes)), { block, from: first, count }, null);
  if (!marks.ok) throw new Error(marks.error.kind);
  return marks.value;
}

describe('what is known of a block’s sectors', () => {
  it('puts the bit beside what is stored: here, void, absent and stale', async () => {
    const marks = await marksOf(dynamicWithBits().bytes, 1);
    // Set with data, set over zeros, clear over zeros, clear over old data.
    expect(marks?.[0]).toBe(set | from('file'));
    expect(marks?.[999]).toBe(set | from('file'));
    expect(marks?.[1000]).toBe(set | zero | from('file'));
    expect(marks?.[1376]).toBe(set | from('file'));
    expect(marks?.[1377]).toBe(zero | from('zero'));
    expect(marks?.[2000]).toBe(from('zero'));
    expect(marks?.[2023]).toBe(from('zero'));
    expect(marks?.[2024]).toBe(zero | from('zero'));
    expect(marks?.length).toBe(4096);
  });

  it('says of a part what it says of the whole', async () => {
    const { bytes } = dynamicWithBits();
    const whole = await marksOf(bytes, 1);
    expect(await marksOf(bytes, 1, 1370, 700)).toEqual(whole?.slice(1370, 2070));
  });

  it('is nothing for a block that has no bitmap, and ends where the disk ends', async () => {
    expect(await marksOf(dynamicWithBits().bytes, 5)).toBeNull();
    const short = sparseImage({ size: BLOCK / 4, blockBytes: BLOCK, blocks: [{ index: 0, data: dataIn(1, [0, 1024]) }] });
    expect((await marksOf(short.bytes, 0))?.length).toBe(1024);
  });

  it('names the parent that a clear bit leaves a sector to, or that the parent is missing', async () => {
    const { base, child } = childWithBits();
    const beside: ParentFinder = {
      ...NO_SIBLINGS,
      byName: async (name) => (name === 'base.vhd' ? { file: memoryFile(base.bytes, { name }), finder: NO_SIBLINGS } : null),
    };
    const whole = await sectorMarks(await chainOf(memoryFile(child.bytes), beside), { block: 0, from: 0, count: 4096 }, null);
    const marks = whole.ok ? whole.value : null;
    expect(marks?.[0]).toBe(set | from('file'));
    expect(marks?.[1377]).toBe(zero | from('parent'));
    expect(marks?.[1400]).toBe(from('parent'));
    expect((await marksOf(child.bytes, 0))?.[1377]).toBe(zero | from('unknown'));
  });

  it('marks what the file ends before as lost', async () => {
    const { bytes, footerAt } = sparseImage({ size: BLOCK, blockBytes: BLOCK, blocks: [{ index: 0, data: dataIn(1, [0, 4096]) }] });
    // The last 100 sectors of the block are cut out of the file.
    const cut = new Uint8Array(bytes.length - 100 * 512);
    cut.set(bytes.subarray(0, footerAt - 100 * 512));
    cut.set(bytes.subarray(footerAt), footerAt - 100 * 512);
    const marks = await marksOf(cut, 0);
    expect(marks?.[3995]).toBe(set | from('file'));
    expect(marks?.[3996]).toBe(set | lost | from('damaged'));
  });

  it('tells sectors whose bits or bytes differ from the saved file', async () => {
    const { bytes, blockAt } = dynamicWithBits();
    const saved = await chainOf(memoryFile(bytes));
    const changed = bytes.slice();
    const bitmapAt = blockAt.get(1) ?? 0;
    // The bits of sectors 1,377 to 1,383, and one byte of sector 7.
    changed[bitmapAt + 172] = 0xff;
    changed[bitmapAt + 512 + 7 * 512 + 3] = 0x99;
    const now = await chainOf(memoryFile(changed));
    const ranges = [
      { at: bitmapAt + 172, bytes: 1 },
      { at: bitmapAt + 512 + 7 * 512 + 3, bytes: 1 },
    ];
    const found = await sectorMarks(now, { block: 1, from: 0, count: 4096 }, { saved: saved.layers[0], changedIn: () => ranges });
    const marks = found.ok ? Array.from(found.value ?? []) : [];
    const places = marks.flatMap((mark, sector) => ((mark & edited) === 0 ? [] : [sector]));
    expect(places).toEqual([7, 1377, 1378, 1379, 1380, 1381, 1382, 1383]);
  });
});

describe('the states of some blocks by their bitmaps', () => {
  it('are those of a scan, and none for blocks without a bitmap', async () => {
    const { full, partial, unset } = BLOCK_STATE;
    const { states, shares } = await bitStates((await chainOf(memoryFile(dynamicWithBits().bytes))).layers[0], [0, 1, 3, 5]);
    expect([...states]).toEqual([full, partial, unset, NO_BITS]);
    // 1,377 of 4,096 are 85.7 of 255.
    // 1,377 of 4,096 sectors, in parts of 65,535.
    expect([...shares]).toEqual([0, 22_032, 0, 0]);
  });

  it('count bits of the disk alone where the last block is cut short by its end', async () => {
    const bitmap = bitsOf([0, 1024]);
    const { bytes } = sparseImage({ size: BLOCK / 4, blockBytes: BLOCK, blocks: [{ index: 0, data: new Uint8Array(0), bitmap }] });
    expect([...(await bitStates((await chainOf(memoryFile(bytes))).layers[0], [0])).states]).toEqual([BLOCK_STATE.full]);
  });
});
