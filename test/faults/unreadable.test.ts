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
import { put32 } from '../support/imageBuilder';
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
    ['the first half of the dynamic header', image, [[HEADER_SECTORS[0], HEADER_SECTORS[0] + 512]]],
    ['the second half of the dynamic header', image, [[HEADER_SECTORS[1], HEADER_SECTORS[1] + 512]]],
    ['the block table', image, [[TABLE_SECTOR, TABLE_SECTOR + 512]]],
    [
      'the header and the footer at the end',
      image,
      [
        [512, 1024],
        [end, image.length],
      ],
    ],
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
        /(^|\n)platter: cannot \w+ .*: reading at 0x[\dA-F]+ failed \(EIO\)\. Copy what the drive still gives, as “ddrescue” does/,
      );
      expect(existsSync(out)).toBe(false);
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
    expect(ran.out).toContain('Parent disk cannot be read');
    const exported = onBadDrive(parent, bad, 'export', child, path.join(folder, 'out.img'));
    expect(exported).toMatchObject({ code: 1, err: expect.stringContaining('its parent p.vhd cannot be opened') as string });
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
