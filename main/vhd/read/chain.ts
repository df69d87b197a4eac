/**
 * A differencing disk and its parents. Parents are searched only through the finder, which knows only the child's own
 * folder and what is inside; the id decides. A missing parent stays unknown: the chain then says what was searched for.
 */
import type { FormatError, IoError, NameRefusal, ParentRefusal, StandIn } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer, NULL_UUID } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import type { LocatorView, ParentView } from '../../../shared/views';
import type { BlockFile } from './blockFile';
import { isRecognised } from '../format/footers';
import type { Image } from './image';
import { openImage } from './openImage';
import { parentNameIn } from '../format/parentLocator';
import { partsInside, usableOn, type PathSystem } from './usablePaths';

/** Deeper than the chains that any tool makes. */
const MAX_LAYERS = 64;

/** Searches the child's own folder, and what is inside it, and nothing else. */
export interface ParentFinder {
  /**
   * A regular file of this bare name beside the child, or in a folder inside its own: then all names on the way, with `/`
   * between them. Null when there is none.
   */
  byName(name: string): Promise<FoundFile | null>;
  /** Why byName gave no file though something is there; null where there is nothing. */
  refusalOf?(name: string): Promise<NameRefusal | null>;
  /** Other disks in the folder, whose ids may be checked; a bounded number. */
  others(): AsyncIterable<FoundFile>;
  /** The system whose paths are usable here; if missing, those of systems other than Windows. */
  readonly system?: PathSystem;
}

export type FoundFile = {
  readonly file: BlockFile;
  readonly finder: ParentFinder;
  /** The path by which the finder reached it, links unresolved; missing in tests. */
  readonly place?: string;
};

export type Chain = {
  readonly layers: readonly [Image, ...Image[]];
  readonly parent: ParentView | null;
  /** The parents that are a guess, from the top down. */
  readonly standIns?: readonly StandIn[];
  /** Whose paths can be followed here; if missing, those of systems other than Windows. */
  readonly system?: PathSystem;
};

export const uniqueIdOf = (image: Image): string => (image.footer === null ? NULL_UUID : footer.get(image.footer, 'uniqueId'));

export const parentIdOf = (image: Image): string =>
  image.header === null ? NULL_UUID : dynamicHeader.get(image.header.bytes, 'parentUniqueId');

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/**
 * Every path by which the image names its parent, best first: relative path, header's name (index -1), URL, absolute path,
 * deprecated kinds.
 */
export function namedPaths(image: Image): { readonly index: number; readonly path: string }[] {
  const name = image.header === null ? '' : parentNameIn(image.header.bytes);
  const fromName = name === '' ? [] : [{ index: -1, path: name }];
  const by = (...platforms: LocatorView['platform'][]): { index: number; path: string }[] =>
    image.locators.flatMap(({ index, path, platform }) => (path === null || !platforms.includes(platform) ? [] : [{ index, path }]));
  return [...by('W2ru'), ...fromName, ...by('MacX'), ...by('W2ku'), ...by('Wi2r', 'Wi2k')];
}

/** Bare file names to search for, without repeats, best first. */
export const namesOf = (image: Image): string[] =>
  [...new Set(namedPaths(image).map(({ path }) => lastPart(path)))].filter((name) => name !== '');

type Place = {
  /** For ParentFinder.byName. */
  readonly where: string;
  /** The path as it is stored, or the bare name. */
  readonly stored: string;
};

/** Where the parent is looked for, without repeats: where stored paths lead inside the child's own folder, then bare names. */
function searchedPlaces(image: Image): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { path } of namedPaths(image)) {
    const parts = partsInside(path) ?? [];
    const where = parts.join('/');
    if (parts.length > 1 && !places.has(where)) places.set(where, { where, stored: path });
  }
  for (const name of namesOf(image)) places.set(name, { where: name, stored: name });
  return [...places.values()];
}

/** Paths that are followed only after the user agrees, because they lead out of the child's own folder; without repeats. */
export const elsewhereOf = (image: Image, system: PathSystem): ParentView['elsewhere'] =>
  namedPaths(image)
    .filter(({ path }, i, all) => all.findIndex((other) => other.path === path) === i)
    .filter(({ path }) => /[\\/]/.test(path) && partsInside(path) === null)
    .map(({ index, path }) => ({ index, path, usableHere: usableOn(system, path) }));

const missing = (
  chain: readonly Image[],
  system: PathSystem,
  { state, foundId, loopTo, sameId = [], refused = [] }: Pick<ParentView, 'state' | 'foundId' | 'loopTo' | 'sameId' | 'refused'>,
): ParentView => {
  const child = chain.at(-1) as Image;
  return {
    childLayer: chain.length - 1,
    state,
    foundId,
    lookedFor: searchedPlaces(child).map(({ stored }) => stored),
    elsewhere: elsewhereOf(child, system),
    expectedId: parentIdOf(child),
    ...(loopTo === undefined ? {} : { loopTo }),
    ...(sameId.length === 0 ? {} : { sameId }),
    ...(refused.length === 0 ? {} : { refused }),
  };
};

/** The chain without guesses: a parent that is a guess counts as missing. */
export function withoutStandIns(chain: Chain): Chain {
  const [first] = chain.standIns ?? [];
  if (first === undefined) return chain;
  const layers = chain.layers.slice(0, first.childLayer + 1) as unknown as Chain['layers'];
  return { layers, parent: missing(layers, 'other', { state: 'missing', foundId: null }) };
}

/** Follows parents as far as they are found. */
export async function resolveChain(top: Image, finder: ParentFinder): Promise<Chain> {
  return grow({ layers: [top], parent: null }, finder, []);
}

export type Named = {
  readonly chain: Chain;
  /** The named files, in their order, that are no part of the chain. They are closed. */
  readonly refused: readonly { readonly file: BlockFile; readonly why: ParentRefusal }[];
};

/**
 * As resolveChain, but each disk's parent is first searched among the files that the user named, nearest first, and beside
 * the child only if none of them has the id.
 */
export async function resolveNamed(top: Image, finder: ParentFinder, named: readonly FoundFile[]): Promise<Named> {
  const waiting = [...named];
  const chain = await grow({ layers: [top], parent: null }, finder, waiting);
  const refused: { file: BlockFile; why: ParentRefusal }[] = [];
  for (const { file } of waiting) {
    refused.push({ file, why: await refusalOf(chain, file) });
    await file.close();
  }
  return { chain, refused };
}

/**
 * Why a named file has no place in the chain: reported about the disk that has no parent, or that is the only one that may
 * have one.
 */
async function refusalOf({ layers, parent }: Chain, file: BlockFile): Promise<ParentRefusal> {
  if (isIn(layers, file)) return { kind: 'chain-loop' };
  const image = await openImage(file, 'disk');
  if (!image.ok) return image.error;
  const children = parent === null ? layers.filter(({ kind }) => kind === 'differencing') : layers.slice(-1);
  const [child, ...more] = children;
  const foundId = uniqueIdOf(image.value);
  if (child === undefined || more.length > 0 || parentIdOf(child) === foundId) return { kind: 'parent-too-many' };
  return { kind: 'wrong-parent', expectedId: parentIdOf(child), foundId, name: file.name };
}

const layerOf = (layers: readonly Image[], { identity }: BlockFile): number =>
  layers.findIndex((layer) => layer.file.identity === identity);
const isIn = (layers: readonly Image[], file: BlockFile): boolean => layerOf(layers, file) >= 0;

/** Files that are used are removed from `waiting`. */
async function grow(start: Chain, firstFinder: ParentFinder, waiting: FoundFile[]): Promise<Chain> {
  const layers: [Image, ...Image[]] = [...start.layers];
  const standIns: StandIn[] = [...(start.standIns ?? [])];
  let finder = firstFinder;
  const system = firstFinder.system ?? 'other';
  const ending = (parent: ParentView | null): Chain => ({ layers, parent, system, ...(standIns.length === 0 ? {} : { standIns }) });
  const without = (end: Pick<ParentView, 'state' | 'foundId' | 'loopTo' | 'sameId' | 'refused'>): Chain =>
    ending(missing(layers, finder.system ?? 'other', end));
  for (;;) {
    const child = layers.at(-1) as Image;
    if (child.kind !== 'differencing') return ending(null);
    if (layers.length >= MAX_LAYERS) return without({ state: 'too-deep', foundId: null });
    const next = (await takeNamed(layers, waiting)) ?? (await findParent(layers, finder));
    if (next.state !== 'found') return without(next);
    const loopTo = layerOf(layers, next.image.file);
    if (loopTo >= 0) {
      await next.image.file.close();
      return without({ state: 'loop', foundId: null, loopTo });
    }
    if (next.refused !== null) standIns.push(standInOf(layers, next.image, { refused: next.refused, system: finder.system ?? 'other' }));
    layers.push(next.image);
    finder = next.finder;
  }
}

type Guessed = { readonly refused: StandIn['refused']; readonly system: PathSystem };

/** FAT stores times in steps of two seconds. */
export const TIME_GRAIN = 2;

/** The parent's time as `child` stores it, and that of the file; null if they agree or none is stored. */
export function timesApart(child: Image, parent: Image): StandIn['times'] {
  const stored = child.header === null ? 0 : dynamicHeader.get(child.header.bytes, 'parentTimeStamp');
  const found = Math.floor(parent.file.modifiedUnixSeconds) - VHD_EPOCH_UNIX_SECONDS;
  return stored === 0 || Math.abs(stored - found) <= TIME_GRAIN ? null : { stored, found };
}

function standInOf(layers: readonly Image[], parent: Image, { refused, system }: Guessed): StandIn {
  const child = layers.at(-1) as Image;
  const outside = elsewhereOf(child, system).map(({ path, usableHere }) => ({ path, usableHere }));
  return {
    child: child.file.name,
    childLayer: layers.length - 1,
    found: parent.file.name,
    names: searchedPlaces(child).map(({ stored }) => stored),
    ...(outside.length === 0 ? {} : { outside }),
    refused,
    times: timesApart(child, parent),
  };
}

type NotFound = Pick<ParentView, 'foundId' | 'sameId' | 'refused'> & { readonly state: 'missing' | 'wrong-id' | 'unreadable' };
/** `refused`: for a parent that was found only by its id, the files of its name that were not taken; null for any other. */
type Search =
  | { readonly state: 'found'; readonly image: Image; readonly finder: ParentFinder; readonly refused: StandIn['refused'] | null }
  | NotFound;

/** The first of the named files that has the parent id of the last layer. */
async function takeNamed(layers: readonly Image[], waiting: FoundFile[]): Promise<Search | null> {
  const child = layers.at(-1) as Image;
  for (const [index, { file, finder }] of waiting.entries()) {
    const parent = isIn(layers, file) ? null : await openParent(child, file);
    if (parent?.ok !== true || uniqueIdOf(parent.value) !== parentIdOf(child)) continue;
    waiting.splice(index, 1);
    return { state: 'found', image: parent.value, finder, refused: null };
  }
  return null;
}

/** The file may well be the parent, but is not to be opened now: on Windows, for one, while a machine runs on it. */
const CLOSED: readonly NameRefusal['kind'][] = ['in-use', 'permission-denied', 'read-failed'];

async function findParent(layers: readonly Image[], finder: ParentFinder): Promise<Search> {
  const child = layers.at(-1) as Image;
  let failed: NotFound = { state: 'missing', foundId: null };
  const refused: { name: string; why: NameRefusal }[] = [];
  for (const { where, stored } of searchedPlaces(child)) {
    const found = await finder.byName(where);
    if (found === null) {
      const why = (await finder.refusalOf?.(where)) ?? null;
      if (why === null) continue;
      refused.push({ name: stored, why });
      if (CLOSED.includes(why.kind)) failed = { state: 'unreadable', foundId: null };
      continue;
    }
    const parent = await openParent(child, found.file);
    if (parent.ok && uniqueIdOf(parent.value) === parentIdOf(child))
      return { state: 'found', image: parent.value, finder: found.finder, refused: null };
    await found.file.close();
    const name = stored === where ? found.file.name : stored;
    refused.push({ name, why: parent.ok ? { kind: 'other-id', foundId: uniqueIdOf(parent.value) } : parent.error });
    failed = parent.ok ? { state: 'wrong-id', foundId: uniqueIdOf(parent.value) } : { state: 'unreadable', foundId: null };
  }
  if (parentIdOf(child) === NULL_UUID) return { ...failed, refused };
  return findById(layers, finder, { refused, failed });
}

/** The disk that the child's names and paths inside its folder lead to, if it has the id; null if none of them does. The caller closes it. */
export const namedParent = async (child: Image, finder: ParentFinder): Promise<BlockFile | null> =>
  (await foundByName(child, finder))?.image.file ?? null;

type FoundImage = { readonly image: Image; readonly finder: ParentFinder };

async function foundByName(child: Image, finder: ParentFinder): Promise<FoundImage | null> {
  for (const { where } of searchedPlaces(child)) {
    const found = await finder.byName(where);
    if (found === null) continue;
    const parent = await openParent(child, found.file);
    if (parent.ok && uniqueIdOf(parent.value) === parentIdOf(child)) return { image: parent.value, finder: found.finder };
    await found.file.close();
  }
  return null;
}

/** Whether the names that this disk and its parents store lead to one of the layers: it was made above them. */
async function standsOn({ image, finder }: FoundImage, layers: readonly Image[]): Promise<boolean> {
  const opened: Image[] = [];
  let upper: FoundImage = { image, finder };
  let isAbove = false;
  while (!isAbove && upper.image.kind === 'differencing' && opened.length < MAX_LAYERS) {
    const lower = await foundByName(upper.image, upper.finder);
    if (lower === null) break;
    opened.push(lower.image);
    isAbove = isIn(layers, lower.image.file);
    upper = lower;
  }
  for (const { file } of opened) await file.close();
  return isAbove;
}

/** Opens the file as a disk; for Xen's children without a parent id, whose parents are raw, as raw. */
async function openParent(child: Image, file: BlockFile): Promise<Result<Image, FormatError | IoError>> {
  const image = await openImage(file, 'disk');
  const mayBeRaw = parentIdOf(child) === NULL_UUID && child.footer !== null && footer.get(child.footer, 'creatorApplication') === 'tap\0';
  return !image.ok && mayBeRaw && ['raw-disk', 'no-footer'].includes(image.error.kind) ? openImage(file, 'raw') : image;
}

const bearsName = (child: Image, { file }: Image): boolean => namesOf(child).some((name) => name.toLowerCase() === file.name.toLowerCase());

/**
 * The only other disk in the folder that has the id. If there are several, nobody can tell which is meant, and none is taken.
 * MiniVHD gives children their parent's id: then the disks above have it too, and none of them is meant, nor is a disk that was
 * made above them.
 */
async function findById(
  layers: readonly Image[],
  finder: ParentFinder,
  { refused, failed }: { readonly refused: StandIn['refused']; readonly failed: NotFound },
): Promise<Search> {
  const child = layers.at(-1) as Image;
  const wanted = parentIdOf(child);
  const notMeant = uniqueIdOf(child) === wanted ? layers : [child];
  const same: FoundImage[] = [];
  for await (const found of finder.others()) {
    const { identity } = found.file;
    const isNew = !isIn(notMeant, found.file) && same.every(({ image }) => image.file.identity !== identity);
    const image = isNew && (await hasId(found.file, wanted)) ? await openImage(found.file, 'disk') : null;
    const isMeant =
      image?.ok === true && uniqueIdOf(image.value) === wanted && !(await standsOn({ image: image.value, finder: found.finder }, layers));
    if (isMeant) same.push({ image: image.value, finder: found.finder });
    else await found.file.close();
  }
  const [only] = same;
  if (only === undefined) return { ...failed, refused };
  if (same.length === 1) return { state: 'found', ...only, refused: bearsName(child, only.image) ? null : refused };
  for (const { image } of same) await image.file.close();
  return { ...failed, refused, sameId: same.map(({ image }) => image.file.name) };
}

/** Only reads the two places of a footer: a folder may hold many disks. */
async function hasId(file: BlockFile, wanted: string): Promise<boolean> {
  for (const at of file.bytes < FOOTER_BYTES ? [] : [file.bytes - FOOTER_BYTES, 0]) {
    const read = await file.read(fileOffset(at), FOOTER_BYTES);
    if (read.ok && isRecognised(read.value) && footer.get(read.value, 'uniqueId') === wanted) return true;
  }
  return false;
}

/** The chain with `parent`, which the user chose, under its last layer. The id must match. On failure the caller closes the file. */
export async function withParent(
  chain: Chain,
  parent: Image,
  finder: ParentFinder,
): Promise<Result<Chain, Extract<ParentRefusal, { readonly kind: 'wrong-parent' | 'chain-loop' }>>> {
  const child = chain.layers.at(-1) as Image;
  const expectedId = parentIdOf(child);
  const foundId = uniqueIdOf(parent);
  if (foundId !== expectedId) return err({ kind: 'wrong-parent', expectedId, foundId, name: parent.file.name });
  if (isIn(chain.layers, parent.file)) return err({ kind: 'chain-loop' });
  return ok(await grow({ ...chain, layers: [...chain.layers, parent] as unknown as Chain['layers'] }, finder, []));
}

export async function closeChain(chain: Chain): Promise<void> {
  for (const layer of chain.layers) await layer.file.close();
}
