/**
 * Carries plans out on images; nothing else does. A save is whole or not at all: the old and new bytes of every change are
 * journalled, the changes are written in stages with a barrier after each, read back, and only then called saved. Steps and
 * cuts: ARCHITECTURE.md.
 */
import path from 'node:path';
import type { FileError, SaveCause, SaveError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { Guard, Plan, Stage, Step } from '../vhd/ops/plan';
import { sameFile, unchanged, type Identity, type OpenFile } from './fileSystem';
import { asMismatch, findDifference, findNotNew, guardHash, writeRange, writeZeros } from './imageBytes';
import { encodeJournal, journalBytes, MAX_GUARDS, MAX_JOURNAL_BYTES, type JournalRecord } from './journal';
import { otherName } from './otherNames';
import { recordsOf } from './planRecords';
import { PROTOCOL, type Phase, type Protocol } from './protocol';
import { findJournal } from './recover';
import { firstError, mark, putAway, putBack, type OldBytes } from './restore';
import { journalPath, type SaveContext } from './saveContext';

export type SaveRequest = {
  /** The image by its real path; the last part is no link. */
  readonly path: string;
  readonly plan: Plan;
  /** The file as it was when the plan was made. */
  readonly expected: Identity;
  /** The name the journal gets once the save is complete, for undo. Null: the journal is deleted. */
  readonly keepUndoAs: string | null;
  /** Heeded until the first byte of the image is written; an aborted save has changed nothing. From then on the save is finished. */
  readonly signal?: { readonly aborted: boolean };
  /** Only tests set it. */
  readonly protocol?: Protocol;
};

export type Saved = {
  /** The file as it is now: what the next save expects. */
  readonly identity: Identity;
  /** The path of the journal, kept for undo. */
  readonly undo: string | null;
  /** What went wrong after the save was complete; the save stands. */
  readonly afterwards: SaveCause | null;
};

/** Room that must be left besides journal and growth: names and the file system's own records take some. */
const SPARE_BYTES = 64 * 1024;

type Run = {
  readonly request: SaveRequest;
  readonly context: SaveContext;
  readonly protocol: Protocol;
  readonly records: readonly JournalRecord[];
  readonly image: OpenFile;
  journal: OpenFile | null;
  /** Whether the image may differ from what it was, and in which patches. */
  touched: boolean;
  readonly started: OldBytes[];
  identity: Identity;
};

/** `isLost`: nothing more may be tried now; when the image is opened again, the journal decides what happens. */
type Stop = { readonly cause: SaveCause; readonly isLost: boolean };
type Ran = Promise<Result<void, Stop>>;

const stop = (cause: SaveCause, isLost = false): Result<never, Stop> => err({ cause, isLost });
/** The cause of an aborted save; nobody reads it. */
const GIVEN_UP: SaveCause = { kind: 'read-failed', at: 0, bytes: 0, code: 'ECANCELED' };
const untouched = (cause: SaveCause): Result<never, SaveError> => err({ fileState: 'untouched', cause });

/** Saves the plan, or says why not and in what state the file is. An empty plan succeeds without doing anything. */
export async function applyPlan(request: SaveRequest, context: SaveContext): Promise<Result<Saved, SaveError>> {
  const records = recordsOf(request.plan);
  if (!records.ok) return untouched(records.error);
  if (request.plan.guards.length > MAX_GUARDS || journalBytes(records.value) > MAX_JOURNAL_BYTES)
    return untouched({ kind: 'bad-plan', why: 'too-large' });
  if (records.value.length === 0) return ok({ identity: request.expected, undo: null, afterwards: null });
  const opened = await openForSave(request, context);
  if (!opened.ok) return untouched(opened.error);
  const run: Run = {
    request,
    context,
    protocol: request.protocol ?? PROTOCOL,
    records: records.value,
    image: opened.value,
    journal: null,
    touched: false,
    started: [],
    identity: request.expected,
  };
  for (const phase of run.protocol.phases) {
    const ran = await PHASES[phase](run);
    if (!ran.ok) return err(await giveUp(run, ran.error));
  }
  return ok(await cleanUp(run));
}

const PHASES: Readonly<Record<Phase, (run: Run) => Ran>> = {
  compare: compareAll,
  journal: writeJournal,
  image: writeImage,
  'read-back': readBack,
  commit: commit,
};

/** Opens and locks the file, and checks that it is still the file that the plan was made for. */
async function openForSave({ path: image, expected }: SaveRequest, context: SaveContext): Promise<Result<OpenFile, SaveCause>> {
  const others = async (): Promise<SaveCause> => ({ kind: 'locked', by: (await context.otherWriters?.(expected)) ?? [] });
  const opened = await context.files.open(image, 'write');
  if (!opened.ok) return opened.error.kind === 'in-use' ? err(await others()) : opened;
  const file = opened.value;
  const refusal = await refusalOf(file, expected, others);
  if (refusal === null) return ok(file);
  await file.close();
  return err(refusal);
}

async function refusalOf(file: OpenFile, expected: Identity, others: () => Promise<SaveCause>): Promise<SaveCause | null> {
  const locked = await file.tryLock();
  if (!locked.ok) return locked.error;
  const busy = await others();
  if (!locked.value || (busy.kind === 'locked' && busy.by.length > 0)) return busy;
  const now = await file.stat();
  if (!now.ok) return now.error;
  if (!sameFile(now.value, expected)) return { kind: 'changed-on-disk', what: 'replaced', at: null };
  return unchanged(now.value, expected) ? null : { kind: 'changed-on-disk', what: 'identity', at: null };
}

/**
 * Checks that every byte that will change, and every byte the plan relies on, is as it was when the plan was made. Then
 * checks that there is room.
 */
async function compareAll({ request, context, image, records }: Run): Ran {
  const { plan } = request;
  const old = records.flatMap(({ at, before }) => (before === null ? [] : [{ at, bytes: before }]));
  for (const { at, bytes } of [...plan.guards, ...old]) {
    if (request.signal?.aborted === true) return stop(GIVEN_UP);
    const place = await findDifference(image, at, bytes.length, bytes);
    if (!place.ok) return stop(place.error);
    if (place.value !== null) return stop({ kind: 'changed-on-disk', what: 'bytes', at: place.value });
  }
  // If holes take room on this system, they count as room that is needed.
  const ofHoles = context.files.leavesHoles ? records : [];
  const holes = ofHoles.reduce((sum, { bytes, isHole }) => sum + (isHole === true ? bytes : 0), 0);
  const needBytes = journalBytes(records) + plan.lengthAfter - plan.lengthBefore - holes + SPARE_BYTES;
  const free = await context.files.freeBytes(path.dirname(request.path));
  if (request.signal?.aborted === true) return stop(GIVEN_UP);
  // If the file system does not know its free room, writing finds out: journal and new room come before any live byte.
  return free.ok && free.value < needBytes ? stop({ kind: 'no-room', needBytes, freeBytes: free.value }) : ok(undefined);
}

async function writeJournal(run: Run): Ran {
  const { request, context, protocol } = run;
  const name = journalPath(request.path);
  const raw = await journalOf(run);
  if (!raw.ok) return stop(raw.error);
  const elsewhere = await otherName(request.path, context.files);
  const other = elsewhere === null ? ok(null) : await findJournal(request.path, context);
  if (!other.ok) return stop(other.error);
  if (other.value !== null) return stop(journalExists(request.path, other.value.image));
  const created = await context.files.open(name, 'create-new', 'private');
  if (!created.ok) return stop(created.error.kind === 'exists' ? { kind: 'journal-exists' } : created.error);
  run.journal = created.value;
  const written = await writeRange(created.value, 0, raw.value, request.signal);
  if (!written.ok) return stop(written.error);
  const synced = await protocol.barrier('journal', () => created.value.sync());
  if (!synced.ok) return stop(synced.error);
  const named = await protocol.barrier('journal-name', () => context.files.syncFolder(path.dirname(name)));
  if (!named.ok) return stop(named.error);
  // From here on the image may change, so this is the last check for an abort.
  return request.signal?.aborted === true ? stop(GIVEN_UP) : ok(undefined);
}

const journalExists = (image: string, of: string): SaveCause => ({
  kind: 'journal-exists',
  ...(of === image ? {} : { of: path.basename(of) }),
});

async function journalOf({ request, context, protocol, image, records }: Run): Promise<Result<Uint8Array, FileError>> {
  const { plan, expected } = request;
  const guards = plan.guards.map(({ at, bytes }: Guard) => ({ at, bytes: bytes.length }));
  const metaHash = await guardHash(image, guards, records);
  if (!metaHash.ok) return metaHash;
  const { owner } = context;
  const header = {
    ...owner,
    id: context.newId(),
    created: context.now(),
    dev: expected.dev,
    ino: expected.ino,
    mtimeNs: expected.mtimeNs,
    ctimeNs: expected.ctimeNs,
    diskId: idBytes(plan.uniqueId),
    guards,
    metaHash: metaHash.value,
    lengthBefore: plan.lengthBefore,
    lengthAfter: plan.lengthAfter,
  };
  return ok(encodeJournal(header, protocol.journalled(records)));
}

const idBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex'));

/** Writes stage by stage; a stage without steps has no barrier. */
async function writeImage(run: Run): Ran {
  const { request, protocol, image } = run;
  for (const stage of protocol.stages) {
    const steps = request.plan.steps.filter((step) => step.stage === stage);
    if (steps.length === 0) continue;
    const written = await writeStage(run, steps);
    if (!written.ok) return written;
    const synced = await syncStage(protocol, image, stage);
    if (!synced.ok) return synced;
  }
  return ok(undefined);
}

async function writeStage(run: Run, steps: readonly Step[]): Ran {
  for (const step of steps) {
    run.touched = true;
    if (step.kind === 'patch') run.started.push(step);
    const written = await writeStep(run.image, step);
    if (!written.ok) return stop(written.error);
  }
  return ok(undefined);
}

/** Nobody knows what a failed sync lost, and a second one proves nothing. The journal decides, with a new handle. */
async function syncStage(protocol: Protocol, image: OpenFile, stage: Stage): Ran {
  const synced = await protocol.barrier(stage, () => image.sync());
  return synced.ok ? synced : stop(synced.error, true);
}

const writeStep = (image: OpenFile, step: Step): ReturnType<typeof writeRange> => {
  if (step.kind === 'zeros') return step.isHole === true ? Promise.resolve(ok(undefined)) : writeZeros(image, step.at, step.bytes);
  return writeRange(image, step.at, step.kind === 'patch' ? step.after : step.data);
};

/** Reads back through another handle, if the system lets us have one. */
async function readBack(run: Run): Ran {
  const { request, context, image } = run;
  if (context.files.opensExclusively) return compareNew(run, image);
  const again = await context.files.open(request.path, 'read');
  if (!again.ok) return stop(again.error);
  const compared = await compareNew(run, again.value);
  await again.value.close();
  return compared;
}

async function compareNew(run: Run, file: OpenFile): Ran {
  const now = await file.stat();
  if (!now.ok) return stop(now.error);
  if (!sameFile(now.value, run.request.expected)) return stop({ kind: 'changed-on-disk', what: 'replaced', at: null });
  if (now.value.size !== run.request.plan.lengthAfter) return stop({ kind: 'read-back-differs', at: now.value.size });
  run.identity = now.value;
  // For zeros that nobody wrote, the file's length is enough: reading gigabytes of a hole back proves nothing.
  const compared = asMismatch(
    await findNotNew(
      file,
      run.records.filter(({ isHole }) => isHole !== true),
    ),
  );
  return compared.ok ? compared : stop(compared.error);
}

/** From here on the save is complete. If writing the mark fails, nobody knows whether it is there: it is not tried again. */
async function commit({ journal, protocol }: Run): Ran {
  if (journal === null || !protocol.marksCommit) return ok(undefined);
  const marked = await mark(journal, 'committed', 1, protocol);
  return marked.ok ? marked : stop(marked.error, true);
}

/** Failures here do not change the save: a committed journal is only in the way. */
async function cleanUp({ request, context, protocol, journal, image, identity }: Run): Promise<Saved> {
  const journalClosed = (await journal?.close()) ?? ok(undefined);
  const away = await putAway(context.files, journalPath(request.path), request.keepUndoAs, protocol);
  const closed = await image.close();
  return { identity, undo: away.ok ? request.keepUndoAs : null, afterwards: firstError(journalClosed, away, closed) };
}

async function giveUp(run: Run, { cause, isLost }: Stop): Promise<SaveError> {
  const isBack = !isLost && (await takeBack(run));
  await run.journal?.close();
  if (isBack && run.journal !== null) await putAway(run.context.files, journalPath(run.request.path), null, run.protocol);
  await run.image.close();
  return { fileState: isBack ? (run.touched ? 'old-restored' : 'untouched') : 'needs-recovery', cause };
}

/** Restores the image from memory. False: it may not be restored, and the journal stays. */
async function takeBack({ request, protocol, image, journal, touched, started }: Run): Promise<boolean> {
  if (!touched) return true;
  const restored = await putBack(image, started, request.plan.lengthBefore, protocol);
  if (restored.ok && journal !== null) await mark(journal, 'rolled-back', 1, protocol);
  return restored.ok;
}
