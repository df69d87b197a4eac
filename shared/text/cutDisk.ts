/** The words for a disk without footer, perhaps one whose beginning describes more than the file has. */
import type { CutDisk, FormatError } from '../errors';
import { say, type ReasonText } from './reasons';
import { bytesText } from './size';

/** "its partition table describes a disk of at least 8,388,608 bytes, and the file has 4,194,304 bytes", without a full stop. */
export const cutSizesText = ({ by, leastBytes, fileBytes }: CutDisk): string =>
  `its ${by === 'partition-table' ? 'partition table' : 'file system'} describes a disk of at least ${bytesText(leastBytes)}, and the file has ${bytesText(fileBytes)}`;

/** "ends 300 bytes behind its last whole sector". */
export const overText = (over: number): string => `ends ${bytesText(over)} behind its last whole sector`;

/** For the command line. */
export const rawDiskReason = ({ cut, over }: Extract<FormatError, { readonly kind: 'raw-disk' }>): ReasonText =>
  over !== undefined
    ? say(
        cut === undefined
          ? `it has no VHD footer, looks like a raw disk, and was probably cut short: it ${overText(over)}`
          : `it is probably a fixed VHD or a raw image that was cut short: ${cutSizesText(cut)}; it ${overText(over)}`,
        'Copy it again if its source still exists. What is there becomes a disk with “platter import --pad”, which fills up the last sector with zeros; nothing brings the rest back.',
      )
    : cut !== undefined
      ? say(
          `it is probably a fixed VHD or a raw image that was cut short: ${cutSizesText(cut)}`,
          'Copy it again if its source still exists. What is there becomes a disk with “platter import”, or with a footer from “platter repair --output”; nothing brings the rest back.',
        )
      : say(
          'it has no VHD footer and looks like a raw disk',
          'Make a VHD of it with “platter import”, give a copy its footer back with “platter repair --output”, or read its bytes with “platter read --file-bytes”.',
        );
