/**
 * What to do about a journal that stands beside an image. Inspecting never writes. A journal is treated as hostile: it is
 * applied only when it is whole, belongs to this disk, and every range it names still has its old or its new bytes. Every
 * recovery may be cut off anywhere and repeated.
 */
import path from 'node:path';
import type { FileError, JournalFault, RecoveryError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import { isNameTooLong } from './errno';
import type { FileSystem, OpenFile, Identity } from './fileSystem';
import { asMismatch, findNotNew, guardHash, standingOf, writeRange, writeZeros } from './imageBytes';
import { HEADER_BYTES, isCutBeforeImage, MAX_JOURNAL_BYTES, parseJournal, type Journal, type JournalState } from './journal';
import { hasOwner, heldBy, isRead, isTheirs, type Asking } from './journalOwner';
import { isJournalName, otherName } from './otherNames';
import { PROTOCOL, type Protocol } from './protocol';
import { mark, putAway, putBack, type OldBytes } from './restore';
import { journalPath, type SaveContext } from './saveContext';

export type Inspection =
  | { readonly kind: 'none' }
  /** Never applied: damaged, or not ours; it can be set aside. `isUntouched`: it was cut off before the image was touched. */
  | { readonly kind: 'unusable'; readonly why: JournalFault; readonly isUntouched?: true }
  /** Another program that still runs is saving. Null: it does not let us read its journal. */
  | { readonly kind: 'live'; readonly journal: Journal | null }
  /** The image was moved, copied or replaced since: the user must confirm that it is the journal's image. */
  | { readonly kind: 'moved' | 'own'; readonly journal: Journal; readonly verdict: Verdict };

/** What the image's bytes say about the save. */
export type Verdict =
  /** The journal says that the save is complete; the journal only has to be put away. */
  | { readonly kind: 'committed' }
  /** The journal says that the save was taken back. */
  | { readonly kind: 'taken-back' }
  /** Every new byte is there, but perhaps not durable. */
  | { readonly kind: 'all-new' }
  /** No new byte was written. */
  | { readonly kind: 'all-old' }
  /** Old and new bytes, nothing else. */
  | { readonly kind: 'mixed' }
  /** Somebody wrote to the disk since; `at` is the first place found. */
  | { readonly kind: 'foreign'; readonly at: number };

export type RecoveryOptions = {
  /** The user confirms that this image is the journal's, though it is another file. */
  readonly acceptMoved?: boolean;
  /** The user confirms that the process with the journal's process id is another program: ids are used again. */
  readonly acceptLive?: boolean;
  /** The name under which the journal of a completed save is kept, for undo. */
  readonly keepUndoAs?: string | null;
  /** Only tests set it. */
  readonly protocol?: Protocol;
};

type Recovered = Promise<Result<void, RecoveryError>>;

/** Reads the journal and the ranges it names. `name`: the journal's path, if it stands under another name of the image. */
export async function inspectJournal(
  image: string,
  context: Asking,
  protocol: Protocol = PROTOCOL,
  name: string = journalPath(image),
): Promise<Result<Inspection, FileError>> {
  const journal = await readJournal(context.files, name, protocol);
  if (!journal.ok) return isTheirs(journal.error, context.files) ? ok({ kind: 'live', journal: null }) : journal;
  if (journal.value === null) return ok({ kind: 'none' });
  if (!journal.value.ok) return ok(await unusable(image, context.files, name, journal.value.error));
  if (await hasOwner(journal.value.value, name, context)) return ok({ kind: 'live', journal: journal.value.value });
  const file = await context.files.open(image, 'read');
  if (!file.ok) return file;
  const inspected = await inspectWith(file.value, journal.value.value, protocol);
  await file.value.close();
  return inspected;
}

async function unusable(image: string, files: FileSystem, name: string, why: JournalFault): Promise<Inspection> {
  const now = await files.stat(image);
  const journal = now.ok ? await files.open(name, 'read-own') : null;
  if (!now.ok || journal?.ok !== true) return { kind: 'unusable', why };
  const [length, head] = [await journal.value.stat(), await journal.value.read(fileOffset(0), HEADER_BYTES)];
  await journal.value.close();
  const isUntouched = length.ok && head.ok && isCutBeforeImage(head.value, length.value.size, now.value);
  return isUntouched ? { kind: 'unusable', why, isUntouched } : { kind: 'unusable', why };
}

export type Found = { readonly inspection: Exclude<Inspection, { readonly kind: 'none' }>; readonly image: string };

/**
 * The journal that belongs to the file, beside this name of it or another one in its folder; `image` in the result is the
 * name it was made for. A file that has only the device and number of a journal's file, but neither its bytes nor its disk's
 * id, is a new file. `looksAround` false: the folder is known to have no journals.
 */
export async function findJournal(image: string, context: Asking, looksAround = true): Promise<Result<Found | null, FileError>> {
  const own = await inspectJournal(image, context);
  if (!own.ok) return own;
  if (own.value.kind !== 'none') return ok({ inspection: own.value, image });
  const other = looksAround ? await otherName(image, context.files) : null;
  if (other === null) return ok(null);
  const found = await inspectJournal(image, context, PROTOCOL, journalPath(other.image));
  if (!found.ok) return found;
  const { value } = found;
  if (value.kind === 'none') return ok(null);
  const isForeign = value.kind === 'unusable' || ('verdict' in value && value.verdict.kind === 'foreign');
  return ok(isForeign && !other.isLinked && !other.hasDiskId ? null : { inspection: value, image: other.image });
}

/** The path of the journal that settles the file: beside this name of it, or another one in its folder. */
async function journalFor(image: string, files: FileSystem): Promise<string> {
  const own = await files.stat(journalPath(image));
  const other = own.ok || own.error.kind !== 'not-found' ? null : await otherName(image, files);
  return journalPath(other?.image ?? image);
}

/** Null when there is no file of that name; the inner error tells why its content is no journal. */
async function readJournal(
  files: FileSystem,
  name: string,
  protocol: Protocol,
): Promise<Result<Result<Journal, JournalFault> | null, FileError>> {
  const opened = await files.open(name, 'read-own');
  if (!opened.ok) return notOpened(opened.error);
  const stat = await opened.value.stat();
  const isReadable = stat.ok && stat.value.size <= MAX_JOURNAL_BYTES;
  const raw = isReadable ? await opened.value.read(fileOffset(0), stat.value.size) : null;
  await opened.value.close();
  if (!stat.ok) return stat;
  if (raw === null) return ok(err('too-large'));
  return raw.ok ? ok(parseJournal(raw.value, protocol.checksHashes)) : raw;
}

/** We make journals as ordinary files: a link, a folder or a pipe in its place is not ours and may only be put aside. */
function notOpened(error: FileError): Result<Result<Journal, JournalFault> | null, FileError> {
  if (error.kind === 'not-found' || isNameTooLong(error)) return ok(null);
  return error.kind === 'not-a-file' || error.kind === 'is-folder' ? ok(err('not-a-file')) : err(error);
}

const isSame = (journal: Journal, now: Identity): boolean =>
  journal.dev === BigInt.asUintN(64, now.dev) && journal.ino === BigInt.asUintN(64, now.ino);

async function inspectWith(file: OpenFile, journal: Journal, protocol: Protocol): Promise<Result<Inspection, FileError>> {
  const now = await file.stat();
  if (!now.ok) return now;
  const verdict = await verdictOf(file, journal, now.value.size, protocol);
  return verdict.ok ? ok({ kind: isSame(journal, now.value) ? 'own' : 'moved', journal, verdict: verdict.value }) : verdict;
}

async function verdictOf(file: OpenFile, journal: Journal, length: number, protocol: Protocol): Promise<Result<Verdict, FileError>> {
  if (journal.state === 'committed' && protocol.believesCommit) return ok({ kind: 'committed' });
  if (journal.state === 'rolled-back') return ok({ kind: 'taken-back' });
  return bytesVerdict(file, journal, length, protocol);
}

/** What stands in the file, regardless of the journal's mark? */
async function bytesVerdict(file: OpenFile, journal: Journal, length: number, protocol: Protocol): Promise<Result<Verdict, FileError>> {
  const { records, guards, metaHash, lengthBefore, lengthAfter } = journal;
  if (!protocol.looksForForeign) return ok({ kind: 'mixed' });
  if (length < lengthBefore || length > lengthAfter) return ok({ kind: 'foreign', at: Math.min(length, lengthBefore) });
  const standing = await standingOf(file, records, length);
  if (!standing.ok) return standing;
  const { foreignAt, allNew, allOld } = standing.value;
  if (foreignAt !== null) return ok({ kind: 'foreign', at: foreignAt });
  const hash = await guardHash(file, guards, records);
  if (!hash.ok) return hash;
  if (Buffer.compare(hash.value, metaHash) !== 0) return ok({ kind: 'foreign', at: guards[0]?.at ?? 0 });
  if (allNew && length === lengthAfter) return ok({ kind: 'all-new' });
  return ok({ kind: allOld && length === lengthBefore ? 'all-old' : 'mixed' });
}

/** An image opened for writing, with its journal, and what stands in it. */
type Open = { readonly file: OpenFile; readonly journal: Journal; readonly verdict: Verdict };

/** Opens and locks the image and inspects it again, now that nobody else can write. `name` is the journal's path. */
async function withImage(
  image: string,
  name: string,
  context: SaveContext,
  options: RecoveryOptions,
  work: (open: Open) => Recovered,
): Recovered {
  const protocol = options.protocol ?? PROTOCOL;
  const journal = await readJournal(context.files, name, protocol);
  if (!journal.ok) return isTheirs(journal.error, context.files) ? err(await heldBy(image, null, context.files)) : journal;
  if (journal.value === null) return err({ kind: 'no-journal' });
  if (!journal.value.ok) return err({ kind: 'journal-unusable', why: journal.value.error });
  // A journal that was kept for undo has no running owner any more.
  const { acceptLive = false } = options;
  if (isJournalName(name) && (await hasOwner(journal.value.value, name, { ...context, acceptLive })))
    return err({ kind: 'journal-live', pid: journal.value.value.pid });
  if (await isRead(name, context.files)) return err({ kind: 'journal-in-use' });
  const file = await context.files.open(image, 'write');
  if (!file.ok) return file;
  const done = await withLocked(file.value, journal.value.value, context, options, work);
  await file.value.close();
  return done;
}

async function withLocked(
  file: OpenFile,
  journal: Journal,
  context: SaveContext,
  options: RecoveryOptions,
  work: (open: Open) => Recovered,
): Recovered {
  const locked = await file.tryLock();
  if (!locked.ok) return locked;
  const now = await file.stat();
  if (!now.ok) return now;
  const others = (await context.otherWriters?.(now.value)) ?? [];
  if (!locked.value || others.length > 0) return err({ kind: 'locked', by: others });
  if (!isSame(journal, now.value) && options.acceptMoved !== true) return err({ kind: 'journal-moved' });
  const verdict = await verdictOf(file, journal, now.value.size, options.protocol ?? PROTOCOL);
  return verdict.ok ? work({ file, journal, verdict: verdict.value }) : verdict;
}

const oldBytes = (journal: Journal): OldBytes[] => journal.records.flatMap(({ at, before }) => (before === null ? [] : [{ at, before }]));

/** Puts the old bytes and the old length back, then removes the journal. Not for a complete save: that is undone. */
export async function rollBack(image: string, context: SaveContext, options: RecoveryOptions = {}): Recovered {
  const name = await journalFor(image, context.files);
  return withImage(image, name, context, options, async ({ file, journal, verdict }) => {
    if (verdict.kind === 'foreign') return err({ kind: 'foreign-bytes', at: verdict.at });
    if (verdict.kind === 'committed') return err({ kind: 'not-interrupted' });
    if (verdict.kind === 'taken-back') return putAway(context.files, name, null, options.protocol ?? PROTOCOL);
    return backAndAway(file, journal, name, context.files, options.protocol ?? PROTOCOL);
  });
}

async function backAndAway(file: OpenFile, journal: Journal, name: string, files: FileSystem, protocol: Protocol): Recovered {
  const restored = await putBack(file, oldBytes(journal), journal.lengthBefore, protocol);
  if (!restored.ok) return restored;
  const marked = await markByName(files, name, journal, 'rolled-back', protocol);
  return marked.ok ? putAway(files, name, null, protocol) : marked;
}

async function markByName(files: FileSystem, name: string, journal: Journal, state: JournalState, protocol: Protocol): Recovered {
  const opened = await files.open(name, 'write');
  if (!opened.ok) return opened;
  const marked = await mark(opened.value, state, journal.seq + 1, protocol);
  await opened.value.close();
  return marked;
}

/** Completes the save. Every new byte is written again, because it may so far be in the system's memory only. */
export async function rollForward(image: string, context: SaveContext, options: RecoveryOptions = {}): Recovered {
  const name = await journalFor(image, context.files);
  const protocol = options.protocol ?? PROTOCOL;
  const keepAs = options.keepUndoAs ?? null;
  return withImage(image, name, context, options, async ({ file, journal, verdict }) => {
    if (verdict.kind === 'foreign') return err({ kind: 'foreign-bytes', at: verdict.at });
    if (verdict.kind === 'taken-back') return err({ kind: 'not-interrupted' });
    if (verdict.kind === 'committed') return putAway(context.files, name, keepAs, protocol);
    const written = await writeNew(file, journal, protocol);
    if (!written.ok) return written;
    const marked = await markByName(context.files, name, journal, 'committed', protocol);
    return marked.ok ? putAway(context.files, name, keepAs, protocol) : marked;
  });
}

/** Writes what lies behind the old end first, beginning with the new footer: the old one stays until that is durable. */
async function writeNew(file: OpenFile, journal: Journal, protocol: Protocol): Recovered {
  const behind = journal.records.filter(({ before }) => before === null);
  const inside = journal.records.filter(({ before }) => before !== null);
  const parts = [
    { name: 'end', records: behind.slice(-1) },
    { name: 'reserve', records: behind.slice(0, -1) },
    { name: 'restored', records: inside },
  ] as const;
  for (const { name, records } of parts) {
    for (const { at, bytes, after } of records) {
      const written = after === null ? await writeZeros(file, at, bytes) : await writeRange(file, at, after);
      if (!written.ok) return written;
    }
    // Syncs even if nothing was written: bytes that the save itself left in the system's memory must be durable before its
    // journal goes.
    const synced = await protocol.barrier(name, () => file.sync());
    if (!synced.ok) return synced;
  }
  return asMismatch(await findNotNew(file, journal.records));
}

/** Does what needs no decision: removes a journal that is done, finishes a complete save, forgets one that never began. */
export async function finish(image: string, context: SaveContext, options: RecoveryOptions = {}): Recovered {
  const name = await journalFor(image, context.files);
  const inspected = await inspectJournal(image, { ...context, acceptLive: options.acceptLive === true }, options.protocol, name);
  if (!inspected.ok) return inspected;
  const found = inspected.value;
  switch (found.kind) {
    case 'none':
      return err({ kind: 'no-journal' });
    case 'unusable':
      return err({ kind: 'journal-unusable', why: found.why });
    case 'live':
      return err(await heldBy(image, found.journal, context.files));
    case 'moved':
    case 'own':
      if (found.verdict.kind === 'foreign') return err({ kind: 'foreign-bytes', at: found.verdict.at });
      return ['committed', 'all-new'].includes(found.verdict.kind)
        ? rollForward(image, context, options)
        : rollBack(image, context, options);
    default:
      return found satisfies never;
  }
}

/**
 * Whether the save that this journal was kept for could be undone now. It is asked whenever editing begins, so zeros that
 * the save put behind the old end are not read here. Undoing itself reads them, and refuses if they are no longer zeros.
 */
export async function isUndoable(image: string, undo: string, context: SaveContext): Promise<boolean> {
  const journal = await readJournal(context.files, undo, PROTOCOL);
  if (!journal.ok || journal.value?.ok !== true) return false;
  const file = await context.files.open(image, 'read');
  if (!file.ok) return false;
  const now = await file.value.stat();
  const kept = withoutZeros(journal.value.value);
  const verdict = now.ok && isSame(kept, now.value) ? await bytesVerdict(file.value, kept, now.value.size, PROTOCOL) : null;
  await file.value.close();
  return verdict?.ok === true && verdict.value.kind === 'all-new';
}

const withoutZeros = (journal: Journal): Journal => ({ ...journal, records: journal.records.filter(({ after }) => after !== null) });

/** Undoes a complete save by the journal kept of it. Everything it wrote must still stand, and nobody may have saved since. */
export async function undoSaved(image: string, undo: string, context: SaveContext, options: RecoveryOptions = {}): Recovered {
  const protocol = options.protocol ?? PROTOCOL;
  const name = journalPath(image);
  const there = await context.files.stat(name);
  if (there.ok) return err({ kind: 'journal-exists' });
  if (there.error.kind !== 'not-found') return there;
  return withImage(image, undo, context, options, async ({ file, journal }) => {
    const now = await file.stat();
    if (!now.ok) return now;
    const verdict = await bytesVerdict(file, journal, now.value.size, protocol);
    if (!verdict.ok) return verdict;
    if (verdict.value.kind === 'foreign') return err({ kind: 'foreign-bytes', at: verdict.value.at });
    if (verdict.value.kind !== 'all-new') return err({ kind: 'not-all-new' });
    // From this renaming on, the journal is that of an interrupted save: a cut leaves what recovery can take back or
    // complete.
    const marked = await markByName(context.files, undo, journal, 'prepared', protocol);
    if (!marked.ok) return marked;
    const moved = await context.files.rename(undo, name);
    if (!moved.ok) return moved;
    const named = await protocol.barrier('journal-name', () => context.files.syncFolder(path.dirname(name)));
    return named.ok ? backAndAway(file, journal, name, context.files, protocol) : named;
  });
}

/** Gives a journal that will not be applied another name, so that the image can be saved again. The journal's content is kept. */
export async function setAside(image: string, as: string, context: SaveContext, options: RecoveryOptions = {}): Recovered {
  const name = await journalFor(image, context.files);
  const { protocol = PROTOCOL, acceptLive = false } = options;
  const found = await inspectJournal(image, context, protocol, name);
  if (!found.ok) return found;
  if (found.value.kind === 'none') return err({ kind: 'no-journal' });
  if (found.value.kind === 'live' && !acceptLive) return err(await heldBy(image, found.value.journal, context.files));
  const taken = await context.files.stat(as);
  if (taken.ok) return err({ kind: 'exists', code: 'EEXIST' });
  if (taken.error.kind !== 'not-found') return taken;
  if (await isRead(name, context.files)) return err({ kind: 'journal-in-use' });
  const away = (): Recovered => putAway(context.files, name, as, protocol);
  return found.value.kind === 'live' ? whileNobodySaves(image, context, away) : away();
}

/** Holds the image's lock, as a save does from its first step to the last. */
async function whileNobodySaves(image: string, { files }: SaveContext, work: () => Recovered): Recovered {
  const file = await files.open(image, 'write');
  if (!file.ok) return file;
  const locked = await file.value.tryLock();
  const done = locked.ok ? (locked.value ? await work() : err({ kind: 'locked' as const, by: [] })) : locked;
  await file.value.close();
  return done;
}
