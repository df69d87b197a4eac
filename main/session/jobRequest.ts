/** What a thread is asked to do for a wish of a window's: paths and identities added, nothing that the window said trusted further. */
import type { ImportWish, JobStartError, JobWish, MakingWish } from '../../shared/jobList';
import { err, ok, type Result } from '../../shared/result';
import { VHD_EPOCH_UNIX_SECONDS } from '../../shared/vhd/codec';
import { baseName } from '../io/paths';
import type { Publish } from '../io/replaceFile';
import type { FreshRef, JobRequest, OutputRef, Overlay, SourceRef } from '../jobs/requests';
import { DEFAULT_CREATOR } from '../vhd/ops/newStructures';
import type { ImageSession } from './imageSession';

/** Where the new file goes, and how it gets its name. */
export type Target = { readonly path: string; readonly publish: Publish };

export type RequestWorld = { readonly now: () => number; readonly newId: () => string; readonly program: string };

/** The image as it is saved; refused where another program's view of the file would be a mixed one. */
export async function sourceOf(session: ImageSession): Promise<Result<SourceRef, JobStartError>> {
  const { disk, interrupted } = session.view();
  if (disk === null) return err({ kind: 'no-disk' });
  if (interrupted !== null && interrupted.state !== 'unusable') return err({ kind: 'interrupted-save' });
  const standing = await session.standing();
  if (standing !== 'same') return err({ kind: standing === 'gone' ? 'source-gone' : 'source-changed' });
  return ok({ path: session.path, as: session.as === 'raw' ? 'raw' : 'disk', parents: session.chosenParents() });
}

/** What is read: the files, and what stands over their bytes. */
export type Wanted = { readonly source: SourceRef; readonly overlay: Overlay };

const unixSeconds = ({ now }: RequestWorld): number => Math.floor(now() / 1000);

/** Bytes of the file, whatever is in it. */
const isOfFile = (wish: JobWish): boolean => wish.op === 'dump' && wish.of.kind === 'file';
const bytesOf = ({ path }: ImageSession): Result<SourceRef, JobStartError> => ok({ path, as: 'raw', parents: [] });

/** The image with what is staged over it, where the wish wants that and it is bytes of the disk alone. */
export async function wantedOf(session: ImageSession, wish: JobWish): Promise<Result<Wanted, JobStartError>> {
  const source = isOfFile(wish) ? bytesOf(session) : await sourceOf(session);
  if (!source.ok) return source;
  if (!('unsaved' in wish) || !wish.unsaved) return ok({ source: source.value, overlay: [] });
  const overlay = session.stagedBytes();
  return overlay === null ? err({ kind: 'unsaved-structures' }) : ok({ source: source.value, overlay });
}

const freshOf = ({ now, newId }: RequestWorld): FreshRef => ({
  uniqueId: newId(),
  timeStamp: Math.max(0, Math.floor(now() / 1000) - VHD_EPOCH_UNIX_SECONDS),
  creator: DEFAULT_CREATOR,
});

const outputOf = (wish: MakingWish, { path, publish }: Target): OutputRef => ({
  path,
  publish,
  // Made anew whenever the job starts.
  tag: '',
  full: wish.op === 'export' && wish.full,
  hash: 'sidecar' in wish && wish.sidecar ? ['sha256'] : [],
  verify: true,
  salvage: false,
});

/** As the window may know a file. */
export const fileName = baseName;

/** `target` is there for every wish that makes a file. */
export function requestOf(
  wish: JobWish,
  { source, overlay }: Wanted,
  target: Target | null,
  world: RequestWorld,
): Result<JobRequest, JobStartError> {
  if (wish.op === 'hash') return ok({ op: 'hash', source, algorithms: ['md5', 'sha1', 'sha256'], layer: wish.layer });
  if (target === null) return err({ kind: 'place-needed' });
  return ok(makingOf(wish, { source, overlay }, outputOf(wish, target), world));
}

/** A raw image becomes a disk of the same bytes, its end filled up to a whole sector. */
export function importOf(wish: ImportWish, path: string, { path: into, publish }: Target, world: RequestWorld): JobRequest {
  return {
    op: 'convert',
    source: { path, as: 'raw', parents: [] },
    output: { path: into, publish, tag: '', full: false, hash: [], verify: true, salvage: false },
    type: wish.to,
    blockBytes: wish.to === 'dynamic' ? wish.blockBytes : null,
    fresh: freshOf(world),
  };
}

function makingOf(wish: MakingWish, { source, overlay }: Wanted, output: OutputRef, world: RequestWorld): JobRequest {
  const creator = DEFAULT_CREATOR;
  switch (wish.op) {
    case 'export':
      return { op: 'export', source, output, range: wish.range, layer: wish.layer, overlay };
    case 'dump':
      return { op: 'dump', source, output, of: wish.of, format: wish.format, overlay };
    case 'table':
      return { op: 'table', source, output, table: wish.table, format: wish.format, now: unixSeconds(world) };
    case 'report':
      return { op: 'report', source, output, program: world.program, now: unixSeconds(world) };
    case 'convert':
      return { op: 'convert', source, output, type: wish.to, blockBytes: null, fresh: freshOf(world) };
    case 'flatten':
      return { op: 'flatten', source, output, type: wish.to, fresh: freshOf(world) };
    case 'azure':
      return { op: 'azure', source, output, fresh: freshOf(world) };
    case 'merge':
      return { op: 'merge', source, output, ancestors: wish.ancestors, creator };
    case 'resize':
      return { op: 'resize', source, output, sectors: wish.sectors, force: false, creator };
    case 'compact':
    case 'defragment':
      return { op: wish.op, source, output, creator };
    case 'skeleton':
      return { op: 'skeleton', source, output };
    default:
      return wish satisfies never;
  }
}
