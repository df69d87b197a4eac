/** Makes a patch of the differences between two states of a disk. */
import type { ByteRange } from '../../shared/edits';
import type { MakePatchError } from '../../shared/patch';
import { err, ok, type Result } from '../../shared/result';
import { footer, NULL_UUID } from '../../shared/vhd/footer';
import type { Space } from '../../shared/vhd/units';
import { MAX_EDIT_BYTES } from '../vhd/ops/patches';
import type { Chain } from '../vhd/read/chain';
import { differences } from '../vhd/read/sameBytes';
import { bytesOf, lengthOf } from './bytesOf';
import type { Patch, PatchChange, PatchedDisk } from './patch';
import { MAX_CHANGES } from './readPatch';

/** Ranges that may differ, ascending and disjoint; they must lie in both disks, or in both files. */
export type Differing = { readonly space: Space; readonly ranges: readonly ByteRange[] };

/** Differing bytes with fewer equal ones between them are one change: its place would take more room than they do. */
const SAME_BETWEEN = 16;
/** So much is compared at once. */
const PIECE = 1024 * 1024;

export const patchedDisk = (chain: Chain): PatchedDisk => {
  const { footer: raw } = chain.layers[0];
  const id = raw === null ? NULL_UUID : footer.get(raw, 'uniqueId');
  return { uniqueId: id === NULL_UUID ? null : id, virtualBytes: lengthOf(chain, 'disk') };
};

/** The id of the disk that the patch was made from, if that is another one. The bytes decide, and not the id: a copy can be patched too. */
export function otherDisk({ disk }: Patch, chain: Chain): string | null {
  const here = patchedDisk(chain).uniqueId;
  return disk?.uniqueId == null || here === null || disk.uniqueId.toLowerCase() === here ? null : disk.uniqueId.toLowerCase();
}

/** The bytes in these ranges that differ, before and after. */
export async function changesBetween(
  before: Chain,
  after: Chain,
  where: readonly Differing[],
): Promise<Result<PatchChange[], MakePatchError>> {
  const changes: PatchChange[] = [];
  let total = 0;
  for (const { space, ranges } of where) {
    const [old, now] = [bytesOf(before, space), bytesOf(after, space)];
    for (const range of ranges) {
      for (let done = 0; done < range.bytes; done += PIECE) {
        const [at, bytes] = [range.at + done, Math.min(PIECE, range.bytes - done)];
        const [was, is] = [await old(at, bytes), await now(at, bytes)];
        if (!was.ok) return was;
        if (!is.ok) return is;
        for (const part of apart(differences(was.value, is.value))) {
          const [from, end] = [part.at, part.at + part.bytes];
          changes.push({ space, at: at + from, before: was.value.slice(from, end), after: is.value.slice(from, end) });
          total += part.bytes;
        }
        if (changes.length > MAX_CHANGES) return err({ kind: 'patch-too-many', most: MAX_CHANGES });
        if (total > MAX_EDIT_BYTES) return err({ kind: 'patch-too-large', bytes: total, most: MAX_EDIT_BYTES });
      }
    }
  }
  return changes.length === 0 ? err({ kind: 'nothing-to-patch' }) : ok(changes);
}

/** The stretches with small gaps between them closed. */
function apart(stretches: readonly ByteRange[]): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const { at, bytes } of stretches) {
    const last = joined.at(-1);
    if (last !== undefined && at - last.at - last.bytes < SAME_BETWEEN)
      joined[joined.length - 1] = { at: last.at, bytes: at + bytes - last.at };
    else joined.push({ at, bytes });
  }
  return joined;
}
