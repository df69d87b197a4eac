import { describe, expect, test } from 'vitest';
import type { FoundFile, ParentFinder } from '../../../../../main/vhd/read/chain';
import { checkChain } from '../../../../../main/vhd/check/checkImage';
import { checkLineage } from '../../../../../main/vhd/check/lineageRules';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import type { Finding } from '../../../../../shared/findings';
import { placesOf } from '../../../../support/alone';
import { baseImage, BLOCK, CHILD_ID, childImage, GEOMETRY, HEADER_AT, inBothFooters, SIZE } from '../../../../support/fixtures';
import {
  BASE_ID,
  footerBytes,
  headerBytes,
  put32,
  putLocator,
  sparseImage,
  stampHeader,
  utf16,
  type Built,
  type LocatorSpec,
} from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { findingText } from '../../../../../shared/text/findings';
import { chainOf, NO_SIBLINGS, NOW } from '../../../../support/opened';

const NO_PARENT = { code: 'P01', severity: 'error' };

/** A folder that holds these files. */
const folder = (files: Readonly<Record<string, BlockFile>>): ParentFinder => {
  const found = (file: BlockFile): FoundFile => ({ file, finder: folder(files) });
  return {
    byName: async (name) => (files[name] === undefined ? null : found(files[name])),
    others: async function* others() {
      for (const file of Object.values(files)) yield found(file);
    },
  };
};

const check = async (
  child: Uint8Array,
  files: Readonly<Record<string, BlockFile>> = {},
  own: BlockFile = memoryFile(child),
): Promise<Finding[]> => checkChain(await chainOf(own, Object.keys(files).length === 0 ? NO_SIBLINGS : folder(files)), NOW);

const headerField = (offset: number, bytes: number): [number, number][] => [[HEADER_AT + offset, bytes]];
const brief = (findings: readonly Finding[]): object[] =>
  findings.map((finding) => ({ code: finding.code, severity: finding.severity, facts: finding.facts, where: placesOf(finding) }));

const STAMP = 0x2800_0000;
const child = (change: Parameters<typeof childImage>[0] = {}): Uint8Array => childImage(change).bytes;

/** The parent, last changed at a time in seconds since 2000. */
const parentAt = (seconds: number, bytes = baseImage()): BlockFile => memoryFile(bytes, { name: 'p.vhd', modified: seconds + 946_684_800 });

/** A child that remembers its parent's time. */
const stamped = (): Uint8Array => child({ header: { parentId: BASE_ID, parentName: 'p.vhd', parentStamp: STAMP } });

describe('finding the parent', () => {
  test('nothing is wrong with a child beside its parent', async () => {
    expect(await check(child(), { 'p.vhd': parentAt(0) })).toEqual([]);
  });

  test('P01: the parent is not there (H15)', async () => {
    expect(brief(await check(child()))).toEqual([
      { code: 'P01', severity: 'error', facts: { name: 'p.vhd', why: 'missing', of: null, layer: 0 }, where: headerField(64, 512) },
    ]);
  });

  test('P01: the file of that name is no disk (H28)', async () => {
    expect(brief(await check(child(), { 'p.vhd': memoryFile(new Uint8Array(9), { name: 'p.vhd' }) }))).toEqual([
      {
        code: 'P01',
        severity: 'error',
        facts: {
          name: 'p.vhd',
          why: 'unreadable',
          of: null,
          layer: 0,
          looked: { names: ['p.vhd'], refused: [{ name: 'p.vhd', why: { kind: 'too-small', fileBytes: 9 } }] },
        },
        where: headerField(64, 512),
      },
    ]);
  });

  test('P02: the file of that name is another disk (H16)', async () => {
    const other = inBothFooters(baseImage(), (b, at) => b.fill(0x99, at + 68, at + 84));
    expect(brief(await check(child(), { 'p.vhd': memoryFile(other) }))).toEqual([
      {
        code: 'P02',
        severity: 'error',
        facts: {
          name: 'p.vhd',
          expectedId: '00000000-0000-0000-1122-334455667788',
          foundId: '99999999-9999-9999-9999-999999999999',
        },
        where: headerField(40, 16),
      },
    ]);
  });

  test('a renamed parent is found by its id', async () => {
    expect(await check(child(), { 'renamed.vhd': parentAt(0) })).toEqual([]);
  });
});

test('nothing is wrong with a child laid out as Windows does: locators around the table, data on 4 KiB', async () => {
  const entries = 10_240;
  const size = entries * BLOCK;
  const [absoluteAt, tableAt, relativeAt, bitmapAt] = [0x1000, 0x2000, 0xc000, 0x1ce00];
  const footerAt = bitmapAt + 512 + BLOCK + 0xe00;
  const footer = footerBytes({ type: 4, size, uuid: CHILD_ID, geometry: [41_610, 16, 63] });
  const header = headerBytes({ entries, blockBytes: BLOCK, tableAt, parentId: BASE_ID, parentName: 'p.vhd' });
  const absolute = utf16('C:\\vm\\p.vhd', 'le');
  putLocator(header, { slot: 0, code: 'W2ku', data: absolute, space: 4096, at: absoluteAt });
  putLocator(header, { slot: 1, code: 'W2ru', data: utf16('.\\p.vhd', 'le'), space: 65_536, at: relativeAt });
  stampHeader(header, 0);
  const bytes = new Uint8Array(footerAt + 512);
  bytes.fill(0xff, tableAt, tableAt + entries * 4);
  put32(bytes, tableAt, bitmapAt / 512);
  for (const [at, part] of [
    [0, footer],
    [512, header],
    [absoluteAt, absolute],
    [relativeAt, utf16('.\\p.vhd', 'le')],
    [footerAt, footer],
  ] as const)
    bytes.set(part, at);
  const parent = sparseImage({ size, blockBytes: BLOCK, blocks: [] }).bytes;
  expect(await check(bytes, { 'p.vhd': parentAt(0, parent) })).toEqual([]);
});

describe('P03: the parent’s time', () => {
  const found = async (seconds: number): Promise<object[]> => brief(await check(stamped(), { 'p.vhd': parentAt(seconds) }));
  const finding = (severity: string, seconds: number): object => ({
    code: 'P03',
    severity,
    facts: { stored: STAMP, found: seconds },
    where: headerField(56, 4),
  });

  test('two seconds apart is what FAT can keep', async () => {
    expect(await found(STAMP + 2)).toEqual([]);
  });

  test('an hour apart is a clock or a time zone (H17)', async () => {
    expect(await found(STAMP + 3600)).toEqual([finding('note', STAMP + 3600)]);
  });

  test('any other difference is a warning (H18)', async () => {
    expect(await found(STAMP + 180)).toEqual([finding('warning', STAMP + 180)]);
  });

  test('a stamp of zero says nothing', async () => {
    expect(await check(child(), { 'p.vhd': parentAt(STAMP) })).toEqual([]);
  });
});

test('P04: the parent is of another size (H20)', async () => {
  const size = SIZE + BLOCK;
  const parent = sparseImage({ size, blockBytes: BLOCK, blocks: [] }).bytes;
  expect(brief(await check(child(), { 'p.vhd': parentAt(0, parent) }))).toEqual([
    { code: 'P04', severity: 'warning', facts: { childBytes: SIZE, parentBytes: size }, where: [[childImage().footerAt + 48, 8]] },
  ]);
});

test('P04: a child that is larger says what its end reads as', () => {
  const facts = { childBytes: 8 * 1024 ** 2, parentBytes: 4 * 1024 ** 2 };
  expect(findingText({ code: 'P04', severity: 'warning', where: [], facts }).effect).toMatch(
    /^The last 4,194,304 bytes of this disk .* read as zeros/,
  );
});

describe('P05: chains that do not end', () => {
  const loop = (kid: string, again: string) => ({
    code: 'P05',
    severity: 'error',
    facts: { why: 'loop', child: kid, again },
    where: headerField(40, 16),
  });

  test('a disk that is its own parent (H22)', async () => {
    const self = memoryFile(child({ header: { parentId: CHILD_ID, parentName: 'p.vhd' } }), { identity: 'self', name: 'self.vhd' });
    expect(brief(await check(new Uint8Array(), { 'p.vhd': self }, self))).toEqual([loop('self.vhd', 'self.vhd')]);
  });

  test('a disk that is its parent’s parent (H23)', async () => {
    const other = new Uint8Array(16).fill(0xd2);
    const a = memoryFile(child({ header: { parentId: other, parentName: 'b.vhd' }, locators: [] }), { identity: 'a', name: 'a.vhd' });
    const b = memoryFile(
      child({ footer: { uuid: other, geometry: GEOMETRY }, header: { parentId: CHILD_ID, parentName: 'a.vhd' }, locators: [] }),
      { identity: 'b', name: 'b.vhd' },
    );
    const found = await check(new Uint8Array(), { 'a.vhd': a, 'b.vhd': b }, a);
    expect(brief(found)).toEqual([loop('b.vhd', 'a.vhd')]);
    expect(findingText(found[0] as Finding).detail).toBe('The parent of b.vhd is a.vhd, which stands on it.');
  });

  test('more than 64 layers (H24)', async () => {
    const id = (n: number): Uint8Array => new Uint8Array(16).fill(n + 1);
    const layer = (n: number): BlockFile =>
      memoryFile(
        sparseImage({
          size: SIZE,
          blockBytes: BLOCK,
          blocks: [],
          type: 4,
          footer: { uuid: id(n), geometry: GEOMETRY },
          header: { parentId: id(n + 1), parentName: `${n + 1}.vhd` },
        }).bytes,
        { name: `${n}.vhd` },
      );
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${n}.vhd`, layer(n)]));
    const chain = await chainOf(files['0.vhd'] as BlockFile, folder(files));
    expect([chain.layers.length, chain.parent?.state]).toEqual([64, 'too-deep']);
    expect(checkChain(chain, NOW)).toMatchObject([{ code: 'P05', facts: { why: 'too-deep', layers: 64 } }]);
  });
});

describe('further down the chain', () => {
  test('P01: a grandparent is called that, with the disk whose parent it is', async () => {
    const middle = child({ footer: { uuid: CHILD_ID, geometry: GEOMETRY } });
    const young = child({
      footer: { uuid: new Uint8Array(16).fill(0x77), geometry: GEOMETRY },
      header: { parentId: CHILD_ID, parentName: 'mid.vhd' },
      locators: [],
    });
    const [finding] = await check(young, { 'mid.vhd': memoryFile(middle, { name: 'mid.vhd' }) });
    expect(finding).toMatchObject({ code: 'P01', facts: { name: 'p.vhd', why: 'missing', of: 'mid.vhd', layer: 1 } });
    const { title, detail } = findingText(finding as Finding);
    // The field that names it is in the other file.
    expect(placesOf(finding as Finding)).toEqual([]);
    expect(title).toBe('Grandparent disk not found');
    expect(detail).toBe('Looked for p.vhd in the folder of mid.vhd, whose parent it is.');
  });
});

describe('a path to a folder inside the disk’s own', () => {
  const into = (stored: string): Uint8Array =>
    child({ locators: [{ slot: 0, code: 'W2ru', data: utf16(stored, 'le') }], header: { parentId: BASE_ID, parentName: 'p.vhd' } });

  test('is followed', async () => {
    expect(await check(into('.\\u\\v\\p.vhd'), { 'u/v/p.vhd': parentAt(0) })).toEqual([]);
  });

  test('P01 names it, with what stands there, and a path out of the folder as not looked at', async () => {
    const said = async (stored: string, files: Readonly<Record<string, BlockFile>> = {}): Promise<string> =>
      findingText((await check(into(stored), files))[0] as Finding).detail;
    expect(await said('.\\u\\p.vhd')).toBe('Looked in the disk’s own folder, by name and by ID: there is no .\\u\\p.vhd or p.vhd.');
    expect(await said('.\\u\\p.vhd', { 'u/p.vhd': memoryFile(new Uint8Array(9)) })).toMatch(
      /^Looked in the disk’s own folder, by name and by ID: \.\\u\\p\.vhd is there, but .+; there is no p\.vhd\.$/,
    );
    expect(await said('..\\u\\p.vhd')).toBe(
      'Looked in the disk’s own folder, by name and by ID: there is no p.vhd; ..\\u\\p.vhd leads out of the folder and was not followed. A path that leads out of that folder is followed only when you say so.',
    );
  });

  test('P18 says of a disk that stands in what became of it', async () => {
    const files = {
      'pp.vhd': memoryFile(baseImage(), { name: 'pp.vhd', modified: 946_684_800 }),
      'u/p.vhd': memoryFile(new Uint8Array(9)),
    };
    const only = { 'pp.vhd': files['pp.vhd'] };
    const said = async (files: Readonly<Record<string, BlockFile>>): Promise<string> => {
      const findings = checkLineage(await chainOf(memoryFile(into('.\\u\\p.vhd')), folder(files)), NOW);
      return findingText(findings[0] as Finding).detail;
    };
    const [found, gone] = [await said(files), await said(only)];
    expect(found).toMatch(/by its ID alone: \.\\u\\p\.vhd is there, but .+; there is no p\.vhd\./);
    expect(gone).toMatch(/by its ID alone: there is no \.\\u\\p\.vhd or p\.vhd\./);
  });
});

describe('notes about a child', () => {
  const lineage = async (bytes: Uint8Array, files: Readonly<Record<string, BlockFile>>): Promise<Finding[]> =>
    checkLineage(await chainOf(memoryFile(bytes), folder(files)), NOW);

  test('P03: an earlier time is not called a change since', async () => {
    const title = async (seconds: number): Promise<string> =>
      findingText((await check(stamped(), { 'p.vhd': parentAt(seconds) }))[0] as Finding).title;
    expect(await title(STAMP - 100_000)).toBe('The parent file is older than the child remembers');
    expect(await title(STAMP + 100_000)).toBe('The parent was modified after the child was made');
  });

  test('P17: nothing is stored in it', async () => {
    const empty = child({ blocks: [] });
    expect((await lineage(empty, { 'p.vhd': parentAt(0) })).map(({ code, severity }) => [code, severity])).toEqual([['P17', 'note']]);
  });

  test('P18: no stored name is the parent’s, which was found by its id', async () => {
    const renamed = memoryFile(baseImage(), { name: 'renamed.vhd', modified: 946_684_800 });
    const others = { 'renamed.vhd': renamed };
    const standIn = { child: 'memory.vhd', childLayer: 0, found: 'renamed.vhd', names: ['p.vhd'], refused: [], times: null };
    expect((await lineage(child(), others)).map(({ code, severity, facts }) => [code, severity, facts])).toEqual([
      ['P18', 'note', { names: 'p.vhd', found: 'renamed.vhd', standIn }],
    ]);
    // Another disk may stand at a path that can be followed here, and was not; one of another system leads nowhere.
    const at = (path: string): Uint8Array =>
      child({ locators: [{ slot: 0, code: 'MacX', data: new TextEncoder().encode(`file://${path}`) }] });
    const [doubtful] = await lineage(at('/old/p.vhd'), others);
    expect([doubtful?.severity, findingText(doubtful as Finding).detail]).toEqual([
      'warning',
      'renamed.vhd is taken for the parent of memory.vhd by its ID alone: there is no p.vhd; /old/p.vhd leads out of the folder and was not followed.',
    ]);
    const [harmless] = await lineage(child({ locators: [{ slot: 0, code: 'W2ku', data: utf16('C:\\old\\p.vhd', 'le') }] }), others);
    expect([harmless?.severity, findingText(harmless as Finding).detail]).toEqual([
      'note',
      'renamed.vhd is taken for the parent of memory.vhd by its ID alone: there is no p.vhd; C:\\old\\p.vhd cannot be followed on this system.',
    ]);
    const upper = memoryFile(baseImage(), { name: 'P.VHD', modified: 946_684_800 });
    expect(await lineage(child(), { 'P.VHD': upper })).toEqual([]);
  });
});

describe('P06: parent locators', () => {
  const RELATIVE = utf16('.\\p.vhd', 'le');
  const good: LocatorSpec = { slot: 0, code: 'W2ru', data: RELATIVE };

  const findings = async (locators: readonly LocatorSpec[]): Promise<[string, unknown][]> =>
    (await check(child({ locators }), { 'p.vhd': parentAt(0) })).map(({ severity, facts }) => [severity, facts]);

  test('the finding names the entry’s own bytes', async () => {
    const found = await check(child({ locators: [good, { slot: 5, code: 'Xyzw', data: RELATIVE }] }), { 'p.vhd': parentAt(0) });
    expect(brief(found)).toEqual([
      { code: 'P06', severity: 'note', facts: { slot: 5, why: 'unknown-platform' }, where: headerField(576 + 5 * 24, 24) },
    ]);
  });

  test.each<[string, LocatorSpec[], string, number, string]>([
    ['data past the end of the file (H04)', [{ ...good, at: 2n ** 40n }], 'warning', 0, 'unreadable'],
    ['data at 2^63', [{ ...good, at: 2n ** 63n }], 'warning', 0, 'unreadable'],
    ['a length of 4 GiB', [{ ...good, length: 0xffff_ffff }], 'warning', 0, 'unreadable'],
    ['no length', [{ ...good, length: 0 }], 'warning', 0, 'unreadable'],
    ['data over the table (H04)', [{ ...good, at: 1536 }], 'warning', 0, 'misplaced'],
    ['data over the header', [{ ...good, at: 600 }], 'warning', 0, 'misplaced'],
    ['room in sectors (H01)', [{ ...good, space: 1 }], 'warning', 0, 'sector-space'],
    ['no room (H02)', [{ ...good, space: 0 }], 'warning', 0, 'no-space'],
    ['room that is no number of sectors', [{ ...good, space: 513 }], 'warning', 0, 'bad-length'],
    ['a length of half a character (H03)', [{ ...good, length: 13 }], 'warning', 0, 'bad-length'],
    ['a length beyond the room (H03)', [{ ...good, length: 600 }], 'warning', 0, 'bad-length'],
    ['room that runs over the first block', [{ ...good, space: 1024 }], 'warning', 0, 'room-overlaps'],
    ['an unknown platform’s room that does', [good, { slot: 1, code: 'Abcd', data: RELATIVE, space: 4096 }], 'warning', 1, 'room-overlaps'],
    [
      'room that runs over another locator',
      [
        { ...good, space: 1024 },
        { slot: 1, code: 'Mac ', data: RELATIVE },
      ],
      'warning',
      0,
      'room-overlaps',
    ],
    ['big-endian text (H05)', [{ ...good, data: utf16('.\\p.vhd', 'be') }], 'warning', 0, 'byte-order'],
    ['a relative path with a trailing NUL (H11)', [{ ...good, data: utf16('.\\p.vhd\0', 'le') }], 'note', 0, 'not-normal'],
    [
      'Xen’s three relative ones (H14)',
      [
        { slot: 0, code: 'MacX', data: Uint8Array.from('file://./p.vhd', (c) => c.charCodeAt(0)) },
        { slot: 1, code: 'W2ku', data: RELATIVE },
        { slot: 2, code: 'W2ru', data: RELATIVE },
      ],
      'note',
      1,
      'not-absolute',
    ],
    ['VirtualBox’s code for the Mac (H07)', [good, { slot: 1, code: 0x4d16_3258, data: RELATIVE }], 'note', 1, 'unknown-platform'],
    ['an absolute path only (H09)', [{ slot: 2, code: 'W2ku', data: utf16('C:\\vm\\p.vhd', 'le') }], 'warning', 2, 'absolute-only'],
    [
      'an old relative path alone',
      [{ slot: 3, code: 'Wi2r', data: Uint8Array.from('.\\p.vhd', (c) => c.charCodeAt(0)) }],
      'warning',
      3,
      'deprecated',
    ],
    [
      'an old path beside a new one',
      [good, { slot: 7, code: 'Wi2k', data: Uint8Array.from('C:\\p.vhd', (c) => c.charCodeAt(0)) }],
      'note',
      7,
      'deprecated',
    ],
    [
      'a URL that is none',
      [good, { slot: 1, code: 'MacX', data: Uint8Array.from('http://x/p.vhd', (c) => c.charCodeAt(0)) }],
      'warning',
      1,
      'unreadable',
    ],
  ])('%s', async (_, locators, severity, slot, why) => {
    expect(await findings(locators)).toEqual([[severity, { slot, why }]]);
  });

  test('a kind that is there again is told of every entry, also of one that has another fault', async () => {
    const far: LocatorSpec = { slot: 2, code: 'W2ru', data: utf16('p.vhd', 'le') };
    expect(await findings([good, { ...good, slot: 1 }, far])).toEqual([
      ['warning', { slot: 1, why: 'twice' }],
      ['warning', { slot: 2, why: 'twice' }],
      ['note', { slot: 2, why: 'not-normal' }],
    ]);
  });

  test('an absolute path alone is right on another drive than the parent’s, where no relative one leads', async () => {
    const bytes = child({ locators: [{ slot: 2, code: 'W2ku', data: utf16('C:\\vm\\p.vhd', 'le') }] });
    const codes = async (folder: string, parents: Readonly<Record<string, BlockFile>>): Promise<string[]> =>
      (await check(bytes, parents, memoryFile(bytes, { folder, name: 'kid.vhd' }))).map(({ code }) => code);
    expect(await codes('D:', {})).toEqual(['P01']);
    expect(await codes('C:', {})).toEqual(['P01', 'P06']);
    // It was moved beside its child: now there is a relative one.
    expect(await codes('D:', { 'p.vhd': memoryFile(baseImage(), { folder: 'D:', name: 'p.vhd', modified: 946_684_800 }) })).toEqual([
      'P06',
    ]);
  });

  test.each<[string, LocatorSpec[]]>([
    ['no locator at all (H10)', []],
    ['a Mac alias', [good, { slot: 1, code: 'Mac ', data: Uint8Array.of(0, 1, 2, 3) }]],
  ])('%s is no finding', async (_, locators) => {
    expect(await findings(locators)).toEqual([]);
  });
});

test('P07: a broken layer further down', async () => {
  const parent = baseImage();
  put32(parent, HEADER_AT + 36, 0);
  expect(brief(await check(child(), { 'p.vhd': parentAt(0, parent) }))).toEqual([
    { code: 'P07', severity: 'error', facts: { layer: 'p.vhd', errors: 1 }, where: headerField(40, 16) },
  ]);
});

describe('children without a parent id', () => {
  const orphan = (creator: string): Uint8Array =>
    child({ header: { parentName: 'p.vhd' }, footer: { uuid: CHILD_ID, geometry: GEOMETRY, creator } });

  test('of a disk that Xen made, the parent is the raw file of that name', async () => {
    const raw = new Uint8Array(SIZE).fill(0x42);
    const chain = await chainOf(memoryFile(orphan('tap\0')), folder({ 'p.vhd': memoryFile(raw) }));
    expect(chain.layers.map(({ kind }) => kind)).toEqual(['differencing', 'raw']);
  });

  test('of any other disk, no raw file is taken for the parent', async () => {
    const raw = new Uint8Array(SIZE).fill(0x42);
    const findings = await check(orphan('win '), { 'p.vhd': memoryFile(raw) });
    expect(findings.map(({ code, severity }) => ({ code, severity }))).toEqual([NO_PARENT]);
  });

  test('a parent with an id is not theirs', async () => {
    const findings = await check(orphan('win '), { 'p.vhd': parentAt(0) });
    expect(findings.map(({ code }) => code)).toEqual(['P02']);
  });
});

test('the fixtures’ child is written as the specification says', () => {
  const built: Built = childImage();
  const bytes = built.bytes.slice();
  stampHeader(bytes, HEADER_AT);
  expect(Buffer.from(bytes).equals(built.bytes)).toBe(true);
  expect(built.footerAt).toBe(2_100_224);
});
