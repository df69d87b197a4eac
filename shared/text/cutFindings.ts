/** The words for structures that are missing or out of place, and for the cut that may be the cause. */
import type { FindingFacts, FindingOf } from '../findings';
import { DYNAMIC_HEADER_BYTES } from '../vhd/dynamicHeader';
import { FOOTER_BYTES } from '../vhd/footer';
import { text, type FindingText } from './findingParts';
import { grouped, hex, plural } from './numbers';
import { bytesText } from './size';

const MISSING_FOOTER = {
  'cut-off': 'The last 512 bytes are something else: the file was probably cut off or not fully copied.',
  'in-use-by-xen': 'The last 512 bytes are all C7: Xen’s tapdisk marks a disk that way while it has it open, or after the host crashed.',
  blank: 'The last 512 bytes are zero: an interrupted write, or room that was reserved and never filled.',
  poisoned: 'Its cookie is “v_poison”: Xen’s vhd-util disabled the disk while it changed the size, and did not finish.',
  'bad-cookie': 'Its first eight bytes are not “conectix”; its checksum is the one that belongs to “conectix”.',
  'summed-cookie':
    'Its first eight bytes are not “conectix”, and its checksum was computed over them as they stand: both have to be written anew.',
} as const;

const TABLE_PLACES = {
  unaligned: 'not on a sector border',
  'outside-file': 'outside the file',
  'inside-header': 'inside the header',
} as const satisfies Partial<Readonly<Record<FindingFacts['H06']['why'], string>>>;

function lostText({ lost, cut, entries, header }: FindingFacts['F23']): string {
  const parts = [
    ...(header === null ? [] : [`${header === 'all' ? '' : 'the end of '}the dynamic header; the block table; all blocks`]),
    ...(entries > 0 ? [`${plural(entries, 'entry', 'entries')} of the block table, and the blocks that they named`] : []),
    ...(lost.blocks > 0 ? [`all of ${plural(lost.blocks, 'block')}, the first is ${grouped(lost.first)}`] : []),
    ...(cut === null ? [] : [`${bytesText(cut.missingBytes)} of block ${grouped(cut.block)}`]),
    'the footer at the end',
  ];
  return parts.join('; ');
}

/** `F23`. */
export const cutText = ({ facts }: FindingOf<'F23'>): FindingText =>
  text(
    `The file was cut short: ${grouped(facts.fileBytes)} of ${facts.isLeast ? 'at least ' : ''}${grouped(facts.neededBytes)} bytes are there`,
    `Lost: ${lostText(facts)}.`,
    'A copy or a download that stopped early, or a full drive, leaves such a file. Copy it again if its source still exists: a repair can only give up what is lost.',
  );

/** Why there is no footer at the end. If the file was cut before its place, or in it, that says more than the last bytes do. */
export function missingFooterText({ facts, because }: FindingOf<'F01'>): string {
  if (because !== undefined) return 'The file ends before the footer’s place.';
  if (facts.missing === undefined) return MISSING_FOOTER[facts.why];
  const left = FOOTER_BYTES - facts.missing;
  if (left === 0) return `The file was cut short by ${FOOTER_BYTES} bytes or more: it ends where its last block does.`;
  return `The file was cut short by ${plural(facts.missing, 'byte')} or more: it ends ${plural(left, 'byte')} behind its last block, and a footer takes ${FOOTER_BYTES}.`;
}

/** `H01`. */
export const headerText = ({ facts, because }: FindingOf<'H01'>): FindingText =>
  because !== undefined && facts.at !== null
    ? text(
        'The dynamic header is cut off',
        `It takes ${bytesText(DYNAMIC_HEADER_BYTES)} from 0x${hex(facts.at)} on, and the file ends before that.`,
        'Without it the blocks cannot be found: no sector can be read.',
        '0xC03A0008',
      )
    : text(
        facts.foundAt === null
          ? 'The dynamic header is missing'
          : facts.foundAt === facts.at
            ? 'The dynamic header’s cookie is damaged'
            : 'The dynamic header is not where the footer says',
        `${facts.at === null ? 'The footer points nowhere' : `No “cxsparse” at 0x${hex(facts.at)}`}${
          facts.foundAt === null || facts.foundAt === facts.at ? '.' : `; a sound header was found at 0x${hex(facts.foundAt)} and is used.`
        }`,
        facts.foundAt === null
          ? 'Without it the blocks cannot be found: no sector can be read.'
          : facts.copyLeads === true
            ? 'QEMU goes by the footer copy, which leads there, and opens the disk; 7-Zip and libvhdi refuse it.'
            : 'Nearly every other program refuses the disk.',
        '0xC03A0008',
      );

/** `H06`: a table that the file’s end has cut is not in an impossible place. */
export function tablePlaceText({ facts, because }: FindingOf<'H06'>): FindingText {
  const { tableOffset, why } = facts;
  const none = 'The blocks cannot be found: no sector can be read.';
  if (why === 'cut-off')
    return text(
      'The block table is cut off',
      `It starts at ${tableOffset}, and the file ends before the table does.`,
      'The blocks behind the cut cannot be found.',
      '0xC03A0008',
    );
  if (why === 'outside-file' && because !== undefined)
    return text('The block table is missing', `It starts at ${tableOffset}, and the file ends before that.`, none, '0xC03A0008');
  return text('The block table’s place is impossible', `Table offset is ${tableOffset}: ${TABLE_PLACES[why]}.`, none, '0xC03A0008');
}

/** Whatever was copied as text: what a line feed is to a program that takes the file for text. */
export function transferText({ way, at }: FindingFacts['F22']): FindingText {
  const again =
    'Everything behind the first of them is out of place, and no program can show what the disk holds. Copy the file again, as binary (“binary” in FTP), from where it is whole.';
  return way === 'added'
    ? text(
        'The file was copied as text',
        `Each byte 0A that was looked at has a byte 0D in front of it, the first at 0x${hex(at)}, and the file got longer by that: its line ends were written as two bytes, as FTP and mail do with text.`,
        again,
      )
    : text(
        'The file was copied as text',
        `Nowhere does a byte 0A follow a byte 0D, and the file got shorter: each pair 0D 0A was written as 0A alone, as FTP does with text. The first byte 0A stands at 0x${hex(at)}.`,
        `${again} Which of the bytes 0A had a byte 0D in front of them cannot be told any more.`,
      );
}

/** So many missing bytes are written out. */
const LOST_SHOWN = 16;

export function shiftText({ shift, lost }: FindingFacts['F24']): FindingText {
  if (shift === null)
    return text(
      'Bytes are missing in the middle of the file, or too many',
      'Its footer is whole, and does not stand on a sector border, as it would if nothing was lost or added before it.',
      'What stands behind that place is out of place: the disk holds other data there than it shows. Where it is, nothing tells. Copy the file again.',
    );
  const count = Math.abs(shift);
  if (shift > 0)
    return text(
      `${bytesText(count)} stand in front of the disk that do not belong to it`,
      `The disk begins at 0x${hex(count)}: all of it stands that much too late, as its own structures show.`,
      `No program finds the blocks or partitions. Copy the file again, or take its first ${plural(count, 'byte')} away: the rest is the disk.`,
    );
  const are = count === 1 ? 'is' : 'are';
  const known =
    lost === null || lost.length < count
      ? `What ${count === 1 ? 'it was' : 'they were'} is not known; but with ${plural(count, 'byte')} of any value in front the rest is in its place.`
      : lost.length > LOST_SHOWN
        ? `The missing bytes are the first ${grouped(count)} of the file’s last 512: put them back in front.`
        : `The missing ${count === 1 ? 'byte is' : 'bytes are'} ${lost.map((byte) => hex(byte, 2)).join(' ')}, as the footer at the end shows: put ${count === 1 ? 'it' : 'them'} back in front.`;
  return text(
    `The first ${count === 1 ? 'byte' : plural(count, 'byte')} of the file ${are} missing`,
    `All of the disk stands ${plural(count, 'byte')} too early, as its own structures show.`,
    `No program finds the blocks or partitions. Copy the file again, if that can be done. ${known}`,
  );
}
