/** Opens the disk and its parents for a job, each by a descriptor that every thread can use, and checks that they do not change. */
import path from 'node:path';
import type { HalfSaved, IoError } from '../../shared/errors';
import type { JobError } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { isCancelled, type Control } from '../io/bulk/control';
import { collectGarbage } from '../io/bulk/garbage';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import { halfSaved, saveBeside } from '../io/openImageFile';
import { takesPlaceOf } from '../io/replaceFile';
import { createSiblingFinder } from '../io/siblingFiles';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { closeChain, resolveNamed, type Chain, type FoundFile, type ParentFinder } from '../vhd/read/chain';
import { heldBytes } from '../vhd/read/blockFile';
import type { Image } from '../vhd/read/image';
import { openImage } from '../vhd/read/openImage';
import type { ByteRange, JobTask, OutputRef, SourceRef } from './tasks';

export type Source = {
  readonly chain: Chain;
  /** The layers' descriptors. */
  readonly fds: ReadonlyMap<Image, number>;
  /** At most so many bytes of all layers together are not zero. */
  readonly heldBytes: number;
  /** Whether every layer is still the file that was opened. */
  isUnchanged(): boolean;
  close(): Promise<void>;
};

/** As createSiblingFinder, but the files it finds are opened for use by threads; once the job is cancelled it finds nothing more. */
function syncFinder(child: string, control: Control): ParentFinder {
  const inner = createSiblingFinder(child);
  const swapped = async (found: FoundFile | null): Promise<FoundFile | null> => {
    if (found === null) return null;
    await found.file.close();
    const place = found.place ?? path.join(path.dirname(child), found.file.name);
    const file = openSyncFile(place);
    return file.ok ? { file: file.value, finder: syncFinder(place, control) } : null;
  };
  return {
    byName: async (name) => (isCancelled(control) ? null : swapped(await inner.byName(name))),
    refusalOf: async (name) => (isCancelled(control) ? null : ((await inner.refusalOf?.(name)) ?? null)),
    others: async function* others() {
      for await (const found of inner.others()) {
        if (isCancelled(control)) {
          await found.file.close();
          return;
        }
        const file = await swapped(found);
        if (file !== null) yield file;
      }
    },
  };
}

/** Somebody wrote to a file while it was read: what was made of it mixes two states of the disk. */
export const CHANGED: JobError = { kind: 'changed-on-disk', what: 'identity', at: null };

/** Block maps of more blocks than this are worth a garbage collection after use. */
const MANY_BLOCKS = 100_000;
export const tidyAfter = ({ layers }: Pick<Chain, 'layers'>): void => {
  if (layers.some(({ map }) => map !== null && map.entries.length > MANY_BLOCKS)) collectGarbage('everything');
};

/** Threads read the file itself and not through a journal, so a disk whose save was interrupted is refused. */
export async function openWhole(place: string): Promise<Result<SyncFile, IoError | HalfSaved>> {
  const file = openSyncFile(place);
  const half = file.ok ? halfSaved(await saveBeside(place)) : null;
  if (!file.ok || half === null) return file;
  await file.value.close();
  return err(half);
}

/** A raw disk whose last sector is filled up: bytes that the file lacks are read as zeros. */
const filledUp = (image: Image): Image => {
  const sectors = Math.ceil(image.file.bytes / SECTOR_BYTES);
  return image.kind === 'raw' ? { ...image, sectors, dataEnd: sectors * SECTOR_BYTES } : image;
};

async function openTop(ref: SourceRef): Promise<Result<Image, JobError>> {
  const file = await openWhole(ref.path);
  if (!file.ok) return file;
  const image = await openImage(file.value, ref.as, ref.footerAt ?? null);
  if (!image.ok) await file.value.close();
  return image.ok && ref.pad === true ? ok(filledUp(image.value)) : image;
}

/** Opens the file alone, for jobs that do not need its parents. */
export async function openAlone(ref: SourceRef): Promise<Result<Source, JobError>> {
  const image = await openTop(ref);
  if (!image.ok) return image;
  const chain: Chain = { layers: [image.value], parent: null };
  tidyAfter(chain);
  return ok(sourceOf(chain));
}

/** A folder may have many disks on a slow drive: the caller checks afterwards whether the job was cancelled meanwhile. */
export async function openSource(ref: SourceRef, control: Control): Promise<Result<Source, JobError>> {
  const image = await openTop(ref);
  if (!image.ok) return image;
  const named = await openNamed(ref.parents, control);
  if (!named.ok) {
    await image.value.file.close();
    return named;
  }
  const { chain, refused } = await resolveNamed(image.value, syncFinder(ref.path, control), named.value);
  const [first] = refused;
  if (first !== undefined) {
    await closeChain(chain);
    const at = named.value.findIndex(({ file }) => file === first.file);
    return err({ kind: 'bad-parent', path: ref.parents[at] as string, why: first.why });
  }
  for (const { file } of chain.layers.slice(1)) {
    const { path: place } = file as SyncFile;
    const half = halfSaved(await saveBeside(place));
    if (half === null) continue;
    await closeChain(chain);
    return err(half);
  }
  tidyAfter(chain);
  return ok(sourceOf(chain));
}

/** Opens the files that the user named as parents, in that order. */
async function openNamed(places: readonly string[], control: Control): Promise<Result<readonly FoundFile[], JobError>> {
  const named: FoundFile[] = [];
  for (const place of places) {
    const opened = await openWhole(place);
    if (!opened.ok) {
      for (const { file } of named) await file.close();
      return err({ kind: 'bad-parent', path: place, why: opened.error });
    }
    named.push({ file: opened.value, finder: syncFinder(place, control) });
  }
  return ok(named);
}

/** Whether nobody has written to the file since it was opened. */
export const isAsOpened = (file: SyncFile): boolean => file.stamp() === file.openedAs;

export function sourceOf(chain: Chain): Source {
  const files = chain.layers.map(({ file }) => file as SyncFile);
  return {
    chain,
    fds: new Map(chain.layers.map((layer, i) => [layer, (files[i] as SyncFile).fd])),
    heldBytes: files.reduce((sum, file) => sum + heldBytes(file), 0),
    isUnchanged: () => files.every(isAsOpened),
    close: () => closeChain(chain),
  };
}

/** Why the disk may not be changed according to its parents' content; null if the user named each of them. */
export const notNamed = ({ standIns: [first] = [] }: Chain): JobError | null =>
  first === undefined ? null : { kind: 'parent-not-named', standIn: first };

/** Whether the new file replaces the disk that it is made from. */
export const replacesItself = ({ path: target, publish }: OutputRef, { layers: [top] }: Chain): boolean =>
  takesPlaceOf({ target, publish }, top.file.identity);

/**
 * A new file never replaces a file that it is made from. `replacesTop`: the same disk made anew may replace itself, as
 * compacting does.
 */
export function targetRefusal({ path: target, publish }: OutputRef, { layers }: Chain, replacesTop: boolean): JobError | null {
  const taken = layers.slice(replacesTop ? 1 : 0).find(({ file }) => takesPlaceOf({ target, publish }, file.identity));
  return taken === undefined ? null : { kind: 'target-in-chain', name: taken.file.name };
}

/** The range, if all of it is there. A raw source is filled up to whole sectors, but has no more bytes than its file. */
export function partIn(
  { chain }: Source,
  { range = null, source }: Extract<JobTask, { readonly op: 'hash' }>,
): Result<ByteRange | null, JobError> {
  if (range === null) return ok(null);
  const [{ sectors, file }] = chain.layers;
  const end = source.as === 'raw' ? Math.min(file.bytes, sectors * SECTOR_BYTES) : sectors * SECTOR_BYTES;
  if (range.bytes > 0 && range.at + range.bytes <= end) return ok(range);
  const from = Math.floor(range.at / SECTOR_BYTES);
  return err({ kind: 'out-of-range', at: from, sectors: Math.ceil((range.at + range.bytes) / SECTOR_BYTES) - from, diskSectors: sectors });
}
