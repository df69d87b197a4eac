/** New files for results: whole or not at all, and never over an existing one unless the user says so. */
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import type { Identity } from '../io/fileSystem';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { realPath } from '../io/paths';
import { writeNewFile, type Publish } from '../io/replaceFile';
import type { NewFile } from '../vhd/newFile';
import { warn, type Cli } from './context';
import { CANCELLED, failed, failure, RIGHTS_NOT_KEPT, shown, type Trouble } from './outcome';

export type Target = { readonly path: string; readonly publish: Publish };

/** Looks before anything is computed: a name that is taken costs no time. */
export async function newTarget(path: string, force: boolean, verb = 'write'): Promise<Result<Target, Trouble>> {
  const real = await realPath(path);
  const there = await nodeFileSystem().stat(real);
  const what = `cannot ${verb} ${shown(path)}`;
  if (!there.ok) return there.error.kind === 'not-found' ? ok({ path: real, publish: { kind: 'new' } }) : failed(what, there.error);
  if (!force) return failed(what, { kind: 'exists', code: 'EEXIST' });
  return ok({ path: real, publish: { kind: 'replace', expected: there.value, keepAs: null } });
}

export type NewFileOptions = { readonly fill?: 'sparse' | 'full'; readonly onProgress?: (doneBytes: number) => void };

/** Under a temporary name first; cancelled or failed, nothing is left. */
export async function writeTarget(
  cli: Cli,
  { path, publish }: Target,
  content: NewFile,
  { fill = 'sparse', onProgress }: NewFileOptions = {},
): Promise<Result<Identity, Trouble>> {
  const stop = new AbortController();
  let lost: string | null = null;
  const guarded: NewFile = {
    ...content,
    // What the source does not give ends the file: as a cancelled one, so that nothing is left of it.
    extents: async function* extents() {
      try {
        yield* content.extents();
      } catch (cause) {
        lost = cause instanceof Error ? cause.message : String(cause);
        stop.abort();
        yield { at: fileOffset(0), data: new Uint8Array() };
      }
    },
  };
  const tag = Buffer.from(cli.world.newId()).toString('hex').slice(0, 8);
  const signal = AbortSignal.any([cli.signal, stop.signal]);
  const job = { target: path, content: guarded, publish, fill, tag, signal, ...(onProgress === undefined ? {} : { onProgress }) };
  const written = await writeNewFile(job, nodeFileSystem());
  if (written.ok) {
    if (written.value.afterwards !== null)
      await warn(
        cli,
        `warning: ${shown(path)} is complete, but ${written.value.afterwards.kind === 'rights-not-kept' ? RIGHTS_NOT_KEPT : 'a temporary file beside it could not be removed'}.`,
      );
    return ok(written.value.identity);
  }
  const { cause, published } = written.error;
  if (lost !== null)
    return err(failure(`could not write ${shown(path)}`, `the source could not be read (${String(lost)})`, 'Check the drive.'));
  if (cause.kind === 'cancelled') return err(CANCELLED);
  return failed(`${published ? 'could not make sure of' : 'could not write'} ${shown(path)}`, cause);
}
