/** Writes a new file from front to end, part by part. In the end it is complete under its name, or gone. */
import type { FileSummary } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { newDigests } from '../io/bulk/digest';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { CANCELLED, stoppedBy, type Ended, type JobContext, type Stopped } from './context';
import type { OutputRef } from './tasks';
import { CHANGED, type Source } from './source';

/** The next part, or the reason why there is none. */
export type Part = Result<string | Uint8Array, Stopped>;

/** `needBytes`: the most it will take; 0 if nobody knows. */
export async function writtenInOrder(
  context: JobContext,
  output: OutputRef,
  source: Source,
  needBytes: number,
  parts: AsyncIterable<Part>,
): Ended<FileSummary> {
  const created = await createOutput(
    { target: output.path, publish: output.publish, tag: output.tag, bytes: needBytes, needBytes, hasHoles: false },
    context.files,
    false,
  );
  if (!created.ok) return stoppedBy(created.error);
  const file = created.value;
  const digests = newDigests(output.hash, () => isCancelled(context.workers.control));
  const filled = await fill(context, file, parts, digests.take).catch(async (cause: unknown) => {
    await file.discard();
    throw cause;
  });
  const ended = filled.ok ? await finishFile(context, file, source, filled.value) : filled;
  if (!ended.ok) {
    await file.discard();
    return ended;
  }
  return ok({
    kind: 'file',
    path: output.path,
    fileBytes: ended.value.bytes,
    virtualBytes: 0,
    blocks: null,
    writtenBytes: ended.value.bytes,
    lostSectors: 0,
    lost: [],
    hash: output.hash.length === 0 ? null : digests.end(ended.value.bytes),
    uniqueId: null,
    verified: false,
    afterwards: ended.value.afterwards,
  });
}

async function fill(
  context: JobContext,
  file: OutputFile,
  parts: AsyncIterable<Part>,
  take: (at: number, data: Buffer) => boolean,
): Promise<Result<number, Stopped>> {
  let at = 0;
  for await (const part of parts) {
    if (isCancelled(context.workers.control)) return err(CANCELLED);
    if (!part.ok) return part;
    const data =
      typeof part.value === 'string' ? Buffer.from(part.value) : Buffer.from(part.value.buffer, part.value.byteOffset, part.value.length);
    const error = file.write({ at: fileOffset(at), data });
    if (error !== null) return err(error);
    take(at, data);
    at += data.length;
  }
  return isCancelled(context.workers.control) ? err(CANCELLED) : ok(at);
}

/** `afterwards`: what is left to report about a file that is complete. */
type Finished = { readonly bytes: number; readonly afterwards: FileSummary['afterwards'] };

async function finishFile(context: JobContext, file: OutputFile, source: Source, bytes: number): Promise<Result<Finished, Stopped>> {
  const closed = await file.close([], bytes);
  if (!closed.ok) return stoppedBy(closed.error);
  if (isCancelled(context.workers.control)) return err(CANCELLED);
  if (!source.isUnchanged()) return err(CHANGED);
  const named = await file.publish(source);
  return named.ok ? ok({ bytes, afterwards: named.value?.kind ?? null }) : stoppedBy(named.error);
}
