/** What the boxes for the size of a disk say to what is typed into them. */
import { grouped } from '../../shared/text/numbers';
import { noSizeText } from '../../shared/text/sizeInput';

/** A size of nothing, or below, is read, and is none that a disk can have. */
export function unreadableSizeText(typed: string): string {
  const isTooSmall = /^[-−]\s*\d|^[0.,]+(\s*[a-z]*)$/i.test(typed);
  return isTooSmall ? 'A disk has at least one sector of 512 bytes.' : noSizeText(typed);
}

export const roundedText = (bytes: number): string => `Rounded up to ${grouped(bytes)} bytes (whole sectors).`;

export const TOO_LARGE = 'VHD stops at 2040 GiB. Larger disks need VHDX.';
