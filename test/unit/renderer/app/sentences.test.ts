import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../../renderer/disk/translate.model';
import { healthText } from '../../../../shared/text/severities';
import { findingText } from '../../../../shared/text/findings';
import { creatorName, creatorTag } from '../../../../shared/text/creators';
import { placeText, signsOf, sizesText } from '../../../../renderer/disk/parentSigns.text';
import { lookedText, missingParentText } from '../../../../renderer/features/overview/parents.text';
import { diskSentence } from '../../../../renderer/features/overview/sentence.text';
import { whenText } from '../../../../renderer/app/when.text';
import type { ParentView } from '../../../../shared/views';
import { baseImage, childImage, fixedImage, FOOTER_AT, HEADER_AT, inBothFooters } from '../../../support/fixtures';
import { put32, putText } from '../../../support/imageBuilder';
import { bareFile, diskIn, FREE, madeDisk } from '../support/disks';

const MIB = 1024 * 1024;
const ID = '00000000-0000-0000-1122-334455667788';

/** `stored` of a thousand blocks in the file. */
const share = (stored: number): Disk =>
  madeDisk({
    sectors: 1000 * 4096,
    blockBytes: 2 * MIB,
    entries: Array.from({ length: 1000 }, (_, block) => (block < stored ? 10_000 + block * 4097 : FREE)),
    fileBytes: 8 * MIB,
    footerAt: null,
    structures: [],
  });

describe('a disk in one sentence', () => {
  // 2^29 seconds after 2000 is 2017-01-04, 18:48:32 UTC.
  it('says what it is, who made it when, and how much of it the file stores', async () => {
    expect(diskSentence((await diskIn(baseImage())).view)).toBe(
      'A dynamic disk of 8 MiB, creator tag “win ” (Windows), made on 2017-01-04. 2 of 4 blocks are stored (4 MiB); the rest reads as zeros.',
    );
  });

  it('says of a fixed disk that the file takes its full size', async () => {
    expect(diskSentence((await diskIn(fixedImage())).view)).toBe(
      'A fixed disk of 8 MiB, creator tag “win ” (Windows), made on 2017-01-04. The file takes its full size, 8 MiB.',
    );
  });

  it('says of a fixed disk whose file was cut off or has grown how far it is from that', async () => {
    const whole = fixedImage();
    const grown = new Uint8Array(whole.length + 2 * MIB);
    grown.set(whole, 2 * MIB);
    expect(diskSentence((await diskIn(grown)).view)).toContain('The file has 10 MiB, 2 MiB more than the disk needs.');
    // Its last 4 MiB are gone, and the footer has moved up.
    const cut = new Uint8Array(4 * MIB + 512);
    cut.set(whole.subarray(0, 4 * MIB));
    cut.set(whole.subarray(-512), 4 * MIB);
    expect(diskSentence((await diskIn(cut)).view)).toContain('The file has 4 MiB, 4 MiB less than the disk needs.');
  });

  it('says of a child without its parent where the rest is', async () => {
    expect(diskSentence((await diskIn(childImage().bytes)).view)).toMatch(
      /^A differencing disk of 8 MiB, .* 1 of 4 blocks is stored \(2 MiB\); the rest is in a parent that is not here\.$/,
    );
  });

  it('speaks of no rest where nothing is stored', async () => {
    expect(diskSentence(share(0).view)).toBe('A dynamic disk of 1.95 GiB. Nothing is stored here yet; all reads as zeros.');
  });

  it('counts sectors once the bitmaps are counted, and blocks until then', () => {
    const disk = madeDisk({
      kind: 'differencing',
      sectors: 8192,
      blockBytes: 2 * MIB,
      entries: [10, FREE],
      owners: [0, 1],
      fileBytes: 8 * MIB,
      footerAt: null,
      layers: ['child.vhd', 'base.vhd'],
      structures: [],
    });
    expect(diskSentence(disk.view, 18)).toBe(
      'A differencing disk of 4 MiB. 18 of 8,192 sectors are stored (9 KiB), in 1 of 2 blocks; the rest is read from base.vhd.',
    );
    expect(diskSentence(disk.view, 0)).toContain('1 of 2 blocks is in the file, without a stored sector; the rest');
    // A block of 2 MiB has 4,096 sectors: all of it is stored.
    expect(diskSentence(disk.view, 4096)).toContain('1 of 2 blocks is stored (2 MiB);');
  });

  it('names the parent that holds the rest', () => {
    const disk = madeDisk({
      kind: 'differencing',
      sectors: 8192,
      blockBytes: 2 * MIB,
      entries: [10, FREE],
      owners: [0, 1],
      fileBytes: 8 * MIB,
      footerAt: null,
      layers: ['child.vhd', 'base.vhd'],
      structures: [],
    });
    expect(diskSentence(disk.view)).toBe('A differencing disk of 4 MiB. 1 of 2 blocks is stored (2 MiB); the rest is read from base.vhd.');
    const parent = { childLayer: 1, state: 'missing', lookedFor: [], elsewhere: [], expectedId: ID, foundId: null } as const;
    expect(diskSentence({ ...disk.view, parent })).toMatch(/the rest is read from base\.vhd and a parent that is not here\.$/);
  });

  it('names what is below the parent too, as the rest may come from there', () => {
    const over = (layers: readonly string[]): string =>
      diskSentence(
        madeDisk({
          kind: 'differencing',
          sectors: 8192,
          blockBytes: 2 * MIB,
          entries: [10, FREE],
          owners: [0, 2],
          fileBytes: 8 * MIB,
          footerAt: null,
          layers,
          structures: [],
        }).view,
      );
    expect(over(['top.vhd', 'child.vhd', 'base.vhd'])).toMatch(/the rest is read from child\.vhd and, below it, base\.vhd\.$/);
    expect(over(['top.vhd', 'c.vhd', 'b.vhd', 'a.vhd'])).toMatch(/the rest is read from c\.vhd and the 2 layers below it\.$/);
  });

  it('does not speak of all of one block', () => {
    const disk = madeDisk({
      kind: 'dynamic',
      sectors: 4096,
      blockBytes: 2 * MIB,
      entries: [10],
      owners: [0],
      fileBytes: 4 * MIB,
      footerAt: null,
      structures: [],
    });
    expect(diskSentence(disk.view)).toBe('A dynamic disk of 2 MiB. Its only block is stored (2 MiB).');
  });

  it.each([
    [1, '1 of 1,000 blocks is stored (2 MiB); the rest reads as zeros.'],
    [999, '999 of 1,000 blocks are stored (1.95 GiB); the rest reads as zeros.'],
    [1000, 'All of its 1,000 blocks are stored (1.95 GiB).'],
  ])('counts blocks, so that no share is rounded to nothing or all: %i of 1,000', (stored, text) => {
    expect(diskSentence(share(stored).view)).toContain(text);
  });

  it('leaves out a time that was never set, and a creator that is not stated', async () => {
    const noTime = inBothFooters(baseImage(), (raw, at) => put32(raw, at + 24, 0));
    expect(diskSentence((await diskIn(noTime)).view)).toMatch(/^A dynamic disk of 8 MiB, creator tag “win ” \(Windows\)\. /);
    const nobody = inBothFooters(baseImage(), (raw, at) => putText(raw, at + 28, '\0\0\0\0'));
    expect(diskSentence((await diskIn(nobody)).view)).toMatch(/^A dynamic disk of 8 MiB, made on 2017-01-04\. /);
  });

  it('believes the copy where the footer is lost', async () => {
    expect(diskSentence((await diskIn(baseImage().subarray(0, FOOTER_AT))).view)).toMatch(
      /creator tag “win ” \(Windows\), made on 2017-01-04/,
    );
  });

  it('says that nothing can be shown without a table', async () => {
    const bytes = baseImage();
    bytes.fill(0, HEADER_AT, HEADER_AT + 1024);
    expect(diskSentence((await diskIn(bytes)).view)).toMatch(/Its block table cannot be read, so none of its sectors can be shown\.$/);
  });

  it('says of a raw image that it has no footer, and of bytes that they are bytes', () => {
    const raw = madeDisk({ kind: 'raw', sectors: 4096, blockBytes: 2 * MIB, entries: null, fileBytes: 2 * MIB, footerAt: null });
    expect(diskSentence(raw.view)).toBe('A raw disk image of 2 MiB, without a VHD footer.');
    const floppy = raw.view.disk === null ? null : { ...raw.view.disk, bareVolume: { fileSystem: 'FAT12', label: 'BOOT' } };
    expect(diskSentence({ ...raw.view, disk: floppy })).toMatch(/, without a VHD footer\. Its file system is FAT12 · BOOT\.$/);
    expect(diskSentence(bareFile(1).view)).toBe('1 byte of bytes, shown as they stand in the file.');
  });
});

describe('health in a few words', () => {
  it.each([
    [0, 0, 0, 'good', 'Healthy'],
    [0, 0, 1, 'good', 'Healthy · 1 note'],
    [0, 0, 3, 'good', 'Healthy · 3 notes'],
    [0, 1, 3, 'warning', '1 warning'],
    [2, 1, 0, 'error', '2 errors · 1 warning'],
    [1200, 0, 0, 'error', '1,200 errors'],
  ])('with %i errors, %i warnings and %i notes', (error, warning, note, level, text) => {
    expect(healthText({ error, warning, note })).toEqual({ level, text });
  });
});

describe('how long ago', () => {
  const now = new Date(2026, 5, 15, 12, 0, 0);
  const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();

  it.each<[string, string]>([
    [at(2026, 5, 15, 11, 59), 'just now'],
    [at(2026, 5, 15, 12, 1), 'just now'],
    [at(2026, 5, 14, 23, 59), 'yesterday'],
    [at(2026, 5, 14, 0, 1), 'yesterday'],
    [at(2026, 5, 13, 23, 59), '2 days ago'],
    [at(2026, 5, 9, 12, 0), '6 days ago'],
    ['never', 'some time ago'],
    ['', 'some time ago'],
  ])('%s is “%s”', (iso, text) => {
    expect(whenText(iso, now)).toBe(text);
  });

  it('is a time of today, and a date after a week, with 24 hours and the year first', () => {
    const earlier = new Date(2026, 5, 15, 8, 5);
    expect(whenText(earlier.toISOString(), now)).toBe('08:05');
    const before = new Date(2026, 5, 8, 12, 0);
    expect(whenText(before.toISOString(), now)).toBe('2026-06-08');
  });

  it('counts days by midnight, over the change of the clocks too', () => {
    const spring = new Date(2026, 2, 30, 1, 0);
    expect(whenText(at(2026, 2, 28, 23, 0), spring)).toBe('2 days ago');
  });
});

describe('a parent that is missing', () => {
  const parent = (state: ParentView['state']) => ({ state, expectedId: ID });

  it('is told by its ID; where was looked is said once, with the problem', () => {
    const text = 'Blocks that come from it are shown as those of a missing parent, without data.';
    expect(missingParentText(parent('missing'))).toBe(`The parent’s ID is ${ID}. ${text}`);
    // Both IDs are said with the problem.
    expect(missingParentText(parent('wrong-id'))).toBe(text);
    const facts = { name: 'base.vhd', why: 'missing', of: null, layer: 0 } as const;
    const { detail } = findingText({ code: 'P01', severity: 'error', facts, where: [] }, 'window');
    expect(detail).toMatch(/^Looked for base\.vhd/);
    expect(missingParentText(parent('missing'))).not.toMatch(/Looked|base\.vhd|folder/);
  });

  it.each<[ParentView['state'], RegExp]>([
    ['loop', /form a circle/],
    ['too-deep', /more than 64 layers/],
  ])('is explained: %s', (state, text) => {
    expect(missingParentText(parent(state))).toMatch(text);
  });
});

describe('candidates for a parent', () => {
  const MIB = 1024 ** 2;
  it('show the disk’s size, and the file’s where it is another', () => {
    expect(sizesText({ diskBytes: 8 * MIB, fileBytes: 4 * MIB })).toBe('8 MiB · file 4 MiB');
    expect(sizesText({ diskBytes: 8 * MIB, fileBytes: 8 * MIB })).toBe('8 MiB');
  });

  it('are not judged by a time that is not stored, which is said', () => {
    const texts = signsOf({ id: true, name: true, size: true, secondsLater: null });
    expect(texts.at(-1)).toEqual({ text: 'the disk stores no time', isGood: null });
  });

  it('are named with their place, from which the middle is left out if it is long', () => {
    expect(placeText({ folder: '/disks', name: 'p.vhd' })).toBe('/disks/p.vhd');
    expect(placeText({ folder: 'C:\\vm', name: 'p.vhd' })).toBe('C:\\vm\\p.vhd');
    expect(placeText({ folder: '/', name: 'p.vhd' })).toBe('/p.vhd');
    // 30 characters: the separator and the name at the end, and as much of the beginning as fits.
    expect(placeText({ folder: '/home/somebody/machines/of/last/year', name: 'base disk.vhd' }, 30)).toBe('/home/somebody/…/base disk.vhd');
    const long = placeText({ folder: '/a', name: `${'n'.repeat(80)}.vhd` }, 30);
    expect([long.length, long.startsWith('/a/nnnnn'), long.endsWith('nn.vhd'), long.includes('…')]).toEqual([30, true, true, true]);
  });

  it('were looked for beside the disk, and in other folders if there are any', () => {
    const none = (folders: number): string => lookedText({ candidates: [], folders }, 'this disk');
    expect(none(1)).toBe('No disk of that ID or name is beside this disk.');
    expect(none(2)).toBe('No disk of that ID or name is beside this disk, or in 1 other folder where disks were opened lately.');
    expect(none(3)).toBe('No disk of that ID or name is beside this disk, or in 2 other folders where disks were opened lately.');
  });
});

describe('creators', () => {
  it.each([
    ['win ', 'Windows'],
    ['vpc ', 'Virtual PC'],
    ['qem2', 'QEMU, exact size'],
    ['tap\0', 'Xen'],
    ['abc ', '“abc”'],
    ['\u001b\u001b\u001b\u001b', 'not stated'],
    ['\0\0\0\0', 'not stated'],
    ['toSt', '“toSt”'],
  ])('%j is %s', (code, name) => {
    expect(creatorName(code)).toBe(name);
  });

  it.each([
    ['win ', '“win ” (Windows)'],
    ['tap\0', '“tap” (Xen)'],
    ['abc ', '“abc ”'],
    ['\0\0\0\0', null],
  ])('%j is called by its tag: %s', (code, tag) => {
    expect(creatorTag(code)).toBe(tag);
  });
});
