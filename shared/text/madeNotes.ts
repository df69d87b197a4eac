/** The words for remarks about a disk that was made. */
import type { MadeNote } from '../jobs';
import { standInText } from './errors';
import { hiddenDataText } from './hiddenData';
import { lostBlocksText } from './lostBlocks';
import { bytesText } from './size';
import { visibleText } from '../vhd/codec';

export function madeNoteText(note: MadeNote): string {
  switch (note.kind) {
    case 'enlarged':
      return `${bytesText(note.added)} of zeros were added at its end, so that it has ${bytesText(note.bytes)}.`;
    case 'backup-gpt-moved':
      return 'The backup of its partition table (GPT) was moved to its new end.';
    case 'geometry-replaced':
      return 'The cylinders, heads and sectors that were chosen for it say no disk of this size, and were replaced by the usual ones.';
    case 'small-for-windows':
      return 'It is smaller than 3 MiB: some Windows tools refuse such disks.';
    case 'not-smaller':
      return note.bytes === note.source
        ? 'It is as long as the file it was made from: there was nothing to gain.'
        : `It is not smaller than the file it was made from, but ${bytesText(note.bytes - note.source)} longer: there was nothing to gain.`;
    case 'hidden-data-dropped':
      return `${hiddenDataText(note)} The new file does not have it. The disk it was made from still does.`;
    case 'lost-blocks-dropped':
      return `In the disk it was made from, ${lostBlocksText(note)}. Nothing of that is in the new file.`;
    case 'end-not-read':
      return `The size of ${visibleText(note.name)} is no whole number of sectors: ${bytesText(note.bytes)} behind its last whole one ${note.bytes === 1 ? 'is' : 'are'} not read.`;
    case 'stand-in':
      return `${standInText(note.standIn)}.`;
    default:
      return note satisfies never;
  }
}
