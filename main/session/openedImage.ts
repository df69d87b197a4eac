/** Opening an image: its chain, a save that was cut off, what surrounds the file; and what is found of it without reading blocks. */
import type { InterruptedView } from '../../shared/edits';
import type { OpenError } from '../../shared/errors';
import type { Finding } from '../../shared/findings';
import { err, ok, type Result } from '../../shared/result';
import type { ImageId } from '../../shared/views';
import type { Identity } from '../io/fileSystem';
import { openReadOnly } from '../io/nodeBlockFile';
import { realPath } from '../io/paths';
import type { SaveContext } from '../io/saveContext';
import { createSiblingFinder } from '../io/siblingFiles';
import { partOr, surroundingsOf } from '../io/surroundings';
import { resolveChain, type Chain } from '../vhd/chain';
import { checkDisk } from '../vhd/check/checkDisk';
import { checkChain } from '../vhd/check/checkImage';
import { checkSurroundings, hasItsEnd, NOTHING_AROUND } from '../vhd/check/surroundingRules';
import { describe, type Description } from '../vhd/describe';
import type { Image } from '../vhd/image';
import { openImage } from '../vhd/openImage';
import type { Drafts } from './drafts';
import { throughSave } from './interruptedSave';

export type OpenAs = 'disk' | 'raw' | 'bytes';

/** Unix seconds; the engine has no clock of its own. */
export type Clock = () => number;

export type Origin = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  readonly now: Clock;
  /** Text of a fresh id. */
  readonly newId: () => string;
  readonly context: SaveContext;
  /** Absent: staged changes are not kept. */
  readonly drafts?: Drafts;
};

/** With all that is found without reading blocks; a failed read tells less. */
export async function described(chain: Chain, now: number): Promise<Description> {
  const found = chain.layers[0].kind === 'bytes' ? null : await checkDisk(chain, { now, deep: false });
  return describe(chain, now, found?.ok === true ? found.value : checkChain(chain, now));
}

export type Opened = {
  readonly chain: Chain;
  readonly identity: Identity;
  readonly interrupted: InterruptedView | null;
  /** What stands beside the file, and what it lies on. */
  readonly around: readonly Finding[];
};

export async function openChain({ path, as, context }: Origin): Promise<Result<Opened, OpenError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const { seen, interrupted } = await throughSave(file.value, path, context);
  const image = await openImage(seen, as);
  const identity = await context.files.stat(path);
  if (!image.ok || !identity.ok) {
    await file.value.close();
    return image.ok ? err({ kind: 'not-found' }) : err(await partOr(image.error, path, context.files));
  }
  const chain = await resolveChain(image.value, createSiblingFinder(path));
  return ok({ chain, identity: identity.value, interrupted, around: await aroundOf(path, image.value, context) });
}

/** Ours is told by the bar that asks what to do about it. */
async function aroundOf(path: string, image: Image, { files }: SaveContext): Promise<readonly Finding[]> {
  if (image.kind === 'bytes') return [];
  const real = await realPath(path);
  const around = await surroundingsOf(real, files);
  return checkSurroundings({ ...NOTHING_AROUND, ...around, hasJournal: false, fileBytes: image.file.bytes, isWhole: hasItsEnd(image) });
}
