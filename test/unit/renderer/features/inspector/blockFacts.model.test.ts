import { describe, expect, it } from 'vitest';
import { blockFacts } from '../../../../../renderer/features/inspector/blockFacts.model';
import { cellFacts } from '../../../../../renderer/disk/cellFacts.model';
import { blockStateName, cutText, missingText, stateHint, stateName } from '../../../../../renderer/disk/origin.text';
import { kindLabel, kindNote } from '../../../../../renderer/disk/sectorBits.text';
import { supplierText } from '../../../../../renderer/disk/supplier.text';
import { holeText } from '../../../../../renderer/features/hex/hexText.model';
import { unreached } from '../../../../../shared/text/unreached';
import { cutBlocks, type Disk } from '../../../../../renderer/disk/translate.model';
import { BLOCK_STATE, type ParentView, type SectorSource } from '../../../../../shared/views';
import { FREE, madeDisk } from '../../support/disks';

/** Block 1 would come from a parent that is missing, block 2 from one that is there. */
const disk = madeDisk({
  kind: 'differencing',
  sectors: 24,
  blockBytes: 4096,
  entries: [4, FREE, FREE],
  owners: [0, 254, 1],
  fileBytes: 10_240,
  layers: ['child.vhd', 'base.vhd'],
});

it('a block of a missing parent is not said to be read from it', () => {
  expect(stateHint(disk, 1, 'parent')).toBe('Not in this file, and the parent that would hold it is missing');
  expect(blockFacts(disk, 1, 'hex')).toContainEqual({ name: 'Comes from', value: 'a parent that is missing', at: null });
});

it('a block of a parent that is there is', () => {
  expect(stateHint(disk, 2, 'parent')).toBe('Not in this file; read from base.vhd');
});

it('blocks that no parent gives have names of their own, and are counted apart', () => {
  const made = madeDisk({
    kind: 'differencing',
    sectors: 32,
    blockBytes: 4096,
    entries: [4, FREE, FREE, FREE],
    owners: [0, 254, 255, 1],
    fileBytes: 10_240,
    layers: ['child.vhd', 'base.vhd'],
  });
  const odd = { ...made, blocks: { ...made.blocks, states: Uint8Array.of(2, 1, 0, 1) } };
  expect([1, 3].map((block) => blockStateName(odd, block, 'parent'))).toEqual(['From a missing parent', 'From parent']);
  expect(blockStateName(odd, 2, 'unallocated')).toBe('In no layer');
  expect(stateHint(odd, 2, 'unallocated')).toBe('Neither in this file nor in a parent; reads as zeros');
  expect(stateHint(odd, 3, 'overlapping')).toBe('Not in this file; in base.vhd it shares its place with another block or a structure');
  expect(stateHint(odd, 3, 'damaged')).toBe('Not in this file, and damaged in base.vhd: open that disk to see what is left of it');
  expect(
    cellFacts(odd, { first: 1, end: 4 }, 'hex').states.map(({ state, owner, blocks }) => [stateName(odd, state, owner), blocks]),
  ).toEqual([
    ['In no layer', 1],
    ['From parent', 1],
    ['From a missing parent', 1],
  ]);
  expect([missingText(odd, 0), missingText(odd, 1200)]).toEqual(['', '1,200 missing']);
});

describe('a damaged block is told by what is the matter with it', () => {
  // Eight sectors and a bitmap each: the first stands at sector 4, the second at 13, and the file ends 2 sectors into that.
  const cutAt = (fileBytes: number, entries: readonly number[]) =>
    diskWith(madeDisk({ sectors: entries.length * 8, blockBytes: 4096, entries, fileBytes, footerAt: null }));
  const diskWith = (made: Disk): Disk => ({
    ...made,
    blocks: { ...made.blocks, states: made.blocks.states.map((_, block) => (block === 0 ? BLOCK_STATE.unscanned : BLOCK_STATE.damaged)) },
  });

  it('the end of the file is within it: part of it can be read', () => {
    const cut = cutAt(15 * 512, [4, 13]);
    expect(stateHint(cut, 1, 'damaged')).toBe('The file ends within it: what stands before the end can be read, the rest was cut off');
    expect(blockStateName(cut, 1, 'damaged')).toBe('Cut short');
    expect([cutBlocks(cut), cutText(cutBlocks(cut), 1), cutText(1, 3), cutText(0, 3)]).toEqual([1, 'cut short', '1 cut short', '']);
  });

  it('behind the end, over the header, or with its entry lost, none of it can be read', () => {
    const lost = cutAt(13 * 512, [4, 13, 1, FREE]);
    const damaged = { ...lost, blocks: { ...lost.blocks, owners: Uint8Array.of(0, 0, 0, 0) } };
    expect([1, 2, 3].map((block) => stateHint(damaged, block, 'damaged'))).toEqual([
      'It would begin behind the end of the file: none of it can be read',
      'Its entry points over footer copy, header or table: none of it can be read',
      'Its entry cannot be read: nobody knows where it stands',
    ]);
    expect([1, 2, 3].map((block) => blockStateName(damaged, block, 'damaged'))).toEqual(['Damaged', 'Damaged', 'Damaged']);
    expect(cutBlocks(damaged)).toBe(0);
  });

  it('a fixed disk has no entries: its file ends before or within the sectors', () => {
    const fixed = madeDisk({ sectors: 24, blockBytes: 4096, entries: null, fileBytes: 10 * 512, footerAt: null });
    expect([1, 2].map((unit) => stateHint(fixed, unit, 'damaged'))).toEqual([
      'The file ends within it: what stands before the end can be read, the rest was cut off',
      'It would begin behind the end of the file: none of it can be read',
    ]);
  });
});

it('a sector is said to come from the file that has it, by name', () => {
  const run = (lba: number, source: SectorSource, layer: number) => ({ lba, sectors: 2, source, layer, at: null });
  const runs = [run(0, 'file', 0), run(2, 'parent', 1), run(4, 'zero', 0), run(6, 'unknown', 0)];
  expect([0, 3, 4, 7, 8].map((lba) => supplierText(disk, runs, lba))).toEqual([
    'child.vhd (this file)',
    'base.vhd',
    'no layer: reads as zeros',
    'a parent that is missing',
    null,
  ]);
  expect(supplierText(disk, null, 0)).toBeNull();
  expect(kindNote(disk, 'parent', true, 'base.vhd')).toBe('Its bit is clear: it is read from base.vhd');
});

it.each([
  ['loop', 'parents form a circle'],
  ['too-deep', 'chain of parents is too long'],
] as const)('a chain that ends in “%s” has no missing parent: every panel says why it is not known', (state, why) => {
  const end: ParentView = { childLayer: 0, state, lookedFor: [], elsewhere: [], expectedId: '', foundId: null };
  const odd = { ...disk, view: { ...disk.view, parent: end } };
  const runs = [{ lba: 0, sectors: 2, source: 'unknown' as const, layer: 0, at: null }];
  const segment = { at: 0, end: 512, source: 'unknown' as const, fileAt: null, layer: 0 } as Parameters<typeof holeText>[1];
  const cell = cellFacts(odd, { first: 1, end: 2 }, 'hex');
  const said = [
    stateHint(odd, 1, 'parent'),
    supplierText(odd, runs, 0) ?? '',
    kindNote(odd, 'unknown', true),
    kindNote(odd, 'unknown', false),
    holeText(odd, segment),
    ...blockFacts(odd, 1, 'hex').flatMap(({ name, value }) => (name === 'Comes from' ? [value] : [])),
  ];
  expect(said.filter((one) => !one.includes(why))).toEqual([]);
  const short = [
    unreached(end).chain,
    blockStateName(odd, 1, 'parent'),
    ...cell.rows.flatMap(({ label, value }) => (label === 'Layer' ? [value] : [])),
  ];
  expect(short.filter((one) => !one.includes(why.replace('is ', '')))).toEqual([]);
  const all = [...said, ...short, kindLabel(odd, 'unknown'), missingText(odd, 1)];
  expect(all.filter((one) => one.includes('missing'))).toEqual([]);
});

it('what a layer below the parent supplies is said with the parent that leads there', () => {
  const deep = madeDisk({
    kind: 'differencing',
    sectors: 16,
    blockBytes: 4096,
    entries: [4, FREE],
    owners: [0, 2],
    fileBytes: 10_240,
    layers: ['top.vhd', 'parent.vhd', 'grand.vhd'],
  });
  expect(blockFacts(deep, 1, 'hex')).toContainEqual({ name: 'Comes from', value: 'grand.vhd, through parent.vhd', at: null });
  const run = (layer: number) => [{ lba: 8, sectors: 8, source: 'parent' as const, layer, at: null }];
  expect([1, 2].map((layer) => supplierText(deep, run(layer), 8))).toEqual(['parent.vhd', 'grand.vhd, through parent.vhd']);
});
