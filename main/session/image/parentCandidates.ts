/** Files that may be the missing parent of a disk: looked for beside it and in the folders of disks that were opened lately. */
import type { ParentEvidence } from '../../../shared/views';
import { folderOf, realPath } from '../../io/paths';
import { disksIn } from '../../io/siblingFiles';
import { withoutStandIns, type Chain } from '../../vhd/read/chain';
import { parentEvidence, weightOf } from '../../vhd/read/parentEvidence';

const MAX_FOLDERS = 12;
const MAX_CANDIDATES = 16;

export type FoundCandidate = {
  readonly path: string;
  readonly folder: string;
  readonly fileBytes: number;
  readonly diskBytes: number;
  readonly evidence: ParentEvidence;
};
export type FoundCandidates = { readonly candidates: readonly FoundCandidate[]; readonly folders: number };

/** Best first. A parent that is a guess is among them. `recent`: paths of disks that were opened or made here. */
export async function parentCandidates(shown: Chain, recent: readonly string[]): Promise<FoundCandidates> {
  const chain = shown.parent === null ? withoutStandIns(shown) : shown;
  const child = chain.layers[chain.parent?.childLayer ?? -1];
  if (child === undefined) return { candidates: [], folders: 0 };
  const folders = new Set([folderOf(child.file.path)]);
  for (const path of recent) if (folders.size < MAX_FOLDERS) folders.add(folderOf(await realPath(path)));
  const candidates: FoundCandidate[] = [];
  for (const folder of folders)
    for await (const { file } of disksIn(folder, null)) {
      const isInChain = chain.layers.some((layer) => layer.file.identity === file.identity);
      const found = isInChain ? null : await parentEvidence(child, file);
      if (found !== null) candidates.push({ path: file.path, folder, fileBytes: file.bytes, ...found });
      await file.close();
    }
  const best = candidates.sort((a, b) => weightOf(b.evidence) - weightOf(a.evidence)).slice(0, MAX_CANDIDATES);
  return { candidates: best, folders: folders.size };
}
