/**
 * What lies around an image, as far as names and the file system tell: unfinished files of ours, a merge by Xen Orchestra,
 * parts of a split disk, and a drive that takes no larger file or that others may write to unseen.
 */
import path from 'node:path';
import type { SplitSet } from '../../shared/errors';
import type { FileSystem } from './fileSystem';
import { realPath } from './paths';
import { temporaryName } from './replaceFile';
import { isReadOnly, volumeOf } from './volume';
import { fileFacts, type FileFacts } from './windowsFacts';

export type Around = {
  readonly mergeFile: string | null;
  /** Names of unfinished files that were to become this one. */
  readonly parts: readonly string[];
  readonly split: SplitSet | null;
  readonly isFat: boolean;
  readonly isNetwork: boolean;
  readonly isReadOnly: boolean;
} & FileFacts;

const namesBeside = async (image: string, files: FileSystem): Promise<readonly string[]> => {
  const listed = await files.list(path.dirname(image));
  return listed.ok ? listed.value : [];
};

/** Nothing is reported if the folder cannot be listed. `image` is its real path. */
export async function surroundingsOf(image: string, files: FileSystem): Promise<Around> {
  const names = await namesBeside(image, files);
  const part = path.basename(temporaryName(image, ''));
  const merge = `.${path.basename(image)}.merge.json`;
  const [{ mostFileBytes, reach }, facts, readOnly] = await Promise.all([
    volumeOf(path.dirname(image)),
    fileFacts(image),
    isReadOnly(image),
  ]);
  return {
    mergeFile: names.includes(merge) ? merge : null,
    parts: names.filter((name) => name.startsWith(part) && /^[0-9a-f]+$/.test(name.slice(part.length))).sort(),
    split: splitSetIn(names, path.basename(image)),
    isFat: mostFileBytes !== null,
    isNetwork: reach === 'network',
    isReadOnly: readOnly,
    ...facts,
  };
}

/** The error, or a better one: a file without a footer may be part of a split disk. */
export async function partOr<E extends { readonly kind: string }>(
  error: E,
  image: string,
  files: FileSystem,
): Promise<E | ({ readonly kind: 'split-part' } & SplitSet)> {
  if (!FOOTERLESS.includes(error.kind)) return error;
  const real = await realPath(image);
  const split = splitSetIn(await namesBeside(real, files), path.basename(real));
  return split === null ? error : { kind: 'split-part', ...split };
}

const FOOTERLESS: readonly string[] = ['no-footer', 'raw-disk', 'too-small'];

/** On FAT32, Virtual PC and Virtual Server 2005 split a disk into `name.vhd`, `name.v01`, and so on; the footer ends the last. */
const PART = /^(?<stem>.*)\.(?:vhd|v(?<number>\d\d))$/i;
const MAX_PARTS = 64;

function splitSetIn(names: readonly string[], own: string): SplitSet | null {
  const stem = PART.exec(own)?.groups?.['stem']?.toLowerCase();
  const byNumber = new Map<number, string>();
  for (const name of names) {
    const found = PART.exec(name)?.groups;
    const number = Number(found?.['number'] ?? 0);
    if (found?.['stem']?.toLowerCase() === stem && number < MAX_PARTS) byNumber.set(number, name);
  }
  const last = [...byNumber.keys()].reduce((most, number) => Math.max(most, number), 0);
  if (stem === undefined || last === 0) return null;
  const nameOf = (number: number): string => `${path.parse(own).name}.${number === 0 ? 'vhd' : `v${String(number).padStart(2, '0')}`}`;
  const numbers = Array.from({ length: last + 1 }, (_, number) => number);
  return {
    present: numbers.flatMap((number) => byNumber.get(number) ?? []),
    missing: numbers.filter((number) => !byNumber.has(number)).map(nameOf),
  };
}
