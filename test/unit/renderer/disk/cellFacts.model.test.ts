import { describe, expect, it } from 'vitest';
import { STATE_NAMES } from '../../../../renderer/app/names.text';
import {
  blockUnder,
  cellFacts,
  countName,
  gridText,
  neighbourText,
  spokenBlock,
  stateBytes,
} from '../../../../renderer/disk/cellFacts.model';
import { countStates } from '../../../../renderer/disk/stateCounts.model';
import { gridFor, type Grid } from '../../../../renderer/disk/cellGrid.model';
import type { Disk } from '../../../../renderer/disk/translate.model';
import type { ImageView } from '../../../../shared/views';
import { fixedImage } from '../../../support/fixtures';
import { diskIn, madeDisk } from '../support/disks';

const MIB = 1024 * 1024;
const COUNT = 1_044_480;
const BLOCK = 196_605;

function bigDisk(): Disk {
  const entries = new Uint32Array(COUNT).fill(0xffff_ffff);
  const states = new Uint8Array(COUNT).fill(1);
  const owners = new Uint8Array(COUNT).fill(1);
  entries.set([4096, 4096 + 4097, 100_000], BLOCK - 1);
  states.fill(2, BLOCK - 1, BLOCK + 2);
  owners.fill(0, BLOCK - 1, BLOCK + 2);
  const view = {
    name: 'child.vhd',
    fileBytes: 1e9,
    structures: [],
    layers: [{ name: 'child.vhd' }, { name: 'base.vhd' }],
    disk: {
      kind: 'differencing',
      sectors: COUNT * 4096,
      dynamicHeader: {},
      blocks: { sizeBytes: 2 * MIB, count: COUNT, inTable: true, bitmapSectors: 1 },
      partitions: {
        scheme: 'gpt',
        entries: [{ number: 3, firstLba: 2048, sectors: 2 ** 31, type: 'NTFS', name: 'Windows', volume: null }],
      },
    },
  } as unknown as ImageView;
  return { view, blocks: { states, owners, entries, shares: new Uint16Array(COUNT) } };
}

const disk = bigDisk();
const grid = gridFor(COUNT, 602, 290) as Grid;
const value = (label: string, first: number, end: number): string | undefined =>
  cellFacts(disk, { first, end }, 'hex').rows.find((row) => row.label === label)?.value;

describe('how much of the disk is in a state', () => {
  // Three blocks of 2 MiB on a disk of 5 MiB: the last has 1 MiB of it.
  const short = {
    view: { fileBytes: 1e9, structures: [], disk: { sectors: 5 * 2048, blocks: { sizeBytes: 2 * MIB } } } as unknown as ImageView,
    blocks: { ...disk.blocks, states: Uint8Array.of(0, 2, 0) },
  };
  const counts = countStates(short.blocks.states);

  it('does not count what the last block has beyond the end of the disk', () => {
    expect(stateBytes(short, counts, 'unallocated')).toBe(3 * MIB);
    expect(stateBytes(short, counts, 'unscanned')).toBe(2 * MIB);
    expect(stateBytes(short, counts, 'damaged')).toBe(0);
  });
});

describe('what the map says', () => {
  it('speaks of the block under the cursor', () => {
    const single = { ...grid, per: 1 };
    expect(spokenBlock(disk, single, BLOCK, (state) => STATE_NAMES[state])).toBe(
      'Block 196,605 of 1,044,480. Not scanned. 384 GiB in. NTFS Windows.',
    );
  });

  it('adds what else is in the cell where a cell is many blocks', () => {
    expect(spokenBlock(disk, grid, BLOCK, (state) => STATE_NAMES[state])).toContain('Cell of 128 blocks: 125 from parent, 3 not scanned.');
  });

  it('describes a single block with its place in the file and its neighbour', () => {
    expect(cellFacts(disk, { first: BLOCK, end: BLOCK + 1 }, 'hex').title).toBe('Block 196,605 · 2 MiB');
    expect(value('LBA', BLOCK, BLOCK + 1)).toBe('805,294,080 – 805,298,175');
    expect(value('Virtual offset', BLOCK, BLOCK + 1)).toBe('0x5FFFA00000');
    expect(value('File offset', BLOCK, BLOCK + 1)).toBe('0x400400');
    expect(value('Layer', BLOCK, BLOCK + 1)).toBe('child.vhd (this file)');
    expect(value('Previous block', BLOCK, BLOCK + 1)).toBe('Directly before it in the file');
    expect(neighbourText(disk, BLOCK + 1)).toBe('42.8 MiB away in the file, before it');
    expect(neighbourText(disk, 5)).toBeNull();
  });

  it('describes a cell of many blocks by counts', () => {
    const facts = cellFacts(disk, { first: 196_480, end: 196_608 }, 'hex');
    expect(facts.title).toBe('Blocks 196,480 – 196,607 · 256 MiB');
    expect(facts.states).toEqual([
      { state: 'parent', owner: 1, blocks: 125 },
      { state: 'unscanned', owner: 0, blocks: 3 },
    ]);
    expect(value('In this file', 196_480, 196_608)).toBe('3 of 128 blocks');
    expect(value('Layer', 196_480, 196_608)).toBe('child.vhd (this file), base.vhd');
  });

  it('says when a block is not in the file', () => {
    expect(value('File offset', 0, 1)).toBe('not in this file');
  });

  it('finds the block under a cursor in the file', () => {
    expect(blockUnder(disk, { space: 'file', at: 4096 * 512 })).toBe(BLOCK - 1);
    expect(blockUnder(disk, { space: 'file', at: (4096 + 4097) * 512 + 600 })).toBe(BLOCK);
    expect(blockUnder(disk, { space: 'file', at: 0 })).toBeNull();
  });

  it('names the grid', () => {
    expect(gridText(disk, grid, true)).toBe('Fit · 128×64 · cell 256 MiB · row 32 GiB');
    expect(gridText(disk, { ...grid, per: 1, rows: 8160 }, false)).toBe('128×8,160 · cell = 1 block of 2 MiB · row 256 MiB');
  });
});

describe('a disk without blocks', () => {
  it('is told in sectors, and how much they are', async () => {
    const fixed = await diskIn(fixedImage());
    const cells = gridFor(fixed.blocks.states.length, 602, 290) as Grid;
    expect(cellFacts(fixed, { first: 0, end: 1 }, 'hex').title).toBe('Sectors 0 – 4,095 · 2 MiB');
    expect(cellFacts(fixed, { first: 1, end: 4 }, 'hex').title).toBe('Sectors 4,096 – 16,383 · 6 MiB');
    expect(gridText(fixed, cells, true)).toMatch(/ · cell 2 MiB · /);
    expect(spokenBlock(fixed, cells, 2, (state) => STATE_NAMES[state])).toMatch(/^Sectors 8,192 – 12,287\. /);
    expect(countName(fixed, 4)).toBe('8 MiB');
  });

  it('is not said to have a cell or row that is larger than it', () => {
    const floppy = madeDisk({ kind: 'raw', sectors: 2880, blockBytes: 2 * 1024 * 1024, entries: null, fileBytes: 2880 * 512 });
    expect(gridText(floppy, gridFor(1, 602, 290) as Grid, true)).toBe('Fit · 1×1 · cell 1.41 MiB · row 1.41 MiB');
  });
});
