/** Hits of a search with other bytes in their place. */
import type { ByteEdit, EditError, EditRequest } from '../../../shared/edits';
import { MAX_REPLACED, replaced, replacementsOf } from '../../../shared/find/replace';
import { err, ok, type Result } from '../../../shared/result';
import { bytesOf, lengthOf } from '../../patch/bytesOf';
import { inDiskSpace } from '../../vhd/ops/inDiskSpace';
import type { Chain } from '../../vhd/read/chain';

export type ReplaceRequest = Extract<EditRequest, { readonly kind: 'replace' }>;
export type Replaced = { readonly edits: readonly ByteEdit[]; readonly places: number };

/**
 * Every place is read again: only what still is what was looked for is replaced. A hit that begins inside of one that was replaced
 * is left out, and so is one whose bytes are not known. Refused if nothing is left.
 */
export async function replacedHits(
  chain: Chain,
  { space, pattern, text, places }: ReplaceRequest,
): Promise<Result<Replaced, Extract<EditError, { readonly kind: 'cannot-replace' }>>> {
  const replacements = replacementsOf(pattern, text);
  const most = MAX_REPLACED[space];
  if (!replacements.ok || places.length / 2 > most)
    return err({ kind: 'cannot-replace', why: replacements.ok ? 'too-many' : 'pattern', most });
  const read = bytesOf(chain, space);
  const length = lengthOf(chain, space);
  const edits: ByteEdit[] = [];
  let count = 0;
  let end = 0;
  for (let i = 0; i < places.length; i += 2) {
    const [at, bytes] = [places[i] as number, places[i + 1] as number];
    if (at < end || at + bytes > length) continue;
    const old = await read(at, bytes);
    const replacement = old.ok ? replaced(replacements.value, old.value) : null;
    if (replacement === null) continue;
    for (const edit of await inDiskSpace(chain, { space, at, bytes: replacement })) edits.push(edit);
    count += 1;
    end = at + bytes;
  }
  return count === 0 ? err({ kind: 'cannot-replace', why: 'nothing', most }) : ok({ edits, places: count });
}
