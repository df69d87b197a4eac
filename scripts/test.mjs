// npm test: brings what the tests need, runs every one of them, and ends with "N passed, N failed".
//   node scripts/test.mjs              all steps
//   node scripts/test.mjs e2e ARGS     the end-to-end tests only, ARGS for Playwright
//   node scripts/test.mjs screenshots  writes screenshots to out/screenshots
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { resolveElectron } from './electron-runtime.mjs';
import { failuresOf } from './failures.mjs';
import { npmCommand } from './npm.mjs';
import { build, ensureDependencies, ensureNode, ROOT } from './prepare.mjs';
import { sandboxLine } from './sandbox.mjs';
import {
  DESKTOP_PACKAGES,
  DISPLAY_PACKAGES,
  ensurePackages,
  hasCommand,
  ORACLE_PACKAGES,
  ORACLES,
  RUNTIME_PACKAGES,
} from './system-packages.mjs';
import { WINE_PACKAGES } from './windows-runtime.mjs';

const REPORTS = path.join(ROOT, 'out', 'reports');
const TOOLS = {
  biome: '@biomejs/biome/bin/biome',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
  playwright: '@playwright/test/cli.js',
};
const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };

const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
const tool = (name, ...args) => run(process.execPath, [path.join(ROOT, 'node_modules', TOOLS[name]), ...args]);

function lint() {
  const { command, first } = npmCommand();
  return run(command, [...first, 'run', '--silent', 'lint']);
}

/** Runs one step and says how long it took. A step without tests of its own counts as one. */
async function step(name, work) {
  console.log(`\n── ${name}`);
  const start = Date.now();
  const result = await work();
  console.log(`   ${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return typeof result === 'boolean' ? (result ? PASSED : FAILED) : result;
}

const report = (name) => {
  const file = path.join(REPORTS, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
};

/** A run that failed without saying where is one failure. */
const counted = (ran, { passed, failed, skipped }) => ({ passed, failed: failed === 0 && !ran ? 1 : failed, skipped });

function vitest() {
  const output = `--outputFile.json=${path.join(REPORTS, 'vitest.json')}`;
  const ran = tool('vitest', 'run', '--config', 'test/vitest.config.ts', '--coverage', '--reporter=default', '--reporter=json', output);
  const counts = report('vitest');
  if (counts === null) return FAILED;
  // A file that does not load has no tests to fail.
  const broken = counts.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  return counted(ran, {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + broken.length,
    skipped: counts.numPendingTests + counts.numTodoTests,
  });
}

/** On Linux the windows live on displays of their own, of a known size; PLATTER_SHOW=1 shows them on yours. */
function playwright(dist, args, env = {}) {
  const words = [path.join(ROOT, 'node_modules', TOOLS.playwright), 'test', '--config', 'test/playwright.config.ts', ...args];
  const virtual = process.platform === 'linux' && !process.env.PLATTER_SHOW && hasCommand('Xvfb');
  const all = {
    ...env,
    ELECTRON_OVERRIDE_DIST_PATH: dist,
    ...(virtual ? { WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11', PLATTER_DISPLAY: 'own' } : {}),
  };
  const ran = run(process.execPath, words, all);
  const result = report('e2e');
  if (result === null) return FAILED;
  const { stats, errors } = result;
  return counted(ran, { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped });
}

async function endToEnd(args, env) {
  let electron;
  try {
    electron = await resolveElectron();
  } catch (error) {
    console.error(error.message);
    return FAILED;
  }
  const line = sandboxLine(electron.dist);
  if (line === null) return playwright(electron.dist, args, env);
  console.error(`This system does not let Chromium build its sandbox. Allow it for this Electron with this line:\n  ${line}`);
  return FAILED;
}

/** Independent readers that are not here: their tests skip on a laptop, and fail where REQUIRE_ORACLES=1. */
function oracles() {
  const missing = ORACLES.filter((name) => !hasCommand(name));
  if (missing.length > 0) console.error(`Missing here: ${missing.join(', ')}. Tests that need them cannot judge anything.`);
  return missing.length === 0 || process.env.REQUIRE_ORACLES !== '1';
}

/** Where the package may be installed, and taken away again: on machines that are there for tests, as root. */
const ownsMachine = process.platform === 'linux' && process.env.CI === 'true' && process.getuid?.() === 0 && hasCommand('dpkg-deb');
const DEB = path.join(ROOT, 'dist', 'test.deb');

/** The .deb that the double-click story installs; without it that story is skipped. */
function pack() {
  rmSync(DEB, { force: true });
  return run(process.execPath, [path.join(ROOT, 'scripts/dist.mjs'), '--linux', 'deb', '-c.deb.artifactName=test.deb']) && existsSync(DEB);
}

/** The command line is tried on Windows where Wine is there or can be brought. PLATTER_WINDOWS=0 leaves that out, for Wine is large; with 1 it must be there. */
const mayTryWindows = process.platform === 'linux' && process.arch === 'x64' && process.env.PLATTER_WINDOWS !== '0';

/** Brings Wine, where that is wanted; says so where it cannot. */
function hasWine() {
  if (!mayTryWindows) return false;
  const line = ensurePackages(WINE_PACKAGES);
  if (line === null && hasCommand('wine')) return true;
  console.error(`Without Wine the command line is not tried on Windows.${line === null ? '' : ` To have that tried too:\n  ${line}`}`);
  if (process.env.PLATTER_WINDOWS === '1') process.exit(1);
  return false;
}

function windows() {
  const ran = run(process.execPath, [path.join(ROOT, 'scripts/test-windows.mjs'), 'ci']);
  return counted(ran, report(path.join('windows', 'total')) ?? { passed: 0, failed: 1, skipped: 0 });
}

async function everything() {
  const triesWindows = hasWine();
  return [
    await step('system packages and independent readers', oracles),
    await step('format', () => tool('biome', 'format')),
    await step('lint', lint),
    await step('types', () => tool('tsc', '-b')),
    await step('unit, property, interop and structure tests', vitest),
    await step('build', build),
    ...(triesWindows ? [await step('command line on Windows, under Wine', windows)] : []),
    ...(ownsMachine ? [await step('package', pack)] : []),
    await step('end-to-end tests', () => endToEnd([], ownsMachine ? { PLATTER_DEB: DEB } : {})),
  ];
}

ensureNode();
const packages = ensurePackages([...RUNTIME_PACKAGES, ...DISPLAY_PACKAGES, ...ORACLE_PACKAGES, ...(ownsMachine ? DESKTOP_PACKAGES : [])]);
if (packages !== null) {
  console.error(`The tests need packages of the system. Install them with this line, then run the tests again:\n  ${packages}`);
  process.exit(1);
}
ensureDependencies();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const [only, ...args] = process.argv.slice(2);
const builtThen = async (name, work) => [await step('build', build), await step(name, work)];
const results =
  only === 'screenshots'
    ? await builtThen('screenshots', () => endToEnd(['screenshots', ...args], { PLATTER_SCREENSHOTS: '1' }))
    : only === 'e2e'
      ? await builtThen('end-to-end tests', () => endToEnd(args))
      : await everything();

const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
const skipped = total('skipped');
if (skipped > 0) console.log(`\n${skipped} tests were SKIPPED; what they said is above.`);
for (const { name, why } of ['vitest', 'windows/twins', 'e2e'].map(report).flatMap((found) => (found === null ? [] : failuresOf(found)))) {
  console.log(`\nFAILED ${path.relative(ROOT, name)}\n   ${why}`);
}
console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = total('failed') === 0 ? 0 : 1;
