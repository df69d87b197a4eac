/** What a save writes, in the same words and numbers before it, while it is agreed to and after it. */
import type { ReviewView } from '../edits';
import { bytesText, sizeText } from './size';

type Written = Pick<ReviewView, 'changedBytes' | 'growthBytes' | 'newBlocks'>;

function addedText({ growthBytes, newBlocks }: Written): string {
  const size = sizeText(growthBytes);
  if (newBlocks === 0) return `${size} more`;
  return newBlocks === 1 ? `a new block of ${size}` : `${newBlocks} new blocks of ${size} together`;
}

/** "514 bytes and a new block of 2 MiB": bytes that change in what the file has, and what it gets besides. */
export function writtenText(review: Written): string {
  const changed = bytesText(review.changedBytes);
  if (review.growthBytes <= 0) return changed;
  return review.changedBytes === 0 ? addedText(review) : `${changed} and ${addedText(review)}`;
}
