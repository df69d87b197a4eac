/** The words for a disk without footer whose beginning describes more than the file has. */
import type { CutDisk } from '../errors';
import { bytesText } from './size';

/** "its partition table describes a disk of at least 8,388,608 bytes, and the file has 4,194,304 bytes", without a full stop. */
export const cutSizesText = ({ by, leastBytes, fileBytes }: CutDisk): string =>
  `its ${by === 'partition-table' ? 'partition table' : 'file system'} describes a disk of at least ${bytesText(leastBytes)}, and the file has ${bytesText(fileBytes)}`;
