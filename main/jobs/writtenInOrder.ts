/** A new file that is written from front to end, part by part: complete under its name, or gone. */
import type { FileSummary } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { newDigests } from '../io/bulk/digest';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { CANCELLED, stoppedBy, type Ended, type JobContext, type Stopped } from './context';
import type { OutputRef } from './requests';
import type { Source } from './source';

/** The next part, or what stands in its way. */
export type Part = Result<string | Uint8Array, Stopped>;

/** `needBytes`: what it will take, at most; 0 where nobody knows. */
export async function writtenInOrder(
  context: JobContext,
  output: OutputRef,
  source: Source,
  needBytes: number,
  parts: AsyncIterable<Part>,
): Ended<FileSummary> {
  const created = await createOutput(
    { target: output.path, publish: output.publish, tag: output.tag, bytes: needBytes, needBytes },
    context.files,
    false,
  );
  if (!created.ok) return stoppedBy(created.error);
  const file = created.value;
  const digests = newDigests(output.hash, () => isCancelled(context.crew.control));
  const filled = await fill(context, file, parts, digests.take).catch((cause: unknown) => {
    file.discard();
    throw cause;
  });
  const ended = filled.ok ? await finished(context, file, source, filled.value) : filled;
  if (!ended.ok) {
    file.discard();
    return ended;
  }
  return ok({
    kind: 'file',
    path: output.path,
    fileBytes: filled.ok ? filled.value : 0,
    virtualBytes: 0,
    blocks: null,
    writtenBytes: filled.ok ? filled.value : 0,
    lostSectors: 0,
    hash: output.hash.length === 0 ? null : digests.end(filled.ok ? filled.value : 0),
    uniqueId: null,
    verified: false,
    afterwards: ended.value,
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
    if (isCancelled(context.crew.control)) return err(CANCELLED);
    if (!part.ok) return part;
    const data =
      typeof part.value === 'string' ? Buffer.from(part.value) : Buffer.from(part.value.buffer, part.value.byteOffset, part.value.length);
    const error = file.write({ at: fileOffset(at), data });
    if (error !== null) return err(error);
    take(at, data);
    at += data.length;
  }
  return isCancelled(context.crew.control) ? err(CANCELLED) : ok(at);
}

async function finished(context: JobContext, file: OutputFile, source: Source, bytes: number): Promise<Result<string | null, Stopped>> {
  const closed = await file.close([], bytes);
  if (!closed.ok) return stoppedBy(closed.error);
  if (isCancelled(context.crew.control)) return err(CANCELLED);
  if (!source.isUnchanged()) return err({ kind: 'changed-on-disk', what: 'identity', at: null });
  const named = await file.publish();
  return named.ok ? ok(named.value?.kind ?? null) : stoppedBy(named.error);
}
