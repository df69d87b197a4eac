/** Patch files in the window: one that the user chose is staged as one change, and what is staged is written as one. */
import type { SavePatchError, StagePatchError } from '../../../shared/edits';
import type { MakePatchError } from '../../../shared/patch';
import { err, ok, type Result } from '../../../shared/result';
import { fileOffset, type Space } from '../../../shared/vhd/units';
import { openReadOnly } from '../../io/nodeBlockFile';
import { nodeFileSystem } from '../../io/nodeFileSystem';
import { writeNewFile, type Publish } from '../../io/replaceFile';
import { patchEdits } from '../../patch/applyPatch';
import { changesBetween, patchedDisk } from '../../patch/makePatch';
import type { Patch } from '../../patch/patch';
import { readPatch } from '../../patch/readPatch';
import { patchContent } from '../../patch/writePatch';
import { joined } from '../../vhd/ops/planEdits';
import type { Chain } from '../../vhd/read/chain';
import { activeEdits, hasFileEdits } from './editLog';
import { isStaged, stageEdits, type Staged } from './editSession';

/** Longer ones are for the command line: they are read at once, and nothing else of the program runs meanwhile. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** `ipsOf`: what the places in an IPS file count, which it does not say itself. */
export async function patchAt(path: string, ipsOf: Space): Promise<Result<Patch, StagePatchError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  try {
    const { bytes } = file.value;
    if (bytes > MAX_FILE_BYTES) return err({ kind: 'patch-file-too-large', bytes, most: MAX_FILE_BYTES, here: 'window' });
    const read = await file.value.read(fileOffset(0), bytes);
    return read.ok ? readPatch(read.value, ipsOf) : read;
  } finally {
    await file.value.close();
  }
}

/** The patch as one staged change, for the disk as it is staged now. */
export async function stagePatch(now: Staged, patch: Patch): Promise<Result<Staged, StagePatchError>> {
  const todo = await patchEdits(now.chain, patch);
  if (!todo.ok) return todo;
  return todo.value.edits.length === 0 ? err({ kind: 'patch-applied' }) : stageEdits(now, { kind: 'patch' }, todo.value.edits);
}

/** What is staged, as a patch. `base`: the chain as its files are. */
export async function patchOf(base: Chain, staged: Staged): Promise<Result<Patch, MakePatchError>> {
  const { log, chain } = staged;
  if (!isStaged(staged)) return err({ kind: 'nothing-to-patch' });
  const edits = activeEdits(log);
  if (hasFileEdits(log) && edits.some(({ space }) => space === 'disk')) return err({ kind: 'patch-mixed' });
  const inSpace = (space: Space): { space: Space; ranges: { at: number; bytes: number }[] } => ({
    space,
    ranges: joined(edits.filter((edit) => edit.space === space)).map(({ at, bytes }) => ({ at, bytes: bytes.length })),
  });
  const changes = await changesBetween(base, chain, [inSpace('disk'), inSpace('file')]);
  return changes.ok ? ok({ disk: patchedDisk(base), changes: changes.value }) : changes;
}

export type PatchTarget = { readonly path: string; readonly publish: Publish; readonly program: string; readonly newId: () => string };

/** Whole, or not at all. */
export async function writePatch(patch: Patch, { path, publish, program, newId }: PatchTarget): Promise<Result<null, SavePatchError>> {
  const job = { target: path, content: patchContent(patch, program), publish, fill: 'sparse', tag: newId().slice(0, 8) } as const;
  const written = await writeNewFile(job, nodeFileSystem());
  return written.ok || written.error.published ? ok(null) : err({ kind: 'not-written', cause: written.error.cause });
}
