/** Opens, plans, saves and recovers through the FileSystem port the way the session does, on any file system. */
import { applyPlan, type Saved } from '../../main/io/applyPlan';
import type { FileSystem, OpenFile } from '../../main/io/fileSystem';
import type { Protocol } from '../../main/io/protocol';
import { finish, inspectJournal, rollBack, rollForward, setAside } from '../../main/io/recover';
import type { SaveContext } from '../../main/io/saveContext';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import type { Image } from '../../main/vhd/read/image';
import { openImage } from '../../main/vhd/read/openImage';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import type { Plan } from '../../main/vhd/ops/plan';
import type { FileError, PlanError, SaveError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { lba } from '../../shared/vhd/units';
import type { Edit } from './editScripts';

const SECTOR = 512;

/** A fixed clock, ids that count, and nobody else alive. */
export function contextOver(files: FileSystem): SaveContext {
  let ids = 0;
  return {
    files,
    owner: { pid: 4711, bootId: new Uint8Array(16).fill(7), host: 'test', app: '0' },
    now: () => 1_767_225_600_000,
    newId: () => {
      ids += 1;
      return new Uint8Array(16).fill(ids);
    },
    isAlive: () => false,
  };
}

/** The port's file as the engine reads it. `size` in bytes. */
export const blockFileOver = (file: OpenFile, name: string, size: number): BlockFile => ({
  name,
  path: `/memory/${name}`,
  bytes: size,
  modifiedUnixSeconds: 1_700_000_000,
  identity: name,
  read: async (at, bytes) => {
    const read = await file.read(at, bytes);
    if (read.ok) return read;
    return err({ kind: 'read-failed', at, bytes, code: 'code' in read.error ? read.error.code : read.error.kind });
  },
  close: async () => {
    await file.close();
  },
});

/** Edits of whole sectors, later ones over earlier ones, as one change-set without overlaps, in order of the disk. */
export function coalesced(edits: readonly Edit[]): Edit[] {
  const sectors = new Map<number, Uint8Array>();
  for (const edit of edits)
    for (let i = 0; i * SECTOR < edit.bytes.length; i++) sectors.set(edit.lba + i, edit.bytes.subarray(i * SECTOR, (i + 1) * SECTOR));
  const runs: { lba: number; parts: Uint8Array[] }[] = [];
  for (const [at, bytes] of [...sectors].sort(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.lba + last.parts.length === at) last.parts.push(bytes);
    else runs.push({ lba: at, parts: [bytes] });
  }
  return runs.map((run) => ({ lba: run.lba, bytes: new Uint8Array(Buffer.concat(run.parts)) }));
}

export type Saving = {
  readonly keepUndoAs?: string | null;
  readonly protocol?: Protocol;
  /** Makes the plan; writes of the edits unless told otherwise. */
  readonly plan?: (image: Image) => Promise<Result<Plan, PlanError>>;
};

export type SaveFailure =
  | { readonly at: 'open'; readonly error: FileError | { readonly kind: string } }
  | { readonly at: 'plan'; readonly error: PlanError }
  | { readonly at: 'save'; readonly error: SaveError };

/** Opens the image, plans, closes it, and applies the plan. */
export async function saveEdits(
  context: SaveContext,
  path: string,
  edits: readonly Edit[],
  saving: Saving = {},
): Promise<Result<Saved, SaveFailure>> {
  const { files } = context;
  const opened = await files.open(path, 'read');
  if (!opened.ok) return err({ at: 'open', error: opened.error });
  const expected = await opened.value.stat();
  if (!expected.ok) {
    await opened.value.close();
    return err({ at: 'open', error: expected.error });
  }
  const image = await openImage(blockFileOver(opened.value, path, expected.value.size), 'disk');
  const planned = image.ok ? await planOf(image.value, edits, saving) : null;
  await opened.value.close();
  if (!image.ok) return err({ at: 'open', error: image.error });
  if (planned === null || !planned.ok) return err({ at: 'plan', error: (planned as { error: PlanError }).error });
  const { keepUndoAs = null, protocol } = saving;
  const saved = await applyPlan(
    { path, plan: planned.value, expected: expected.value, keepUndoAs, ...(protocol === undefined ? {} : { protocol }) },
    context,
  );
  return saved.ok ? ok(saved.value) : err({ at: 'save', error: saved.error });
}

const planOf = (image: Image, edits: readonly Edit[], { plan }: Saving): Promise<Result<Plan, PlanError>> =>
  plan === undefined
    ? planWrites(
        image,
        coalesced(edits).map((edit) => ({ lba: lba(edit.lba), bytes: edit.bytes })),
      )
    : plan(image);

export type Recovery = { readonly direction?: 'back' | 'forward'; readonly protocol?: Protocol };

/**
 * What a user who agrees to the proposal brings about; answers what was done. A journal that cannot be used is moved out
 * of the way, as the user is told to. Throws when the program refuses.
 */
export async function recoverImage(context: SaveContext, path: string, { direction = 'back', protocol }: Recovery = {}): Promise<string> {
  const looked = await inspectJournal(path, context, protocol);
  if (!looked.ok) throw new Error(`inspect: ${JSON.stringify(looked.error)}`);
  const found = looked.value;
  if (found.kind === 'none') return 'none';
  if (found.kind === 'unusable') {
    const aside = await setAside(path, `${path}.platter-aside`, context, protocol === undefined ? {} : { protocol });
    if (!aside.ok) throw new Error(`set aside: ${JSON.stringify(aside.error)}`);
    return `unusable: ${found.why}`;
  }
  if (found.kind === 'live') throw new Error('the journal is live');
  const options = { acceptMoved: found.kind === 'moved', ...(protocol === undefined ? {} : { protocol }) };
  const { kind } = found.verdict;
  if (kind === 'foreign') throw new Error(`foreign bytes at ${found.verdict.at}`);
  const act = kind !== 'mixed' ? finish : direction === 'back' ? rollBack : rollForward;
  const done = await act(path, context, options);
  if (!done.ok) throw new Error(`${kind}: ${JSON.stringify(done.error)}`);
  return kind;
}
