/**
 * Sectors that the drive does not give, for the program as it is built: a library under it answers EIO for them. What can be
 * read is checked, planned and exported; what cannot is named, and never passed off as zeros.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { madeDocument } from '../../shared/documents/made';
import { repairDocument } from '../../shared/documents/repair';
import { CLI } from '../support/cli';
import { BLOCK, baseImage, childImage, fixedImage, inBothFooters, SIZE } from '../support/fixtures';
import { patterned, put32, sparseImage } from '../support/imageBuilder';
import { preloaded } from '../support/preload';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const library = preloaded('unreadable');

/** Ranges of bytes, half-open. */
type Ranges = readonly (readonly [number, number])[];

function onBadDrive(file: string, ranges: Ranges, ...words: readonly string[]) {
  const env = {
    ...process.env,
    LD_PRELOAD: library ?? '',
    UNREADABLE_FILE: file,
    UNREADABLE_RANGES: ranges.map(([from, to]) => `${from}-${to}`).join(','),
  };
  const ran = spawnSync(process.execPath, [CLI, ...words], { env, maxBuffer: 1 << 28 });
  return { code: ran.status, out: ran.stdout.toString(), err: ran.stderr.toString() };
}

const written = (name: string, bytes: Uint8Array): string => {
  const file = path.join(tempDir(), name);
  writeFileSync(file, bytes);
  return file;
};

/** Where block 0’s data of the base image stands in the file. */
const DATA_AT = 2048 + 512;
/** What the disk in `fixedImage` and `baseImage` holds. */
const content = fixedImage().slice(0, SIZE);

const without = (ranges: Ranges): Buffer => {
  const bytes = Buffer.from(content);
  for (const [from, to] of ranges) bytes.fill(0, from, to);
  return bytes;
};

describe.skipIf(library === null)('a drive that does not give every sector', () => {
  test('does not give what the library keeps back', () => {
    const file = written('proof.vhd', fixedImage());
    const bad: Ranges = [[4096, 4608]];
    const ran = onBadDrive(file, bad, 'read', file, '--lba', '8', '--hex');
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('does not give sector 8') as string });
    expect(onBadDrive(file, bad, 'read', file, '--lba', '9', '--hex').code).toBe(0);
    const three: Ranges = [[4096, 4096 + 3 * 512]];
    expect(onBadDrive(file, three, 'read', file, '--lba', '0', '--count', '16', '--hex').err).toContain('does not give sectors 8 to 10');
  });

  test('check --deep names the ranges, and checks the rest', () => {
    // Block 0: two sectors of its data; block 2 has data under a clear bit, which is found all the same.
    const image = baseImage();
    const second = image.length - 512 - BLOCK - 512;
    image[second] = 0x7f;
    const file = written('check.vhd', image);
    const bad: Ranges = [
      [DATA_AT + 512, DATA_AT + 1024],
      [DATA_AT + 100 * 512, DATA_AT + 101 * 512],
    ];
    const ran = onBadDrive(file, bad, 'check', file, '--deep', '--json');
    expect([ran.code, ran.err]).toEqual([2, '']);
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings.map(({ code }) => code).sort()).toEqual(['B15', 'E12']);
    expect(findings.find(({ code }) => code === 'E12')).toMatchObject({
      severity: 'error',
      where: { structure: 'unread', fileOffset: DATA_AT + 512, bytes: 512 },
    });
  });

  test('check --deep reads a fixed disk to its end, and names the ranges; without it nothing of them is known', () => {
    const file = written('fixed.vhd', fixedImage());
    // The last two meet where one read ends and the next begins.
    const bad: Ranges = [
      [3_000_000 - (3_000_000 % 512), 3_000_832],
      [(4 << 20) - 512, 4 << 20],
      [4 << 20, (4 << 20) + 1024],
      [SIZE - 51_200, SIZE - 50_688],
    ];
    expect(onBadDrive(file, bad, 'check', file)).toMatchObject({ code: 0 });
    const ran = onBadDrive(file, bad, 'check', file, '--deep', '--json');
    expect([ran.code, ran.err]).toEqual([2, '']);
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings).toMatchObject([
      {
        code: 'E12',
        severity: 'error',
        places: [
          { structure: 'unread', fileOffset: 2_999_808, bytes: 1024 },
          { structure: 'unread', fileOffset: (4 << 20) - 512, bytes: 1536 },
          { structure: 'unread', fileOffset: SIZE - 51_200, bytes: 512 },
        ],
      },
    ]);
  });

  test('repair --deep plans what can be planned', () => {
    const image = baseImage();
    image[image.length - 512 + 64] = (image[image.length - 512 + 64] as number) ^ 0xff;
    const file = written('repair.vhd', image);
    const ran = onBadDrive(file, [[DATA_AT, DATA_AT + 512]], 'repair', file, '--deep', '--json');
    expect([ran.code, ran.err]).toEqual([0, '']);
    const { repairs, after } = repairDocument.parse(JSON.parse(ran.out));
    expect(repairs.map(({ code }) => code)).toEqual(['F02']);
    expect(after.map(({ code }) => code)).toEqual(['E12']);
  });

  test.each([
    ['a fixed disk', fixedImage(), 0],
    ['a dynamic disk', baseImage(), DATA_AT],
  ] as const)('export of %s gives nothing, and with --salvage everything else, with a list', (_name, image, shift) => {
    const file = written('export.vhd', image);
    const lost: Ranges = [
      [3 * 512, 4 * 512],
      [1000 * 512, 1003 * 512],
      [4095 * 512, 4096 * 512],
    ];
    const bad = lost.map(([from, to]) => [from + shift, to + shift] as const);
    for (const how of [[], ['--full']]) {
      const out = path.join(folder, `${shift}-${how.join('')}.raw`);
      expect(onBadDrive(file, bad, 'export', file, out, ...how).code).toBe(1);
      expect(existsSync(out)).toBe(false);
      const ran = onBadDrive(file, bad, 'export', file, out, '--salvage', '--verify', '--hash', 'sha256', '--json', ...how);
      expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('5 sectors are zeros in')]);
      const wanted = without(lost);
      expect(readFileSync(out).equals(wanted)).toBe(true);
      expect(madeDocument.parse(JSON.parse(ran.out))).toMatchObject({
        lost: [
          { firstLba: 3, sectors: 1 },
          { firstLba: 1000, sectors: 3 },
          { firstLba: 4095, sectors: 1 },
        ],
        lostSectors: 5,
        verified: true,
        hash: { sha256: createHash('sha256').update(wanted).digest('hex') },
      });
    }
  });

  test('a part is salvaged by its own sectors', () => {
    const file = written('part.vhd', fixedImage());
    const out = path.join(folder, 'part.raw');
    const ran = onBadDrive(file, [[2000 * 512, 2001 * 512]], 'export', file, out, '--salvage', '--lba', '1990', '--count', '20');
    expect(ran.code).toBe(2);
    expect(ran.out).toContain('2,000 + 1');
    expect(readFileSync(out).equals(without([[2000 * 512, 2001 * 512]]).subarray(1990 * 512, 2010 * 512))).toBe(true);
  });
});

/** The footer copy, the dynamic header and the block table stand one behind the other at the start; the footer at the end. */
const FOOTER_SECTOR = 512;
const HEADER_SECTORS = [512, 1024] as const;
const TABLE_SECTOR = 1536;

describe.skipIf(library === null)('a structure that the drive does not give', () => {
  const image = baseImage();
  const end = image.length - FOOTER_SECTOR;

  test.each([
    ['the footer at the end', end],
    ['the copy at the start', 0],
  ])('%s is a finding, and the other one opens the disk', (_which, at) => {
    const file = written('otherFooter.vhd', image);
    const bad: Ranges = [[at, at + FOOTER_SECTOR]];
    const ran = onBadDrive(file, bad, 'check', file, '--json');
    expect([ran.code, ran.err]).toEqual([2, '']);
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings).toMatchObject([{ code: 'E12', severity: 'error', where: { structure: 'unread', fileOffset: at, bytes: 512 } }]);
    const out = path.join(path.dirname(file), 'out.img');
    expect(onBadDrive(file, bad, 'export', file, out).code).toBe(0);
    expect(Buffer.compare(readFileSync(out), Buffer.from(content))).toBe(0);
    expect(onBadDrive(file, bad, 'repair', file)).not.toMatchObject({ code: 0, out: expect.stringContaining('repaired') as string });
  });

  test.each([
    ['the copy of the footer at the start', 0],
    ['the footer at the end', end],
  ])('%s is missed when a field shall change, or a footer be repaired: the other one is not changed alone', (which, at) => {
    // The reserved bit of both footers' features, which a safe repair sets: spec 1.0, "Features".
    const damaged = inBothFooters(baseImage(), (bytes, place) => put32(bytes, place + 8, 0));
    const file = written('alone.vhd', damaged);
    const bad: Ranges = [[at, at + FOOTER_SECTOR]];
    const set = onBadDrive(file, bad, 'set', file, 'footer.uniqueId=new');
    expect(set).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`${which}, and only one of the two would change`) as string,
    });
    const repair = onBadDrive(file, bad, 'repair', file, '--notes', '--yes');
    expect(repair).toMatchObject({ code: 1, out: '', err: expect.stringContaining(at.toString(16).toUpperCase()) as string });
    expect(readFileSync(file).equals(Buffer.from(damaged))).toBe(true);
  });

  test('a footer far before the end is found around such a place, which is told', () => {
    const file = written('far.vhd', Buffer.concat([fixedImage(), Buffer.alloc(6 * 1024 * 1024, 0xe5)]));
    const lost = SIZE + 512 * 1024;
    const ran = onBadDrive(file, [[lost, lost + 512]], 'repair', file);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('--choose F04=move-footer') as string });
    expect(ran.err).toContain('the drive does not give 512 bytes of');
    expect(ran.err).toContain('a footer stands at 0x800000');
  });

  test('the first sector of a fixed disk is a finding too: its footer is at the end', () => {
    const file = written('fixed.vhd', fixedImage());
    const ran = onBadDrive(file, [[0, 512]], 'check', file, '--json');
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings).toMatchObject([{ code: 'E12', where: { fileOffset: 0, bytes: 512 } }]);
  });

  const LOST: readonly (readonly [string, Uint8Array, Ranges])[] = [
    [
      'both footers',
      image,
      [
        [0, 512],
        [end, image.length],
      ],
    ],
    ['the footer of a fixed disk', fixedImage(), [[SIZE, SIZE + 512]]],
  ];
  test.each(LOST)('%s: no command guesses, each says where it cannot read and what to do', (_which, bytes, bad) => {
    const file = written('lost.vhd', bytes);
    const out = path.join(path.dirname(file), 'out.img');
    for (const words of [
      ['check', file],
      ['info', file],
      ['repair', file],
      ['map', file],
      ['export', file, out],
      ['export', file, out, '--salvage'],
    ]) {
      const ran = onBadDrive(file, bad, ...words);
      expect({ words, ...ran }).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toMatch(
        /(^|\n)platter: cannot \w+ .*: the drive does not give 512 bytes at 0x[\dA-F]+ \(EIO\)\. Copy the file onto a good drive, as “ddrescue” does/,
      );
      expect(existsSync(out)).toBe(false);
    }
  });

  /** The disk’s 8 KiB blocks 0, 127, 128, 255 and 256 are there; a sector of the table has the entries of 128 blocks. */
  const manyBlocks = (): { readonly bytes: Uint8Array; readonly raw: Buffer } => {
    const [blockBytes, size] = [8192, 300 * 8192];
    const blocks = [0, 127, 128, 255, 256].map((index) => ({ index, data: patterned(blockBytes, index) }));
    const raw = Buffer.alloc(size);
    for (const { index, data } of blocks) raw.set(data, index * blockBytes);
    return { bytes: sparseImage({ size, blockBytes, blocks }).bytes, raw };
  };

  test('a sector of the block table: its blocks are unknown, are listed as lost, and everything else goes on', () => {
    const { bytes, raw } = manyBlocks();
    const file = written('table.vhd', bytes);
    const bad: Ranges = [[TABLE_SECTOR + 512, TABLE_SECTOR + 1024]];
    for (const deep of [[], ['--deep']]) {
      const ran = onBadDrive(file, bad, 'check', file, '--json', ...deep);
      expect([ran.code, ran.err]).toEqual([2, '']);
      const { findings } = checkDocument.parse(JSON.parse(ran.out));
      expect(findings.map(({ code }) => code)).toEqual(['E12', 'H08']);
      expect(findings).toMatchObject([
        {
          severity: 'error',
          where: { structure: 'unread', fileOffset: TABLE_SECTOR + 512, bytes: 512 },
          detail: expect.stringContaining('where 128 blocks are, nobody knows') as string,
        },
        {},
      ]);
    }
    const info = onBadDrive(file, bad, 'info', file);
    expect(info).toMatchObject({ code: 0, out: expect.stringMatching(/Allocated +3 blocks.*\n +Unknown +128 blocks/) as string });
    expect(onBadDrive(file, bad, 'map', file).out).toMatch(/128–255 .*damaged/);
    const out = path.join(path.dirname(file), 'out.img');
    const refused = onBadDrive(file, bad, 'export', file, out);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('sectors 2,048 to 4,095 cannot be read') as string });
    expect(refused.err).toContain('“platter export --salvage” writes the rest');
    expect(existsSync(out)).toBe(false);
    const ran = onBadDrive(file, bad, 'export', file, out, '--salvage', '--json');
    expect(madeDocument.parse(JSON.parse(ran.out))).toMatchObject({ lost: [{ firstLba: 2048, sectors: 2048 }], lostSectors: 2048 });
    expect(ran.code).toBe(2);
    raw.fill(0, 128 * 8192, 256 * 8192);
    expect(Buffer.compare(readFileSync(out), raw)).toBe(0);
  });

  test('a rebuild of it says what is to be had without a copy, and what the copy gives is as it says', () => {
    const { bytes } = manyBlocks();
    const file = written('table.vhd', bytes);
    const bad: Ranges = [[TABLE_SECTOR + 512, TABLE_SECTOR + 1024]];
    const { code, err } = onBadDrive(file, bad, 'repair', file, '--rebuild');
    expect([code, err]).toEqual([
      1,
      `platter: cannot rebuild ${file}: the drive does not give a part of the block table, at 0x800, and where 128 blocks are nobody knows. “platter export --salvage” writes all other blocks. For these too, copy what the drive still gives, as “ddrescue” does, and go on with the copy, which has zeros there: “platter repair --rebuild” puts those of them in their place that tell where they belong; others take --place.\n`,
    ]);
    const zeroed = Uint8Array.from(bytes).fill(0, TABLE_SECTOR + 512, TABLE_SECTOR + 1024);
    const copy = written('copy.vhd', zeroed);
    const out = path.join(path.dirname(copy), 'out.vhd');
    const unplaced = onBadDrive(copy, [], 'repair', copy, '--rebuild').err;
    // Blocks 128 and 255 stand third and fourth behind a table of three sectors, a sector of bitmap and 8 KiB each.
    expect(unplaced).toContain('nothing says where the blocks belong that stand at 0x5000, 0x7200');
    const placed = ['--place', '0x5000=128', '--place', '0x7200=255'];
    expect(onBadDrive(copy, [], 'repair', copy, '--rebuild', ...placed, '--output', out).err).toBe('');
    const table = readFileSync(out).subarray(TABLE_SECTOR, TABLE_SECTOR + 1200);
    expect([table.readUInt32BE(128 * 4), table.readUInt32BE(255 * 4)]).toEqual([0x5000 / 512, 0x7200 / 512]);
  });

  test('a disk with such a table gets no new blocks, and none of the unknown ones is written to', () => {
    const { bytes } = manyBlocks();
    const file = written('write.vhd', bytes);
    const bad: Ranges = [[TABLE_SECTOR + 512, TABLE_SECTOR + 1024]];
    const data = written('data.bin', new Uint8Array(512).fill(7));
    for (const lba of [128 * 16, 16]) {
      const ran = onBadDrive(file, bad, 'write', file, '--in', data, '--lba', `${lba}`);
      expect({ lba, ...ran }).toMatchObject({ code: 1, out: '' });
    }
    expect(readFileSync(file).equals(Buffer.from(bytes))).toBe(true);
  });

  test('the second half of a dynamic disk’s header is zeros by its checksum, and everything goes on', () => {
    const file = written('half.vhd', image);
    const bad: Ranges = [[HEADER_SECTORS[1], HEADER_SECTORS[1] + 512]];
    const ran = onBadDrive(file, bad, 'check', file, '--deep', '--json');
    expect([ran.code, ran.err]).toEqual([2, '']);
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings).toMatchObject([{ code: 'E12', where: { fileOffset: HEADER_SECTORS[1], bytes: 512 } }]);
    const out = path.join(path.dirname(file), 'out.img');
    expect(onBadDrive(file, bad, 'export', file, out).code).toBe(0);
    expect(Buffer.compare(readFileSync(out), Buffer.from(content))).toBe(0);
  });

  const NO_HEADER: readonly (readonly [string, Uint8Array, number])[] = [
    ['the first half of the dynamic header', image, HEADER_SECTORS[0]],
    ['the second half of a child’s, where its parents’ places are', childImage().bytes, HEADER_SECTORS[1]],
  ];
  test.each(NO_HEADER)('%s: the footer is shown, nothing is made up, and it is said what to do', (_which, bytes, at) => {
    const file = written('header.vhd', bytes);
    const bad: Ranges = [[at, at + 512]];
    const info = onBadDrive(file, bad, 'info', file);
    expect(info).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/Current size +8,388,608/) as string });
    expect(info.out).not.toContain('Dynamic header');
    const ran = onBadDrive(file, bad, 'check', file, '--deep', '--json');
    expect([ran.code, ran.err]).toEqual([2, '']);
    const { findings } = checkDocument.parse(JSON.parse(ran.out));
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        code: 'E12',
        where: { structure: 'unread', fileOffset: at, bytes: 512 },
        effect: expect.stringMatching(/“ddrescue” does, and repair the copy/) as string,
      },
    ]);
    onBadDrive(file, bad, 'repair', file, '--yes');
    const out = path.join(path.dirname(file), 'out.img');
    for (const how of [[], ['--salvage']]) {
      const exported = onBadDrive(file, bad, 'export', file, out, '--layer', ...how);
      expect({ how, ...exported }).toMatchObject({ code: 1, out: '' });
      expect(exported.err).toContain(`the drive does not give 512 bytes at 0x${at.toString(16)} (EIO)`);
      expect(existsSync(out)).toBe(false);
    }
    expect(readFileSync(file).equals(Buffer.from(bytes))).toBe(true);
  });

  test.each(NO_HEADER)(
    '%s: whatever reads the disk sends to a copy that works, and not to an export that is refused',
    (_which, bytes, at) => {
      const file = written('header.vhd', bytes);
      const bad: Ranges = [[at, at + 512]];
      const out = path.join(path.dirname(file), 'out.img');
      for (const words of [
        ['hash', file],
        ['search', file, '--text', 'x'],
        ['compare', file, file],
        ['read', file, '--lba', '0', '--hex'],
        ['convert', file, out, '--type', 'fixed'],
        ['flatten', file, out],
        ['compact', file, '--output', out],
        ['resize', file, '--size', '32MiB', '--output', out],
        ['resize', file, '--size', '32MiB', '--dry-run'],
        ['export', file, out, '--salvage'],
      ]) {
        const ran = onBadDrive(file, bad, ...words);
        expect({ words, ...ran }).toMatchObject({ code: 1, out: '' });
        expect(ran.err).toContain('(EIO). Copy the file onto a good drive, as “ddrescue” does, and go on with the copy.');
        expect(ran.err).not.toMatch(/--salvage|--output/);
        expect(existsSync(out)).toBe(false);
      }
    },
  );

  test('where all of the block table is lost, there is no rest to be written, and that is said', () => {
    const file = written('table.vhd', manyBlocks().bytes);
    const bad: Ranges = [[TABLE_SECTOR, TABLE_SECTOR + 1536]];
    const out = path.join(path.dirname(file), 'out.img');
    for (const words of [
      ['hash', file],
      ['search', file, '--text', 'x'],
      ['export', file, out],
      ['convert', file, out, '--type', 'fixed'],
    ]) {
      const ran = onBadDrive(file, bad, ...words);
      expect({ words, ...ran }).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toContain('no sector of the disk can be read');
      expect(ran.err).toContain('copy the file onto a good drive, as “ddrescue” does');
      expect(ran.err).not.toContain('--salvage');
    }
  });

  test('all sectors that are lost together are named, also where they go on for several windows of the job', () => {
    // 1,500 blocks of 16 sectors; eight sectors of the table have the entries of 128 blocks each, from block 128 on.
    const [blockBytes, size] = [8192, 1500 * 8192];
    const { bytes } = sparseImage({ size, blockBytes, blocks: [{ index: 0, data: patterned(blockBytes, 1) }] });
    const file = written('long.vhd', bytes);
    const bad: Ranges = [[TABLE_SECTOR + 512, TABLE_SECTOR + 9 * 512]];
    const out = path.join(path.dirname(file), 'out.img');
    for (const words of [
      ['hash', file],
      ['export', file, out],
    ]) {
      const ran = onBadDrive(file, bad, ...words);
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('sectors 2,048 to 18,431 cannot be read') as string });
    }
    const looked = onBadDrive(file, bad, 'read', file, '--lba', '0', '--count', '20000', '--hex');
    expect(looked).toMatchObject({ code: 1, err: expect.stringContaining('sectors 2,048 to 18,431 are damaged') as string });
    const within = onBadDrive(file, bad, 'read', file, '--lba', '2000', '--count', '10000', '--hex');
    expect(within.err).toContain('sectors 2,048 to 11,999 are damaged');
    const part = onBadDrive(file, bad, 'export', file, out, '--lba', '2049', '--count', '1');
    expect(part.err).toContain('sector 2,049 cannot be read, or lies in a damaged block');
  });

  test('a resize that takes a new file is not planned with part of the block table lost: none can be made', () => {
    const file = written('resize.vhd', manyBlocks().bytes);
    const bad: Ranges = [[TABLE_SECTOR + 512, TABLE_SECTOR + 1024]];
    const words = ['resize', file, '--size', '32MiB'];
    const out = path.join(path.dirname(file), 'out.vhd');
    expect(onBadDrive(file, bad, ...words, '--output', out)).toMatchObject({ code: 1, out: '' });
    const ran = onBadDrive(file, bad, ...words, '--dry-run');
    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining('as “ddrescue” does') as string });
    expect(ran.err).not.toContain('--output');
  });

  test('a job that ends for a sector of the data names it, and says how the rest is had', () => {
    const file = written('data.vhd', image);
    const at = DATA_AT + 777 * 512;
    const bad: Ranges = [[at, at + 1024]];
    const out = path.join(path.dirname(file), 'out.img');
    for (const words of [
      ['export', file, out],
      ['hash', file],
      ['convert', file, out, '--type', 'fixed'],
    ]) {
      const ran = onBadDrive(file, bad, ...words);
      expect({ words, ...ran }).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toContain(`the drive does not give 1,024 bytes at 0x${at.toString(16).toUpperCase()} (EIO)`);
      expect(ran.err).toMatch(/“platter export --salvage”, or copy the file onto a good drive, as “ddrescue” does/);
    }
  });

  test('a parent with such a place is told from one that is not there', () => {
    const folder = tempDir();
    const parent = path.join(folder, 'p.vhd');
    const child = path.join(folder, 'kid.vhd');
    writeFileSync(parent, image);
    writeFileSync(child, childImage().bytes);
    const bad: Ranges = [[HEADER_SECTORS[0], HEADER_SECTORS[0] + 512]];
    const ran = onBadDrive(parent, bad, 'check', child);
    expect(ran.out).toContain('P07');
    const exported = onBadDrive(parent, bad, 'export', child, path.join(folder, 'out.img'));
    expect(exported).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') as string });
  });

  test.each([
    ['the last sector', 6 * 1024 * 1024 - 512],
    ['a sector among the last 4 MiB', 3 * 1024 * 1024],
  ])('gives the footer far before the end, though %s is lost', (_what, behind) => {
    const bytes = Buffer.concat([fixedImage(), Buffer.alloc(6 * 1024 * 1024, 0xe5)]);
    const file = written('far.vhd', bytes);
    const at = SIZE + 512 + behind;
    const bad: Ranges = [[at, at + 512]];
    const found = onBadDrive(file, bad, 'repair', file);
    expect(found).toMatchObject({ code: 0, err: expect.stringContaining('a footer stands at 0x800000') as string });
    expect(found.err).toContain('the drive does not give 512 bytes');
    const copy = `${file}.cut.vhd`;
    expect(onBadDrive(file, bad, 'repair', file, '--choose', 'F04=cut-tail', '--output', copy)).toMatchObject({ code: 0 });
    expect(readFileSync(copy).equals(bytes.subarray(0, SIZE + 512))).toBe(true);
    const lost = written('none.vhd', Buffer.alloc(bytes.length, 0xe5));
    const none = onBadDrive(lost, bad, 'repair', lost);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('no footer stands in what the drive gives') as string });
  });
});
