import { describe, expect, it } from 'vitest';
import { carriedOver, withBits, withPart } from '../../../../renderer/disk/scanned.model';
import { BLOCK_STATE, NO_BITS, type BlockTable } from '../../../../shared/views';

const { unallocated, unscanned, full, partial, unset, zero, damaged, overlapping } = BLOCK_STATE;
const FREE = 0xffff_ffff;
const table = (states: number[], entries = states.map((_, i) => 10 + i), shares = states.map(() => 0)): BlockTable => ({
  states: Uint8Array.from(states),
  owners: new Uint8Array(states.length),
  entries: Uint32Array.from(entries),
  shares: Uint16Array.from(shares),
});
const part = (blocks: number[], states: number[], shares = states.map(() => 0)) => ({
  blocks: Uint32Array.from(blocks),
  states: Uint8Array.from(states),
  shares: Uint16Array.from(shares),
});

describe('what a scan found', () => {
  it('goes into the table by block, and leaves the old table alone', () => {
    const old = table([unscanned, unscanned, unscanned]);
    const next = withPart(old, 'bitmaps', part([2, 0], [partial, full], [77, 0]));
    expect([...next.states]).toEqual([full, unscanned, partial]);
    expect([...next.shares]).toEqual([0, 0, 77]);
    expect([...old.states]).toEqual([unscanned, unscanned, unscanned]);
  });

  it('never covers what is worse or not in the file', () => {
    const old = table([unallocated, damaged, overlapping, unscanned]);
    expect([...withPart(old, 'bitmaps', part([0, 1, 2, 3], [full, full, full, full])).states]).toEqual([
      unallocated,
      damaged,
      overlapping,
      full,
    ]);
  });

  it('of bitmaps does not take back that a block is all zeros, unless it cannot be read', () => {
    const old = table([zero, zero]);
    expect([...withPart(old, 'bitmaps', part([0, 1], [full, damaged])).states]).toEqual([zero, damaged]);
  });

  it('of content marks blocks whatever their bitmaps said', () => {
    const next = withPart(table([partial, full], undefined, [50, 0]), 'content', part([0], [zero]));
    expect([[...next.states], [...next.shares]]).toEqual([
      [zero, full],
      [0, 0],
    ]);
  });
});

describe('a table that was read anew', () => {
  it('keeps what is known of blocks that stand where they stood', () => {
    const old = table([partial, full, unset, unallocated], [10, 20, 30, FREE], [9, 0, 0, 0]);
    const fresh = table([unscanned, unscanned, unscanned, unscanned], [10, 21, 30, 40]);
    const next = carriedOver(old, fresh);
    expect([...next.states]).toEqual([partial, unscanned, unset, unscanned]);
    expect([...next.shares]).toEqual([9, 0, 0, 0]);
  });

  it('says what is wrong now, whatever was known', () => {
    expect([...carriedOver(table([full]), table([overlapping])).states]).toEqual([overlapping]);
    expect([...carriedOver(table([damaged]), table([unscanned])).states]).toEqual([unscanned]);
  });

  it('of another size starts anew', () => {
    const fresh = table([unscanned, unscanned]);
    expect(carriedOver(table([full]), fresh)).toBe(fresh);
  });
});

describe('blocks with staged changes', () => {
  it('take the states of their bits, and those without a bitmap stay', () => {
    const next = withBits(
      table([zero, partial, full], undefined, [0, 7, 0]),
      [0, 1, 2],
      Uint8Array.of(full, unset, NO_BITS),
      new Uint16Array(3),
    );
    expect([...next.states]).toEqual([full, unset, full]);
    expect([...next.shares]).toEqual([0, 0, 0]);
  });
});
