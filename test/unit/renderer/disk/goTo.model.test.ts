import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGoTo, sum, type GoToError, type Target } from '../../../../renderer/disk/goTo.model';
import { spaceBytes, type Disk } from '../../../../renderer/disk/translate.model';
import type { Result } from '../../../../shared/result';
import type { Space } from '../../../../shared/vhd/units';
import type { PartitionView } from '../../../../shared/views';
import { baseImage, fixedImage, FOOTER_AT } from '../../../support/fixtures';
import { bareFile, diskIn, FREE, GIB, largestDisk, madeDisk, SECTOR } from '../support/disks';

const MIB = 1024 * 1024;
const BLOCKS = 1_044_480;

/** 2040 GiB, one block in the file, two partitions. */
const plain = largestDisk({ 196_605: 90_000 });
const partitions: PartitionView[] = [
  { number: 1, firstLba: 2048, sectors: 4096, type: 'EFI system', name: '', volume: null },
  { number: 2, firstLba: 206_848, sectors: 1_000_000, type: 'NTFS', name: 'Windows', volume: null },
];
const big: Disk = {
  ...plain,
  view: {
    ...plain.view,
    disk: plain.view.disk === null ? null : { ...plain.view.disk, partitions: { scheme: 'gpt', entries: partitions } },
    structures: plain.view.structures.map((s) => (s.kind === 'bat' ? { ...s, at: 1536 } : s)),
  },
};
const FILE = big.view.fileBytes;

type Answer = Result<Target, GoToError>;
const go = (text: string, space: Space = 'disk', at = 0, disk = big): Answer => parseGoTo(text, { disk, cursor: { space, at } });
const to = (space: Space, at: number, bytes = 0): Answer => ({ ok: true, value: { space, at, bytes } });
const not = (error: GoToError): Answer => ({ ok: false, error });
const UNREADABLE = not({ kind: 'unreadable' });

describe('numbers', () => {
  it.each<[string, Answer]>([
    ['2048', to('disk', 2048 * 512)],
    ['  2,048 ', to('disk', 2048 * 512)],
    ['0', to('disk', 0)],
    ['4278190079', to('disk', 2040 * GIB - 512)],
  ])('alone are LBAs: %s', (text, expected) => {
    expect(go(text)).toEqual(expected);
  });

  it('alone are LBAs of the disk, even when the cursor is in the file', () => {
    expect(go('2048', 'file', 77)).toEqual(to('disk', 1_048_576));
  });

  it.each<[string, Space, Answer]>([
    ['0x100000', 'disk', to('disk', 1_048_576)],
    ['0x600', 'file', to('file', 1536)],
    ['0X1c0', 'disk', to('disk', 448)],
    ['0x1b', 'disk', to('disk', 27)],
  ])('in hex are byte offsets where the cursor is: %s in the %s', (text, space, expected) => {
    expect(go(text, space)).toEqual(expected);
  });

  it.each<[string, number]>([
    ['512b', 512],
    ['100 b', 100],
    ['3s', 3 * 512],
    ['3 s', 3 * 512],
    ['4k', 4096],
    ['4KB', 4096],
    ['4 KiB', 4096],
    ['2m', 2 * MIB],
    ['2MiB', 2 * MIB],
    ['1g', GIB],
    ['127 GiB', 127 * GIB],
    ['1t', 1024 * GIB],
    ['1TiB', 1024 * GIB],
  ])('with a unit are byte offsets: %s', (text, at) => {
    expect(go(text)).toEqual(to('disk', at));
  });

  it.each<[string, Space, Answer]>([
    ['@2048', 'disk', to('disk', 2048)],
    ['@ 2,048', 'file', to('file', 2048)],
    ['offset 2048', 'disk', to('disk', 2048)],
    ['offset 0x600', 'file', to('file', 1536)],
    ['2048 bytes', 'disk', to('disk', 2048)],
    ['1 byte', 'disk', to('disk', 1)],
    ['4 sectors', 'disk', to('disk', 2048)],
    ['2048*512', 'disk', to('disk', 1_048_576)],
    ['512 * 2048', 'file', to('file', 1_048_576)],
    ['1C0h', 'disk', to('disk', 448)],
    ['0600h', 'file', to('file', 1536)],
    ['ffh', 'disk', to('disk', 255)],
    ['f:600h', 'disk', to('file', 1536)],
    ['1C0h+10h', 'disk', to('disk', 464)],
  ])('are bytes where they are said to be: %s in the %s', (text, space, expected) => {
    expect(go(text, space)).toEqual(expected);
  });

  it.each<[string, Answer]>([
    ['lba 5', to('disk', 2560)],
    ['LBA 2,048', to('disk', 2048 * 512)],
    ['lba5', to('disk', 2560)],
    ['sector 5', to('disk', 2560)],
    ['sector 0x10', to('disk', 8192)],
    ['lba 5 KiB', UNREADABLE],
    ['2048*5120', to('disk', 2048 * 5120 * 512)],
  ])('are LBAs where they are said to be: %s', (text, expected) => {
    expect(go(text, 'file')).toEqual(expected);
  });

  it('alone are byte offsets where there is no disk', () => {
    expect(go('2048', 'file', 0, bareFile(4096))).toEqual(to('file', 2048));
  });
});

describe('places in the file', () => {
  it.each<[string, Answer]>([
    ['f:0x600', to('file', 1536)],
    ['F: 0x600', to('file', 1536)],
    ['f 1536', to('file', 1536)],
    ['f1536', to('file', 1536)],
    ['f:3s', to('file', 1536)],
    ['eof', to('file', FILE - 1)],
    ['eof-512', to('file', FILE - 512)],
    ['EOF - 1s', to('file', FILE - 512)],
    ['eof-2s+100', to('file', FILE - 924)],
    ['header', to('file', 512, 1024)],
    ['copy', to('file', 0, 512)],
    ['footer', to('file', FILE - 512, 512)],
    ['bat', to('file', 1536, BLOCKS * 4)],
    ['bat 196605', to('file', 1536 + 786_420, 4)],
    ['bat 0x10', to('file', 1536 + 64, 4)],
  ])('are named: %s', (text, expected) => {
    expect(go(text)).toEqual(expected);
  });

  // Offsets and lengths as in the specification's tables.
  it.each<[string, number, number]>([
    ['footer.uuid', 68, 16],
    ['footer.uniqueId', 68, 16],
    ['footer.cookie', 0, 8],
    ['footer.creator', 28, 4],
    ['footer.size', 48, 8],
    ['footer.type', 60, 4],
    ['footer.checksum', 64, 4],
    ['FOOTER.TIMESTAMP', 24, 4],
    ['footer.chs', 56, 2],
  ])('are fields of the footer: %s', (text, offset, bytes) => {
    expect(go(text)).toEqual(to('file', FILE - 512 + offset, bytes));
  });

  it.each<[string, number, number]>([
    ['header.bat', 16, 8],
    ['header.entries', 28, 4],
    ['header.blockSize', 32, 4],
    ['header.parentUniqueId', 40, 16],
  ])('are fields of the dynamic header: %s', (text, offset, bytes) => {
    expect(go(text)).toEqual(to('file', 512 + offset, bytes));
  });

  it('are fields of the footer copy', () => {
    expect(go('copy.uuid')).toEqual(to('file', 68, 16));
  });

  it('are where the engine found them in a real image', async () => {
    const disk = await diskIn(baseImage());
    expect(go('footer.uuid', 'disk', 0, disk)).toEqual(to('file', FOOTER_AT + 68, 16));
    expect(go('bat 2', 'disk', 0, disk)).toEqual(to('file', 1536 + 8, 4));
  });
});

describe('blocks', () => {
  it.each<[string, number]>([
    ['b196605', 196_605 * 2 * MIB],
    ['b 196,605', 196_605 * 2 * MIB],
    ['b196605.1376', 196_605 * 2 * MIB + 1376 * 512],
    ['b0.4095', 4095 * 512],
    ['b0x10', 16 * 2 * MIB],
    ['block 5', 5 * 2 * MIB],
    ['Block 196,605', 196_605 * 2 * MIB],
    ['block 5.12', 5 * 2 * MIB + 12 * 512],
    ['b0x1b', 27 * 2 * MIB],
    ['b10+2', 12 * 2 * MIB],
    ['b1044479', 2040 * GIB - 2 * MIB],
  ])('are found on the disk: %s', (text, at) => {
    expect(go(text, 'file', 9)).toEqual(to('disk', at));
  });

  it.each<[string, Answer]>([
    ['b0.4096', not({ kind: 'out-of-range', of: 'sector', last: 4095 })],
    ['b5.-1', not({ kind: 'out-of-range', of: 'sector', last: 4095 })],
    ['b-1', not({ kind: 'out-of-range', of: 'block', last: 1_044_479 })],
    ['b1044480', not({ kind: 'out-of-range', of: 'block', last: 1_044_479 })],
    ['bat 1044480', not({ kind: 'out-of-range', of: 'entry', last: 1_044_479 })],
    ['bat -1', not({ kind: 'out-of-range', of: 'entry', last: 1_044_479 })],
    ['b5k', UNREADABLE],
    ['b1.1s', UNREADABLE],
    ['bat 5 KiB', UNREADABLE],
    ['b', UNREADABLE],
    ['b1.', UNREADABLE],
    ['b1.2.3', UNREADABLE],
  ])('that do not exist are refused: %s', (text, expected) => {
    expect(go(text)).toEqual(expected);
  });

  it('of a disk cut short in its last block end with the disk', () => {
    const disk = madeDisk({ sectors: 6, blockBytes: 4 * SECTOR, entries: [FREE, FREE], fileBytes: 4096 });
    expect(go('b1.1', 'disk', 0, disk)).toEqual(to('disk', 5 * 512));
    expect(go('b1.2', 'disk', 0, disk)).toEqual(not({ kind: 'out-of-range', of: 'sector', last: 1 }));
  });
});

describe('partitions', () => {
  it.each<[string, Answer]>([
    ['p1', to('disk', 2048 * 512)],
    ['p2', to('disk', 206_848 * 512)],
    ['partition 2', to('disk', 206_848 * 512)],
    ['Partition 2+63', to('disk', (206_848 + 63) * 512)],
    ['partition 3', not({ kind: 'no-partition', number: 3, there: [1, 2] })],
    ['P2 + 63', to('disk', (206_848 + 63) * 512)],
    ['p2+63', to('disk', (206_848 + 63) * 512)],
    ['p2+1s', to('disk', 206_849 * 512)],
    ['p2+1MiB', to('disk', 206_848 * 512 + MIB)],
    ['p3', not({ kind: 'no-partition', number: 3, there: [1, 2] })],
    ['p0', not({ kind: 'no-partition', number: 0, there: [1, 2] })],
    ['p2+', UNREADABLE],
    ['p2+x', UNREADABLE],
    ['p2+99999999999', not({ kind: 'beyond-end', space: 'disk', last: 2040 * GIB - 1 })],
  ])('are counted as tools count them: %s', (text, expected) => {
    expect(go(text)).toEqual(expected);
  });
});

describe('partition tables', () => {
  it('are where the disk has them: the MBR in the first sector, the header of a GPT in the second', async () => {
    expect(go('mbr')).toEqual(to('disk', 0, 512));
    expect(go('GPT')).toEqual(to('disk', 512, 512));
    const none = await diskIn(fixedImage());
    expect(go('mbr', 'disk', 0, none)).toEqual(not({ kind: 'not-here', what: 'mbr' }));
    expect(go('gpt', 'file', 0, bareFile(4096))).toEqual(not({ kind: 'no-disk' }));
  });
});

describe('steps and shares', () => {
  it.each<[string, Space, number, Answer]>([
    ['+512', 'disk', 1000, to('disk', 1512)],
    ['+512', 'file', 1000, to('file', 1512)],
    ['-1s', 'disk', 1000, to('disk', 488)],
    ['+0x10', 'disk', 5, to('disk', 21)],
    ['+1MiB', 'disk', 0, to('disk', MIB)],
    ['-512', 'disk', 511, not({ kind: 'before-start', space: 'disk' })],
    ['+1', 'file', FILE - 1, not({ kind: 'beyond-end', space: 'file', last: FILE - 1 })],
  ])('go on from the cursor, in bytes: %s in the %s at %i', (text, space, at, expected) => {
    expect(go(text, space, at)).toEqual(expected);
  });

  it.each<[string, number]>([
    ['0%', 0],
    ['50%', 1020 * GIB],
    ['25 %', 510 * GIB],
    ['12.5%', 255 * GIB],
    ['100%', 2040 * GIB - 1],
    ['250%', 2040 * GIB - 1],
  ])('are parts of the space: %s', (text, at) => {
    expect(go(text)).toEqual(to('disk', at));
  });

  it('are parts of the file when the cursor is there, at whole sectors', () => {
    expect(go('50%', 'file', 0, bareFile(10_000))).toEqual(to('file', 4608));
  });
});

describe('sums', () => {
  it.each<[string, number | null]>([
    ['1+2*3', 7],
    ['(1+2)*3', 9],
    ['10-2-3', 5],
    ['2*-3', -6],
    ['-(4+1)', -5],
    ['0x10+16', 32],
    ['1MiB-1s', 1_048_064],
    ['2*1KiB', 2048],
    ['(1+1)*2s', 2048],
    ['1 2', null],
    ['(1', null],
    ['1)', null],
    ['1+', null],
    ['*2', null],
    ['1/2', null],
    ['1e3', null],
    ['0x', null],
    ['1xb', null],
    ['9007199254740993', null],
    ['9'.repeat(150), null],
  ])('are worked out: %s is %s', (text, expected) => {
    expect(sum(text)).toBe(expected);
  });

  it('of plain numbers are LBAs, and byte offsets once a unit is in them', () => {
    expect(go('2000+48')).toEqual(to('disk', 2048 * 512));
    expect(go('1MiB + 4*512')).toEqual(to('disk', MIB + 2048));
    expect(go('f:0x200+16*4')).toEqual(to('file', 576));
  });

  it('agree with arithmetic on any small numbers', () => {
    const small = fc.nat(9999);
    fc.assert(
      fc.property(small, small, small, small, (a, b, c, d) => {
        expect(sum(`${a}+${b}*0x${c.toString(16)}-(${d}-${a})`)).toBe(a + b * c - (d - a));
      }),
    );
  });
});

describe('what cannot be answered', () => {
  it.each([
    '',
    '   ',
    'hello',
    'footer.',
    'footer.nonsense',
    'footer.constructor',
    'footer.__proto__',
    '…',
    'ff',
    '%',
    '-',
    '+',
    'eof-',
    'bat x',
    'f:',
  ])('is said to be unreadable: “%s”', (text) => {
    expect(go(text)).toEqual(UNREADABLE);
  });

  it('names what this disk does not have', async () => {
    const fixed = await diskIn(fixedImage());
    expect(go('header', 'disk', 0, fixed)).toEqual(not({ kind: 'not-here', what: 'header' }));
    expect(go('bat', 'disk', 0, fixed)).toEqual(not({ kind: 'not-here', what: 'bat' }));
    expect(go('bat 1', 'disk', 0, fixed)).toEqual(not({ kind: 'not-here', what: 'bat' }));
    expect(go('copy.uuid', 'disk', 0, fixed)).toEqual(not({ kind: 'not-here', what: 'copy' }));
  });

  it('says that there is no disk', () => {
    expect(go('b1', 'file', 0, bareFile(4096))).toEqual(not({ kind: 'no-disk' }));
    expect(go('0x10', 'disk', 0, bareFile(4096))).toEqual(not({ kind: 'no-disk' }));
  });

  it('says where the space ends', () => {
    expect(go('4278190080')).toEqual(not({ kind: 'out-of-range', of: 'lba', last: 4_278_190_079 }));
    expect(go('lba 4278190080')).toEqual(not({ kind: 'out-of-range', of: 'lba', last: 4_278_190_079 }));
    expect(go('@2190433320960')).toEqual(not({ kind: 'beyond-end', space: 'disk', last: 2040 * GIB - 1 }));
    expect(go(`f:${FILE}`)).toEqual(not({ kind: 'beyond-end', space: 'file', last: FILE - 1 }));
    expect(go(`eof-${FILE}`)).toEqual(to('file', 0));
    expect(go(`eof-${FILE + 1}`)).toEqual(not({ kind: 'before-start', space: 'file' }));
  });
});

describe('hostile input', () => {
  const words = [
    'b',
    'p',
    'f',
    'f:',
    'bat ',
    'eof',
    'footer',
    'copy',
    'header',
    '.',
    '%',
    '+',
    '-',
    '*',
    '(',
    ')',
    '0x',
    's',
    'k',
    'tib',
    ' ',
    ',',
    '𝟙',
    '\0',
    '\n',
  ];
  const pieces = fc.array(fc.oneof(fc.constantFrom(...words), fc.nat().map(String), fc.bigInt({ min: 0n }).map(String)), { maxLength: 12 });
  const disks = [big, bareFile(1), bareFile(0), madeDisk({ sectors: 0, blockBytes: 512, entries: [], fileBytes: 2048 })];

  it('never throws and never leads outside the space', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        fc.constantFrom(...disks),
        fc.constantFrom<Space[]>('disk', 'file'),
        fc.nat(2 ** 31 - 1),
        (text, disk, space, at) => {
          const answer = go(text, space, at, disk);
          if (!answer.ok) return;
          expect(Number.isSafeInteger(answer.value.at)).toBe(true);
          expect(answer.value.at).toBeGreaterThanOrEqual(0);
          expect(answer.value.at).toBeLessThan(spaceBytes(disk, answer.value.space));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each(['(', '-', '1+', 'b(', '%', '0', 'f:', 'eof-'])('ends soon, however long: “%s” a hundred thousand times', (word) => {
    expect(() => go(word.repeat(100_000))).not.toThrow();
  });
});
