/** What a thread is asked to do for a wish of a window's: paths and identities added, nothing that the window said trusted further. */
import type { JobStartError, JobWish, MakingWish } from '../../shared/jobList';
import { err, ok, type Result } from '../../shared/result';
import { VHD_EPOCH_UNIX_SECONDS } from '../../shared/vhd/codec';
import type { Publish } from '../io/replaceFile';
import type { FreshRef, JobRequest, OutputRef, SourceRef } from '../jobs/requests';
import { DEFAULT_CREATOR } from '../vhd/ops/newStructures';
import type { ImageSession } from './imageSession';

/** Where the new file goes, and how it gets its name. */
export type Target = { readonly path: string; readonly publish: Publish };

export type RequestWorld = { readonly now: () => number; readonly newId: () => string };

/** The image as it is saved; refused where another program's view of the file would be a mixed one. */
export async function sourceOf(session: ImageSession): Promise<Result<SourceRef, JobStartError>> {
  const { disk, interrupted } = session.view();
  if (disk === null) return err({ kind: 'no-disk' });
  if (interrupted !== null && interrupted.state !== 'unusable') return err({ kind: 'interrupted-save' });
  const standing = await session.standing();
  if (standing !== 'same') return err({ kind: standing === 'gone' ? 'source-gone' : 'source-changed' });
  return ok({ path: session.path, as: session.as === 'raw' ? 'raw' : 'disk', parents: session.chosenParents() });
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
  hash: wish.op === 'export' && wish.sidecar ? ['sha256'] : [],
  verify: true,
  salvage: false,
});

/** `target` is there for every wish that makes a file. */
export function requestOf(wish: JobWish, source: SourceRef, target: Target | null, world: RequestWorld): Result<JobRequest, JobStartError> {
  if (wish.op === 'hash') return ok({ op: 'hash', source, algorithms: ['md5', 'sha1', 'sha256'], layer: wish.layer });
  if (target === null) return err({ kind: 'place-needed' });
  return ok(makingOf(wish, source, outputOf(wish, target), world));
}

function makingOf(wish: MakingWish, source: SourceRef, output: OutputRef, world: RequestWorld): JobRequest {
  const creator = DEFAULT_CREATOR;
  switch (wish.op) {
    case 'export':
      return { op: 'export', source, output, range: wish.range, layer: wish.layer };
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
