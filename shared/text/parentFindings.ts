/** The words for a differencing disk and its parents. */
import type { StandIn } from '../errors';
import type { FindingCode, FindingFacts, Sectors } from '../findings';
import { bothIds, vhdTimeText, visibleText } from '../vhd/codec';
import { placesText, standInText } from './errors';
import { text, type FindingText, type Words } from './findingParts';
import { bytesText } from './size';
import { grouped, plural } from './numbers';

const LOCATORS = {
  unreadable: 'its data lies outside the file or makes no sense',
  'absolute-only': 'it holds an absolute path, and there is no relative one beside it',
  deprecated: 'its kind is deprecated and Windows no longer reads it',
  'sector-space': 'its room is counted in sectors, as the specification says; Windows counts bytes and refuses it',
  'byte-order': 'its text is stored big-endian where little-endian is due',
  'unknown-platform': 'its platform code is unknown',
  'bad-length': 'its length is no length of such a text, or more than the room kept for it',
  'room-overlaps': 'it claims more room than there is: something else of the file stands in it',
  misplaced: 'its data lies over the header or the block table',
  'no-space': 'no room is kept for its text',
  twice: 'its kind is there twice, and which one wins is open',
  'not-absolute': 'it should hold an absolute path and holds a relative one, as Xen writes it',
  'not-normal': 'its path is not written as Windows does: “.\\” in front, backslashes, no NUL at the end',
} as const;

const OUTSIDE = {
  share: 'names another computer',
  device: 'names a device',
  climbs: 'climbs out of the folder the disk is in',
} as const;

const sectorsText = (facts: Sectors): string =>
  `${plural(facts.sectors, 'sector')} in ${plural(facts.blocks, 'block')}, the first at LBA ${grouped(facts.firstLba)}.`;

/** What a missing disk is called from this disk's view, with `layer` disks between them. */
const ancestor = (layer: number): string =>
  layer === 0 ? 'Parent disk' : layer === 1 ? 'Grandparent disk' : 'A disk further down the chain';

function missingParent({ name, why, of, sameId, looked }: FindingFacts['P01']): string {
  const whose = of === null ? 'the disk’s own folder' : `the folder of ${visibleText(of)}, whose parent it is`;
  const stands = looked === undefined ? `there is no ${visibleText(name)}` : placesText(looked);
  if (sameId !== undefined)
    return `Looked in ${whose}: ${stands}. Several files there have the parent’s ID: ${sameId.map(visibleText).join(', ')}. Platter cannot tell which of them is meant, and uses none until you name one.`;
  if (looked !== undefined) {
    const unseen = looked.outside === undefined ? '' : ' A path that leads out of that folder is followed only when you say so.';
    return `Looked in ${whose}, by name and by ID: ${stands}.${unseen}`;
  }
  if (name === '') return `${of === null ? 'The disk' : visibleText(of)} does not name its parent.`;
  return why === 'missing'
    ? `Looked for ${visibleText(name)} in ${whose}.`
    : `${visibleText(name)} stands in ${whose}, and cannot be opened as a disk. A check of that file says why.`;
}

/** "The parent of b.vhd is a.vhd, which stands on it". */
export const circleText = ({ child, again }: { readonly child: string; readonly again: string }): string =>
  child === again
    ? `${visibleText(child)} is its own parent`
    : `The parent of ${visibleText(child)} is ${visibleText(again)}, which stands on it`;

type Code = Extract<FindingCode, `P${string}`>;

export const PARENT_WORDS: Words<Code> = {
  P01: ({ facts }) =>
    text(
      `${ancestor(facts.layer)}${facts.why === 'missing' ? ' not found' : ' cannot be read'}`,
      missingParent(facts),
      'Blocks that come from it are shown as those of a missing parent, without data.',
      '0xC03A000D',
    ),
  P02: ({ facts }) =>
    text(
      `${visibleText(facts.name)} is not the parent ${facts.of === undefined ? 'this disk' : visibleText(facts.of)} was made from`,
      `Its ID is different. Expected ${bothIds(facts.expectedId)}${facts.foundId === '' ? '' : `; found ${bothIds(facts.foundId)}`}.`,
      'Data would be mixed, so it is not used.',
      '0xC03A000E',
    ),
  P03: ({ facts }) =>
    text(
      facts.found < facts.stored ? 'The parent file is older than the child remembers' : 'The parent was modified after the child was made',
      `Remembered ${vhdTimeText(facts.stored)}, found ${vhdTimeText(facts.found)}.`,
      `Contents may be mixed${facts.found < facts.stored ? ', as when an older copy was put back' : ''}. Copying the parent also changes its time; recent Windows only checks the ID.`,
      '0xC03A000F',
    ),
  P04: ({ facts }) =>
    text(
      'Size differs from the parent’s',
      `This disk has ${bytesText(facts.childBytes)}, the parent ${bytesText(facts.parentBytes)}.`,
      facts.childBytes < facts.parentBytes
        ? 'The parent was made larger since. Hyper-V wants both equal: make this disk as large, or the parent as small as it was.'
        : `The last ${bytesText(facts.childBytes - facts.parentBytes)} of this disk are in no parent, and read as zeros where it does not hold them itself. Hyper-V wants both equal.`,
      '0xC03A0017',
    ),
  P05: ({ facts }) =>
    facts.why === 'loop'
      ? text('The parents form a circle', `${circleText(facts)}.`, 'Such a chain never ends: some programs hang on it.', '0xC03A0018')
      : text(
          'The chain of parents is too long',
          `It has more than ${plural(facts.layers, 'layer')}, which is as far as it was followed.`,
          'What is further down is unknown. Some programs refuse such a disk.',
          '0xC03A0018',
        ),
  P06: ({ facts }) =>
    text(
      `Parent locator ${facts.slot + 1} may not lead to the parent`,
      `Slot ${facts.slot + 1}: ${LOCATORS[facts.why]}.`,
      facts.why === 'absolute-only'
        ? 'Once both files are moved, it does not lead to the parent any more.'
        : 'Programs that rely on it do not find the parent.',
    ),
  P07: ({ facts }) =>
    text(
      `${visibleText(facts.layer)} has problems of its own`,
      `${plural(facts.errors, 'error')} further down the chain.`,
      'What this disk takes from there may be wrong.',
      '0xC03A0019',
    ),
  P08: () =>
    text(
      'A child without a parent',
      'The disk says that it is differencing; it names no parent, by ID, name or path.',
      'What it does not store itself is unknown. QEMU shows zeros there, libvhdi refuses.',
      '0xC03A000D',
    ),
  P09: ({ facts }) =>
    text(
      'Zeros hide data of the parent',
      `${sectorsText(facts)} Typical of QEMU, which claims the whole block when it writes into a child.`,
      'If nobody wrote those zeros, the parent’s data is out of sight.',
    ),
  P10: ({ facts }) =>
    text(
      'The parent’s name is stored in the wrong byte order',
      `“${visibleText(facts.name)}” stands there little-endian, as early Xen tools and npm’s vhd write it.`,
      '7-Zip and libvhdi do not find the parent by it.',
    ),
  P11: ({ facts }) =>
    text('The parent’s name is not plain ASCII', `“${visibleText(facts.name)}”.`, 'Xen’s tools refuse such names; others read them.'),
  P12: ({ facts }) =>
    text(
      'The parent’s name may be damaged',
      facts.why === 'full' ? 'It fills all its 256 places and may have been cut.' : 'It holds half of a pair of UTF-16 units.',
      'The parent may not be found by this name.',
    ),
  P13: () =>
    text(
      'The parent is named, but no path leads to it',
      'There is no parent locator.',
      '7-Zip, libvhdi and DiscUtils find the parent by name; Xen does not, and Windows wants a relative path.',
    ),
  P14: ({ facts }) =>
    text(
      'The parent’s remembered time lies in the future',
      `Stored: ${vhdTimeText(facts.stamp)}.`,
      'Xen’s check refuses the disk; others do not mind.',
    ),
  P15: ({ facts }) =>
    text(
      'The parent’s path leads out of the folder',
      `“${visibleText(facts.path)}” ${OUTSIDE[facts.why]}.`,
      'Following it could give away a password or touch a device. It is not followed.',
    ),
  P16: ({ facts }) =>
    text(
      'A long chain',
      `${plural(facts.layers, 'layer')}.`,
      'Xen’s storage manager stops at 30 layers, vhdimount at 99. Merging layers shortens it.',
    ),
  P17: () =>
    text(
      'The disk holds nothing of its own',
      'No block is stored in it: everything it shows is its parent’s.',
      'A new snapshot is like that. If something was written to this disk, that is not in this file.',
    ),
  P18: ({ facts }) => (facts.standIn === undefined ? renamed(facts) : standing(facts.standIn)),
};

const standing = (standIn: StandIn): FindingText =>
  text(
    `${visibleText(standIn.found)} stands in for the parent that ${visibleText(standIn.child)} names`,
    `${standInText(standIn)}.`,
    'It may be an older copy, or a newer one. The disk is read through it, and not changed by what it holds until somebody names it as the parent.',
  );

const renamed = (facts: FindingFacts['P18']): FindingText => {
  if (facts.path === undefined) return named(facts);
  return facts.isNamed === true ? outOfFolder(facts, facts.path) : elsewhere(facts, facts.path);
};

const whoseParent = (of: string | undefined): string => (of === undefined ? 'the parent' : `the parent of ${visibleText(of)}`);
const whichDisk = (of: string | undefined): string => (of === undefined ? 'the disk' : visibleText(of));

const elsewhere = ({ found, of }: FindingFacts['P18'], path: string): FindingText =>
  text(
    `No stored path leads to ${whoseParent(of)}`,
    `${visibleText(found)} was found at ${visibleText(path)}, which ${whichDisk(of)} does not name.${
      of === undefined ? '' : ` It is written into ${visibleText(of)}: open that disk, and reconnect its parent there.`
    }`,
    'It is missing again as soon as the disk is opened without being told where it is, here and in other programs.',
  );

const outOfFolder = ({ found, of }: FindingFacts['P18'], path: string): FindingText =>
  text(
    `The path to ${whoseParent(of)} leads out of the folder`,
    `${visibleText(found)} is at ${visibleText(path)}, as ${whichDisk(of)} says. Paths out of a disk’s own folder are followed only when you say so.`,
    'Opening the disk anew asks before looking there. Programs that follow the path find the parent by themselves.',
  );

const named = (facts: FindingFacts['P18']): FindingText =>
  text(
    `No stored name leads to ${whoseParent(facts.of)}`,
    `${facts.of === undefined ? 'It' : visibleText(facts.of)} names ${visibleText(facts.names)}; the disk with the right ID is called ${visibleText(facts.found)}.`,
    'Programs that go by name do not find the parent. It was renamed, or the names are old.',
  );
