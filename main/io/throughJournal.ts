/**
 * An image whose save was interrupted, as it was before the save: its old bytes are read from the journal, so that viewing
 * it is safe until the user has decided. Nothing is written.
 */
import { overlaidFile } from '../../shared/overlaidFile';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Journal } from './journal';

/** Closing the result closes `file`. */
export function throughJournal(file: BlockFile, { records, lengthBefore }: Pick<Journal, 'records' | 'lengthBefore'>): BlockFile {
  const old = records.flatMap(({ at, before }) => (before === null ? [] : [{ at, bytes: before }]));
  // If the file is shorter than before the save, it lost bytes that the journal does not have: its end stays missing.
  return overlaidFile(file, Math.min(lengthBefore, file.bytes), old);
}
