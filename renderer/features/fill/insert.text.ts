/** The words of the dialog that writes a file into the disk. Exhaustive by type. */
import { sizeText } from '../../../shared/text/size';
import type { ContentProblem, ContentReady } from './insert.model';
import { grouped, plural } from '../../../shared/text/numbers';

/** "Writes 4,096 bytes at LBA 2,048–2,055." */
export function contentLine({ bytes, firstLba, lastLba, newBlocks }: ContentReady): string {
  const where = lastLba === firstLba ? grouped(firstLba) : `${grouped(firstLba)}–${grouped(lastLba)}`;
  const grows =
    newBlocks === null
      ? ''
      : ` ${plural(newBlocks.count, 'block is', 'blocks are')} not in this file yet: it grows by at least ${grouped(newBlocks.growthBytes)} bytes when you save.`;
  return `Writes ${plural(bytes, 'byte')} at LBA ${where}.${grows} It is a change like any other: nothing is written before you save.`;
}

export function contentProblemText(problem: ContentProblem): string {
  switch (problem.why) {
    case 'no-file':
      return 'Choose the file whose bytes go into the disk.';
    case 'empty':
      return 'This file is empty.';
    case 'too-large':
      return `The file has ${sizeText(problem.bytes)}; one change can write ${sizeText(problem.most)}.`;
    case 'bad-address':
      return 'This can’t be read as a place on the disk. Try 2048, 0x100000, b12 or p2.';
    case 'not-the-disk':
      return 'This is a place in the file, not on the disk.';
    case 'beyond-end':
      return `${plural(problem.overBytes, 'byte')} would lie beyond the end of the disk.`;
    default:
      return problem satisfies never;
  }
}
