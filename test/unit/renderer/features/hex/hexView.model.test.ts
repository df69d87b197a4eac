import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineAt,
  linesFrom,
  segmentAt,
  topFor,
  type BlockMaps,
  type HexModel,
  type Line,
} from '../../../../../renderer/disk/byteLines.model';
import {
  anchorFor,
  anchorOfLine,
  holdsByte,
  ROOT_ANCHOR,
  topLine,
  windowAt,
  type Anchor,
} from '../../../../../renderer/features/hex/hexView.model';
import { spaceBytes, type Disk } from '../../../../../renderer/disk/translate.model';
import type { Space } from '../../../../../shared/vhd/units';
import { bareFile, diskIn, FREE, GIB, hostileDisk, largestDisk, madeDisk, mapsFor, SECTOR, soundDisk } from '../../support/disks';
import { baseImage } from '../../../../support/fixtures';

const model = (disk: Disk, space: Space, maps: BlockMaps = () => null, columns = 16): HexModel => ({
  disk,
  space,
  columns,
  maps,
  shown: new Set(),
});

/** A disk with the order in which its blocks' maps arrive. */
const arriving = fc
  .record({
    disk: fc.oneof(soundDisk, hostileDisk),
    space: fc.constantFrom<Space[]>('disk', 'disk', 'file'),
    columns: fc.constantFrom(16, 32),
    picks: fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
    order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
  })
  .map(({ disk, space, columns, picks, order }) => {
    const runs = mapsFor(disk, picks);
    const arrived = new Set<number>();
    const maps: BlockMaps = (block) => (arrived.has(block) ? runs(block) : null);
    const blocks = Array.from({ length: disk.view.disk?.blocks.count ?? 0 }, (_, block) => block);
    blocks.sort((a, b) => (order[a % order.length] ?? 0) - (order[b % order.length] ?? 0));
    return { disk, space, columns, maps, arrived, blocks };
  });

/** What the pane does: it follows when the cursor moved, and again when what the cursor stands on arrived. */
function follower(
  space: () => HexModel,
  count: number,
): { step: (cursor: number) => void; sees: (cursor: number) => boolean; anchor: Anchor } {
  let followed: { readonly cursor: number; readonly settled: boolean } | null = null;
  const pane = {
    anchor: ROOT_ANCHOR,
    step: (cursor: number): void => {
      const m = space();
      const settled = segmentAt(m, cursor).kind !== 'loading';
      if (followed?.cursor === cursor && followed.settled === settled) return;
      followed = { cursor, settled };
      pane.anchor = anchorFor(m, pane.anchor, count, cursor) ?? pane.anchor;
    },
    sees: (cursor: number): boolean => windowAt(space(), pane.anchor, count).lines.some((line) => holdsByte(line, cursor)),
  };
  return pane;
}

const everyLine = (m: HexModel): Line[] => linesFrom(m, topFor(m, 0), 100_000);
const anyAnchor = fc.record({ at: fc.nat(60_000), header: fc.boolean() });

describe('a view', () => {
  it('is always full when the space has enough lines', () => {
    fc.assert(
      fc.property(arriving, anyAnchor, fc.integer({ min: 1, max: 50 }), fc.nat(10), (given, anchor, count, ready) => {
        for (const block of given.blocks.slice(0, ready)) given.arrived.add(block);
        const m = model(given.disk, given.space, given.maps, given.columns);
        const { lines } = windowAt(m, anchor, count);
        expect(lines).toHaveLength(Math.min(count, everyLine(m).length));
      }),
      { numRuns: 300 },
    );
  });

  it('shows lines that follow each other, from its top on', () => {
    fc.assert(
      fc.property(arriving, anyAnchor, fc.integer({ min: 2, max: 50 }), (given, anchor, count) => {
        for (const block of given.blocks) given.arrived.add(block);
        const m = model(given.disk, given.space, given.maps, given.columns);
        const { top, lines } = windowAt(m, anchor, count);
        const real = lines.filter((line, i) => i > 0 || line.kind !== 'header');
        for (let i = 1; i < real.length; i++) expect(real[i]?.at).toBe((real[i - 1]?.at ?? 0) + (real[i - 1]?.bytes ?? 0));
        expect(lines.some((line) => line.at === top.at && line.kind === top.kind)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('repeats the header of the sector its first row is in', async () => {
    const m = model(await diskIn(baseImage()), 'file');
    const { top, lines } = windowAt(m, { at: 1000, header: false }, 10);
    expect(top).toMatchObject({ kind: 'row', at: 992 });
    expect(lines[0]).toMatchObject({ kind: 'header', segment: { at: 512, end: 1536 } });
    expect(lines[1]).toMatchObject({ kind: 'row', at: 992 });
    expect(lines).toHaveLength(10);
  });

  it('has one header, not two, where it begins with one', async () => {
    const m = model(await diskIn(baseImage()), 'file');
    expect(windowAt(m, { at: 512, header: true }, 4).lines.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'header 512',
      'row 512',
      'row 528',
      'row 544',
    ]);
  });

  it('shows the whole of a space that is shorter than it', () => {
    const { lines } = windowAt(model(bareFile(40), 'file'), { at: 39, header: false }, 30);
    expect(lines.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['header 0', 'row 0', 'row 16', 'row 32']);
  });

  it('ends with the last line when anchored behind the end', () => {
    const { lines } = windowAt(model(bareFile(1000), 'file'), { at: 5000, header: false }, 6);
    expect(lines.at(-1)).toMatchObject({ at: 992, bytes: 8 });
    expect(lines).toHaveLength(6);
  });

  it('is full where a header would be its first line and the end its last', () => {
    // Two sectors of 32 rows and a header each: with 33 lines, the second header has 32 lines below it and one too few.
    const disk = madeDisk({ sectors: 2, blockBytes: 2 * SECTOR, entries: null, fileBytes: 3 * SECTOR });
    const m = model(disk, 'disk', () => [{ lba: 0, sectors: 2, source: 'file', layer: 0, at: 0 }]);
    expect(windowAt(m, { at: 512, header: true }, 34).lines).toHaveLength(34);
    expect(windowAt(m, { at: 512, header: true }, 34).lines.at(-1)).toMatchObject({ at: 1008 });
  });

  it('comes back to the same lines from the anchor of its top, where that has its header', () => {
    fc.assert(
      fc.property(arriving, anyAnchor, fc.integer({ min: 2, max: 40 }), (given, anchor, count) => {
        const m = model(given.disk, given.space, given.maps, given.columns);
        const first = windowAt(m, anchor, count);
        if (first.lines[0]?.kind === 'row') return;
        expect(windowAt(m, anchorOfLine(first.top), count)).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });

  it('starts with the first header', async () => {
    expect(topLine(model(await diskIn(baseImage()), 'file'), ROOT_ANCHOR)).toMatchObject({ kind: 'header', at: 0 });
  });
});

describe('following the cursor', () => {
  it('brings any byte into sight, from any place, in a view of any height', () => {
    fc.assert(
      fc.property(arriving, anyAnchor, fc.integer({ min: 1, max: 50 }), fc.nat(), (given, anchor, count, n) => {
        for (const block of given.blocks.slice(0, n % 4)) given.arrived.add(block);
        const m = model(given.disk, given.space, given.maps, given.columns);
        const at = n % spaceBytes(m.disk, m.space);
        const next = anchorFor(m, anchor, count, at) ?? anchor;
        expect(windowAt(m, next, count).lines.some((line) => holdsByte(line, at))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps it in sight while maps arrive, in any order', () => {
    fc.assert(
      fc.property(arriving, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), fc.integer({ min: 2, max: 40 }), (given, moves, count) => {
        const now = (): HexModel => model(given.disk, given.space, given.maps, given.columns);
        const pane = follower(now, count);
        let cursor = 0;
        const waiting = [...given.blocks];
        for (const move of moves) {
          cursor = move % spaceBytes(given.disk, given.space);
          pane.step(cursor);
          expect(pane.sees(cursor)).toBe(true);
          const block = waiting.shift();
          if (block !== undefined) given.arrived.add(block);
          pane.step(cursor);
          expect(pane.sees(cursor)).toBe(true);
        }
        for (const block of waiting) {
          given.arrived.add(block);
          pane.step(cursor);
          expect(pane.sees(cursor)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps it in sight when a block above it arrives and grows from one line to hundreds', () => {
    const disk = madeDisk({ sectors: 48, blockBytes: 16 * SECTOR, entries: [4, 21, 38], fileBytes: 60 * SECTOR });
    const arrived = new Set([2]);
    const runs = mapsFor(disk, [0]);
    const m = model(disk, 'disk', (block) => (arrived.has(block) ? runs(block) : null));
    const at = 32 * SECTOR;
    const anchor = anchorFor(m, ROOT_ANCHOR, 20, at) ?? ROOT_ANCHOR;
    arrived.add(0).add(1);
    expect(windowAt(m, anchor, 20).lines.some((line) => holdsByte(line, at))).toBe(true);
  });

  it('keeps it in sight when the last block arrives below it', () => {
    const disk = madeDisk({ sectors: 32, blockBytes: 16 * SECTOR, entries: [FREE, 21], fileBytes: 60 * SECTOR });
    let arrived = false;
    const runs = mapsFor(disk, [0]);
    const m = model(disk, 'disk', (block) => (arrived ? runs(block) : null));
    const behind = { at: 16 * SECTOR, header: false };
    const anchor = anchorFor(m, behind, 20, 0) ?? behind;
    arrived = true;
    expect(windowAt(m, anchor, 20).lines.some((line) => holdsByte(line, 0))).toBe(true);
  });

  it('does not move while the byte is in sight', () => {
    const m = model(bareFile(100_000), 'file');
    expect(anchorFor(m, { at: 1600, header: false }, 20, 1700)).toBeNull();
  });

  it('moves by a row or two for a byte just below', () => {
    const m = model(bareFile(100_000), 'file');
    const { lines } = windowAt(m, { at: 1600, header: false }, 20);
    const below = (lines.at(-1)?.at ?? 0) + 16;
    const next = anchorFor(m, { at: 1600, header: false }, 20, below);
    expect((next?.at ?? 0) - 1600).toBeGreaterThan(0);
    expect((next?.at ?? 0) - 1600).toBeLessThanOrEqual(4 * 16);
  });

  it('leaves three lines above a byte that is far away', () => {
    const m = model(bareFile(100_000), 'file');
    expect(anchorFor(m, ROOT_ANCHOR, 20, 50_000)).toEqual({ at: 50_000 - 3 * 16, header: false });
  });

  it('reaches the last byte of the largest disk', () => {
    const bytes = 2040 * GIB;
    const disk = largestDisk({ 1_044_479: 20_000 });
    const runs: BlockMaps = (block) => [{ lba: block * 4096, sectors: 4096, source: 'file', layer: 0, at: 20_001 * SECTOR }];
    const m = model(disk, 'disk', runs);
    const anchor = anchorFor(m, ROOT_ANCHOR, 30, bytes - 1) ?? ROOT_ANCHOR;
    const { lines } = windowAt(m, anchor, 30);
    expect(lines).toHaveLength(30);
    expect(lines.at(-1)).toEqual(lineAt(m, bytes - 1));
  });
});
