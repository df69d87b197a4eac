/**
 * Writes a repaired copy: what the window was shown is made again from the same wish, time and ids, and copied out. The
 * original is only read, and every read of it is where a cancelled job ends. Where the wish no longer makes what it made
 * then, the file has changed.
 */
import type { IoError } from '../../shared/errors';
import type { FileSummary, JobError } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { addDone, isCancelled, type Control } from '../io/bulk/control';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import type { BlockFile } from '../vhd/blockFile';
import { uniqueIdOf } from '../vhd/chain';
import type { NewFile } from '../vhd/newFile';
import { openImage } from '../vhd/openImage';
import { wishedRepair, wishedRescue, type Wished, type WishOptions } from '../vhd/repair/wished';
import { beginPhase, CANCELLED, type Ended, type JobContext, type Stopped } from './context';
import type { RepairRequestRef } from './requests';
import { openSource, type Source } from './source';
import { bytesOf } from './windows';

export async function repairJob(request: RepairRequestRef, context: JobContext): Ended<FileSummary> {
  context.phase({ name: 'opening', doneBytes: 0, totalBytes: 0, cancellable: true });
  if (request.wish.kind === 'rescue') {
    const file = openSyncFile(request.source.path);
    return file.ok ? closing(file.value, () => rescued(request, context, file.value)) : file;
  }
  const source = await openSource(request.source);
  return source.ok ? closing(source.value, () => mended(request, context, source.value)) : source;
}

async function closing<T>(opened: { close(): Promise<void> }, work: () => Ended<T>): Ended<T> {
  try {
    return await work();
  } finally {
    await opened.close();
  }
}

async function rescued(request: RepairRequestRef, context: JobContext, file: SyncFile): Ended<FileSummary> {
  const watch = watched(file, context.crew.control);
  const image = await openImage(watch.file, 'disk');
  const made = image.ok ? null : await wishedRescue(watch.file, image.error, optionsOf(request));
  const stamp = file.stamp();
  return made === null ? err(stopped(context, CHANGED)) : copied({ request, context, made, watch }, () => file.stamp() === stamp);
}

async function mended(request: RepairRequestRef, context: JobContext, source: Source): Ended<FileSummary> {
  const { wish } = request;
  if (wish.kind === 'rescue') return err(CHANGED);
  const [top, ...parents] = source.chain.layers;
  const watch = watched(top.file, context.crew.control);
  const again = await openImage(watch.file, 'disk');
  if (!again.ok) return err(stopped(context, again.error));
  const made = await wishedRepair({ ...source.chain, layers: [again.value, ...parents] }, wish, optionsOf(request));
  if (!made.ok) return err(stopped(context, CHANGED));
  return copied({ request, context, made: made.value, watch }, () => source.isUnchanged());
}

const stopped = ({ crew }: JobContext, error: JobError): Stopped => (isCancelled(crew.control) ? CANCELLED : error);

/** The ids that were shown, in their order. */
function optionsOf({ deep, now, ids }: RepairRequestRef): WishOptions {
  let next = 0;
  const newId = (): string => {
    const id = ids[next];
    next += 1;
    if (id === undefined) throw new Error('the repair asks for more ids than when it was shown');
    return id;
  };
  return { deep, now, newId };
}

/** `count`: reads are told as progress. */
type Watched = { readonly file: BlockFile; count: boolean };

/** Reads end when the job is cancelled; counted once the copying has begun. */
function watched(base: BlockFile, control: Control): Watched {
  const watch: Watched = {
    count: false,
    file: {
      ...base,
      read: async (at, bytes) => {
        if (isCancelled(control)) return err({ kind: 'read-failed', at, bytes, code: 'ECANCELED' });
        if (watch.count) addDone(control, bytes);
        return base.read(at, bytes);
      },
      close: async () => {},
    },
  };
  return watch;
}

type Copying = { readonly request: RepairRequestRef; readonly context: JobContext; readonly made: Wished; readonly watch: Watched };

async function copied({ request, context, made, watch }: Copying, isUnchanged: () => boolean): Ended<FileSummary> {
  const content = made.copy();
  const { bytes } = content;
  const { path, publish, tag } = request.output;
  const startsLate = content.closing.some(({ at }) => at === 0);
  const created = await createOutput({ target: path, publish, tag, bytes, needBytes: bytes }, context.files, startsLate);
  if (!created.ok) return err(created.error as Stopped);
  const output = created.value;
  beginPhase(context, 'writing', watch.file.bytes);
  watch.count = true;
  const failed = await fill(context, content, output);
  const left = failed ?? (isUnchanged() ? null : CHANGED);
  if (left !== null) {
    output.discard();
    return err(stopped(context, left));
  }
  beginPhase(context, 'finishing', 0, false);
  const closed = await output.close(content.closing, bytes);
  const named = closed.ok ? await output.publish() : closed;
  if (!named.ok) {
    output.discard();
    return err(named.error as Stopped);
  }
  return ok({
    kind: 'file',
    path,
    fileBytes: bytes,
    virtualBytes: made.disk === null ? 0 : bytesOf(made.disk.sectors),
    blocks: null,
    writtenBytes: content.extentBytes,
    lostSectors: 0,
    hash: null,
    uniqueId: made.disk === null ? null : uniqueIdOf(made.disk),
    verified: false,
    afterwards: named.value === null ? null : named.value.kind,
  });
}

/** Null when all of it is written. What the original does not give ends it. */
async function fill({ crew }: JobContext, content: NewFile, output: OutputFile): Promise<JobError | null> {
  try {
    for await (const extent of content.extents()) {
      const error = output.write(extent);
      if (error !== null) return error;
      if (isCancelled(crew.control)) return UNREAD;
    }
    return null;
  } catch (cause) {
    const read = cause instanceof Error ? cause.cause : null;
    return isIoError(read) ? read : UNREAD;
  }
}

const CHANGED: JobError = { kind: 'changed-on-disk', what: 'identity', at: null };
const UNREAD: JobError = { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' };
const isIoError = (cause: unknown): cause is IoError => typeof cause === 'object' && cause !== null && 'kind' in cause;
