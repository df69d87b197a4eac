import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampTop,
  lineAbove,
  lineAt,
  lineBelow,
  linesFrom,
  scrolled,
  segmentAt,
  topFor,
  type BlockMaps,
  type HexModel,
  type Line,
} from '../../../../renderer/disk/byteLines.model';
import { spaceBytes, type Disk } from '../../../../renderer/disk/translate.model';
import type { Space } from '../../../../shared/vhd/units';
import { bareFile, diskIn, FREE, GIB, hostileDisk, largestDisk, madeDisk, mapsFor, SECTOR, soundDisk } from '../support/disks';
import { baseImage, BLOCK } from '../../../support/fixtures';

const NONE: BlockMaps = () => null;
const model = (disk: Disk, space: Space, more: Partial<HexModel> = {}): HexModel => ({
  disk,
  space,
  columns: 16,
  maps: NONE,
  shown: new Set(),
  ...more,
});
const kinds = (lines: readonly Line[]): string => lines.map(({ kind, at }) => `${kind} ${at}`).join(' | ');
const everyLine = (m: HexModel): Line[] => linesFrom(m, topFor(m, 0), 100_000);

/** Maps of which some blocks are ready, some on their way and some failed; some holes are unfolded. */
const anyModel: fc.Arbitrary<HexModel> = fc
  .record({
    disk: fc.oneof(soundDisk, hostileDisk),
    space: fc.constantFrom<Space[]>('disk', 'file'),
    columns: fc.constantFrom(16, 32),
    picks: fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
    states: fc.array(fc.constantFrom('ready', 'ready', 'loading', 'failed'), { minLength: 4, maxLength: 4 }),
    unfolded: fc.boolean(),
  })
  .map(({ disk, space, columns, picks, states, unfolded }) => {
    const runs = mapsFor(disk, picks);
    const maps: BlockMaps = (block) => {
      const state = states[block % states.length];
      return state === 'loading' ? null : state === 'failed' ? 'failed' : runs(block);
    };
    const shown = new Set(unfolded ? Array.from({ length: 200 }, (_, sector) => sector * SECTOR) : []);
    return model(disk, space, { columns, maps, shown });
  });

/** The same for disks without damage: where segments say what they are. */
const soundModel = anyModel.filter(({ disk }) => disk.view.disk?.footer !== null);

describe('lines', () => {
  it('tile either space without a gap or an overlap, whatever the disk', () => {
    fc.assert(
      fc.property(anyModel, (m) => {
        const lines = everyLine(m);
        const ends = lines.map(({ at, bytes }) => at + bytes);
        expect(lines.map(({ at }) => at)).toEqual([0, ...ends.slice(0, -1)]);
        expect(ends.at(-1)).toBe(spaceBytes(m.disk, m.space));
        expect(lines.filter(({ kind, bytes }) => kind !== 'header' && bytes < 1)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('read downwards and upwards are the same lines', () => {
    fc.assert(
      fc.property(anyModel, (m) => {
        const down = everyLine(m);
        const up: Line[] = [];
        for (let line: Line | null = down.at(-1) ?? null; line !== null; line = lineAbove(m, line)) up.unshift(line);
        expect(kinds(up)).toBe(kinds(down));
      }),
      { numRuns: 150 },
    );
  });

  it('are found by any of their bytes', () => {
    fc.assert(
      fc.property(anyModel, fc.nat(), (m, n) => {
        const at = n % spaceBytes(m.disk, m.space);
        const line = lineAt(m, at);
        expect(line.at <= at && at < line.at + line.bytes).toBe(true);
        expect(everyLine(m).filter((l) => l.kind !== 'header' && l.at === line.at)).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });

  it('lie within their segment, which holds every one of their bytes', () => {
    fc.assert(
      fc.property(anyModel, (m) => {
        const strays = everyLine(m).filter(({ at, bytes, segment }) => {
          const there = segmentAt(m, Math.max(at, at + bytes - 1));
          return at < segment.at || at + bytes > segment.end || there.at !== segment.at || there.end !== segment.end;
        });
        expect(strays).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('begin at multiples of the columns, except at the start of a segment', () => {
    fc.assert(
      fc.property(anyModel, (m) => {
        const ragged = everyLine(m).filter(({ kind, at, segment }) => kind === 'row' && at % m.columns !== 0 && at !== segment.at);
        expect(ragged).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('have a header before every sector of the disk that is shown, and before every structure of the file', () => {
    fc.assert(
      fc.property(soundModel, (m) => {
        const lines = everyLine(m);
        const wrong = lines.filter((line, i) => {
          const starts = line.at === line.segment.at || (m.space === 'disk' && line.at % SECTOR === 0);
          return line.kind === 'row' && (lines[i - 1]?.kind === 'header') !== starts;
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the lines of a disk', () => {
  // Blocks of four sectors: stored, free, free, stored.
  const disk = madeDisk({ sectors: 16, blockBytes: 4 * SECTOR, entries: [4, FREE, FREE, 9], fileBytes: 15 * SECTOR });
  const stored: BlockMaps = (block) => [
    { lba: block * 4, sectors: 4, source: 'file', layer: 0, at: ([4, 0, 0, 9][block] ?? 0) * 512 + 512 },
  ];

  it('show a run of free blocks as one line', () => {
    const m = model(disk, 'disk', { maps: stored });
    expect(lineAt(m, 3000)).toMatchObject({ kind: 'hole', at: 2048, bytes: 4096, segment: { source: 'zero' } });
  });

  it('show the rows of a hole once it is unfolded', () => {
    const m = model(disk, 'disk', { maps: stored, shown: new Set([2048]) });
    expect(lineAt(m, 3000)).toMatchObject({ kind: 'row', at: 2992, bytes: 16, segment: { kind: 'ghost', at: 2048, end: 6144 } });
  });

  it('show a block on its way as one line', () => {
    expect(lineAt(model(disk, 'disk'), 7000)).toMatchObject({ kind: 'loading', at: 6144, bytes: 2048 });
  });

  it('take one line for all of a disk that has no table', async () => {
    const file = baseImage();
    file.fill(0, 512, 1536);
    const m = model(await diskIn(file), 'disk', {
      maps: (block) => [{ lba: block * 4096, sectors: 4096, source: 'damaged', layer: 0, at: null }],
    });
    expect(everyLine(m)).toMatchObject([{ kind: 'hole', at: 0, bytes: spaceBytes(m.disk, 'disk'), segment: { source: 'damaged' } }]);
    expect(lineAt(m, 5_000_000)).toMatchObject({ kind: 'hole', at: 0 });
  });

  it('say of a block whose map cannot be fetched that it is damaged', () => {
    const m = model(disk, 'disk', { maps: () => 'failed' });
    expect(lineAt(m, 0)).toMatchObject({ kind: 'hole', at: 0, bytes: 2048, segment: { source: 'damaged' } });
  });

  it('show 32 rows and a header for each sector in 16 columns, 16 in 32', () => {
    const narrow = linesFrom(model(disk, 'disk', { maps: stored }), lineAt(model(disk, 'disk', { maps: stored }), 0), 34);
    expect(narrow.map(({ kind }) => kind).indexOf('header')).toBe(32);
    const wide = model(disk, 'disk', { maps: stored, columns: 32 });
    expect(
      linesFrom(wide, lineAt(wide, 0), 34)
        .map(({ kind }) => kind)
        .indexOf('header'),
    ).toBe(16);
  });

  it('never show a missing parent’s blocks as zeros', () => {
    const orphan = madeDisk({ sectors: 8, blockBytes: 4 * SECTOR, entries: [FREE, FREE], owners: [254, 254], fileBytes: 4096 });
    expect(lineAt(model(orphan, 'disk'), 5)).toMatchObject({ kind: 'hole', bytes: 4096, segment: { source: 'unknown' } });
  });

  it('cost the same for a hole of two tebibytes: one line', () => {
    const m = model(largestDisk({ 0: 9000, 1_044_479: 20_000 }), 'disk');
    expect(kinds(everyLine(m))).toBe(`loading 0 | hole 2097152 | loading ${2040 * GIB - 2_097_152}`);
  });

  it('reach the last byte of 2040 GiB, from the top and directly', () => {
    const bytes = 2040 * GIB;
    const first = (1_044_479 * 4096 * SECTOR) / SECTOR;
    const maps: BlockMaps = (block) =>
      block === 1_044_479 ? [{ lba: first, sectors: 4096, source: 'file', layer: 0, at: 20_001 * SECTOR }] : null;
    const m = model(largestDisk({ 0: 9000, 1_044_479: 20_000 }), 'disk', { maps });
    expect(lineAt(m, bytes - 1)).toMatchObject({ kind: 'row', at: bytes - 16, bytes: 16 });
    expect(lineBelow(m, lineAt(m, bytes - 1))).toBeNull();
    const end = scrolled(m, topFor(m, 0), 1_000_000, 30);
    expect(linesFrom(m, end, 40).at(-1)?.at).toBe(bytes - 16);
    expect(linesFrom(m, end, 40)).toHaveLength(30);
  });
});

describe('the lines of a file', () => {
  it('name bitmap and data of each block apart', async () => {
    const m = model(await diskIn(baseImage()), 'file');
    expect(segmentAt(m, 2048)).toMatchObject({ at: 2048, end: 2560 });
    expect(segmentAt(m, 2560)).toMatchObject({ at: 2560, end: 2560 + BLOCK });
  });

  it('take the room between blocks for itself, however large', () => {
    const disk = madeDisk({ sectors: 8, blockBytes: 4 * SECTOR, entries: [4, 104], fileBytes: 110 * SECTOR });
    expect(segmentAt(model(disk, 'file'), 50 * SECTOR)).toMatchObject({ at: 9 * SECTOR, end: 104 * SECTOR });
    expect(topFor(model(disk, 'file'), 9 * SECTOR)).toMatchObject({ kind: 'header', at: 9 * SECTOR });
  });

  it('end a block where another begins on it', () => {
    const disk = madeDisk({ sectors: 16, blockBytes: 8 * SECTOR, entries: [4, 8], fileBytes: 30 * SECTOR });
    expect(segmentAt(model(disk, 'file'), 6 * SECTOR)).toMatchObject({ at: 5 * SECTOR, end: 8 * SECTOR });
  });

  it('are the whole file where it is no disk, the last row short', () => {
    const m = model(bareFile(100), 'file');
    expect(everyLine(m).map(({ kind, bytes }) => `${kind} ${bytes}`)).toEqual([
      'header 0',
      ...Array.from({ length: 6 }, () => 'row 16'),
      'row 4',
    ]);
  });

  it('are one for a file of one byte', () => {
    expect(kinds(everyLine(model(bareFile(1), 'file')))).toBe('header 0 | row 0');
  });

  it('of a fixed disk are its data and its footer', () => {
    const disk = madeDisk({ sectors: 4, blockBytes: 4 * SECTOR, entries: null, fileBytes: 5 * SECTOR });
    const headers = everyLine(model(disk, 'file')).filter(({ kind }) => kind === 'header');
    expect(headers.map(({ at }) => at)).toEqual([0, 2048]);
  });
});

describe('scrolling', () => {
  it('down and up by as many lines returns, away from the ends', () => {
    fc.assert(
      fc.property(anyModel, fc.nat(40), fc.nat(40), (m, start, steps) => {
        const lines = everyLine(m);
        const top = lines[start];
        if (top === undefined || start + steps + 5 > lines.length) return;
        expect(scrolled(m, scrolled(m, top, steps, 5), -steps, 5)).toEqual(top);
      }),
      { numRuns: 100 },
    );
  });

  it('stops where the last line stands at the bottom', () => {
    fc.assert(
      fc.property(anyModel, fc.integer({ min: 1, max: 60 }), (m, visible) => {
        const lines = everyLine(m);
        const top = scrolled(m, topFor(m, 0), 10_000, visible);
        expect(linesFrom(m, top, visible)).toHaveLength(Math.min(visible, lines.length));
        expect(linesFrom(m, top, visible).at(-1)).toEqual(lines.at(-1));
      }),
      { numRuns: 50 },
    );
  });

  it('stops at the first line', () => {
    fc.assert(
      fc.property(anyModel, fc.nat(), (m, n) => {
        expect(scrolled(m, lineAt(m, n % spaceBytes(m.disk, m.space)), -10_000, 9)).toEqual(topFor(m, 0));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves a top line alone that already fills the view', () => {
    const m = model(bareFile(10_000), 'file');
    const top = lineAt(m, 4000);
    expect(clampTop(m, top, 20)).toBe(top);
  });
});
