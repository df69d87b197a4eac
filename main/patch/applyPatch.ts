/** Compares a patch with a disk: what is still to be changed, and whether the disk is one that the patch was made for. */
import type { ByteEdit } from '../../shared/edits';
import type { ApplyPatchError } from '../../shared/patch';
import { err, ok, type Result } from '../../shared/result';
import type { Chain } from '../vhd/read/chain';
import { sameBytes } from '../vhd/read/sameBytes';
import { bytesOf, lengthOf } from './bytesOf';
import type { Patch } from './patch';

/** `already`: how many changes the disk has already. */
export type PatchEdits = { readonly edits: readonly ByteEdit[]; readonly already: number };

/**
 * What is still to be changed. Every byte is compared with the one from before, if the patch tells it; if one is neither as
 * before nor as after, nothing of the patch is taken.
 */
export async function patchEdits(chain: Chain, { changes }: Patch): Promise<Result<PatchEdits, ApplyPatchError>> {
  const read = { disk: bytesOf(chain, 'disk'), file: bytesOf(chain, 'file') };
  const edits: ByteEdit[] = [];
  let [already, places] = [0, 0];
  let first: { readonly space: ByteEdit['space']; readonly at: number } | null = null;
  for (const { space, at, before, after } of changes) {
    if (at + after.length > lengthOf(chain, space)) return err({ kind: 'patch-outside', space, at, bytes: after.length });
    const found = await read[space](at, after.length);
    if (!found.ok) return found;
    if (sameBytes(found.value, after)) already += 1;
    else if (before === null || sameBytes(found.value, before)) edits.push({ space, at, bytes: after });
    else {
      first ??= { space, at: at + firstWrong(found.value, before, after) };
      places += 1;
    }
  }
  return first === null ? ok({ edits, already }) : err({ kind: 'not-as-before', ...first, places });
}

/** The first byte with which the bytes are no longer all as before, nor all as after. */
const firstWrong = (found: Uint8Array, before: Uint8Array, after: Uint8Array): number =>
  Math.max(
    found.findIndex((byte, i) => byte !== before[i]),
    found.findIndex((byte, i) => byte !== after[i]),
  );
