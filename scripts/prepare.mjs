// What every command needs before it can start: our packages from the lockfile, and a build.
// Uses nothing but Node itself: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { npmCommand } from './npm.mjs';

export const ROOT = path.join(import.meta.dirname, '..');

/** Stops with a message when Node is too old for the tools. */
export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Platter is built with Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
};

/** Whether node_modules holds what the lockfile says. Optional packages may be missing: most are for other systems. */
export function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json');
  return Object.entries(packagesIn('package-lock.json')).every(([place, { version, integrity, optional }]) => {
    if (place === '') return true;
    const found = installed[place];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity && existsSync(path.join(ROOT, place, 'package.json'));
  });
}

/** Installs what the lockfile says, if that is not there already. */
export function ensureDependencies() {
  if (isInstalled()) return;
  console.error('Installing dependencies…');
  const { command, first, shell } = npmCommand();
  const words = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (spawnSync(command, [...first, ...words], { cwd: ROOT, stdio: 'inherit', shell }).status !== 0) {
    console.error('The dependencies could not be installed; npm says why above.');
    process.exit(1);
  }
}

/** Builds page, main process and preload into out/; true when that worked. */
export function build() {
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const words = ['build', '--app', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'];
  return spawnSync(process.execPath, [vite, ...words], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
