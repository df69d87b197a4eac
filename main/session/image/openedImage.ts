/** Opens an image: its chain, an interrupted save, what surrounds the file, and the findings that need no block to be read. */
import type { InterruptedView } from '../../../shared/edits';
import type { OpenError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { err, ok, type Result } from '../../../shared/result';
import type { ImageId, OpenAs } from '../../../shared/views';
import type { Identity } from '../../io/fileSystem';
import { openImageFile, savesBeside } from '../../io/openImageFile';
import { realPath } from '../../io/paths';
import type { SaveContext } from '../../io/saveContext';
import { createSiblingFinder } from '../../io/siblingFiles';
import { partOr, surroundingsOf } from '../../io/surroundings';
import { disksWithId } from '../../vhd/read/children';
import { resolveNamed, uniqueIdOf, type Chain, type FoundFile } from '../../vhd/read/chain';
import { checkDisk } from '../../vhd/check/checkDisk';
import { checkChain } from '../../vhd/check/checkImage';
import { checkSurroundings, hasItsEnd, idPlace, NOTHING_AROUND } from '../../vhd/check/surroundingRules';
import { describe, type Description } from '../../vhd/describe/describe';
import type { BlockFile } from '../../vhd/read/blockFile';
import type { Image } from '../../vhd/read/image';
import { openImage } from '../../vhd/read/openImage';
import type { Drafts } from '../edit/drafts';
import { interruptedView } from './interruptedSave';

/** Unix seconds; the engine has no clock of its own. */
export type Clock = () => number;

export type Origin = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  /** Where the footer stands that the user chose, far before the end of the file. */
  readonly footerAt?: number | null;
  readonly now: Clock;
  /** Returns a new id as text. */
  readonly newId: () => string;
  readonly context: SaveContext;
  /** Parents that the user chose when the window had this image before, in the order they were needed. */
  readonly parents?: readonly string[];
  /** If missing, staged changes are not kept. */
  readonly drafts?: Drafts;
};

/** Describes the image with all findings that need no block to be read; if a read fails, with fewer. */
export async function described(chain: Chain, now: number): Promise<Description> {
  const found = chain.layers[0].kind === 'bytes' ? null : await checkDisk(chain, { now, deep: false });
  return describe(chain, now, found?.ok === true ? found.value : checkChain(chain, now));
}

export type Opened = {
  readonly chain: Chain;
  /** Those of the parents chosen by the user that are in the chain. */
  readonly chosen: readonly string[];
  readonly identity: Identity;
  readonly interrupted: InterruptedView | null;
  /** Findings about what lies beside the file, and about its drive. */
  readonly around: readonly Finding[];
};

/** `parents`: chosen by the user for layers that do not lie beside their child; each is used where it fits. */
export async function openChain({ path, as, footerAt, context }: Origin, parents: readonly string[]): Promise<Result<Opened, OpenError>> {
  const opened = await openImageFile(path, { reader: context });
  if (!opened.ok) return opened;
  const { file, save } = opened.value;
  const interrupted = save === null ? null : interruptedView(save);
  const image = await openImage(file, as, footerAt ?? null);
  const identity = await context.files.stat(path);
  if (!image.ok || !identity.ok) {
    await file.close();
    return image.ok ? err({ kind: 'not-found' }) : err(await partOr(image.error, path, context.files));
  }
  const { chain, chosen } = await withChosen(image.value, path, parents);
  return ok({ chain, chosen, identity: identity.value, interrupted, around: await aroundOf(path, chain, context) });
}

/** A chosen parent that is gone, or is another disk now, is left out: the chain then reports again what is missing. */
export async function withChosen(top: Image, path: string, parents: readonly string[]): Promise<Pick<Opened, 'chain' | 'chosen'>> {
  const named: FoundFile[] = [];
  const pathOf = new Map<BlockFile, string>();
  for (const parent of parents) {
    const opened = await openImageFile(parent);
    if (!opened.ok) continue;
    named.push({ file: opened.value.file, finder: createSiblingFinder(parent) });
    pathOf.set(opened.value.file, parent);
  }
  const { chain, refused } = await resolveNamed(top, createSiblingFinder(path), named);
  for (const { file } of refused) pathOf.delete(file);
  return { chain, chosen: [...pathOf.values()] };
}

/** What is beside the file and takes reading other disks to find, so that opening does not wait for it: copies with the same id. */
export async function besideOf({ path }: Pick<Origin, 'path'>, { layers: [image] }: Chain): Promise<readonly Finding[]> {
  if (image.kind === 'bytes') return [];
  const sameId = await disksWithId(uniqueIdOf(image), createSiblingFinder(await realPath(path)), image.file);
  return checkSurroundings({ ...NOTHING_AROUND, sameId, idAt: idPlace(image), fileBytes: image.file.bytes, isWhole: hasItsEnd(image) });
}

/** An interrupted save of this disk is shown in the bar that asks what to do about it; one of a parent is a finding. */
async function aroundOf(path: string, { layers: [image, ...parents] }: Chain, context: SaveContext): Promise<readonly Finding[]> {
  if (image.kind === 'bytes') return [];
  const real = await realPath(path);
  const around = await surroundingsOf(real, context.files);
  const saves = await savesBeside(
    parents.map(({ file }) => file),
    context,
  );
  return checkSurroundings({ ...NOTHING_AROUND, ...around, saves, fileBytes: image.file.bytes, isWhole: hasItsEnd(image) });
}
