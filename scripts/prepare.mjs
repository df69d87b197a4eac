// What every command needs before it can start: our packages from the lockfile, and a build.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..');
const STAMP = path.join(ROOT, 'node_modules', '.platter-lock');

/** Runs npm as the user would, wherever it is. */
export function npm(...args) {
  const entry = process.env.npm_execpath;
  const [command, first] = entry?.endsWith('.js') ? [process.execPath, [entry]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  return spawnSync(command, [...first, ...args], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Platter is built with Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Installs what the lockfile says, once for each lockfile. */
export function ensureDependencies() {
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
  const done = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null;
  if (done === lock) return;
  const installedByHand =
    done === null &&
    existsSync(path.join(ROOT, 'node_modules', '.package-lock.json')) &&
    statSync(path.join(ROOT, 'node_modules', '.package-lock.json')).mtimeMs >= statSync(path.join(ROOT, 'package-lock.json')).mtimeMs;
  if (!installedByHand) {
    console.error('Installing dependencies…');
    if (!npm('ci', '--no-audit', '--no-fund', '--loglevel=error')) process.exit(1);
  }
  writeFileSync(STAMP, lock);
}

export function build() {
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const done = spawnSync(process.execPath, [vite, 'build', '--app', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return done.status === 0;
}
