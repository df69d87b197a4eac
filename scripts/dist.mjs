// npm run dist: builds the app and packs it with electron-builder, by default as an unpacked Linux folder in dist/.
//   npm run dist -- --linux deb     other targets, as electron-builder names them
// Where only the development fallback of Electron is at hand it packs that, for checks on this machine alone.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolveElectron } from './electron-runtime.mjs';
import { build, ensureDependencies, ensureNode, ROOT } from './prepare.mjs';

/** Electron 25 has no such switch, and the packer stops at switches it cannot turn. */
function configForFallback() {
  const file = path.join(ROOT, 'out', 'electron-builder.fallback.yml');
  const config = readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8');
  writeFileSync(file, config.replace(/^ *grantFileProtocolExtraPrivileges:.*\n/m, ''));
  return file;
}

ensureNode();
ensureDependencies();
if (!build()) process.exit(1);
const { dist, version, source } = await resolveElectron();
const given = process.argv.slice(2);
const words = [
  ...(given.length > 0 ? given : ['--linux', 'dir']),
  '--publish',
  'never',
  `-c.electronDist=${dist}`,
  `-c.electronVersion=${version}`,
];
if (source === 'fallback') {
  console.error(`Packing Electron ${version}, the development fallback: to check here, never to be given to anyone.`);
  words.push('--config', configForFallback());
}
// What cannot fetch Electron cannot fetch fpm either.
if (source === 'fallback') process.env.CUSTOM_FPM_PATH ??= path.join(ROOT, 'scripts', 'fpm.mjs');
const builder = path.join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
process.exitCode = spawnSync(process.execPath, [builder, ...words], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
