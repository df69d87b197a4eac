import { describe, expect, it } from 'vitest';
import { planBits } from '../../../../../main/vhd/ops/setBits';
import type { Step } from '../../../../../main/vhd/ops/plan';
import type { BitChange } from '../../../../../shared/edits';
import { BLOCK, bitsOf, dynamicWithBits } from '../../../../support/bitmapDisks';
import { fixedImage, withEntry } from '../../../../support/fixtures';
import { sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

const built = dynamicWithBits();
const bitmapAt = built.blockAt.get(1) ?? 0;
const image = async (bytes = built.bytes) => (await chainOf(memoryFile(bytes))).layers[0];

async function stepsOf(how: BitChange, lba: number, sectors: number): Promise<readonly Step[]> {
  const steps = await planBits(await image(), how, { lba, sectors });
  if (!steps.ok) throw new Error(JSON.stringify(steps.error));
  return steps.value;
}
/** The bitmap of block 1 as the steps leave it. */
async function after(how: BitChange, first: number, end: number): Promise<Uint8Array> {
  const bytes = built.bytes.slice();
  for (const step of await stepsOf(how, 4096 + first, end - first)) if (step.kind === 'patch') bytes.set(step.after, step.at);
  return bytes.slice(bitmapAt, bitmapAt + 512);
}

describe('bits changed by hand', () => {
  it('are set, cleared and inverted in the range, and nowhere else', async () => {
    // Sectors 0 to 1,376 are set to begin with.
    expect(await after('set', 1370, 1500)).toEqual(bitsOf([0, 1500]));
    expect(await after('clear', 10, 13)).toEqual(bitsOf([0, 10], [13, 1377]));
    expect(await after('invert', 1376, 1379)).toEqual(bitsOf([0, 1376], [1377, 1379]));
  });

  it('follow the data when asked to: set where it is not zero, and cleared nowhere', async () => {
    // Old data stands in sectors 2,000 to 2,023; sectors 1,000 to 1,299 are set over zeros, and stay so.
    expect(await after('match', 0, 4096)).toEqual(bitsOf([0, 1377], [2000, 2024]));
    expect(await after('match', 2010, 2012)).toEqual(bitsOf([0, 1377], [2010, 2012]));
  });

  it('touch bitmaps alone, sector by sector, and only what changes', async () => {
    const steps = await stepsOf('clear', 0, 3 * 4096);
    expect(steps.map(({ at, kind }) => [kind, at])).toEqual([
      ['patch', built.blockAt.get(0)],
      ['patch', built.blockAt.get(1)],
      ['patch', built.blockAt.get(2)],
    ]);
    expect(await stepsOf('set', 0, 4096)).toEqual([]);
  });

  it('leave out blocks that are not in the file', async () => {
    // Block 5 has none, 6 has.
    expect((await stepsOf('clear', 5 * 4096, 2 * 4096)).map(({ at }) => at)).toEqual([built.blockAt.get(6)]);
  });

  it('are refused behind the disk’s end, in a damaged block, in disks without bitmaps, and in bulk', async () => {
    const refusal = async (bytes: Uint8Array, lba: number, sectors: number): Promise<string> => {
      const steps = await planBits(await image(bytes), 'set', { lba, sectors });
      return steps.ok ? 'none' : steps.error.kind;
    };
    expect(await refusal(built.bytes, 16 * 4096 - 1, 2)).toBe('out-of-range');
    expect(await refusal(withEntry(built.bytes.slice(), 1, 0x00ff_0000), 4096, 1)).toBe('damaged-block');
    expect(await refusal(fixedImage(), 0, 1)).toBe('no-block-map');
    // 514 MiB: two blocks more than are changed at once.
    const large = sparseImage({ size: 257 * BLOCK, blockBytes: BLOCK, blocks: [] });
    expect(await refusal(large.bytes, 0, 256 * 4096)).toBe('none');
    expect(await refusal(large.bytes, 0, 256 * 4096 + 1)).toBe('too-much');
  });
});
