/**
 * Writes a repaired copy. The repair that the window showed is made again from the same request, time and ids, and copied
 * out. The original is only read; a cancelled job ends at its next read. If the request gives another result than it did
 * then, the file has changed.
 */
import type { IoError } from '../../shared/errors';
import type { FileSummary, JobError } from '../../shared/jobs';
import type { MendRequest, RescueRequest } from '../../shared/repairViews';
import { err, ok } from '../../shared/result';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { addDone, isCancelled, type Control } from '../io/bulk/control';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import { heldBytes, type BlockFile } from '../vhd/read/blockFile';
import { uniqueIdOf } from '../vhd/read/chain';
import type { NewFile } from '../vhd/ops/newFile';
import { openImage, openLike } from '../vhd/read/openImage';
import { firstWrongByte, type Copy } from '../vhd/repair/patchedCopy';
import { requestedFar, requestedRepair, requestedRescue, type RequestedRepair, type RequestOptions } from '../vhd/repair/requested';
import { beginPhase, CANCELLED, type Ended, type JobContext, type Stopped } from './context';
import type { RepairRequestRef } from './tasks';
import { CHANGED, isAsOpened, openSource, openWhole, targetRefusal, type Source } from './source';
import { inBytes } from './windows';

export async function repairJob(task: RepairRequestRef, context: JobContext): Ended<FileSummary> {
  context.phase({ name: 'opening', doneBytes: 0, totalBytes: 0, cancellable: true });
  const { request } = task;
  if (request.kind === 'rescue' || request.kind === 'far-footer') {
    const file = await openWhole(task.source.path);
    return file.ok ? closing(file.value, () => rescued(task, request, context, file.value)) : file;
  }
  const source = await openSource(task.source, context.workers.control);
  return source.ok ? closing(source.value, () => mended(task, request, context, source.value)) : source;
}

async function closing<T>(opened: { close(): Promise<void> }, work: () => Ended<T>): Ended<T> {
  try {
    return await work();
  } finally {
    await opened.close();
  }
}

async function rescued(task: RepairRequestRef, request: RescueRequest, context: JobContext, file: SyncFile): Ended<FileSummary> {
  const watch = watched(file, context.workers.control);
  const made = await rescueAgain(watch.file, request, optionsOf(task));
  return made === null
    ? err(stopped(context, CHANGED))
    : copied({ task, context, made, watch }, { isUnchanged: () => isAsOpened(file), close: file.close });
}

/** Makes the planned rescue again; null if the file is another by now. */
async function rescueAgain(file: BlockFile, request: RescueRequest, options: RequestOptions): Promise<RequestedRepair | null> {
  const image = await openImage(file, 'disk');
  if (image.ok) return null;
  if (request.kind === 'rescue') return requestedRescue(file, image.error, options);
  const made = request.at === null ? null : await requestedFar(file, request.at, request.method, options);
  return made?.ok === true ? made.value : null;
}

async function mended(task: RepairRequestRef, request: MendRequest, context: JobContext, source: Source): Ended<FileSummary> {
  const refusal = targetRefusal(task.output, source.chain, false);
  if (refusal !== null) return err(refusal);
  const [top, ...parents] = source.chain.layers;
  const watch = watched(top.file, context.workers.control);
  const again = await openLike(watch.file, top);
  if (!again.ok) return err(stopped(context, again.error));
  const made = await requestedRepair({ ...source.chain, layers: [again.value, ...parents] }, request, optionsOf(task));
  if (!made.ok) return err(stopped(context, CHANGED));
  return copied({ task, context, made: made.value, watch }, source);
}

const stopped = ({ workers }: JobContext, error: JobError): Stopped => (isCancelled(workers.control) ? CANCELLED : error);

/** The ids are used in the order in which they were shown. */
function optionsOf({ deep, now, ids }: RepairRequestRef): RequestOptions {
  let next = 0;
  const newId = (): string => {
    const id = ids[next];
    next += 1;
    if (id === undefined) throw new Error('the repair asks for more ids than when it was shown');
    return id;
  };
  return { deep, now, newId };
}

/** `count`: whether reads count as progress. */
type Watched = { readonly file: BlockFile; count: boolean };

/** A file whose reads end when the job is cancelled; they are counted once copying has begun. */
function watched(base: BlockFile, control: Control): Watched {
  const watch: Watched = {
    count: false,
    file: {
      ...base,
      read: async (at, bytes, room) => {
        if (isCancelled(control)) return err({ kind: 'read-failed', at, bytes, code: 'ECANCELED' });
        if (watch.count) addDone(control, bytes);
        return base.read(at, bytes, room);
      },
      close: async () => {},
    },
  };
  return watch;
}

type Copying = { readonly task: RepairRequestRef; readonly context: JobContext; readonly made: RequestedRepair; readonly watch: Watched };

async function copied({ task, context, made, watch }: Copying, source: Pick<Source, 'isUnchanged' | 'close'>): Ended<FileSummary> {
  const { content } = made.copy;
  const { bytes } = content;
  const { path, publish, tag } = task.output;
  const startsLate = content.closing.some(({ at }) => at === 0);
  const needBytes = context.files.leavesHoles ? content.extentBytes : bytes;
  const created = await createOutput({ target: path, publish, tag, bytes, needBytes, hasHoles: false }, context.files, startsLate);
  if (!created.ok) return err(created.error as Stopped);
  const output = created.value;
  // Holes are skipped both in copying and in comparing.
  beginPhase(context, 'writing', heldBytes(watch.file));
  watch.count = true;
  const failed = (await fill(context, content, output)) ?? (await closed(context, made.copy, output));
  const left = failed ?? (source.isUnchanged() ? null : CHANGED);
  if (left !== null) {
    await output.discard();
    return err(stopped(context, left));
  }
  beginPhase(context, 'finishing', 0, false);
  const named = await output.publish(source);
  if (!named.ok) {
    await output.discard();
    return err(named.error as Stopped);
  }
  return ok({
    kind: 'file',
    path,
    fileBytes: bytes,
    virtualBytes: made.disk === null ? 0 : inBytes(made.disk.sectors),
    blocks: null,
    writtenBytes: content.extentBytes,
    lostSectors: 0,
    lost: [],
    hash: null,
    uniqueId: made.disk === null ? null : uniqueIdOf(made.disk),
    verified: true,
    afterwards: named.value === null ? null : named.value.kind,
  });
}

/** Writes what makes the file a disk and reads all of it back. Null when it is byte for byte what was shown. */
async function closed(context: JobContext, copy: Copy, output: OutputFile): Promise<JobError | null> {
  const { bytes, closing, extentBytes } = copy.content;
  const shut = await output.close(closing, bytes);
  if (!shut.ok) return shut.error as JobError;
  beginPhase(context, 'verifying', extentBytes);
  const file = openSyncFile(output.temporary);
  if (!file.ok) return file.error;
  const wrong = await firstWrongByte(copy, file.value);
  await file.value.close();
  if (!wrong.ok) return wrong.error;
  return wrong.value === null ? null : { kind: 'read-back-differs', at: wrong.value };
}

/** Null when everything was written. A part that the original cannot give ends it with an error. */
async function fill({ workers }: JobContext, content: NewFile, output: OutputFile): Promise<JobError | null> {
  try {
    for await (const extent of content.extents()) {
      const error = output.write(extent);
      if (error !== null) return error;
      if (isCancelled(workers.control)) return UNREAD;
    }
    return null;
  } catch (cause) {
    const read = cause instanceof Error ? cause.cause : null;
    return isIoError(read) ? read : UNREAD;
  }
}

const UNREAD: JobError = { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' };
const isIoError = (cause: unknown): cause is IoError => typeof cause === 'object' && cause !== null && 'kind' in cause;
