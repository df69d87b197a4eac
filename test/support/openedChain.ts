/** A disk on the real file system with its parents, as the program sees it when it opens the file. */
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { createSiblingFinder } from '../../main/io/siblingFiles';
import { closeChain, resolveChain } from '../../main/vhd/read/chain';
import { describe } from '../../main/vhd/describe/describe';
import { openImage } from '../../main/vhd/read/openImage';

export type OpenedChain = {
  readonly kinds: readonly string[];
  readonly findings: readonly string[];
  readonly paths?: readonly (string | null)[];
};

/** Kinds of all layers, codes of the findings, and where it has locators their paths. */
export async function openedChain(path: string): Promise<OpenedChain> {
  const file = await openReadOnly(path);
  if (!file.ok) throw new Error(file.error.kind);
  const image = await openImage(file.value, 'disk');
  if (!image.ok) throw new Error(image.error.kind);
  const chain = await resolveChain(image.value, createSiblingFinder(path));
  const { layers, findings } = await describe(chain, Date.now() / 1000);
  await closeChain(chain);
  const paths = image.value.locators.map((locator) => locator.path);
  return { kinds: layers.map(({ kind }) => kind), findings: findings.map(({ code }) => code), ...(paths.length > 0 ? { paths } : {}) };
}
