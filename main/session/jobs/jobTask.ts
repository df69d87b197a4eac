/** What a thread is asked to do for a request of a window's: paths and identities added, nothing that the window said trusted further. */
import type { ImportRequest, JobStartError, JobRequest, ConvertRequest } from '../../../shared/jobList';
import { err, ok, type Result } from '../../../shared/result';
import { vhdSeconds } from '../../../shared/vhd/codec';
import { baseName } from '../../io/paths';
import type { Publish } from '../../io/replaceFile';
import type { FreshRef, JobTask, OutputRef, Overlay, SourceRef } from '../../jobs/tasks';
import { DEFAULT_CREATOR } from '../../vhd/ops/newStructures';
import type { ImageSession } from '../image/imageSession';
import { isWholeBeside } from '../image/interruptedSave';

/** Where the new file goes, and how it gets its name. */
export type Target = { readonly path: string; readonly publish: Publish };

export type RequestWorld = { readonly now: () => number; readonly newId: () => string; readonly program: string };

/** The image as it is saved; refused where another program's view of the file would be a mixed one. */
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

/** What is read: the files, and what stands over their bytes. */
export type Wanted = { readonly source: SourceRef; readonly overlay: Overlay };

const unixSeconds = ({ now }: RequestWorld): number => Math.floor(now() / 1000);

/** Bytes of the file, whatever is in it. */
const isOfFile = (request: JobRequest): boolean => request.op === 'dump' && request.of.kind === 'file';
const rawSource = ({ path }: ImageSession): Result<SourceRef, JobStartError> => ok({ path, as: 'raw', parents: [] });

/** The image with what is staged over it, where the request wants that and it is bytes of the disk alone. */
export async function wantedOf(session: ImageSession, request: JobRequest): Promise<Result<Wanted, JobStartError>> {
  const source = isOfFile(request) ? rawSource(session) : await sourceOf(session);
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
  // Made anew whenever the job starts.
  tag: '',
  full: request.op === 'export' && request.full,
  hash: 'sidecar' in request && request.sidecar ? ['sha256'] : [],
  verify: true,
  salvage: request.op === 'export' && request.salvage,
});

/** As the window may know a file. */
export const fileName = baseName;

/** `target` is there for every request that makes a file. */
export function taskOf(
  request: JobRequest,
  { source, overlay }: Wanted,
  target: Target | null,
  world: RequestWorld,
): Result<JobTask, JobStartError> {
  if (request.op === 'hash') return ok({ op: 'hash', source, algorithms: ['md5', 'sha1', 'sha256'], layer: request.layer });
  if (target === null) return err({ kind: 'place-needed' });
  return ok(makingOf(request, { source, overlay }, outputOf(request, target), world));
}

/** A raw image becomes a disk of the same bytes; its end is filled up to a whole sector where that is result. */
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

function makingOf(request: ConvertRequest, { source, overlay }: Wanted, output: OutputRef, world: RequestWorld): JobTask {
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
      return { op: 'resize', source, output, sectors: request.sectors, force: false, creator };
    case 'compact':
    case 'defragment':
      return { op: request.op, source, output, creator };
    case 'skeleton':
      return { op: 'skeleton', source, output };
    default:
      return request satisfies never;
  }
}
