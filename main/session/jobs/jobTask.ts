/** Turns a window's request into a task for a thread: adds paths and identities, and trusts nothing further that the window said. */
import type { ImageView, PartitionView } from '../../../shared/views';
import type { BytesPart, ImportRequest, JobPart, JobStartError, JobRequest, ConvertRequest } from '../../../shared/jobList';
import { err, ok, type Result } from '../../../shared/result';
import { vhdSeconds } from '../../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { baseName } from '../../io/paths';
import type { Publish } from '../../io/replaceFile';
import type { FreshRef, JobTask, OutputRef, Overlay, SourceRef } from '../../jobs/tasks';
import { DEFAULT_CREATOR } from '../../vhd/ops/newStructures';
import type { ImageSession } from '../image/imageSession';
import { isWholeBeside } from '../image/interruptedSave';

/** Where the new file goes, and how it gets its name. */
export type Target = { readonly path: string; readonly publish: Publish };

export type RequestWorld = { readonly now: () => number; readonly newId: () => string; readonly program: string };

/** The image as it is saved; refused if the file is a mixture of old and new after an interrupted save. */
export async function sourceOf(session: ImageSession): Promise<Result<SourceRef, JobStartError>> {
  const { disk, interrupted } = session.view();
  if (disk === null) return err({ kind: 'no-disk' });
  if (!isWholeBeside(interrupted)) return err({ kind: 'interrupted-save' });
  const standing = await session.standing();
  if (standing !== 'same') return err({ kind: standing === 'gone' ? 'source-gone' : 'source-changed' });
  const { path, footerAt } = session;
  const source = { path, as: session.as === 'raw' ? ('raw' as const) : ('disk' as const), parents: session.chosenParents() };
  return ok(footerAt === null ? source : { ...source, footerAt });
}

/** What the task reads: the files, and the bytes that replace some of theirs. */
export type Wanted = { readonly source: SourceRef; readonly overlay: Overlay };

const unixSeconds = ({ now }: RequestWorld): number => Math.floor(now() / 1000);

/** The request is for bytes of the file, whatever they mean. */
const isOfFile = (request: JobRequest): boolean =>
  (request.op === 'dump' && request.of.kind === 'file') || (request.op === 'hash' && request.part?.space === 'file');
const rawSource = ({ path }: ImageSession, { op }: JobRequest): Result<SourceRef, JobStartError> =>
  ok({ path, as: 'raw', parents: [], ...(op === 'hash' ? { pad: true } : {}) });

/** The image with its staged changes, if the request wants those and they only change bytes of the disk. */
export async function wantedOf(session: ImageSession, request: JobRequest): Promise<Result<Wanted, JobStartError>> {
  const source = isOfFile(request) ? rawSource(session, request) : await sourceOf(session);
  if (!source.ok) return source;
  if (!('unsaved' in request) || !request.unsaved) return ok({ source: source.value, overlay: [] });
  const overlay = session.stagedBytes();
  return overlay === null ? err({ kind: 'unsaved-structures' }) : ok({ source: source.value, overlay });
}

const freshOf = ({ now, newId }: RequestWorld): FreshRef => ({
  uniqueId: newId(),
  timeStamp: vhdSeconds(now() / 1000),
  creator: DEFAULT_CREATOR,
});

const outputOf = (request: ConvertRequest, { path, publish }: Target): OutputRef => ({
  path,
  publish,
  // Set whenever the job starts.
  tag: '',
  full: request.op === 'export' && request.full,
  hash: 'sidecar' in request && request.sidecar ? ['sha256'] : [],
  verify: true,
  salvage: request.op === 'export' && request.salvage,
});

/** The file's name, which is all the window may know of it. */
export const fileName = baseName;

/** Which part of the disk an export or a hash takes; null: all of it, or no sectors. */
export function partOf(request: JobRequest, { disk }: Pick<ImageView, 'disk'>): JobPart | null {
  const part = request.op === 'hash' ? request.part : request.op === 'export' && request.range !== null ? ofSectors(request.range) : null;
  if (part === null) return null;
  const isIt = (one: PartitionView): boolean =>
    part.space === 'disk' && one.firstLba * SECTOR_BYTES === part.at && one.sectors * SECTOR_BYTES === part.bytes;
  return { ...part, partition: disk?.partitions.entries.find(isIt) ?? null };
}

const ofSectors = ({ from, sectors }: { readonly from: number; readonly sectors: number }): BytesPart => ({
  space: 'disk',
  at: from * SECTOR_BYTES,
  bytes: sectors * SECTOR_BYTES,
});

/** `target` is set for every request that makes a file. */
export function taskOf(
  request: JobRequest,
  { source, overlay }: Wanted,
  target: Target | null,
  world: RequestWorld,
): Result<JobTask, JobStartError> {
  if (request.op === 'hash') {
    const { layer, part } = request;
    return ok({ op: 'hash', source, algorithms: ['md5', 'sha1', 'sha256'], layer, range: part && { at: part.at, bytes: part.bytes } });
  }
  if (target === null) return err({ kind: 'place-needed' });
  return ok(conversionTask(request, { source, overlay }, outputOf(request, target), world));
}

/** Turns a raw image into a disk of the same bytes; its end is filled up to a whole sector where needed. */
export function importOf(request: ImportRequest, path: string, { path: into, publish }: Target, world: RequestWorld): JobTask {
  return {
    op: 'convert',
    source: { path, as: 'raw', parents: [], pad: request.pad },
    output: { path: into, publish, tag: '', full: false, hash: [], verify: true, salvage: false },
    type: request.to,
    blockBytes: request.to === 'dynamic' ? request.blockBytes : null,
    fresh: { ...freshOf(world), ...(request.geometry === null ? {} : { geometry: request.geometry }) },
  };
}

function conversionTask(request: ConvertRequest, { source, overlay }: Wanted, output: OutputRef, world: RequestWorld): JobTask {
  const creator = DEFAULT_CREATOR;
  switch (request.op) {
    case 'export':
      return { op: 'export', source, output, range: request.range, layer: request.layer, known: request.known, overlay };
    case 'dump':
      return { op: 'dump', source, output, of: request.of, format: request.format, overlay };
    case 'table':
      return { op: 'table', source, output, table: request.table, format: request.format, now: unixSeconds(world) };
    case 'report':
      return { op: 'report', source, output, program: world.program, now: unixSeconds(world) };
    case 'convert':
      return { op: 'convert', source, output, type: request.to, blockBytes: null, fresh: freshOf(world) };
    case 'flatten':
      return { op: 'flatten', source, output, type: request.to, fresh: freshOf(world) };
    case 'azure':
      return { op: 'azure', source, output, fresh: freshOf(world) };
    case 'merge':
      return { op: 'merge', source, output, ancestors: request.ancestors, creator };
    case 'resize':
      return { op: 'resize', source, output, sectors: request.sectors, force: false, creator, dropsLost: false };
    case 'compact':
      return { op: 'compact', source, output, creator, unlessLarger: true, dropsLost: false };
    case 'defragment':
      return { op: 'defragment', source, output, creator, dropsLost: false };
    case 'skeleton':
      return { op: 'skeleton', source, output };
    default:
      return request satisfies never;
  }
}
