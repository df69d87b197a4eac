/** New files for results: written whole or not at all, and never over an existing file unless the user says so. */
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import { pathNameFault } from '../io/fileNames';
import type { Identity, OpenFile } from '../io/fileSystem';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { folderAt, folderOf, orBrokenLink, realPath } from '../io/paths';
import { writeNewFile, type FileJob } from '../io/replaceFile';
import type { NewFile } from '../vhd/ops/newFile';
import { firstWrongByte, type Copy } from '../vhd/repair/patchedCopy';
import type { NamedTarget, Target } from './apart';
import { outputRefusal } from './changeRefusal';
import { warn, type Cli } from './context';
import { CANCELLED, failed, failure, RIGHTS_NOT_KEPT, shown, type Trouble } from './outcome';
import { withProgress } from './progress';

/** Checked before anything is computed, so that no time is lost if the name is taken. */
export async function newTarget(path: string, force: boolean, verb = 'write'): Promise<Result<NamedTarget, Trouble>> {
  const real = await realPath(path);
  const what = `cannot ${verb} ${shown(path)}`;
  if (path === '') return err(failure(`cannot ${verb} a file`, 'no name was given for it', 'Name a new file.'));
  const fault = pathNameFault(path);
  if (fault !== null) return failed(what, { kind: 'bad-file-name', why: fault });
  const journal = await outputRefusal(path, what);
  if (journal !== null) return err(journal);
  const there = await nodeFileSystem().stat(real);
  const error = there.ok ? null : await orBrokenLink(there.error, path);
  if (error?.kind === 'not-found') {
    const folder = await folderFault(path);
    return folder === null ? ok({ path: real, publish: { kind: 'new' } }) : err(failure(what, folder[0], folder[1]));
  }
  // --force replaces only regular files: a new file in the place of a device would take that device from everybody.
  if (!there.ok && there.error.kind === 'not-a-file')
    return err(failure(what, 'it is a device or a pipe and not an ordinary file', 'Name a new file.'));
  if (error?.kind === 'broken-link') {
    const todo = 'Name the file that is to be written, or remove the link.';
    return err(failure(what, 'it is a symbolic link that leads nowhere', todo));
  }
  if (!there.ok) return failed(what, there.error);
  if (!force) return failed(what, { kind: 'exists', code: 'EEXIST' });
  return ok({ path: real, publish: { kind: 'replace', expected: there.value, keepAs: null } });
}

/** Why no new file can get this name, and what to do: its folder is missing. Null: the folder is there, or nobody can tell. */
async function folderFault(path: string): Promise<readonly [string, string] | null> {
  const folder = /[/\\]$/.test(path) ? path : folderOf(path);
  const found = await folderAt(folder);
  if (found === 'missing') return [`there is no folder ${shown(folder)}`, 'Make it first, or choose another place.'];
  return found === 'file' ? [`${shown(folder)} is no folder`, 'Choose another place.'] : null;
}

export type NewFileOptions = { readonly fill?: 'sparse' | 'full' } & Pick<FileJob, 'onProgress' | 'check'>;

/** Writes under a temporary name first; if it is cancelled or fails, nothing is left. */
export async function writeTarget(
  cli: Cli,
  { path, publish, sources }: Target,
  content: NewFile,
  { fill = 'sparse', ...more }: NewFileOptions = {},
): Promise<Result<Identity, Trouble>> {
  const stop = new AbortController();
  let lost: string | null = null;
  const guarded: NewFile = {
    ...content,
    // An extent that the source cannot give ends the writing like a cancel, so that nothing is left of the file.
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
  let isChanged = false;
  const check = async (file: OpenFile): Promise<boolean> => {
    isChanged = !(await sources.isUnchanged());
    return !isChanged && (more.check === undefined || (await more.check(file)));
  };
  const tag = Buffer.from(cli.world.newId()).toString('hex').slice(0, 8);
  const signal = AbortSignal.any([cli.signal, stop.signal]);
  const job = { target: path, content: guarded, publish, fill, tag, signal, ...more, check };
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
  if (cli.signal.aborted && !published) return err(CANCELLED);
  if (lost !== null)
    return err(failure(`could not write ${shown(path)}`, `the source could not be read (${String(lost)})`, 'Check the drive.'));
  if (cause.kind === 'cancelled') return err(CANCELLED);
  if (isChanged) return failed(`could not write ${shown(path)}`, { kind: 'changed-on-disk', what: 'identity', at: null });
  return failed(`${published ? 'could not make sure of' : 'could not write'} ${shown(path)}`, cause);
}

/** Writes a repaired disk as a new file, which is read back and compared before it gets its name. */
export const writeCopy = (cli: Cli, target: Target, copy: Copy): Promise<Result<Identity, Trouble>> =>
  withProgress(cli, 'Writing', copy.content.bytes, (onProgress) =>
    writeTarget(cli, target, copy.content, {
      onProgress,
      check: async (file) => {
        const wrong = await firstWrongByte(copy, { read: file.read, dataAfter: file.holes?.(copy.file.bytes) });
        return wrong.ok && wrong.value === null;
      },
    }),
  );
