/**
 * Writes the draft of one open image. Staged changes only change at their end: new entries are appended and undone ones cut
 * off. The file is written anew only if its content is not known.
 */
import type { FileSystem } from '../../io/fileSystem';
import { writeRecords, type Sealed } from '../../io/sealedFile';
import { fileOffset } from '../../../shared/vhd/units';
import { entryRecord, headRecord, type DraftHead } from './draftFile';
import { editBytes, type EditLog, type Entry } from './editLog';

export type DraftWriter = {
  /** Bytes of edits that are not in the file yet. */
  bytesToWrite(log: EditLog): number;
  /**
   * Afterwards the file holds the entries that are not undone. `made`: ISO 8601, the time of the last of them. False when it
   * could not be written.
   */
  write(head: DraftHead, log: EditLog, made: string): Promise<boolean>;
  remove(): Promise<void>;
};

/** An entry in the file: where its record ends, and its seal. */
type Kept = { readonly entry: Entry | null; readonly end: number; readonly seal: Uint8Array };
/** What the file holds; the head comes first and has no entry. */
type Known = { readonly identity: string; readonly kept: Kept[] };

/**
 * How many records of the file are still valid: the head, and entries of the log. Entries never change, so if the last one
 * matches, all before it do.
 */
function holding({ kept }: Known, { entries, cursor }: EditLog): number {
  let same = Math.min(kept.length - 1, cursor);
  while (same > 0 && kept[same]?.entry !== entries[same - 1]) same -= 1;
  return same + 1;
}

/** The entries as records behind those that are kept; they are also added to `kept`. */
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

/** `isThere`: the file may exist from an earlier run. Make one writer per file, and one call at a time. */
export function createDraftWriter(file: string, files: FileSystem, isThere: boolean): DraftWriter {
  /** Null if the file's content is not known. */
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
