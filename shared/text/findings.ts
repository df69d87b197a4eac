/** The words for every finding: what is wrong, with its numbers; what follows; what Windows is expected to answer. */
import type { Finding, FindingCode, FindingOf } from '../findings';
import { grouped, hex, vhdTimeText, visibleText } from '../vhd/codec';
import { footer } from '../vhd/footer';
import { bytesText, sizeText } from './size';

export type FindingText = {
  readonly title: string;
  /** The numbers. */
  readonly detail: string;
  /** What it causes, and where. */
  readonly effect: string;
  /** Expected, not tried: the mapping to Microsoft's codes is a prediction. */
  readonly windowsCode: string | null;
};

type Words = { readonly [C in FindingCode]: (finding: FindingOf<C>) => FindingText };

const text = (title: string, detail: string, effect: string, windowsCode: string | null = null): FindingText => ({
  title,
  detail,
  effect,
  windowsCode,
});

const sum = (value: number): string => `0x${hex(value, 8)}`;
const count = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;
const labelsOf = (keys: readonly string[]): string =>
  keys.map((key) => (key in footer.fields ? footer.fields[key as keyof typeof footer.fields].label.toLowerCase() : key)).join(', ');

const MISSING_FOOTER = {
  'cut-off': 'The last 512 bytes are something else: the file was probably cut off or not fully copied.',
  'in-use-by-xen': 'The last 512 bytes are all C7: Xen’s tapdisk marks a disk that way while it has it open, or after the host crashed.',
  blank: 'The last 512 bytes are zero: an interrupted write, or room that was reserved and never filled.',
  poisoned: 'Its cookie is “v_poison”: Xen’s vhd-util disabled the disk while it changed the size, and did not finish.',
  'bad-cookie': 'Its first eight bytes are not “conectix”, though everything else of it, checksum included, is as it should be.',
} as const;

const STAMPS = {
  future: 'The time lies in the future.',
  zero: 'The time was never set.',
  'unix-epoch': 'The number is a time counted from 1970 instead of 2000, as Xen Orchestra writes it.',
} as const;

const TABLE_PLACES = {
  unaligned: 'not on a sector border',
  'outside-file': 'outside the file',
  'inside-header': 'inside the header',
  'cut-off': 'and the file ends before the table does',
} as const;

const LOCATORS = {
  unreadable: 'its data lies outside the file or makes no sense',
  'absolute-only': 'it holds an absolute path, and there is no relative one beside it',
  deprecated: 'its kind is deprecated and Windows no longer reads it',
  'sector-space': 'its room is counted in sectors, as the specification says; Windows counts bytes and refuses it',
  'byte-order': 'its text is stored big-endian where little-endian is due',
  'unknown-platform': 'its platform code is unknown',
  'bad-length': 'its length is no length of such a text, or more than the room kept for it',
  misplaced: 'its data lies over the header or the block table',
} as const;

const words: Words = {
  F01: ({ facts }) =>
    text(
      facts.why === 'bad-cookie'
        ? 'The footer’s cookie is damaged'
        : facts.why === 'poisoned'
          ? 'The disk is disabled by an unfinished resize'
          : 'The footer at the end is missing',
      `${MISSING_FOOTER[facts.why]}${facts.copyUsed ? ' The copy at the start is used instead.' : ''}`,
      facts.copyUsed ? 'libvhdi and 7-Zip will not open the file; QEMU will.' : 'No other program will recognise the disk.',
      '0xC03A0001',
    ),
  F02: ({ facts }) =>
    text(
      facts.which === 'footer' ? 'Footer checksum is wrong' : 'Footer copy’s checksum is wrong',
      `Stored ${sum(facts.stored)}, computed ${sum(facts.computed)}.`,
      facts.which === 'footer'
        ? 'Windows and 7-Zip refuse the disk; QEMU reads the copy and does not notice.'
        : 'QEMU and 7-Zip refuse the disk; libvhdi does not look.',
      '0xC03A0002',
    ),
  F03: ({ facts }) =>
    facts.copyMissing
      ? text(
          'The footer copy at the start is missing',
          'The first 512 bytes of a dynamic disk should repeat the footer.',
          'QEMU and 7-Zip will not open the file.',
        )
      : text(
          'Footer and footer copy differ',
          `Different: ${labelsOf(facts.fields)}.`,
          'QEMU reads the copy, libvhdi the footer: they may show two different disks. 7-Zip refuses.',
        ),
  F04: ({ facts }) =>
    text(
      `${bytesText(facts.bytes)} stand behind the footer`,
      'The footer should be the last thing in the file.',
      'Programs that look for it at the very end, such as Windows and libvhdi, do not find it.',
      '0xC03A0001',
    ),
  F05: () =>
    text(
      'Footer of 511 bytes',
      'Programs before Virtual PC 2004 wrote the footer without its last byte, which is zero.',
      'libvhdi refuses such files; QEMU reads them.',
    ),
  F06: ({ facts }) =>
    text(
      `Format version ${facts.version}`,
      'Only version 1.0 exists.',
      'Windows and libvhdi refuse the disk; QEMU does not look.',
      '0xC03A0005',
    ),
  F07: ({ facts }) =>
    text(
      facts.why === 'zero'
        ? 'The disk’s size is zero'
        : facts.why === 'too-large'
          ? 'The disk’s size is beyond the format’s limit'
          : 'The disk’s size is not a whole number of sectors',
      `Current size is ${facts.size} bytes.`,
      facts.why === 'too-large' ? 'VHD stops at 2,040 GiB; Windows will not attach it.' : 'Windows will not attach it; others round down.',
      '0xC03A0012',
    ),
  F08: ({ facts }) => {
    const missing = facts.expectedBytes - facts.fileBytes;
    return missing > 0
      ? text(
          `The file is ${sizeText(missing)} shorter than it says`,
          `A fixed disk of this size takes ${bytesText(facts.expectedBytes)}, the file has ${bytesText(facts.fileBytes)}.`,
          'The sectors behind the end are gone. QEMU shows zeros there.',
          '0xC03A0013',
        )
      : text(
          `The file is ${sizeText(-missing)} longer than it says`,
          `A fixed disk of this size takes ${bytesText(facts.expectedBytes)}, the file has ${bytesText(facts.fileBytes)}.`,
          'Most programs show the first part, 7-Zip the last.',
          '0xC03A0013',
        );
  },
  F09: ({ facts }) =>
    text(
      facts.diskType === 2 ? 'The disk says it is fixed, and is not' : `Unknown disk type ${facts.diskType}`,
      `${facts.diskType === 2 ? 'There is a dynamic header, and the file’s size is not that of a fixed disk.' : 'Types 2, 3 and 4 exist: fixed, dynamic, differencing.'} It is read as ${facts.taken}.`,
      facts.diskType === 2
        ? 'QEMU shows the bytes of the file as if they were the disk.'
        : 'Windows and libvhdi refuse the disk; QEMU takes it for dynamic.',
      '0xC03A001B',
    ),
  F10: ({ facts }) =>
    text(
      'Geometry disagrees with the size',
      `The geometry covers ${bytesText(facts.chsBytes)}, the disk has ${bytesText(facts.currentSize)}.`,
      'Programs that go by geometry, such as Virtual PC and older QEMU, see another size.',
    ),
  F11: ({ facts }) =>
    text(
      'Odd time stamp',
      `${STAMPS[facts.why]} Stored: ${vhdTimeText(facts.stamp)}.`,
      'Xen’s check refuses times in the future; others do not mind.',
    ),
  F12: ({ facts }) =>
    text(
      'The disk is in a saved state',
      `Saved state is ${facts.value}: a suspended virtual machine relies on this disk.`,
      'Changing the disk now corrupts that machine.',
    ),
  F13: ({ facts }) =>
    text(
      'Reserved bytes are in use',
      `${count(facts.bytes, 'byte')} that should be zero ${facts.bytes === 1 ? 'is' : 'are'} not.`,
      'Harmless for most; 7-Zip and Xen’s check refuse such a footer.',
    ),
  H01: ({ facts }) =>
    text(
      facts.foundAt === null
        ? 'The dynamic header is missing'
        : facts.foundAt === facts.at
          ? 'The dynamic header’s cookie is damaged'
          : 'The dynamic header is not where the footer says',
      `${facts.at === null ? 'The footer points nowhere' : `No “cxsparse” at 0x${hex(facts.at)}`}${
        facts.foundAt === null || facts.foundAt === facts.at ? '.' : `; a sound header was found at 0x${hex(facts.foundAt)} and is used.`
      }`,
      facts.foundAt === null
        ? 'Without it nobody knows where the blocks are: no sector can be read.'
        : 'Nearly every other program refuses the disk.',
      '0xC03A0008',
    ),
  H02: ({ facts }) =>
    text(
      'Dynamic header checksum is wrong',
      `Stored ${sum(facts.stored)}, computed ${sum(facts.computed)}. There is no second copy of this header.`,
      'Windows and 7-Zip refuse the disk; QEMU and libvhdi do not look.',
      '0xC03A0006',
    ),
  H03: ({ facts }) =>
    text(`Header version ${facts.version}`, 'Only version 1.0 exists.', 'Windows and libvhdi refuse the disk.', '0xC03A0007'),
  H04: ({ facts }) =>
    text(
      'Impossible block size',
      `${bytesText(facts.blockSize)} is not a power of two from 512 bytes to 256 MiB.`,
      'The blocks cannot be found: no sector can be read.',
      '0xC03A000B',
    ),
  H05: ({ facts }) =>
    facts.entries < facts.needed
      ? text(
          'The block table is too short',
          `It has ${count(facts.entries, 'entry', 'entries')}, the disk needs ${grouped(facts.needed)}.`,
          'The end of the disk has no place in the file. QEMU and 7-Zip refuse it.',
          '0xC03A000A',
        )
      : facts.fits
        ? text(
            'The block table is longer than needed',
            `It has ${count(facts.entries, 'entry', 'entries')}, the disk needs ${grouped(facts.needed)}.`,
            'Common with Xen tools and old QEMU; 7-Zip insists on the exact count.',
          )
        : text(
            'The block table has more entries than room',
            `The header claims ${count(facts.entries, 'entry', 'entries')}; so many do not fit in front of the blocks. The disk needs ${grouped(facts.needed)}, and only those are read.`,
            'QEMU and 7-Zip refuse the disk.',
            '0xC03A000A',
          ),
  H06: ({ facts }) =>
    text(
      'The block table’s place is impossible',
      `Table offset is ${facts.tableOffset}: ${TABLE_PLACES[facts.why]}.`,
      facts.why === 'cut-off' ? 'The blocks behind the cut cannot be found.' : 'The blocks cannot be found: no sector can be read.',
      '0xC03A0008',
    ),
  B01: ({ facts }) =>
    text(
      `${count(facts.blocks, 'block points', 'blocks point')} past the end of the file`,
      `The first is block ${grouped(facts.first)}.`,
      'Their sectors cannot be read. QEMU refuses the whole disk.',
      '0xC03A000A',
    ),
  B02: ({ facts }) =>
    text(
      `${count(facts.blocks, 'block shares', 'blocks share')} file space with another`,
      `The first is block ${grouped(facts.first)}.`,
      'At most one of them holds its own data. No other program notices.',
      '0xC03A000A',
    ),
  B03: ({ facts }) =>
    text(
      `${count(facts.blocks, 'block lies', 'blocks lie')} over the disk’s own structures`,
      `The first is block ${grouped(facts.first)}.`,
      'Writing to it would destroy the header or the table. QEMU would do it without a word.',
      '0xC03A000A',
    ),
  B04: ({ facts }) =>
    text(
      'The last block is cut short',
      `Block ${grouped(facts.block)} misses ${bytesText(facts.missingBytes)}.`,
      'QEMU refuses the disk; the missing sectors are gone.',
      '0xC03A000A',
    ),
  B05: ({ facts }) =>
    text(
      'Blocks behind the end of the disk',
      `${count(facts.entries, 'table entry', 'table entries')} past the last block ${facts.entries === 1 ? 'is' : 'are'} allocated, the first is ${grouped(facts.first)}.`,
      'Left over from a larger disk; nobody reads them.',
    ),
  B06: ({ facts }) =>
    text(
      `${sizeText(facts.bytes)} of the file belong to no block`,
      `${count(facts.gaps, 'gap')} between blocks or behind the last.`,
      'Harmless; compacting the disk gives the room back. Old data may stand there.',
    ),
  P01: ({ facts }) =>
    text(
      facts.why === 'missing' ? 'Parent disk not found' : 'The parent disk cannot be read',
      facts.name === ''
        ? 'The disk does not name its parent.'
        : facts.why === 'missing'
          ? `Looked for ${visibleText(facts.name)} in the disk’s own folder.`
          : `${visibleText(facts.name)} is in the disk’s own folder, and is no disk that can be opened.`,
      'Blocks that come from it are shown as “from parent”, without data.',
      '0xC03A000D',
    ),
  P02: ({ facts }) =>
    text(
      `${visibleText(facts.name)} is not the parent this disk was made from`,
      `Its ID is different. Expected ${facts.expectedId}${facts.foundId === '' ? '' : `, found ${facts.foundId}`}.`,
      'Data would be mixed, so it is not used.',
      '0xC03A000E',
    ),
  P03: ({ facts }) =>
    text(
      'The parent was modified after the child was made',
      `Remembered ${vhdTimeText(facts.stored)}, found ${vhdTimeText(facts.found)}.`,
      'Contents may be mixed. Copying the parent also changes its time; recent Windows only checks the ID.',
      '0xC03A000F',
    ),
  P04: ({ facts }) =>
    text(
      'Size differs from the parent’s',
      `This disk has ${bytesText(facts.childBytes)}, the parent ${bytesText(facts.parentBytes)}.`,
      'Hyper-V wants them equal.',
      '0xC03A0017',
    ),
  P05: () =>
    text(
      'The chain of parents does not end',
      'A parent of this disk is one of its own children, or there are more than 64 layers.',
      'Some programs hang on such a disk.',
      '0xC03A0018',
    ),
  P06: ({ facts }) =>
    text(
      `Parent locator ${facts.slot + 1} is of little use`,
      `Slot ${facts.slot + 1}: ${LOCATORS[facts.why]}.`,
      'Programs that rely on it do not find the parent.',
    ),
  P07: ({ facts }) =>
    text(
      `${visibleText(facts.layer)} has problems of its own`,
      `${count(facts.errors, 'error')} further down the chain.`,
      'What this disk takes from there may be wrong.',
      '0xC03A0019',
    ),
};

export function findingText<C extends FindingCode>(finding: FindingOf<C>): FindingText;
export function findingText(finding: Finding): FindingText {
  return (words[finding.code] as (f: Finding) => FindingText)(finding);
}
