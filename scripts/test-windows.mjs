// npm run test:windows: the tests under Wine, in Node for Windows; and the built command line under Wine, driven by the
// tests of Linux with QEMU, 7-Zip and libvhdi as judges. Prepares what it needs by itself and says so.
//   npm run test:windows                 all parts
//   npm run test:windows -- unit kill    some of them
//   npm run test:windows -- ci           what CI has time for
//   npm run test:windows -- FILE…        test files, in Node for Windows
// Wine needs standard streams that are files, so each part writes to out/reports/windows and is shown from there.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, ensureNode, ROOT } from './prepare.mjs';
import { ensurePackages, hasCommand, ORACLE_PACKAGES } from './system-packages.mjs';
import { windowsRuntime, windowsTree, WINE_PACKAGES } from './windows-runtime.mjs';

/** What runs in Node for Windows, and what runs here and calls the command line under Wine. */
const INSIDE = {
  unit: ['test/unit'],
  property: ['test/property'],
  structure: ['test/arch'],
  cli: ['test/cli/usage.test.ts', 'test/cli/interrupted.test.ts', 'test/cli/readme.test.ts'],
  kill: ['test/kill'],
};
const OUTSIDE = {
  'black-box': ['test/cli/changing.test.ts', 'test/cli/chains.test.ts', 'test/cli/making.test.ts', 'test/cli/looking.test.ts'],
  twins: ['test/windows'],
};
/** What CI has time for: nothing that needs the packages for Windows. */
const CI = ['twins'];

const REPORTS = path.join(ROOT, 'out', 'reports', 'windows');

/** Shows what a file gained since the last look. */
function follow(file) {
  const buffer = Buffer.alloc(64 * 1024);
  let at = 0;
  const fd = openSync(file, 'r');
  const show = () => {
    for (let read = 1; read > 0; at += read) {
      read = readSync(fd, buffer, 0, buffer.length, at);
      process.stdout.write(buffer.subarray(0, read));
    }
  };
  const timer = setInterval(show, 500);
  return () => {
    clearInterval(timer);
    show();
    closeSync(fd);
  };
}

/** Runs Vitest to its end; answers how many tests passed, failed and were skipped. */
async function vitest(name, { command, first, env, cwd, root }, files) {
  const log = path.join(REPORTS, `${name}.log`);
  const report = path.join(REPORTS, `${name}.json`);
  const words = ['run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const out = openSync(log, 'w');
  const stop = follow(log);
  const child = spawn(command, [...first, path.join(root, 'node_modules/vitest/vitest.mjs'), ...words, ...files], {
    cwd,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', out, out],
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  closeSync(out);
  stop();
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not load has no tests to fail.
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  const failed = numFailedTests + broken;
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests };
}

ensureNode();
const packages = ensurePackages([...WINE_PACKAGES, ...ORACLE_PACKAGES]);
if (packages !== null || !hasCommand('wine')) {
  console.error(`The tests under Wine need packages of the system. Install them with this line, then run them again:\n  ${packages}`);
  process.exit(1);
}
ensureDependencies();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const say = (line) => console.error(line);
const runtime = await windowsRuntime(say);

const given = process.argv.slice(2);
const isCi = given[0] === 'ci';
const isPart = (name) => name in INSIDE || name in OUTSIDE;
const parts = given.length === 0 ? [...Object.keys(INSIDE), ...Object.keys(OUTSIDE)] : isCi ? CI : given.filter(isPart);
const files = isCi ? [] : given.filter((name) => !isPart(name));
/** By hand everything is tried, as in `npm run proofs`; CI has no time for that. */
const budget = isCi ? {} : { PLATTER_PROOFS: 'full' };

const inside = async (name, files) => {
  const tree = await windowsTree(ROOT, say);
  return vitest(name, { ...runtime, env: { ...runtime.env, ...budget }, cwd: tree, root: '' }, files);
};
const outside = (name, files) => {
  const env = { ...runtime.env, ...budget, PLATTER_RUNNER: JSON.stringify([runtime.command, ...runtime.first]) };
  return vitest(name, { command: process.execPath, first: [], env, cwd: ROOT, root: ROOT }, files);
};

const total = { passed: 0, failed: 0, skipped: 0 };
const take = async (name, work) => {
  console.log(`\n── ${name}, under Wine`);
  const start = Date.now();
  const counts = await work;
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(
    `   ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped; ${((Date.now() - start) / 1000).toFixed(0)} s`,
  );
};
for (const name of parts) {
  const work = name in INSIDE ? inside(name, INSIDE[name]) : outside(name, OUTSIDE[name]);
  await take(name, work);
}
if (files.length > 0) await take('files', inside('files', files));
writeFileSync(path.join(REPORTS, 'total.json'), JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
