/** New files for results: whole or not at all, and never over an existing one unless the user says so. */
import { err, ok, type Result } from '../../shared/result';
import type { Identity } from '../io/fileSystem';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { realPathOf } from '../io/paths';
import { writeNewFile, type Publish } from '../io/replaceFile';
import type { NewFile } from '../vhd/newFile';
import { warn, type Cli } from './context';
import { CANCELLED, failed, shown, type Trouble } from './outcome';

export type Target = { readonly path: string; readonly publish: Publish };

/** Looks before anything is computed: a name that is taken costs no time. */
export async function newTarget(path: string, force: boolean, verb = 'write'): Promise<Result<Target, Trouble>> {
  const real = await realPathOf(path);
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
  const tag = Buffer.from(cli.world.newId()).toString('hex').slice(0, 8);
  const job = { target: path, content, publish, fill, tag, signal: cli.signal, ...(onProgress === undefined ? {} : { onProgress }) };
  const written = await writeNewFile(job, nodeFileSystem());
  if (written.ok) {
    if (written.value.afterwards !== null)
      await warn(cli, `warning: ${shown(path)} is complete, but a temporary file beside it could not be removed.`);
    return ok(written.value.identity);
  }
  const { cause, published } = written.error;
  if (cause.kind === 'cancelled') return err(CANCELLED);
  return failed(`${published ? 'could not make sure of' : 'could not write'} ${shown(path)}`, cause);
}
