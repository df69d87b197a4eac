/**
 * Whole new files: each is written under a temporary name in the target's own folder, made durable, and only then gets its
 * name. Nobody ever sees half a disk under the name of a whole one, and an old file is gone only when the new one is
 * complete. If it is cut off, a temporary file remains whose name says what it is.
 */
import path from 'node:path';
import type { FileError, SaveCause } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { NewFile } from '../vhd/ops/newFile';
import { pathNameFault } from './fileNames';
import { sameFile, unchanged, type FileSystem, type Identity, type OpenFile } from './fileSystem';
import { writeRange, writeZeros } from './imageBytes';
import { fullOrTooLarge, tooLongFor } from './lengthLimit';
import { fileKey } from './ownReaders';
import { firstError } from './restore';

export type Publish =
  /** The name must be free. */
  | { readonly kind: 'new' }
  /** Replaces what is there now, if unchanged since it was looked at. `keepAs`: the old file is kept under that name. */
  | { readonly kind: 'replace'; readonly expected: Identity; readonly keepAs: string | null };

export type FileJob = {
  readonly target: string;
  readonly content: NewFile;
  readonly publish: Publish;
  /** `full`: zeros are written too, so that the room is taken; otherwise they are left out where the file system supports it. */
  readonly fill: 'sparse' | 'full';
  /** Some random hex digits for the temporary name. */
  readonly tag: string;
  /** Cancels at any moment before the file is published, without waiting for writes that wait for the drive. */
  readonly signal?: AbortSignal;
  /** Bytes written so far, including zeros that were written. */
  readonly onProgress?: (doneBytes: number) => void;
  /** Checks the finished file before it gets its name; false: the file is thrown away. */
  readonly check?: (file: OpenFile) => Promise<boolean>;
};

/** `published`: the new file has its name, but that may not survive a power cut. Otherwise nothing has changed. */
export type FileJobError = { readonly published: boolean; readonly cause: SaveCause | { readonly kind: 'cancelled' | 'check-failed' } };

export type Published = {
  readonly identity: Identity;
  /** What could not be tidied up; the file is complete. */
  readonly afterwards: Untidy | null;
};

/** `rights-not-kept`: the new file does not have all of the old one's owner, group and mode. */
export type Untidy = FileError | { readonly kind: 'rights-not-kept' };

type Cause = FileJobError['cause'];
type Outcome<T> = Promise<Result<T, Cause>>;

const MARK = new TextEncoder().encode('PLATPART');
const SPARE_BYTES = 64 * 1024;
/** Written zeros are made durable in steps, so that progress shows the drive's and not the memory's. */
const SYNC_STEP = 64 * 1024 * 1024;
const CANCELLED = { kind: 'cancelled' } as const;

/** The longest name, in bytes, on any of the file systems we know. */
const LONGEST_NAME = 255;
const TAG_LENGTH = 8;

/** `.NAME.platter-part-TAG` in the target's folder; a name that would make this too long is shortened to its start. */
export function temporaryName(target: string, tag: string): string {
  const ending = `.platter-part-${tag}`;
  const room = LONGEST_NAME - 1 - ending.length - (TAG_LENGTH - tag.length);
  return path.join(path.dirname(target), `.${startOf(path.basename(target), room)}${ending}`);
}

/** As many whole characters as fit into so many bytes of UTF-8. */
function startOf(name: string, most: number): string {
  let start = '';
  let bytes = 0;
  for (const letter of name) {
    bytes += Buffer.byteLength(letter);
    if (bytes > most) return start;
    start += letter;
  }
  return start;
}

/** If holes do not come by themselves on this system, zeros are written, with progress, and their room is counted. */
export const fillOn = ({ leavesHoles }: FileSystem, fill: FileJob['fill']): FileJob['fill'] => (leavesHoles ? fill : 'full');

/** Writes the file and publishes it. */
export async function writeNewFile(asked: FileJob, files: FileSystem): Promise<Result<Published, FileJobError>> {
  const job = { ...asked, fill: fillOn(files, asked.fill) };
  const temporary = temporaryName(job.target, job.tag);
  const { bytes, extentBytes } = job.content;
  const free = await refusalBefore(job, files, { bytes, writtenBytes: job.fill === 'full' ? bytes : extentBytes });
  if (free !== null) return err({ published: false, cause: free });
  const created = await files.open(temporary, 'create-new');
  if (!created.ok) return err({ published: false, cause: created.error });
  const written = await unlessCancelled(writeAndCheck(job, created.value), job.signal).catch(async (thrown: unknown) => {
    await created.value.close();
    await files.unlink(temporary);
    throw thrown;
  });
  if (!written.ok && written.error.kind === 'cancelled') return abandoned(temporary, created.value, files);
  const closed = await created.value.close();
  const ready = written.ok && !closed.ok ? closed : written;
  if (!ready.ok) {
    const about = { file: temporary, bytes: job.content.bytes };
    return thrownAway(temporary, files, await fullOrTooLarge(ready.error, about, files));
  }
  if (job.signal?.aborted === true) return thrownAway(temporary, files, CANCELLED);
  const named = await publish(job, temporary, files);
  if (!named.ok) return thrownAway(temporary, files, named.error);
  const lasting = await files.syncFolder(path.dirname(job.target));
  if (!lasting.ok) return err({ published: true, cause: lasting.error });
  return ok({ identity: ready.value, afterwards: named.value });
}

async function thrownAway(temporary: string, files: FileSystem, cause: Cause): Promise<Result<never, FileJobError>> {
  await files.unlink(temporary);
  return err({ published: false, cause });
}

/** The work's result, or `cancelled` as soon as the signal comes: a drive may take seconds over its last write. */
function unlessCancelled<T>(work: Outcome<T>, signal: AbortSignal | undefined): Outcome<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(err(CANCELLED));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Removes the name at once and closes the handle after the last write; some systems want the reverse order. */
async function abandoned(temporary: string, file: OpenFile, files: FileSystem): Promise<Result<never, FileJobError>> {
  // Windows removes no file that is open to us alone: trying would only cost the time of the retries.
  const isGone = !files.opensExclusively && (await files.unlink(temporary)).ok;
  const closed = file.close();
  if (!isGone) {
    await closed;
    await files.unlink(temporary);
  }
  return err({ published: false, cause: CANCELLED });
}

/**
 * Checks that the name is free, or still belongs to the file to be replaced, that the drive can have a file of that length, and
 * that there is room for what is written of it.
 */
export async function refusalBefore(
  job: Pick<FileJob, 'target' | 'publish'>,
  files: FileSystem,
  { bytes, writtenBytes }: { readonly bytes: number; readonly writtenBytes: number },
): Promise<Cause | null> {
  const fault = job.publish.kind === 'new' ? pathNameFault(job.target) : null;
  if (fault !== null) return { kind: 'bad-file-name', why: fault };
  const stands = await refusalOfTarget(job, files);
  if (stands !== null) return stands;
  const folder = path.dirname(job.target);
  const tooLong = await tooLongFor(folder, bytes, files);
  if (tooLong !== null) return tooLong;
  const needBytes = writtenBytes + SPARE_BYTES;
  const free = await files.freeBytes(folder);
  return free.ok && free.value < needBytes ? { kind: 'no-room', needBytes, freeBytes: free.value } : null;
}

async function refusalOfTarget({ target, publish: how }: Pick<FileJob, 'target' | 'publish'>, files: FileSystem): Promise<Cause | null> {
  const there = await files.stat(target);
  if (how.kind === 'new') {
    if (there.ok) return { kind: 'exists', code: 'EEXIST' };
    return there.error.kind === 'not-found' ? null : there.error;
  }
  if (!there.ok) return there.error;
  if (!sameFile(there.value, how.expected)) return { kind: 'changed-on-disk', what: 'replaced', at: null };
  return unchanged(there.value, how.expected) ? null : { kind: 'changed-on-disk', what: 'identity', at: null };
}

async function writeAndCheck(job: FileJob, file: OpenFile): Outcome<Identity> {
  const { content, check } = job;
  const written = await writeContent(job, file);
  if (!written.ok) return written;
  for (const extent of content.closing) {
    if (job.signal?.aborted === true) return err(CANCELLED);
    // Everything before is durable first: the bytes that make the file a disk must not be there before the disk is.
    const synced = await file.sync();
    if (!synced.ok) return synced;
    const last = await writeRange(file, extent.at, extent.data);
    if (!last.ok) return last;
  }
  const synced = await file.sync();
  if (!synced.ok) return synced;
  const identity = await file.stat();
  if (!identity.ok) return identity;
  if (identity.value.size !== content.bytes) return err({ kind: 'read-back-differs', at: Math.min(identity.value.size, content.bytes) });
  return check === undefined || (await check(file)) ? identity : err({ kind: 'check-failed' });
}

/** Writes all extents in order, and the zeros between them if wanted, except where a closing extent will stand. */
async function writeContent({ content, fill, signal, onProgress }: FileJob, file: OpenFile): Outcome<void> {
  const startsLate = content.closing.some(({ at }) => at === 0);
  const marked = startsLate ? await writeRange(file, 0, MARK) : ok(undefined);
  if (!marked.ok) return marked;
  let end = 0;
  let done = 0;
  const tell = (bytes: number): void => {
    done += bytes;
    onProgress?.(done);
  };
  const fillTo = (to: number): Outcome<void> => fillGap({ content, from: end, to, startsLate, tell, signal }, file);
  for await (const extent of content.extents()) {
    if (signal?.aborted === true) return err(CANCELLED);
    const filled = fill === 'full' ? await fillTo(extent.at) : ok(undefined);
    if (!filled.ok) return filled;
    const written = await writeRange(file, extent.at, extent.data);
    if (!written.ok) return written;
    end = extent.at + extent.data.length;
    tell(extent.data.length);
  }
  return fill === 'full' ? fillTo(content.closing.at(-1)?.at ?? content.bytes) : ok(undefined);
}

type Gap = {
  readonly content: NewFile;
  readonly from: number;
  readonly to: number;
  readonly startsLate: boolean;
  readonly tell: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
};
const GAP_STEP = 1024 * 1024;

async function fillGap({ content, from, to, startsLate, tell, signal }: Gap, file: OpenFile): Outcome<void> {
  const first = startsLate && from === 0 ? (content.closing.find(({ at }) => at === 0)?.data.length ?? 0) : from;
  for (let at = first; at < to; at += GAP_STEP) {
    if (signal?.aborted === true) return err(CANCELLED);
    const bytes = Math.min(GAP_STEP, to - at);
    const written = await writeZeros(file, at, bytes);
    if (!written.ok) return written;
    tell(bytes);
    const isStep = Math.floor((at - first + bytes) / SYNC_STEP) > Math.floor((at - first) / SYNC_STEP);
    const synced = isStep ? await file.sync() : ok(undefined);
    if (!synced.ok) return synced;
  }
  return ok(undefined);
}

/** Whether the new file would replace the one that is open; `identity` as in BlockFile. */
export const takesPlaceOf = ({ target, publish: how }: Pick<FileJob, 'target' | 'publish'>, identity: string): boolean =>
  how.kind === 'replace' && identity === fileKey(how.expected, target);

/** Gives the finished file its name; returns what could not be tidied up. */
export async function publish(job: Pick<FileJob, 'target' | 'publish'>, temporary: string, files: FileSystem): Outcome<Untidy | null> {
  const { target, publish: how } = job;
  const changed = await refusalOfTarget(job, files);
  if (changed !== null) return err(changed);
  if (how.kind === 'new') return nameNew(temporary, target, files);
  const held = await holderOf(target, files);
  if (held !== null) return err(held);
  const rights = await files.copyRights(target, temporary);
  const kept = how.keepAs === null ? ok(null) : await keepOld(target, how.keepAs, files);
  if (!kept.ok) return kept;
  const moved = await files.rename(temporary, target);
  if (!moved.ok) return err((await kept.value?.undo(moved.error)) ?? moved.error);
  return ok(rights.ok ? null : { kind: 'rights-not-kept' });
}

/**
 * Windows refuses to replace a file that anybody has open, or that is marked read-only, with the error of a missing right.
 * Asking first tells them apart.
 */
async function holderOf(target: string, files: FileSystem): Promise<FileError | null> {
  const alone = files.opensExclusively ? await files.open(target, 'write') : null;
  if (alone?.ok === true) await alone.value.close();
  if (alone?.ok !== false) return null;
  const name = path.basename(target);
  return alone.error.kind === 'in-use' || alone.error.kind === 'read-only' ? { ...alone.error, name } : null;
}

/** Unlike a rename, a link is refused if the name is taken. If it is refused for another reason, the drive has no links. */
async function nameNew(temporary: string, target: string, files: FileSystem): Outcome<FileError | null> {
  const linked = await files.link(temporary, target);
  if (linked.ok) return ok(firstError(await files.unlink(temporary)));
  if (linked.error.kind === 'exists') return linked;
  const moved = await moveToFree(temporary, target, files);
  return moved.ok ? ok(null) : moved;
}

/** For FAT and exFAT: an empty file takes the name first, if it is free, and the whole one then replaces it. */
async function moveToFree(from: string, to: string, files: FileSystem): Promise<Result<void, SaveCause>> {
  const placed = await files.open(to, 'create-new');
  if (!placed.ok) return placed;
  await placed.value.close();
  const moved = await files.rename(from, to);
  if (moved.ok) return moved;
  const gone = await files.unlink(to);
  return gone.ok || gone.error.kind === 'not-found' ? moved : err(leftBehind('empty-file', to, moved.error));
}

const leftBehind = (what: 'empty-file' | 'old-file', file: string, cause: FileError): SaveCause => ({
  kind: 'left-behind',
  what,
  name: path.basename(file),
  cause,
});

/** Gives the old file back its only name. Returns `cause`, or more if that fails too. */
type Kept = { undo(cause: FileError): Promise<SaveCause> };

/** Gives the old file a second name, which is durable before the first name is reused; without links the file is moved. */
async function keepOld(target: string, keepAs: string, files: FileSystem): Promise<Result<Kept, SaveCause>> {
  const linked = await files.link(target, keepAs);
  if (!linked.ok && linked.error.kind === 'exists') return linked;
  const moved = linked.ok ? linked : await moveToFree(target, keepAs, files);
  if (!moved.ok) return moved;
  const undo: Kept['undo'] = async (cause) => {
    const back = await (linked.ok ? files.unlink(keepAs) : files.rename(keepAs, target));
    // A second name that stays is only in the way.
    return back.ok || linked.ok ? cause : leftBehind('old-file', keepAs, cause);
  };
  const lasting = await files.syncFolder(path.dirname(keepAs));
  return lasting.ok ? ok({ undo }) : err(await undo(lasting.error));
}
