#!/usr/bin/env node
// Stands in for fpm, which electron-builder would download from a host that is not always there: takes the words that
// electron-builder gives it for a .deb and builds the package with the system's dpkg-deb. For checks; see dist.mjs.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Options that come with a value; everything else with a dash stands alone. */
const VALUED = new Set([
  '-s',
  '-t',
  '-d',
  '--deb-recommends',
  '--deb-compression',
  '--deb-priority',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--description',
  '--version',
  '--package',
  '--name',
  '--maintainer',
  '--vendor',
  '--url',
  '--license',
  '--category',
]);

const given = new Map();
const files = [];
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i++) {
  const word = words[i];
  if (VALUED.has(word)) given.set(word, [...(given.get(word) ?? []), words[++i]]);
  else if (word.includes('=')) files.push(word.split('='));
}
const one = (name) => given.get(name)?.at(-1);
if (one('-t') !== 'deb') throw new Error(`only .deb is built here, not ${one('-t')}`);

const root = mkdtempSync(path.join(tmpdir(), 'platter-deb-'));
chmodSync(root, 0o755);
/** In KiB, as Installed-Size counts. */
const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? Math.ceil(statSync(path.join(entry.parentPath, entry.name)).size / 1024) : 0),
    0,
  );
try {
  for (const [from, to] of files) {
    const target = path.join(root, to);
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true });
    if (statSync(from).isFile()) chmodSync(target, 0o644);
  }
  const size = sizeOf(root);
  const control = path.join(root, 'DEBIAN');
  mkdirSync(control);
  const fields = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': size,
    Depends: (given.get('-d') ?? []).join(', '),
    Recommends: (given.get('--deb-recommends') ?? []).join(', '),
    Section: one('--category') ?? 'utils',
    Priority: one('--deb-priority') ?? 'optional',
    Homepage: one('--url'),
    Description: one('--description')?.trimEnd(),
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  writeFileSync(path.join(control, 'control'), `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`);
  for (const [option, script] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ]) {
    if (one(option) === undefined) continue;
    cpSync(one(option), path.join(control, script));
    chmodSync(path.join(control, script), 0o755);
  }
  mkdirSync(path.dirname(one('--package')), { recursive: true });
  const built = spawnSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, one('--package')], { stdio: 'inherit' });
  process.exitCode = built.status ?? 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
