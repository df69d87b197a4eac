/** The words for findings about blocks, their bitmaps, and Xen's own records of them. */
import type { Blocks, FindingCode, FindingFacts, Sectors } from '../findings';
import { visibleText } from '../vhd/codec';
import { SECTOR_BYTES } from '../vhd/units';
import { sum, text, type FindingText, type Reader, type Words } from './findingParts';
import { bytesText, sizeText } from './size';
import { grouped, hex, plural } from './numbers';

const sectorsText = (facts: Sectors): string =>
  `${plural(facts.sectors, 'sector')} in ${plural(facts.blocks, 'block')}, the first at LBA ${grouped(facts.firstLba)}.`;
const blocksText = (facts: Blocks): string => `${plural(facts.blocks, 'block')}, the first is ${grouped(facts.first)}.`;

type Code = Extract<FindingCode, `B${string}` | `X${string}`>;

/** Entries that no block of the disk has, and how many of them name a place that is taken. */
function entriesBehindText({ entries, first, over, beyond }: FindingFacts['B05']): string {
  if (entries === 1)
    return `Entry ${grouped(first)}, past the last block, names a place ${beyond > 0 ? 'from which a block would reach behind the end of the file' : `in the file${over === 0 ? '' : ' that something else has'}`}.`;
  const taken = over === 0 ? '' : ` ${grouped(over)} of them ${over === 1 ? 'names' : 'name'} a place that something else has.`;
  const outside = beyond === 0 ? '' : ` From ${grouped(beyond)} of these places a block would reach behind the end of the file.`;
  return `${grouped(entries)} entries past the last block name places, the first is entry ${grouped(first)}.${taken}${outside}`;
}

/** QEMU adds up the whole table, also what is behind the disk (block/vpc.c, vpc_open). */
function entriesBehindEffect({ over, beyond }: FindingFacts['B05']): string {
  const refused = beyond > 0 ? 'QEMU refuses the disk: it counts these entries too. ' : '';
  if (over > 0)
    return `${refused}No program reads them. One that grows the disk would show other data there, and writing to it would destroy that.`;
  if (beyond > 0) return `${refused}No program reads them; one that grows the disk would have blocks that are not there.`;
  return 'Usually left over from a larger disk. No program reads them; one that grows the disk would show what stands there.';
}

/** Gaps that may hold blocks are not called harmless before they were read, nor where something stands in them. */
function roomText(facts: FindingFacts['B06'], reader: Reader): FindingText {
  const { gaps, bytes, fits, named, looked } = facts;
  const [deep, rebuild] = reader === 'window' ? ['', 'a repair'] : [' (“platter check --deep”)', '“platter repair --rebuild”'];
  const where = `${plural(gaps, 'gap')} between blocks or behind the last.`;
  const title = `${sizeText(bytes)} of the file belong to no block`;
  if (fits === 0 && facts.overlap === true)
    return text(
      title,
      where,
      'No whole block fits there, but blocks lie over each other or run into the end of the file: where one of them has the wrong place, a part of the right one stands here. Compacting the disk drops it.',
    );
  if (fits === 0)
    return text(title, where, 'Harmless: no block fits there. Compacting the disk gives the room back. Old data may stand there.');
  if (looked) return text(title, where, lookedText(facts));
  if (named > 0)
    return text(
      title,
      `${where} ${plural(fits, 'block')} would fit there.`,
      `Blocks may stand there that the table has lost: checking everything${deep} tells. Compacting the disk before that may destroy data.`,
    );
  return text(
    'The block table gives no block a place, and the file has room for blocks',
    `${plural(fits, 'block')} would fit into ${sizeText(bytes)} that belong to none; a disk that was never written to has no such room.`,
    `If the table was wiped, every program shows an empty disk, and compacting it or writing to it destroys what is left. Checking everything${deep} looks for blocks, and ${rebuild} puts them together in a new file.`,
  );
}

function lookedText({ lost, unclear }: FindingFacts['B06']): string {
  const blocks = lost === 0 ? '' : `${plural(lost, 'block stands', 'blocks stand')} there that the table does not name. `;
  const rest = `${lost === 0 ? 'What' : 'What else'} stands there is not zero, and does not look like a block of this disk: whether it is data, nobody can tell. `;
  if (lost === 0 && unclear === 0)
    return 'No block stands there: where one would fit, all is zeros. Compacting the disk gives the room back.';
  return `${blocks}${unclear === 0 ? '' : rest}Compacting the disk drops it.`;
}

/** What puts the disk together again, where anything does. */
const rebuildText = (reader: Reader, rebuilds: true | undefined): string =>
  rebuilds === undefined
    ? ''
    : ` ${reader === 'window' ? 'A repair' : '“platter repair --rebuild”'} puts the disk together in a new file, from the blocks that are found.`;

function lostText({ blocks, at, placed }: FindingFacts['B22'], reader: Reader): FindingText {
  const belongs =
    placed === 0
      ? 'An entry was lost, or a write was cut off before its block got one.'
      : blocks === 1
        ? 'By what stands in it, it belongs where the disk shows nothing of its own now.'
        : `By what stands in ${placed === blocks ? 'them, they' : `them, ${grouped(placed)} of them`} belong${placed === 1 ? 's' : ''} where the disk shows nothing of its own now.`;
  return text(
    `${plural(blocks, 'block stands', 'blocks stand')} in the file that the table does not name`,
    `${blocks === 1 ? 'It stands' : 'The first stands'} at 0x${hex(at)}: a bitmap, and data behind it. ${belongs}`,
    `No program shows what stands there. Compacting the disk drops ${blocks === 1 ? 'it' : 'them'}.${rebuildText(reader, true)}`,
  );
}

export const BLOCK_WORDS: Words<Code> = {
  B01: ({ facts }, reader) =>
    text(
      `${plural(facts.blocks, 'block points', 'blocks point')} past the end of the file`,
      `${facts.blocks === 1 ? `It is block ${grouped(facts.first)}.` : `The first is block ${grouped(facts.first)}.`}${facts.garbage === true ? ' Most entries of the block table point further than all blocks of the disk together would reach: something else was written over it.' : ''}`,
      `${facts.blocks === 1 ? 'Its' : 'Their'} sectors cannot be read. QEMU refuses the whole disk; 7-Zip and libvhdi fail when they come there.${rebuildText(reader, facts.rebuilds)}`,
      '0xC03A000A',
    ),
  B02: ({ facts }) =>
    text(
      `${plural(facts.blocks, 'block shares', 'blocks share')} file space with another`,
      `The first is block ${grouped(facts.first)}.`,
      'At most one of them holds its own data, and what is written to one changes the other. Xen’s check (vhd-util) names them; QEMU, libvhdi and 7-Zip do not notice.',
      '0xC03A000A',
    ),
  B03: ({ facts }) =>
    text(
      `${plural(facts.blocks, 'block lies', 'blocks lie')} over the disk’s own structures`,
      `The first is block ${grouped(facts.first)}.`,
      'Writing to it would destroy the header, the table or the footer. QEMU would do it without a warning.',
      '0xC03A000A',
    ),
  B04: ({ facts }) =>
    facts.off === true
      ? text(
          'The entry of a block names a place where it has no room',
          `From the place that block ${grouped(facts.block)} is given, ${bytesText(facts.missingBytes)} are missing up to the end of the file; and the other blocks keep a spacing that this place is off.`,
          'The entry is wrong, and nothing was cut off: the block stands elsewhere in the file, or nowhere. QEMU refuses the disk.',
          '0xC03A000A',
        )
      : text(
          'The last block is cut short',
          `Block ${grouped(facts.block)} misses ${bytesText(facts.missingBytes)}.`,
          'QEMU refuses the disk; the missing sectors are gone.',
          '0xC03A000A',
        ),
  B05: ({ facts }) => text('Table entries behind the end of the disk are set', entriesBehindText(facts), entriesBehindEffect(facts)),
  B06: ({ facts }, reader) => roomText(facts, reader),
  B07: ({ facts }) =>
    text(
      'Sector bitmaps make no sense',
      `${blocksText(facts)} Their bits and the data behind them have nothing to do with each other.`,
      'Programs that go by bitmaps, such as libvhdi and Windows, show wrong data; QEMU does not look at them.',
      '0xC03A000C',
    ),
  B08: ({ facts }) =>
    text(
      'Blocks that hold only zeros',
      `${blocksText(facts)} Together ${sizeText(facts.bytes)}.`,
      'Harmless; compacting the disk gives the room back.',
    ),
  B09: ({ facts }) =>
    text(
      'Block size and the blocks’ places contradict each other',
      `The header says ${bytesText(facts.blockSize)}; the blocks lie as blocks of ${bytesText(facts.spacing)} do.`,
      'Sectors are looked for in the wrong place: libvhdi shows wrong data, and Xen’s check passes the disk.',
      '0xC03A000B',
    ),
  B10: ({ facts }) =>
    text(
      'The block table is stored backwards',
      `${plural(facts.blocks, 'entry makes', 'entries make')} no sense as stored, and all do with their four bytes turned around, as an interrupted resize in VirtualBox leaves them.`,
      'No block can be read: QEMU and 7-Zip refuse the disk.',
      '0xC03A000A',
    ),
  B11: ({ facts }) =>
    text(
      'The block table’s padding is not FF',
      `${plural(facts.bytes, 'byte')} behind the last entry ${facts.bytes === 1 ? 'is' : 'are'} something else.`,
      'Usual for Xen and VirtualBox. Growing the disk without writing FF there first would turn it into blocks.',
    ),
  B12: ({ facts }, reader) =>
    text(
      'Blocks have no room for their bitmaps',
      `${blocksText(facts)} Each starts ${plural(facts.missingSectors, 'sector')} before the one in front of it ends.`,
      `A bitmap and the last data of the block in front of it share a place. QEMU reads such a disk right by chance; libvhdi and 7-Zip do not.${rebuildText(reader, facts.rebuilds)}`,
      '0xC03A000A',
    ),
  B13: ({ facts }, reader) =>
    text(
      'The block table is all zeros',
      `${plural(facts.blocks, 'entry points', 'entries point')} at the start of the file.`,
      `QEMU shows the footer and the header as if they were the disk, without a warning.${rebuildText(reader, facts.rebuilds)}`,
      '0xC03A000A',
    ),
  B14: ({ facts }, reader) =>
    text(
      'The block table is empty, and the file holds blocks',
      `${plural(facts.candidates, 'stretch of the file looks', 'stretches of the file look')} like a block of this disk: the table was probably made anew.`,
      `Other programs show a sound, empty disk, and write over these blocks when it is used.${rebuildText(reader, true)}`,
    ),
  B15: ({ facts }) =>
    text(
      'Data under clear bits',
      `${sectorsText(facts)} The bitmaps say nothing is stored there, and there is data.`,
      'QEMU and Xen Orchestra show the data; libvhdi, VirtualBox and Windows show zeros; 7-Zip refuses.',
      '0xC03A000C',
    ),
  B16: ({ facts }) =>
    text(
      'Old bytes under clear bits',
      `${sectorsText(facts)} The parent’s data is shown there, as it should be.`,
      'Harmless for reading; what was written once can still be found in the file.',
    ),
  B17: ({ facts }) =>
    text(
      'Sector bitmaps are stored mirrored',
      `${blocksText(facts)} Their bits match the data only with the least significant bit first, as Xen 0.1 wrote them.`,
      'Sectors are taken from the wrong layer.',
      '0xC03A000C',
    ),
  B18: ({ facts }) =>
    text('Bits behind the end of the block', `${blocksText(facts)} QEMU fills whole sectors of bitmap.`, 'Nobody looks at them.'),
  B19: ({ facts }) =>
    text(
      'The last block is stored short',
      `Block ${grouped(facts.block)} lacks ${bytesText(facts.missingBytes)} behind the end of the disk, as DiscUtils stores it.`,
      'No data is missing. QEMU refuses the disk; 7-Zip reads it and complains.',
    ),
  B20: ({ facts }) =>
    text('Sectors that are the same in the parent', sectorsText(facts), 'Harmless; compacting the disk gives the room back.'),
  B21: ({ facts }) =>
    text(
      'Data behind the end of the disk',
      `The last block, ${grouped(facts.block)}, holds ${bytesText(facts.bytes)} that are not zero behind the disk’s last sector.`,
      'Nobody shows them; they are remains of something, and come back when the disk grows.',
    ),
  B22: ({ facts }, reader) => lostText(facts, reader),
  B23: ({ facts }) =>
    text(
      'The last block was never written',
      `Block ${grouped(facts.block)} has an entry in the table, and its bitmap and its data are all zero: a write was cut off before its data came.`,
      'It reads as zeros, whatever was to be written there.',
    ),
  B24: ({ facts: { blocks, block, at, isAt } }) =>
    text(
      `${plural(blocks, 'entry', 'entries')} of the block table ${blocks === 1 ? 'is' : 'are'} some sectors off`,
      `${blocks === 1 ? 'That of' : 'The first is that of'} block ${grouped(block)}: it names 0x${hex(at)}, and the block begins at 0x${hex(isAt)}, in step with all others.`,
      `Every program takes what stands there for the block’s bitmap, and shows its data ${plural(Math.abs(at - isAt) / SECTOR_BYTES, 'sector')} too ${at > isAt ? 'early' : 'late'}.`,
    ),
  X01: ({ facts }) =>
    text(
      'Xen’s batmap has a wrong checksum',
      `Stored ${sum(facts.stored)}, computed ${sum(facts.computed)}.`,
      'Xen refuses the disk; all others do not look at it.',
    ),
  X02: ({ facts }) =>
    text('Xen’s batmap names blocks that are not there', blocksText(facts), 'When Xen merges the chain it copies what is not there.'),
  X03: ({ facts }) =>
    text(
      'Xen’s batmap calls blocks complete that are not',
      blocksText(facts),
      'When Xen merges the chain, old bytes overwrite the parent’s data. Xen’s own check does not notice.',
    ),
  X04: ({ facts }) =>
    text(
      'Xen’s batmap is missing',
      facts.overwritten
        ? 'A block lies where it should be: another program, probably QEMU, wrote over it.'
        : 'The creator says that there is one, and there is none.',
      'Xen does not open the disk; all others do.',
    ),
  X05: ({ facts }) =>
    text(
      'Hidden in Xen',
      `The byte Xen keeps for it is ${facts.value}: the disk is an inner node of a tree of snapshots.`,
      '7-Zip and DiscUtils refuse such a disk; others read it.',
    ),
  X06: ({ facts }) =>
    text(
      'Xen’s batmap is shorter than the disk',
      `It covers ${plural(facts.covered, 'block')} of ${grouped(facts.blocks)}.`,
      'Harmless: what it does not cover counts as incomplete.',
    ),
  X07: () => text('The disk is encrypted', 'Xen’s batmap says that a key is needed.', 'Files and partitions cannot be shown.'),
  X08: ({ facts }) =>
    text(
      'The parent is a raw disk',
      facts.name === '' ? 'The parent has no ID.' : `The parent, ${visibleText(facts.name)}, has no ID.`,
      'Only Xen reads such a chain; whether it is the right parent cannot be told.',
    ),
};
