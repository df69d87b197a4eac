/** Libraries that stand between a program and the system's files, built from `support/preload` for one test file. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { tempDir } from './tempDir';

/** Where the library was built; null where none can be: without a compiler, or where programs are not linked that way. */
export function preloaded(name: 'unreadable' | 'interrupting'): string | null {
  if (process.platform !== 'linux') return null;
  const library = path.join(tempDir(), `${name}.so`);
  const source = path.join(import.meta.dirname, 'preload', `${name}.c`);
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  return status === 0 ? library : null;
}
