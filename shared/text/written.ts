/**
 * What a save writes, in the same numbers before it, in its question and after it: how many bytes of the file change, including
 * the checksums and table entries that are updated. It is not how many bytes were typed, nor in how many steps.
 */
import type { ReviewRow, ReviewView } from '../edits';
import { bytesText, sizeText } from './size';
import { grouped, plural } from './numbers';

type Written = Pick<ReviewView, 'changedBytes' | 'growthBytes' | 'newBlocks'>;

function addedText({ growthBytes, newBlocks }: Written): string {
  const size = sizeText(growthBytes);
  if (newBlocks === 0) return `${size} more`;
  return newBlocks === 1 ? `a new block of ${size}` : `${plural(newBlocks, 'new block')} of ${size} together`;
}

/** "514 bytes and a new block of 2 MiB": how many bytes of the file change, and what is added to it. */
export function writtenText(review: Written): string {
  const changed = bytesText(review.changedBytes);
  if (review.growthBytes <= 0) return changed;
  return review.changedBytes === 0 ? addedText(review) : `${changed} and ${addedText(review)}`;
}

/**
 * "Saved 1 change. 514 bytes of the file changed, and it got a new block of 2 MiB. Verified." `changes`: how many steps were
 * staged.
 */
export function savedText(changes: number, review: Written): string {
  const changed = review.changedBytes === 0 ? null : `${bytesText(review.changedBytes)} of the file changed`;
  const added = review.growthBytes <= 0 ? null : addedText(review);
  const what = changed === null ? `The file got ${added ?? 'nothing new'}` : added === null ? changed : `${changed}, and it got ${added}`;
  return `Saved ${plural(changes, 'change')}. ${what}. Verified.`;
}

/** "512 bytes, 507 of them change": what a row adds to the sum of the changed bytes, where that is not its length. */
export function rowSizeText({ bytes, changed, before }: Pick<ReviewRow, 'bytes' | 'changed' | 'before'>): string {
  if (before.length === 0) return `${bytesText(bytes)}, added`;
  return changed === bytes ? bytesText(bytes) : `${bytesText(bytes)}, ${grouped(changed)} of them ${changed === 1 ? 'changes' : 'change'}`;
}
