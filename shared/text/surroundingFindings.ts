/** The words for partition tables, for Azure, and for what surrounds the file. */
import type { FindingCode } from '../findings';
import { grouped, visibleText } from '../vhd/codec';
import { text, type Words } from './findingParts';
import { bytesText } from './size';

type Code = Extract<FindingCode, `G${string}` | `A${string}` | `E${string}`>;

const GPT_FAULTS = {
  missing: 'is missing',
  'header-sum': 'has a wrong checksum over its header',
  'entries-sum': 'has a wrong checksum over its entries',
  misplaced: 'does not stand at the end of the disk, as after a resize',
  differs: 'has other entries than the first one',
} as const;

const AZURE = {
  'not-fixed': 'The disk is not fixed.',
  'not-whole-mebibytes': 'Its size is not a whole number of MiB.',
  'too-small': 'It is smaller than 20 MiB.',
  'too-large': 'It is larger than 32 TiB.',
  'file-length': 'The file is not its size and 512 bytes long.',
} as const;

export const SURROUNDING_WORDS: Words<Code> = {
  G01: ({ facts }) =>
    text(
      `The ${facts.copy === 'primary' ? 'partition table (GPT)' : 'partition table’s backup'} ${GPT_FAULTS[facts.why]}`,
      facts.copy === 'primary' ? 'The backup at the end of the disk may still be good.' : 'The table at the start of the disk is used.',
      'Guests warn, or repair it when they start.',
    ),
  G02: ({ facts }) =>
    text(
      `Partition ${facts.number} ends behind the end of the disk`,
      `It ends at LBA ${grouped(facts.endLba)}; the disk has ${grouped(facts.sectors)} sectors.`,
      'Its file system lacks its end: the disk was cut, or shown too small.',
    ),
  G03: ({ facts }) =>
    text(
      facts.why === 'loop' || facts.why === 'overlap' ? 'The partition table contradicts itself' : 'Unusual partition table',
      {
        hybrid: 'Beside its protective entry the MBR has entries of its own.',
        'odd-protective': 'The MBR’s protective entry does not cover the disk as it should.',
        loop: 'The chain of logical partitions comes back to itself.',
        overlap: 'Two partitions share sectors.',
        'no-signature': 'The first sector has entries of partitions, and not the 55 AA at its end.',
      }[facts.why],
      'Systems may show different partitions.',
    ),
  G04: ({ facts }) =>
    text(
      `Partition ${facts.number} is not aligned to 4 KiB`,
      `It starts at LBA ${grouped(facts.firstLba)}.`,
      'Harmless; every write of the guest costs two of the host.',
    ),
  A01: ({ facts }) => text('Azure will not take the disk', AZURE[facts.why], 'Uploading it fails, or the machine does not start.'),
  E01: ({ facts }) =>
    text(
      `The file is ${facts.why}`,
      `Its folder’s file system keeps it ${facts.why}.`,
      'Hyper-V will not attach such a file.',
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
      facts.why === 'network' ? 'It cannot be locked for certain there.' : 'Its folder or drive is read-only.',
      'Work on a copy.',
    ),
  E05: ({ facts }) =>
    text(
      'Another disk has the same ID',
      `${visibleText(facts.name)}, in the same folder.`,
      'A copy. Children cannot tell the two apart, and Windows attaches only one of them.',
    ),
  E06: () =>
    text('The file is still growing', 'Its length changed while it was looked at.', 'It is being copied or written. Check it later.'),
  E07: () =>
    text('A save of this disk was interrupted', 'Its journal lies beside it.', 'Complete the save or take it back before anything else.'),
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
  E09: () =>
    text('The file is not downloaded', 'Only a placeholder of it is on this computer.', 'Reading it would fetch it from the network.'),
};
