/**
 * An image whose save was cut off, as it was before the save: read through its journal, so that looking at it is safe
 * until the user has decided. Nothing is written.
 */
import { err, ok } from '../../shared/result';
import type { BlockFile } from '../vhd/blockFile';
import type { Journal } from './journal';

/** Closing it closes `file`. */
export function throughJournal(file: BlockFile, { records, lengthBefore }: Pick<Journal, 'records' | 'lengthBefore'>): BlockFile {
  return {
    ...file,
    bytes: lengthBefore,
    read: async (at, bytes) => {
      if (at + bytes > lengthBefore) {
        const there = Math.max(0, lengthBefore - at);
        return err({ kind: 'read-failed', at: at + there, bytes: bytes - there, code: 'EOF' });
      }
      const read = await file.read(at, bytes);
      if (!read.ok) return read;
      for (const record of records) {
        const start = Math.max(at, record.at);
        const end = Math.min(at + bytes, record.at + record.bytes);
        if (record.before !== null && start < end) read.value.set(record.before.subarray(start - record.at, end - record.at), start - at);
      }
      return ok(read.value);
    },
  };
}
