/**
 * A differencing disk and its parents. Parents are looked for only through the finder, which knows only the child's own
 * folder; the id decides. What is missing stays unknown: the chain then says what it looked for.
 */
import type { ParentError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer, NULL_UUID } from '../../shared/vhd/footer';
import { fileOffset } from '../../shared/vhd/units';
import type { LocatorView, ParentView } from '../../shared/views';
import type { BlockFile } from './blockFile';
import { isRecognised } from './footers';
import type { Image } from './image';
import { openImage } from './openImage';
import { parentNameIn } from './parentLocator';

/** Deeper chains than anybody's tools make. */
const MOST_LAYERS = 64;

/** Looks in the child's own folder and nowhere else. */
export interface ParentFinder {
  /** A regular file of this bare name beside the child; null when there is none. */
  byName(name: string): Promise<FoundFile | null>;
  /** Other disks in the folder, for a look at their ids; bounded. */
  others(): AsyncIterable<FoundFile>;
}

export type FoundFile = { readonly file: BlockFile; readonly finder: ParentFinder };

export type Chain = { readonly layers: readonly [Image, ...Image[]]; readonly parent: ParentView | null };

export const uniqueIdOf = (image: Image): string => (image.footer === null ? NULL_UUID : footer.get(image.footer, 'uniqueId'));

export const parentIdOf = (image: Image): string =>
  image.header === null ? NULL_UUID : dynamicHeader.get(image.header.bytes, 'parentUniqueId');

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/** Every way the image names its parent, best first: relative path, header's name (index -1), URL, absolute path, old kinds. */
export function namedPaths(image: Image): { readonly index: number; readonly path: string }[] {
  const name = image.header === null ? '' : parentNameIn(image.header.bytes);
  const fromName = name === '' ? [] : [{ index: -1, path: name }];
  const by = (...platforms: LocatorView['platform'][]): { index: number; path: string }[] =>
    image.locators.flatMap(({ index, path, platform }) => (path === null || !platforms.includes(platform) ? [] : [{ index, path }]));
  return [...by('W2ru'), ...fromName, ...by('MacX'), ...by('W2ku'), ...by('Wi2r', 'Wi2k')];
}

/** Bare file names to look for, without repeats, best first. */
const namesOf = (image: Image): string[] => [...new Set(namedPaths(image).map(({ path }) => lastPart(path)))].filter((name) => name !== '');

/**
 * Whether this system could follow the path, once the user agrees. A drive letter or a share means nothing outside
 * Windows and gives away passwords on it; devices and the kernel's own folders are no disks.
 */
export const usableHere = (path: string): boolean =>
  !/^[a-z]:/i.test(path) &&
  !path.includes('\\') &&
  !path.startsWith('//') &&
  !/^\/+(dev|proc|sys)(\/|$)/.test(normal(path)) &&
  !/[\0-\u001f]/.test(path);

/** Without `.`, `..` and empty parts, so that a detour does not hide where the path leads. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}

/** Paths that point out of the child's own folder. */
const elsewhereOf = (image: Image): ParentView['elsewhere'] =>
  namedPaths(image)
    .filter(({ path }) => /[\\/]/.test(path.replace(/^\.[\\/]/, '')))
    .map(({ index, path }) => ({ index, path, usableHere: usableHere(path) }));

const missing = (chain: readonly Image[], child: Image, state: ParentView['state'], foundId: string | null): ParentView => ({
  childLayer: chain.length - 1,
  state,
  foundId,
  lookedFor: namesOf(child),
  elsewhere: elsewhereOf(child),
  expectedId: parentIdOf(child),
});

/** Follows parents as far as they are found. */
export async function resolveChain(top: Image, finder: ParentFinder): Promise<Chain> {
  return grow([top], finder);
}

async function grow(start: readonly [Image, ...Image[]], firstFinder: ParentFinder): Promise<Chain> {
  const layers: [Image, ...Image[]] = [...start];
  let finder = firstFinder;
  for (;;) {
    const child = layers.at(-1) as Image;
    if (child.kind !== 'differencing') return { layers, parent: null };
    if (layers.length >= MOST_LAYERS) return { layers, parent: missing(layers, child, 'too-deep', null) };
    const next = await findParent(child, finder);
    if (next.state !== 'found') return { layers, parent: missing(layers, child, next.state, next.foundId) };
    if (layers.some((layer) => layer.file.identity === next.image.file.identity)) {
      await next.image.file.close();
      return { layers, parent: missing(layers, child, 'loop', null) };
    }
    layers.push(next.image);
    finder = next.finder;
  }
}

type NotFound = { readonly state: 'missing' | 'wrong-id' | 'unreadable'; readonly foundId: string | null };
type Search = { readonly state: 'found'; readonly image: Image; readonly finder: ParentFinder } | NotFound;

async function findParent(child: Image, finder: ParentFinder): Promise<Search> {
  let failed: NotFound = { state: 'missing', foundId: null };
  for (const name of namesOf(child)) {
    const found = await finder.byName(name);
    if (found === null) continue;
    const parent = await openParent(child, found.file);
    if (parent.ok && uniqueIdOf(parent.value) === parentIdOf(child)) return { state: 'found', image: parent.value, finder: found.finder };
    await found.file.close();
    failed = parent.ok ? { state: 'wrong-id', foundId: uniqueIdOf(parent.value) } : { state: 'unreadable', foundId: null };
  }
  if (parentIdOf(child) === NULL_UUID) return failed;
  return (await findById(child, finder)) ?? failed;
}

/** As a disk; for Xen's children without a parent id, whose parents are raw, as it is. */
async function openParent(child: Image, file: BlockFile): Promise<Result<Image, unknown>> {
  const image = await openImage(file, 'disk');
  const mayBeRaw = parentIdOf(child) === NULL_UUID && child.footer !== null && footer.get(child.footer, 'creatorApplication') === 'tap\0';
  return !image.ok && mayBeRaw && ['raw-disk', 'no-footer'].includes(image.error.kind) ? openImage(file, 'raw') : image;
}

/** Another disk in the folder that has the id: the parent was renamed. */
async function findById(child: Image, finder: ParentFinder): Promise<Search | null> {
  const wanted = parentIdOf(child);
  for await (const found of finder.others()) {
    const mayBe = found.file.identity !== child.file.identity && (await hasId(found.file, wanted));
    const image = mayBe ? await openImage(found.file, 'disk') : null;
    if (image?.ok === true && uniqueIdOf(image.value) === wanted) return { state: 'found', image: image.value, finder: found.finder };
    await found.file.close();
  }
  return null;
}

/** A look at the two places of a footer only: a folder may hold many disks. */
async function hasId(file: BlockFile, wanted: string): Promise<boolean> {
  for (const at of file.bytes < FOOTER_BYTES ? [] : [file.bytes - FOOTER_BYTES, 0]) {
    const read = await file.read(fileOffset(at), FOOTER_BYTES);
    if (read.ok && isRecognised(read.value) && footer.get(read.value, 'uniqueId') === wanted) return true;
  }
  return false;
}

/** The chain with `parent`, which the user chose, under its last layer. The id must match. The caller closes it on failure. */
export async function withParent(chain: Chain, parent: Image, finder: ParentFinder): Promise<Result<Chain, ParentError>> {
  const child = chain.layers.at(-1) as Image;
  const expectedId = parentIdOf(child);
  const foundId = uniqueIdOf(parent);
  if (foundId !== expectedId) return err({ kind: 'wrong-parent', expectedId, foundId, name: parent.file.name });
  if (chain.layers.some((layer) => layer.file.identity === parent.file.identity)) return err({ kind: 'chain-loop' });
  return ok(await grow([...chain.layers, parent] as [Image, ...Image[]], finder));
}

export async function closeChain(chain: Chain): Promise<void> {
  for (const layer of chain.layers) await layer.file.close();
}
