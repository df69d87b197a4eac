/** The words about a block's sectors, and about changing their bits. */
import type { BitChange } from '../../shared/edits';
import type { SectorKind } from './blockBitmap.model';
import { unreached } from '../../shared/text/unreached';
import { isAllocated } from './stateCounts.model';
import type { Disk } from './translate.model';
import { grouped, plural } from '../../shared/text/numbers';

const KIND_LABELS: Readonly<Record<Exclude<SectorKind, 'unknown'>, string>> = {
  file: 'In this file',
  void: 'Set, all zeros',
  parent: 'From parent',
  zero: 'Reads as zeros',
  stale: 'Stale',
  damaged: 'Damaged',
};

/** The name of a kind of sectors of this disk. */
export const kindLabel = ({ view }: Pick<Disk, 'view'>, kind: SectorKind): string =>
  kind === 'unknown' ? unreached(view.parent).sectors : KIND_LABELS[kind];

const KIND_NOTES: Readonly<Record<Exclude<SectorKind, 'unknown'>, string>> = {
  file: 'Its bit is set, and the file stores data there',
  void: 'Its bit is set, but the file stores nothing but zeros there',
  parent: 'Its bit is clear: it is read from the parent',
  zero: 'Its bit is clear: it reads as zeros',
  stale: 'Its bit is clear, but old data still stands in the file; invisible to the guest',
  damaged: 'The file cannot give it',
};

/** For a block that is not in this file and so has no bits. */
const ABSENT_NOTES: Partial<Readonly<Record<SectorKind, string>>> = {
  parent: 'Its block is not in this file: it is read from the parent',
  zero: 'Its block is not in this file: it reads as zeros',
};

/** `parent`: the name of the parent that has the sector, where it is known. */
export const kindNote = ({ view }: Pick<Disk, 'view'>, kind: SectorKind, hasBit: boolean, parent: string | null = null): string => {
  if (kind === 'unknown') return `${hasBit ? 'Its bit is clear' : 'Its block is not in this file'}, and ${unreached(view.parent).because}`;
  const note = (hasBit ? undefined : ABSENT_NOTES[kind]) ?? KIND_NOTES[kind];
  return kind === 'parent' && parent !== null ? note.replace('the parent', parent) : note;
};

export const EDITED_LABEL = 'Not saved';
export const EDITED_NOTE = 'Its bytes or its bit are changed, and not saved yet';

export const BIT_BUTTONS: Readonly<Record<BitChange, string>> = {
  set: 'Set bits',
  clear: 'Clear bits',
  invert: 'Invert',
  match: 'Set bits where data isn’t zero',
};

export const IGNORED_NOTE = 'Most programs ignore these bits on a dynamic disk.';

/** Why the map of such a disk cannot be zoomed in further than its units. */
export const noSectorsText = ({ view }: Disk): string =>
  `${view.disk?.kind === 'raw' ? 'A raw disk has' : 'Fixed disks have'} no blocks and no sector bitmaps: the map goes no nearer`;

/** Why there is nothing to fold on the map. */
export function noFoldText({ view, blocks }: Disk): string {
  if (view.disk?.blocks.inTable !== true) return `${view.disk?.kind === 'raw' ? 'A raw disk has' : 'Fixed disks have'} no holes to fold`;
  if (!blocks.states.some(isAllocated))
    return view.disk.kind === 'differencing'
      ? 'This file stores no block: the whole disk is read from its parent'
      : 'No block is stored: the whole disk is a hole';
  return blocks.states.every(isAllocated)
    ? 'All blocks are stored: there are no holes to fold'
    : 'Every hole is one block: there is nothing to fold';
}

/** The caption of the map's last zoom step. */
export const sectorsCaption = (block: number, holding: string | null): string =>
  `Block ${grouped(block)} · ${holding ?? 'Reading where its sectors are…'}`;

/**
 * The question before bits are cleared. `lost`: sectors whose bits are set now; `isAtMost`: they were not counted, so this is
 * the upper limit.
 */
export function clearQuestion(
  how: 'clear' | 'invert',
  lost: { readonly sectors: number; readonly isAtMost: boolean },
  parent: string | null,
): { readonly title: string; readonly detail: string; readonly yes: string } {
  const one = lost.sectors === 1;
  const count = lost.isAtMost ? `Up to ${plural(lost.sectors, 'sector')}` : plural(lost.sectors, 'sector');
  const instead =
    parent === null
      ? `${count} will read as zeros in programs that go by these bits. ${one ? 'Its' : 'Their'} current bytes stay in the file, but such a program won’t show them. ${IGNORED_NOTE}`
      : `${count} will read from ${parent} instead. ${one ? 'Its' : 'Their'} current bytes stay in the file but the guest won’t see them.`;
  return how === 'clear'
    ? {
        title: `Clear the ${one ? 'bit' : 'bits'} of ${lost.isAtMost ? 'up to ' : ''}${grouped(lost.sectors)} ${one ? 'sector' : 'sectors'}?`,
        detail: instead,
        yes: 'Clear bits',
      }
    : { title: 'Invert these bits?', detail: instead, yes: 'Invert' };
}
