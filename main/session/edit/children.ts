/** Disks that are based on an image, as far as this program knows: in its folder, and among the disks that were opened lately. */
import { createSiblingFinder } from '../../io/siblingFiles';
import { openImageFile } from '../../io/openImageFile';
import { baseName, folderOf, needsWarning, realPath } from '../../io/paths';
import { NULL_UUID } from '../../../shared/vhd/footer';
import { MAX_CHILDREN } from '../../../shared/text/children';
import { followable } from '../image/parents';
import { childrenOf, isBasedOn, isBasedOnFromElsewhere } from '../../vhd/read/children';

type Of = { readonly path: string; readonly uniqueId: string };

/** Names of those beside it, and paths of those elsewhere. `recent`: paths of disks that were opened or made here. */
export async function knownChildren({ path: shown, uniqueId }: Of, recent: readonly string[]): Promise<readonly string[]> {
  if (uniqueId === '' || uniqueId === NULL_UUID) return [];
  const real = await realPath(shown);
  const own = await openImageFile(real);
  if (!own.ok) return [];
  const { file: parent } = own.value;
  await parent.close();
  const found = [...(await childrenOf(uniqueId, createSiblingFinder(real), parent))];
  for (const path of recent) {
    if (found.length >= MAX_CHILDREN) break;
    const place = await realPath(path);
    if (place === real || (folderOf(place) === folderOf(real) && found.includes(baseName(place)))) continue;
    const file = await openImageFile(place);
    if (!file.ok) continue;
    const other = { file: file.value.file, finder: createSiblingFinder(place) };
    const leadsHere = async (stored: string): Promise<boolean> => {
      const way = followable(folderOf(place), stored);
      // Asking a server for a file would tell it who the user is.
      return way !== null && !needsWarning(way) && (await realPath(way)) === real;
    };
    const isChild =
      folderOf(place) === folderOf(real)
        ? await isBasedOn(other, uniqueId, parent)
        : await isBasedOnFromElsewhere(other, uniqueId, parent, leadsHere);
    if (isChild) found.push(place);
    await file.value.file.close();
  }
  return found;
}
