/** The words for every finding: what is wrong, with its numbers; what follows from it; what Windows is expected to answer. */
import type { Finding, FindingCode, FindingFacts, FindingOf, FooterSays } from '../findings';
import { vhdTimeText, visibleText } from '../vhd/codec';
import { FOOTER_BYTES, footer } from '../vhd/footer';
import { BLOCK_WORDS } from './blockFindings';
import { cutText, headerText, missingFooterText, shiftText, tablePlaceText, transferText } from './cutFindings';
import { structureText, sum, text, type FindingText, type Reader, type Words } from './findingParts';
import { PARENT_WORDS } from './parentFindings';
import { bytesText, sizeText } from './size';
import { SURROUNDING_WORDS } from './surroundingFindings';
import { grouped, hex, plural } from './numbers';

/** A creator's name without its padding. */
const creatorText = (name: string): string => visibleText(name.replace(/[\0 ]+$/, ''));
const fillOf = (name: string): string => (name.endsWith('\0') ? 'zero bytes' : name.endsWith(' ') ? 'blanks' : 'nothing');

export type { FindingText };

const labelsOf = (keys: readonly string[]): string =>
  keys.map((key) => (key in footer.fields ? footer.fields[key as keyof typeof footer.fields].label.toLowerCase() : key)).join(', ');

/** `size` is a field’s text, because it may be larger than a number holds. */
const byteCount = (size: string): string => `${size} byte${size === '1' ? '' : 's'}`;

/** What each of two footers says, if both are there. */
function saidText(says: FindingFacts['F03']['says']): string {
  if (says === null || (says.footer.size === says.copy.size && says.footer.stamp === says.copy.stamp)) return '';
  const one = ({ size, stamp, isDamaged }: FooterSays): string =>
    `a disk of ${byteCount(size)}, stamped ${vhdTimeText(stamp)}${isDamaged ? ', and is damaged' : ''}`;
  return ` The footer at the end says ${one(says.footer)}; the copy at the start says ${one(says.copy)}.`;
}

const SIZE_FOLLOWS: Readonly<Record<FindingFacts['F07']['why'], string>> = {
  zero: 'Windows will not attach it, and no program has anything to show.',
  'too-large': 'VHD stops at 2,040 GiB; Windows will not attach it.',
  'not-whole-sectors': 'Windows will not attach it; others round down.',
};

const STAMPS = {
  future: 'The time lies in the future.',
  zero: 'The time was never set.',
  'unix-epoch': 'The number is a time counted from 1970 instead of 2000, as Xen Orchestra writes it.',
} as const;

/** `at` is in hexadecimal. */
const INNER_FOOTERS: Readonly<Record<FindingFacts['F18']['why'], (at: string) => FindingText>> = {
  double: (at) =>
    text(
      'Two footers stand at the end',
      `A footer that fits the file stands at 0x${at}, right before the last one: a VHD was taken for a raw disk and converted again.`,
      'The disk shows one sector too many, which holds the inner footer.',
    ),
  'left-behind': (at) =>
    text(
      'An old footer stands inside the disk',
      `At 0x${at}, where the disk ended before it grew, a footer was left.`,
      'It is part of the disk’s data now; guests do not mind.',
    ),
  between: (at) =>
    text(
      'An old footer stands where no block is',
      `At 0x${at}, where the file ended once, a footer was left: room was added behind it, or a write was cut off.`,
      'Harmless; the footer at the end counts.',
    ),
  joined: (at) =>
    text(
      'Two disks stand in one file',
      `The first ends with its footer at 0x${at}, and a second dynamic disk starts behind it.`,
      'Programs that read the front show the first, those that read the end mix the two. Cut the file in two there.',
    ),
};

type OwnCode = Exclude<FindingCode, keyof typeof BLOCK_WORDS | keyof typeof PARENT_WORDS | keyof typeof SURROUNDING_WORDS>;

const own: Words<OwnCode> = {
  F01: (found) => {
    const { facts, because } = found;
    // 7-Zip looks where the last block ends. Only a file that ends there, or a little behind it, it reads in any case.
    const others =
      facts.missing === undefined
        ? 'libvhdi will not open the file; 7-Zip may refuse it'
        : 'libvhdi will not open the file; 7-Zip warns of an unexpected end and reads the copy';
    const none = because === undefined ? `${others}; QEMU reads the copy.` : 'libvhdi will not open the file.';
    return text(
      facts.why === 'bad-cookie' || facts.why === 'summed-cookie'
        ? 'The footer’s cookie is damaged'
        : facts.why === 'poisoned'
          ? 'The disk is disabled by an unfinished resize'
          : 'The footer at the end is missing',
      `${missingFooterText(found)}${facts.copyUsed ? ' The copy at the start is used instead.' : ''}`,
      facts.copyUsed ? none : 'No other program will recognise the disk.',
      '0xC03A0001',
    );
  },
  F02: ({ facts }) =>
    text(
      facts.which === 'footer' ? 'Footer checksum is wrong' : 'Footer copy’s checksum is wrong',
      `Stored ${sum(facts.stored)}, computed ${sum(facts.computed)}.`,
      facts.which === 'footer'
        ? facts.hasCopy
          ? 'Windows and 7-Zip refuse the disk; QEMU reads the copy and does not notice.'
          : 'Windows, QEMU and 7-Zip refuse the disk; libvhdi does not look.'
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
          `Different: ${labelsOf(facts.fields)}.${saidText(facts.says)}`,
          'QEMU reads the copy, libvhdi the footer: what they show may differ. 7-Zip refuses, or shows it with an error.',
        ),
  F04: ({ facts }) =>
    text(
      `${bytesText(facts.bytes)} stand behind the footer`,
      'The footer should be the last thing in the file.',
      facts.hasCopy
        ? 'Windows and libvhdi look for it at the very end and do not find it; QEMU and 7-Zip read the copy at the start.'
        : 'Windows, QEMU and libvhdi look for it at the very end and refuse the file; 7-Zip may.',
      '0xC03A0001',
    ),
  F05: ({ facts }) =>
    facts.bytes === FOOTER_BYTES - 1
      ? text(
          'Footer of 511 bytes',
          'Programs before Virtual PC 2004 wrote the footer without its last byte, which is zero.',
          'libvhdi refuses such files; QEMU reads them.',
        )
      : text(
          `The file was cut short by ${bytesText(FOOTER_BYTES - facts.bytes)}, inside its footer`,
          `Of the footer ${bytesText(facts.bytes)} are left. Their checksum is right, so all that is missing was zero.`,
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
      `Current size is ${byteCount(facts.size)}.`,
      SIZE_FOLLOWS[facts.why],
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
      facts.why === 'zero' ? 'Other programs do not mind.' : 'Xen’s check refuses times in the future; others do not mind.',
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
      `${plural(facts.bytes, 'byte')} that should be zero ${facts.bytes === 1 ? 'is' : 'are'} not.`,
      'Harmless for most; 7-Zip and Xen’s check refuse such a footer.',
    ),
  F14: ({ facts }) =>
    text(
      facts.why === 'temporary' ? 'The disk is marked temporary' : 'Unusual features',
      facts.why === 'temporary'
        ? 'The Temporary bit is set: its owner may delete the file at shutdown.'
        : facts.why === 'reserved-clear'
          ? `Features are ${sum(facts.features)}: the bit that must be set is not, as Virtual PC for Mac wrote it.`
          : `Features are ${sum(facts.features)}: bits are set that nobody has described.`,
      facts.why === 'temporary' ? 'Programs read the disk like others.' : 'Harmless for most; Xen’s check refuses such a footer.',
    ),
  F15: () =>
    text(
      'The disk has no ID',
      'Its unique ID is all zero.',
      'A child of this disk could not tell it from another; Xen’s check refuses it, others read it.',
    ),
  F16: ({ facts }) =>
    text(
      'A fixed disk that points to a dynamic header',
      `Data offset is ${facts.dataOffset}; a fixed disk stores FFFFFFFFFFFFFFFF.`,
      'libvhdi, Xen’s check and DiscUtils refuse the disk; QEMU and 7-Zip read it.',
    ),
  F17: ({ facts }) =>
    text(
      'Original size is not current size',
      `Original size is ${byteCount(facts.originalSize)}, current size ${bytesText(facts.currentSize)}.`,
      'Usual after a resize. libvhdi, Plaso and the Sleuth Kit go by original size and show another disk.',
    ),
  F18: ({ facts }) => INNER_FOOTERS[facts.why](hex(facts.at)),
  F19: ({ facts }) =>
    text(
      'Some versions of QEMU cut the end off',
      `The creator is “${creatorText(facts.creator)}”, for which QEMU goes by geometry, which leaves out ${bytesText(facts.hiddenBytes)}.`,
      'What lies there is invisible to QEMU and lost when it converts the disk.',
    ),
  F20: () =>
    text(
      'A VHD stands inside the disk',
      'The disk’s first sectors are the start of a dynamic VHD.',
      'QEMU and 7-Zip open the inner disk, libvhdi and Windows the outer one.',
    ),
  F22: ({ facts }) => transferText(facts),
  F23: cutText,
  F24: ({ facts }) => shiftText(facts),
  F21: ({ facts }) =>
    text(
      'The creator’s name is padded in an unusual way',
      `“${creatorText(facts.creator)}” is filled up with ${fillOf(facts.creator)}, where the program of that name puts ${fillOf(facts.usual)}. Another program has probably written the footer.`,
      'QEMU compares all four bytes when it decides whether to go by geometry, and may show another size.',
    ),
  H01: headerText,
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
          `It has ${plural(facts.entries, 'entry', 'entries')}, the disk needs ${grouped(facts.needed)}.`,
          'The end of the disk has no place in the file. QEMU and 7-Zip refuse it.',
          '0xC03A000A',
        )
      : facts.fits
        ? text(
            'The block table is longer than needed',
            `It has ${plural(facts.entries, 'entry', 'entries')}, the disk needs ${grouped(facts.needed)}.`,
            'Common with Xen tools and old QEMU; 7-Zip insists on the exact count.',
          )
        : text(
            'The block table has more entries than room',
            `The header claims ${plural(facts.entries, 'entry', 'entries')}; so many do not fit in front of the blocks. The disk needs ${grouped(facts.needed)}, and only those are read.`,
            'QEMU and 7-Zip refuse the disk.',
            '0xC03A000A',
          ),
  H06: tablePlaceText,
  H07: ({ facts }) =>
    text(
      'The header points to a next structure',
      `Its data offset is ${facts.next}. The field is unused, and Microsoft wants FFFFFFFFFFFFFFFF there.`,
      facts.isLoop
        ? 'It points at itself: DiscUtils may never come back. Xen’s check refuses it.'
        : 'Xen’s check and DiscUtils refuse the disk; others do not look.',
    ),
  H08: ({ facts }, reader) =>
    text(
      'Unusual block size',
      `Blocks of ${bytesText(facts.blockSize)}; Windows makes them of 2 MiB or 512 KiB.`,
      facts.isTiny
        ? 'Below 4,096 bytes most programs look for the data one sector early: QEMU reads wrong bytes, libvhdi refuses.'
        : `Windows does not attach a disk with such blocks${facts.blockSize > 2 * 1024 * 1024 ? ', and Xen refuses it' : ''}; QEMU, libvhdi and 7-Zip do not mind the size. ${reader === 'window' ? '“Make a new disk from this one…” makes a fixed copy, which has no blocks and which all of them take.' : '“platter convert IN OUT --type dynamic --block-size 2MiB” makes a copy that all of them take.'}`,
    ),
  H09: ({ facts }) =>
    text(
      'Reserved bytes of the header are in use',
      `${plural(facts.bytes, 'byte')} that should be zero ${facts.bytes === 1 ? 'is' : 'are'} not.`,
      'Programs do not look; the bytes are kept.',
    ),
  H10: ({ facts }) =>
    text(
      'A dynamic disk that names a parent',
      `The parent’s ID is ${facts.parentId}: a child was flattened and not cleaned up, or its type was changed and its parent’s data is out of sight.`,
      'Xen’s check refuses the disk; others read it without the parent.',
    ),
};

const words: Words<FindingCode> = { ...own, ...BLOCK_WORDS, ...PARENT_WORDS, ...SURROUNDING_WORDS };

export function findingText<C extends FindingCode>(finding: FindingOf<C>, reader?: Reader): FindingText;
export function findingText(finding: Finding, reader: Reader = 'terminal'): FindingText {
  return (words[finding.code] as (f: Finding, r: Reader) => FindingText)(finding, reader);
}

/** All that is said of a finding, as lines to be pasted elsewhere: its code and title, what is wrong, what follows, where it is. */
export function findingAsText(finding: Finding): string {
  const { title, detail, effect } = findingText(finding, 'window');
  const places = finding.where.map(({ structure, at, bytes }) => `${structureText(structure)}: 0x${hex(at)}, ${plural(bytes, 'byte')}`);
  return [`${finding.code} ${title}`, detail, effect, ...places].filter((line) => line !== '').join('\n');
}

/** Whether the words name another way to mend it than a repair: a command, or in the window a sheet. Told by the words for a terminal. */
export function namesOtherWay(finding: Finding): boolean {
  const { detail, effect } = findingText(finding);
  return `${detail} ${effect}`.includes('“platter ');
}
