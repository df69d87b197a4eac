/**
 * An image whose save was cut off, as it was before the save: read through its journal, so that looking at it is safe
 * until the user has decided. Nothing is written.
 */
import { overlaidFile } from '../../shared/overlaidFile';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Journal } from './journal';

/** Closing it closes `file`. */
export function throughJournal(file: BlockFile, { records, lengthBefore }: Pick<Journal, 'records' | 'lengthBefore'>): BlockFile {
  const old = records.flatMap(({ at, before }) => (before === null ? [] : [{ at, bytes: before }]));
  // A file that is shorter than before the save has lost what no journal brings back: its end stays missing.
  return overlaidFile(file, Math.min(lengthBefore, file.bytes), old);
}
