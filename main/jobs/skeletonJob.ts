/** Writes a skeleton: the file's structures at their places, and holes for everything else. */
import type { FileSummary } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { FOOTER_BYTES } from '../../shared/vhd/footer';
import { fileOffset } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { uniqueIdOf } from '../vhd/read/chain';
import type { Image } from '../vhd/read/image';
import type { Extent } from '../vhd/ops/newFile';
import { skeletonRanges } from '../vhd/ops/skeleton';
import { beginPhase, CANCELLED, type Ended, type JobContext, type Stopped } from './context';
import type { OutputRef } from './tasks';
import { CHANGED, type Source } from './source';
import { inBytes } from './windows';

const STEP = 256 * 1024;
/** Spare room for parts that are not counted beforehand. */
const ROOM_BYTES = 1024 * 1024;

export async function skeletonJob(context: JobContext, source: Source, output: OutputRef): Ended<FileSummary> {
  const [image] = source.chain.layers;
  if (image.footers === null) return err({ kind: 'wrong-kind', needs: 'disk' });
  // A skeleton consists of its structures: if one cannot be read, the job fails instead of leaving it out silently.
  const [unread] = image.unread;
  if (unread !== undefined) return err({ kind: 'read-failed', ...unread, code: 'EIO' });
  const { bytes } = image.file;
  const needBytes = ROOM_BYTES + (image.map?.tableBytes ?? 0);
  const created = await createOutput(
    { target: output.path, publish: output.publish, tag: output.tag, bytes, needBytes, hasHoles: true },
    context.files,
    true,
  );
  if (!created.ok) return err(created.error as Stopped);
  const file = created.value;
  beginPhase(context, 'writing', needBytes);
  const filled = await copyRanges(context, image, file);
  const stopped = filled.stopped ?? (source.isUnchanged() ? null : CHANGED);
  if (stopped !== null) {
    await file.discard();
    return err(stopped);
  }
  const closed = await file.close(filled.closing, bytes);
  const named = closed.ok ? await file.publish(source) : closed;
  if (!named.ok) {
    await file.discard();
    return err(named.error as Stopped);
  }
  return ok({
    kind: 'file',
    path: output.path,
    fileBytes: bytes,
    virtualBytes: inBytes(image.sectors),
    blocks: null,
    writtenBytes: filled.written,
    lostSectors: 0,
    lost: [],
    hash: null,
    uniqueId: uniqueIdOf(image),
    verified: false,
    afterwards: named.value === null ? null : named.value.kind,
  });
}

type Filled = { readonly stopped: Stopped | null; readonly closing: readonly Extent[]; readonly written: number };

/** The first sector and the last footer are written only after everything else. */
async function copyRanges(context: JobContext, image: Image, file: OutputFile): Promise<Filled> {
  const closing: Extent[] = [];
  let written = 0;
  let last = 0;
  for (const range of skeletonRanges(image)) {
    for (let done = 0; done < range.bytes; done += STEP) {
      if (isCancelled(context.workers.control)) return { stopped: CANCELLED, closing, written };
      const at = fileOffset(range.at + done);
      const read = await image.file.read(at, Math.min(STEP, range.bytes - done));
      if (!read.ok) return { stopped: read.error, closing, written };
      written += read.value.length;
      last = Math.max(last, at + read.value.length);
      const isFooter = at === 0 || at === image.footers?.footer?.at;
      if (isFooter && read.value.length <= FOOTER_BYTES) closing.push({ at, data: read.value });
      else {
        const error = file.write({ at, data: read.value });
        if (error !== null) return { stopped: error, closing, written };
      }
    }
  }
  // If nothing replaces the mark in the first sector, it must be overwritten.
  if (!closing.some(({ at }) => at === 0)) closing.unshift({ at: fileOffset(0), data: new Uint8Array(Math.min(FOOTER_BYTES, last)) });
  return { stopped: null, closing, written };
}
