/**
 * A differencing disk and its parents. Parents are looked for only through the finder, which knows only the child's own
 * folder; the id decides. What is missing stays unknown: the chain then says what it looked for.
 */
import type { ParentError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../shared/vhd/footer';
import type { ParentView } from '../../shared/views';
import type { BlockFile } from './blockFile';
import type { Image } from './image';
import { openImage } from './openImage';

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

/** Every way the image names its parent: the header's name, then the locators. */
export function namedPaths(image: Image): { readonly index: number; readonly path: string }[] {
  const name = image.header === null ? '' : (dynamicHeader.get(image.header.bytes, 'parentUnicodeName').split('\0', 1)[0] ?? '');
  const fromName = name === '' ? [] : [{ index: -1, path: name }];
  const relativeFirst = [...image.locators].sort((a, b) => Number(b.platform === 'W2ru') - Number(a.platform === 'W2ru'));
  return [...fromName, ...relativeFirst.flatMap(({ index, path }) => (path === null ? [] : [{ index, path }]))];
}

/** Bare file names to look for, without repeats, best first. */
const namesOf = (image: Image): string[] => [...new Set(namedPaths(image).map(({ path }) => lastPart(path)))].filter((name) => name !== '');

/** Whether this system could follow the path at all; a drive letter or a share means nothing outside Windows. */
const usableHere = (path: string): boolean => path.startsWith('/') || (!/^[a-z]:|^\\\\/i.test(path) && !path.includes('\\'));

/** Paths that point out of the child's own folder. */
const elsewhereOf = (image: Image): ParentView['elsewhere'] =>
  namedPaths(image)
    .filter(({ path }) => /[\\/]/.test(path.replace(/^\.[\\/]/, '')))
    .map(({ index, path }) => ({ index, path, usableHere: usableHere(path) }));

const missing = (chain: readonly Image[], child: Image, state: ParentView['state']): ParentView => ({
  childLayer: chain.length - 1,
  state,
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
    if (layers.length >= MOST_LAYERS) return { layers, parent: missing(layers, child, 'too-deep') };
    const next = await findParent(child, finder);
    if (next.state !== 'found') return { layers, parent: missing(layers, child, next.state) };
    if (layers.some((layer) => layer.file.identity === next.image.file.identity)) {
      await next.image.file.close();
      return { layers, parent: missing(layers, child, 'loop') };
    }
    layers.push(next.image);
    finder = next.finder;
  }
}

type Search =
  | { readonly state: 'found'; readonly image: Image; readonly finder: ParentFinder }
  | { readonly state: 'missing' | 'wrong-id' | 'unreadable' };

async function findParent(child: Image, finder: ParentFinder): Promise<Search> {
  const wanted = parentIdOf(child);
  let state: 'missing' | 'wrong-id' | 'unreadable' = 'missing';
  for (const name of namesOf(child)) {
    const found = await finder.byName(name);
    if (found === null) continue;
    // Xen writes a null parent id for a raw parent: then the name is all there is.
    const image = await openImage(found.file, wanted === NULL_UUID ? 'raw' : 'disk');
    if (image.ok && (wanted === NULL_UUID || uniqueIdOf(image.value) === wanted))
      return { state: 'found', image: image.value, finder: found.finder };
    await found.file.close();
    state = image.ok ? 'wrong-id' : 'unreadable';
  }
  if (wanted === NULL_UUID) return { state };
  for await (const found of finder.others()) {
    const image = found.file.identity === child.file.identity ? null : await openImage(found.file, 'disk');
    if (image?.ok === true && uniqueIdOf(image.value) === wanted) return { state: 'found', image: image.value, finder: found.finder };
    await found.file.close();
  }
  return { state };
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
