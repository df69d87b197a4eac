// Brings the system's packages that Electron and the tests need, on Debian and its kin. A second run costs one dpkg query.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What Chromium needs to start, and a virtual display. */
export const RUNTIME_PACKAGES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0'];
/** What the tests need beside it: a display, a tracer, and independent readers that judge our results. */
export const TEST_PACKAGES = ['xvfb', 'xauth', 'strace', 'qemu-utils', 'libvhdi-utils', 'p7zip-full', 'sleuthkit'];

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });
const isRoot = () => process.getuid?.() === 0;
const hasSudo = () => run('sudo', ['-n', 'true']).status === 0;

/** Names changed with the 64-bit time move (Debian 13, Ubuntu 24.04). */
const installed = (name) =>
  [name, `${name}t64`].some((n) => run('dpkg-query', ['-W', '-f', '${Status}', n]).stdout?.startsWith('install ok installed'));

const available = (name) => (run('apt-cache', ['policy', `${name}t64`]).stdout?.includes('Candidate: ') ? `${name}t64` : name);

/** Answers null when all is there or nothing can be said, else the line the user should run. */
export function ensurePackages(names) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return null;
  const missing = names.filter((name) => !installed(name));
  if (missing.length === 0) return null;
  const line = `sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`;
  const prefix = isRoot() ? [] : hasSudo() ? ['sudo', '-n'] : null;
  if (prefix === null) return line;
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'apt-get', ...args];
    return (
      run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ===
      0
    );
  };
  console.error(`Installing system packages: ${missing.join(' ')}`);
  apt('update', '-qq');
  return apt('install', '-y', '-qq', '--no-install-recommends', ...missing.map(available)) ? null : line;
}

/** Shared libraries an executable lacks, by name; empty where that cannot be told. */
export function missingLibraries(executable) {
  const ldd = run('ldd', [executable]);
  return (ldd.stdout ?? '')
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0]);
}
