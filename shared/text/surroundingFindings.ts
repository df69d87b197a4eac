/** The words for findings about partition tables, Azure, and what surrounds the file. */
import type { FindingCode, FindingFacts, SaveShown } from '../findings';
import { visibleText } from '../vhd/codec';
import { text, type FindingText, type Reader, type Words } from './findingParts';
import { JOURNAL } from './reasons';
import { bytesText } from './size';
import { grouped } from './numbers';

type Code = Extract<FindingCode, `G${string}` | `A${string}` | `E${string}`>;

const GPT_FAULTS = {
  missing: 'is missing',
  'header-sum': 'has a wrong checksum over its header',
  'entries-sum': 'has a wrong checksum over its entries',
  'entries-lost': 'names a place or a size for its entries that this disk cannot have',
  misplaced: 'does not stand at the end of the disk, as after a resize',
  differs: 'has other entries than the table at the start of the disk',
} as const;

const AZURE: Readonly<Record<FindingFacts['A01']['why'], (facts: FindingFacts['A01']) => string>> = {
  'not-fixed': () => 'The disk is not fixed.',
  'not-whole-mebibytes': ({ bytes, missing }) => `Its ${bytesText(bytes)} are no whole number of MiB: ${bytesText(missing)} are missing.`,
  'too-small': ({ bytes, missing }) => `Its ${bytesText(bytes)} are fewer than 20 MiB: ${bytesText(missing)} are missing.`,
  'too-large': ({ bytes }) => `Its ${bytesText(bytes)} are more than 32 TiB.`,
  'file-length': ({ bytes, fileBytes }) => `The file has ${bytesText(fileBytes)}; its size and 512 bytes are ${bytesText(bytes + 512)}.`,
};
const AZURE_FOLLOWS = 'Uploading it fails, or the machine does not start.';
const FOR_AZURE: Readonly<Record<Reader, string>> = {
  window: '“Make a new disk from this one…”',
  terminal: '“platter convert FILE NEW.vhd --type fixed --azure”',
};

/** What is odd about a partition table, and what follows from it. */
const ODD = {
  hybrid: ['Beside its protective entry the MBR has entries of its own.', 'Systems may show different partitions.'],
  'odd-protective': [
    'The MBR’s protective entry does not cover the whole disk.',
    'Harmless after a resize; a program that knows no GPT may take the rest for free room.',
  ],
  'protective-alone': ['The MBR says that a GPT follows, and there is none.', 'Systems show a disk without partitions.'],
  'stale-gpt': ['Behind an MBR with partitions stands a GPT, and no protective entry announces it.', 'Systems go by the MBR.'],
  'large-sectors': [
    'The GPT was made for sectors of 4,096 bytes. A VHD has sectors of 512.',
    'Systems that attach the disk show no partitions. Here they are listed in sectors of 512 bytes.',
  ],
  'no-signature': ['The first sector does not end in 55 AA.', 'Most systems show a disk without partitions.'],
  backwards: ['A partition ends before it starts. It is not listed.', 'Systems leave it out, or the whole table.'],
  'too-many': ['It has more partitions than are listed here.', 'Systems stop somewhere too, each at its own number.'],
  loop: ['The chain of logical partitions comes back to itself.', 'Systems may show different partitions.'],
  'broken-chain': [
    'The chain of logical partitions leads to a sector that is no part of it.',
    'Logical partitions behind that point are lost to every system.',
  ],
} as const;

const CONTRADICTIONS: readonly string[] = ['loop', 'overlap', 'backwards', 'broken-chain'];

function oddTable(facts: FindingFacts['G03']): FindingText {
  const title = CONTRADICTIONS.includes(facts.why) ? 'The partition table contradicts itself' : 'Unusual partition table';
  if (facts.why === 'overlap')
    return text(title, `Partitions ${facts.first} and ${facts.second} share sectors.`, 'Writing to one of them damages the other.');
  const [detail, consequence] = ODD[facts.why];
  return text(title, detail, consequence);
}

/** What a child shows if there is a journal beside its parent. */
const SAVES: Readonly<Record<SaveShown, string>> = {
  before: 'What this disk takes from it is as it was before that save.',
  mixed: 'What this disk takes from it may be half of that save.',
  whole: 'That save is over, and the disk is whole.',
  unsure: 'If a save was cut off, what this disk takes from it may be half of that save.',
};

const HOW_TO_SETTLE: Readonly<Record<Reader, string>> = {
  window: 'The bar at the top asks how when that disk is opened.',
  terminal: '“platter info” says how.',
};

/** Something that is no file has the journal's name. */
function noJournalText({ of, shows }: FindingFacts['E07'], reader: Reader): FindingText {
  const [whose, mixed] = of === null ? ['this disk', ''] : [`${visibleText(of)}, which lies under this disk,`, ` ${SAVES[shows]}`];
  return text(
    `Nobody can tell whether a save of ${whose} was interrupted`,
    `What has the name of its journal ${JOURNAL['not-a-file'].replace(/^it /, '')}.${mixed}`,
    `Check the disk; if it is sound, put that aside. ${HOW_TO_SETTLE[reader]}`,
  );
}

export const SURROUNDING_WORDS: Words<Code> = {
  G01: ({ facts }) =>
    text(
      `The ${facts.copy === 'primary' ? 'partition table (GPT)' : 'partition table’s backup'} ${GPT_FAULTS[facts.why]}`,
      facts.copy === 'primary' ? 'The backup at the end of the disk may still be good.' : 'The table at the start of the disk is used.',
      'Guests warn, or repair it when they start.',
    ),
  G02: ({ facts }) =>
    facts.firstLba >= facts.sectors
      ? text(
          `Partition ${facts.number} lies behind the end of the disk`,
          `It starts at LBA ${grouped(facts.firstLba)}; the disk’s last sector is LBA ${grouped(facts.sectors - 1)}.`,
          'Nothing of it is on this disk: the disk was cut, or the entry is wrong.',
        )
      : text(
          `Partition ${facts.number} ends behind the end of the disk`,
          `It ends at LBA ${grouped(facts.endLba - 1)}; the disk’s last sector is LBA ${grouped(facts.sectors - 1)}.`,
          'Its file system lacks its end: the disk was cut, or shown too small.',
        ),
  G03: ({ facts }) => oddTable(facts),
  G04: ({ facts }) =>
    text(
      `Partition ${facts.number} is not aligned to 4 KiB`,
      `It starts at LBA ${grouped(facts.firstLba)}.`,
      'Harmless; every write of the guest costs two of the host.',
    ),
  A01: ({ facts }, reader) =>
    text(
      'Azure will not take the disk',
      AZURE[facts.why](facts),
      facts.why === 'too-large' ? AZURE_FOLLOWS : `${AZURE_FOLLOWS} ${FOR_AZURE[reader]} makes one that Azure takes.`,
    ),
  E01: ({ facts }, reader) =>
    text(
      `The file is ${facts.why}`,
      `Its folder’s file system keeps it ${facts.why}.`,
      `Windows and Hyper-V will not attach such a file. Copy it ${facts.why === 'sparse' ? `with ${reader === 'window' ? '“Make a new disk from this one…”' : '“platter convert”'}, which leaves no holes on Windows` : `to a folder that is not ${facts.why}`}.`,
      '0xC03A001A',
    ),
  E02: ({ facts }) =>
    text(
      'The file is near the limit of its file system',
      `It has ${bytesText(facts.fileBytes)}; FAT32 stops at 4 GiB.`,
      'The disk cannot grow any further there.',
    ),
  E03: ({ facts }) =>
    text(
      'Another program has the file open',
      `${visibleText(facts.by)}.`,
      'Changing it now would damage it; it may change while it is read.',
    ),
  E04: ({ facts }) =>
    text(
      facts.why === 'network' ? 'The file lies on a network share' : 'The file cannot be written',
      facts.why === 'network' ? 'It cannot be locked for certain there.' : 'It is marked read-only, or its drive is.',
      'Work on a copy.',
    ),
  E05: ({ facts }) =>
    text(
      facts.disks === 1 ? 'Another disk has the same ID' : `${facts.more ? 'More than ' : ''}${facts.disks} other disks have the same ID`,
      `${visibleText(facts.names)}${facts.more ? ' and others' : ''}, in the same folder.`,
      'Children cannot tell them apart, and Windows attaches only one at a time.',
    ),
  E06: () =>
    text('The file is still growing', 'Its length changed while it was looked at.', 'It is being copied or written. Check it later.'),
  E07: ({ facts }, reader) => {
    const { of, shows } = facts;
    if (shows === 'unsure') return noJournalText(facts, reader);
    return of === null
      ? text(
          'A save of this disk was interrupted',
          'Its journal lies beside it.',
          `Settle that save before anything else. ${HOW_TO_SETTLE[reader]}`,
        )
      : text(
          `A save of ${visibleText(of)}, which lies under this disk, was interrupted`,
          `Its journal lies beside it. ${SAVES[shows]}`,
          `Settle that save before anything else. ${HOW_TO_SETTLE[reader]}`,
        );
  },
  E08: ({ facts }) =>
    text(
      'Xen Orchestra did not finish a merge',
      `${visibleText(facts.name)} lies beside the disk.`,
      'The parent is partly merged. Keep the child, and let Xen Orchestra finish.',
    ),
  E10: ({ facts }) =>
    text(
      'An unfinished file lies beside the disk',
      `${visibleText(facts.name)}${facts.files === 1 ? '' : ` and ${facts.files - 1} more`}: Platter was to put it in this disk’s place, and was ended before it could.`,
      'It takes up room, and is no disk. Delete it unless Platter is writing it now.',
    ),
  E11: ({ facts }) =>
    text(
      'The disk is cut into parts',
      `${visibleText(facts.present)} lie in one folder${facts.missing === '' ? '' : `; ${visibleText(facts.missing)} ought to, and ${facts.missing.includes(',') ? 'are' : 'is'} missing`}.`,
      'One part alone is no whole disk. Join them in a new file, one behind the other, and open that.',
    ),
  E12: ({ facts: { ranges, bytes, header, blocks } }, reader) => {
    const entries = `${grouped(blocks)} ${blocks === 1 ? 'block' : 'blocks'}`;
    const structure = header
      ? ' It is needed to find the disk’s blocks: it is the dynamic header.'
      : blocks > 0
        ? ` A part of the block table is among it: where ${entries} ${blocks === 1 ? 'is' : 'are'}, nobody knows.`
        : '';
    return text(
      'Parts of the file cannot be read',
      `The drive does not give ${bytesText(bytes)} in ${grouped(ranges)} ${ranges === 1 ? 'place' : 'places'}; what stands there was not checked.${structure}`,
      header
        ? 'The drive may be failing: copy the file onto a good one, as “ddrescue” does, and repair the copy.'
        : `The drive may be failing: copy what is left first, as ${reader === 'window' ? '“Export…” with zeros for sectors that can’t be read' : '“platter export --salvage”'} or “ddrescue” does, and check the copy.`,
    );
  },
  E09: () =>
    text('The file is not downloaded', 'Only a placeholder of it is on this computer.', 'Reading it would fetch it from the network.'),
};
