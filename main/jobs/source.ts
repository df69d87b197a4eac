/** Opens what a job reads: the disk and its parents, each by a descriptor that every thread can use, and watches that they stay as they are. */
import path from 'node:path';
import type { JobError } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { collectGarbage } from '../io/bulk/garbage';
import { openSyncFile, type SyncFile } from '../io/bulk/syncFile';
import { createSiblingFinder } from '../io/siblingFiles';
import { closeChain, resolveChain, withParent, type Chain, type FoundFile, type ParentFinder } from '../vhd/chain';
import type { Image } from '../vhd/image';
import { openImage } from '../vhd/openImage';
import type { SourceRef } from './requests';

export type Source = {
  readonly chain: Chain;
  /** The layers' descriptors. */
  readonly fds: ReadonlyMap<Image, number>;
  /** Whether every layer still is the file that was opened. */
  isUnchanged(): boolean;
  close(): Promise<void>;
};

/** As createSiblingFinder, but what it finds is opened for the threads. */
function syncFinder(child: string): ParentFinder {
  const inner = createSiblingFinder(child);
  const swapped = async (found: FoundFile | null): Promise<FoundFile | null> => {
    if (found === null) return null;
    await found.file.close();
    const place = path.join(path.dirname(child), found.file.name);
    const file = openSyncFile(place);
    return file.ok ? { file: file.value, finder: syncFinder(place) } : null;
  };
  return {
    byName: async (name) => swapped(await inner.byName(name)),
    others: async function* others() {
      for await (const found of inner.others()) {
        const file = await swapped(found);
        if (file !== null) yield file;
      }
    },
  };
}

/** Blocks from which on a block map is large enough to tidy up after. */
const MANY_BLOCKS = 100_000;
export const tidyAfter = ({ layers }: Pick<Chain, 'layers'>): void => {
  if (layers.some(({ map }) => map !== null && map.entries.length > MANY_BLOCKS)) collectGarbage('everything');
};

async function openTop(ref: SourceRef): Promise<Result<Image, JobError>> {
  const file = openSyncFile(ref.path);
  if (!file.ok) return file;
  const image = await openImage(file.value, ref.as);
  if (!image.ok) await file.value.close();
  return image;
}

/** The file alone, for jobs that ask nothing of its parents: none is looked for. */
export async function openAlone(ref: SourceRef): Promise<Result<Source, JobError>> {
  const image = await openTop(ref);
  if (!image.ok) return image;
  const chain: Chain = { layers: [image.value], parent: null };
  tidyAfter(chain);
  return ok(sourceOf(chain));
}

export async function openSource(ref: SourceRef): Promise<Result<Source, JobError>> {
  const image = await openTop(ref);
  if (!image.ok) return image;
  let chain = await resolveChain(image.value, syncFinder(ref.path));
  for (const place of ref.parents) {
    if (chain.parent === null) break;
    const next = await adopt(chain, place);
    if (!next.ok) {
      await closeChain(chain);
      return next;
    }
    chain = next.value;
  }
  tidyAfter(chain);
  return ok(sourceOf(chain));
}

async function adopt(chain: Chain, place: string): Promise<Result<Chain, JobError>> {
  const file = openSyncFile(place);
  if (!file.ok) return file;
  const image = await openImage(file.value, 'disk');
  const grown = image.ok ? await withParent(chain, image.value, syncFinder(place)) : image;
  if (grown.ok) return grown;
  await file.value.close();
  if (grown.error.kind === 'wrong-parent')
    return err({ kind: 'parent-mismatch', expectedId: grown.error.expectedId, foundId: grown.error.foundId });
  const { parent } = chain;
  const missing: JobError = { kind: 'parent-missing', expectedId: parent?.expectedId ?? '', lookedFor: parent?.lookedFor ?? [] };
  return image.ok ? err(missing) : image;
}

export function sourceOf(chain: Chain): Source {
  const files = chain.layers.map(({ file }) => file as SyncFile);
  const stamps = files.map((file) => file.stamp());
  return {
    chain,
    fds: new Map(chain.layers.map((layer, i) => [layer, (files[i] as SyncFile).fd])),
    isUnchanged: () => files.every((file, i) => file.stamp() === stamps[i]),
    close: () => closeChain(chain),
  };
}
