// Brings the system's packages that Electron and the tests need, on Debian and its kin. When nothing is missing this
// costs one dpkg query.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What Chromium needs to start. */
export const RUNTIME_PACKAGES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0'];
/** A virtual display. */
export const DISPLAY_PACKAGES = ['xvfb', 'xauth'];
/** What the tests need beside those: a tracer of system calls, and independent readers that judge our results. */
export const ORACLE_PACKAGES = ['strace', 'qemu-utils', 'libvhdi-utils', 'p7zip-full', 'sleuthkit', 'bximage', 'python3'];
/** What a desktop has: file types, openers, a look at its windows. For the test of the installed package. */
export const DESKTOP_PACKAGES = ['shared-mime-info', 'desktop-file-utils', 'libglib2.0-bin', 'xdg-utils', 'x11-utils'];
/** The commands those packages bring. */
export const ORACLES = ['strace', 'qemu-img', 'vhdiinfo', '7z', 'mmls', 'bximage', 'python3'];

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });
const isRoot = () => process.getuid?.() === 0;

/** Whether a command of that name can be run. */
export const hasCommand = (name) => run('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0;

/** Newer systems (Debian 13, Ubuntu 24.04) call some libraries by another name. */
const namesOf = (name) => (name.startsWith('lib') ? [name, `${name}t64`] : [name]);

function installedPackages(names) {
  const { stdout } = run('dpkg-query', ['-W', '-f', '${Package} ${Status}\\n', ...names.flatMap(namesOf)]);
  const lines = (stdout ?? '').split('\n').filter((line) => line.endsWith(' install ok installed'));
  return new Set(lines.map((line) => line.split(' ')[0]));
}

/** The name under which this system offers a package; the usual one when its lists do not know either. */
function nameHere(name) {
  const offered = namesOf(name).filter((n) => /Candidate: (?!\(none\))/.test(run('apt-cache', ['policy', n]).stdout ?? ''));
  return offered.at(-1) ?? name;
}

/** The one line that installs these packages, to be typed by whoever may. */
export function installLine(names) {
  const sudo = isRoot() ? '' : 'sudo ';
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names.map(nameHere).join(' ')}`;
}

/** Installs what is missing. Answers null when all is there (or this is no Debian), else the line the user should run. */
export function ensurePackages(names) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return null;
  const installed = installedPackages(names);
  const missing = names.filter((name) => !namesOf(name).some((n) => installed.has(n)));
  if (missing.length === 0) return null;
  const prefix = isRoot() ? [] : run('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : null;
  if (prefix === null) return installLine(missing);
  const apt = (...words) => {
    const [command, ...rest] = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...words,
    ];
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  console.error(`Installing system packages: ${missing.join(' ')}`);
  apt('update');
  // Names are looked up after the update: before it a fresh system knows none.
  return apt('install', '-y', '--no-install-recommends', ...missing.map(nameHere)) ? null : installLine(missing);
}

/** Shared libraries an executable lacks, by name; empty where that cannot be told. */
export function missingLibraries(executable) {
  const lines = (run('ldd', [executable]).stdout ?? '').split('\n');
  return lines.filter((line) => line.includes('not found')).map((line) => line.trim().split(' ')[0]);
}
