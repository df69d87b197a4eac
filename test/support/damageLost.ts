/** Cases of the damage catalogue in which something is still in the file and nobody points to it: blocks, copies of a GPT (T). */
import { changed, contentWith, type Damage } from './damage';
import { baseImage, BLOCK, GEOMETRY, SIZE, withEntry } from './fixtures';
import { GPT_TYPES, wholeGpt } from './gpt';
import { put16, sparseImage } from './imageBuilder';

const NOWHERE = 0xffff_ffff;
const SECTORS = SIZE / 512;
const partitioned = (): Buffer => wholeGpt(SECTORS, [{ type: GPT_TYPES.basic, name: 'data', firstLba: 2048, lastLba: 8191 }]);

/** Blocks 0 and 3, which hold the two copies of the table. */
const gptImage = (change: (disk: Buffer) => void = () => {}): Uint8Array => {
  const disk = partitioned();
  change(disk);
  return sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    blocks: [0, 3].map((index) => ({ index, data: disk.subarray(index * BLOCK, (index + 1) * BLOCK) })),
    footer: { geometry: GEOMETRY },
  }).bytes;
};

export const LOST_DAMAGE: readonly Damage[] = [
  {
    id: 'E11b',
    what: 'an orphan block with a boot sector, and no first block',
    make: () =>
      withEntry(
        changed(baseImage(), (b) => put16(b, 2560 + 510, 0x55aa)),
        0,
        NOWHERE,
      ),
    codes: ['B22'],
    severity: 'error',
    mend: { choose: { B22: 'adopt-block' }, content: contentWith((d) => put16(d, 510, 0x55aa)) },
  },
  {
    id: 'E11g',
    what: 'an orphan block that holds the backup of a GPT',
    make: () => withEntry(gptImage(), 3, NOWHERE),
    codes: ['G01', 'B22'],
    severity: 'warning',
    mend: { choose: { B22: 'adopt-block' }, content: partitioned },
  },
  {
    id: 'T01',
    what: 'a GPT’s first copy with a wrong sum',
    make: () => gptImage((d) => d.writeUInt8(1, 512 + 60)),
    codes: ['G01'],
    severity: 'warning',
    mend: { content: partitioned },
  },
  {
    id: 'T02',
    what: 'a GPT’s backup overwritten',
    make: () => gptImage((d) => d.fill(0x33, (SECTORS - 33) * 512)),
    codes: ['G01'],
    severity: 'warning',
    mend: { content: partitioned },
  },
];
