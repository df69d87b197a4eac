/**
 * The file that keeps what is staged for one open image. What is staged changes at its end only: new entries are appended,
 * undone ones cut off, and the file is written anew only where it is not known what stands in it.
 */
import type { FileSystem } from '../../io/fileSystem';
import { writeRecords, type Sealed } from '../../io/sealedFile';
import { fileOffset } from '../../../shared/vhd/units';
import { entryRecord, headRecord, type DraftHead } from './draftFile';
import { editBytes, type EditLog, type Entry } from './editLog';

export type DraftWriter = {
  /** Bytes of edits that the file lacks. */
  bytesToWrite(log: EditLog): number;
  /** Afterwards the file holds the entries that count. `made`: ISO 8601, when the last of them was. False when it could not be written. */
  write(head: DraftHead, log: EditLog, made: string): Promise<boolean>;
  remove(): Promise<void>;
};

/** An entry that stands in the file: where its record ends, and its seal. */
type Kept = { readonly entry: Entry | null; readonly end: number; readonly seal: Uint8Array };
/** What stands in the file: the head, which is no entry, comes first. */
type Known = { readonly identity: string; readonly kept: Kept[] };

/** How many records of the file hold: the head, and entries of the log. Entries never change, so the last of them tells for all before. */
function holding({ kept }: Known, { entries, cursor }: EditLog): number {
  let same = Math.min(kept.length - 1, cursor);
  while (same > 0 && kept[same]?.entry !== entries[same - 1]) same -= 1;
  return same + 1;
}

/** The entries as records behind those that are kept, which become longer by them. */
async function recordsFor(kept: Kept[], entries: readonly Entry[], made: string): Promise<Sealed[]> {
  const records: Sealed[] = [];
  for (const entry of entries) {
    const last = kept.at(-1) as Kept;
    const record = await entryRecord(last.seal, { ...entry, made });
    kept.push({ entry, end: last.end + record.bytes, seal: record.seal });
    records.push(record);
  }
  return records;
}

/** `isThere`: the file may be there, of an earlier run. One writer a file, one call at a time. */
export function createDraftWriter(file: string, files: FileSystem, isThere: boolean): DraftWriter {
  /** Null where nothing is known of what the file holds. */
  let known: Known | null = null;
  let mayBeThere = isThere;

  const writeAnew = async (head: DraftHead, log: EditLog, made: string): Promise<Known> => {
    const entries = log.entries.slice(0, log.cursor);
    const first = await headRecord(head);
    const kept: Kept[] = [{ entry: null, end: first.bytes, seal: first.seal }];
    const records = await recordsFor(kept, entries, made);
    mayBeThere = true;
    await writeRecords(file, [first, ...records]);
    return { identity: head.identity, kept };
  };

  const goOn = async ({ identity, kept }: Known, log: EditLog, made: string): Promise<Known | null> => {
    const length = kept.at(-1)?.end ?? 0;
    kept.length = holding({ identity, kept }, log);
    const from = kept.at(-1)?.end ?? 0;
    const records = await recordsFor(kept, log.entries.slice(kept.length - 1, log.cursor), made);
    const opened = await files.open(file, 'write');
    if (!opened.ok) return null;
    const handle = opened.value;
    const isCut = from === length || (await handle.truncate(from)).ok;
    const bytes = Buffer.concat(records.flatMap(({ parts }) => parts));
    const isWritten = isCut && (bytes.length === 0 || (await handle.write(fileOffset(from), bytes)).ok) && (await handle.sync()).ok;
    return (await handle.close()).ok && isWritten ? { identity, kept } : null;
  };

  return {
    bytesToWrite: (log) => {
      const same = known === null ? 0 : holding(known, log) - 1;
      return editBytes(log) - (log.entries[same - 1]?.allBytes ?? 0);
    },
    write: async (head, log, made) => {
      const there = known?.identity === head.identity ? known : null;
      known = null;
      try {
        known = (there === null ? null : await goOn(there, log, made)) ?? (await writeAnew(head, log, made));
        return true;
      } catch {
        return false;
      }
    },
    remove: async () => {
      known = null;
      if (mayBeThere) await files.unlink(file);
      mayBeThere = false;
    },
  };
}
