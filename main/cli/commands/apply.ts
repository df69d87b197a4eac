/** `apply`: carries out a patch file on a disk, through the journal, if the disk has the bytes from before. */
import { err, type Result } from '../../../shared/result';
import { grouped, plural } from '../../../shared/text/numbers';
import { patchText, type PatchError } from '../../../shared/text/patch';
import { bothIds } from '../../../shared/vhd/codec';
import type { Space } from '../../../shared/vhd/units';
import { patchEdits } from '../../patch/applyPatch';
import { otherDisk, patchedDisk } from '../../patch/makePatch';
import { reversed, type Patch } from '../../patch/patch';
import { MAX_PATCH_FILE_BYTES, readPatch } from '../../patch/readPatch';
import { planEdits } from '../../vhd/ops/planEdits';
import type { Chain } from '../../vhd/read/chain';
import { writeRefusal } from '../changeRefusal';
import { warn, type Cli } from '../context';
import { carryOut, hold, type InPlaceOptions } from '../inPlace';
import { withDisk, type ChainOptions } from '../openDisk';
import { failed, failure, shown, type Outcome, type Trouble } from '../outcome';
import { wholeFile } from '../wholeFile';

export type ApplyOptions = InPlaceOptions & ChainOptions & { readonly reverse?: boolean; readonly ipsOf?: Space; readonly force?: boolean };

export async function apply(cli: Cli, path: string, patchPath: string, options: ApplyOptions): Promise<Outcome> {
  const what = `cannot apply ${shown(patchPath)} to ${shown(path)}`;
  const held = await hold(cli, path);
  if (!held.ok) return held;
  const patch = await patchAt(patchPath, options);
  if (!patch.ok) return patch;
  return withDisk(cli, path, options, async ({ chain }) => {
    const todo = await patchEdits(chain, patch.value);
    if (!todo.ok) return refused(what, todo.error);
    const { edits, already } = todo.value;
    await warnOfOther(cli, path, patch.value, chain);
    if (already > 0 && edits.length > 0)
      await warn(
        cli,
        `${grouped(already)} of ${plural(patch.value.changes.length, 'change')} ${already === 1 ? 'is' : 'are'} there already.`,
      );
    const plan = await planEdits(chain, edits);
    if (!plan.ok) return failed(what, plan.error);
    const refusal = await writeRefusal(cli, held.value, chain, plan.value, options);
    return refusal === null ? carryOut(cli, held.value, plan.value, 'change', options) : err(refusal);
  });
}

const troubleOf = (what: string, error: PatchError): Trouble => {
  const { why, todo } = patchText(error);
  return failure(what, why, todo);
};
const refused = (what: string, error: PatchError): Result<never, Trouble> => err(troubleOf(what, error));

async function patchAt(path: string, { reverse = false, ipsOf = 'disk' }: ApplyOptions): Promise<Result<Patch, Trouble>> {
  const what = `cannot read ${shown(path)}`;
  const tooLarge = (bytes: number): Trouble =>
    troubleOf(what, { kind: 'patch-file-too-large', bytes, most: MAX_PATCH_FILE_BYTES, here: 'anywhere' });
  const file = await wholeFile(path, MAX_PATCH_FILE_BYTES, tooLarge);
  if (!file.ok) return file;
  const patch = readPatch(file.value, ipsOf);
  if (!patch.ok) return refused(what, patch.error);
  const back = reverse ? reversed(patch.value) : patch.value;
  return back === null ? refused(`cannot take ${shown(path)} back`, { kind: 'not-reversible' }) : { ok: true, value: back };
}

/** The bytes fit, but somebody may have taken the wrong file. */
async function warnOfOther(cli: Cli, path: string, patch: Patch, chain: Chain): Promise<void> {
  const other = otherDisk(patch, chain);
  if (other === null) return;
  const here = patchedDisk(chain).uniqueId ?? '';
  await warn(
    cli,
    `warning: the patch was made from the disk ${bothIds(other)}; ${shown(path)} is ${bothIds(here)}, and has the bytes that the patch expects.`,
  );
}
