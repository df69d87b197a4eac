// npm test: brings what the tests need, runs every one of them, and ends with "N passed, N failed".
//   node scripts/test.mjs              all steps
//   node scripts/test.mjs e2e ARGS     the end-to-end tests only, ARGS for Playwright
//   node scripts/test.mjs screenshots  writes screenshots to out/screenshots
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, ensureDependencies, ensureNode, ROOT } from './prepare.mjs';
import { ensurePackages, RUNTIME_PACKAGES, TEST_PACKAGES } from './system-packages.mjs';

const REPORTS = path.join(ROOT, 'out', 'reports');
const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name);
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

/** The tests' window lives on a display of its own, unless the user has one. */
const onDisplay = (command, args) =>
  process.platform === 'linux' && !process.env.DISPLAY
    ? run('xvfb-run', ['-a', '-s', '-screen 0 2200x1400x24', command, ...args])
    : run(command, args);

const report = (name) => {
  const file = path.join(REPORTS, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
};

/** A step without tests of its own counts as one. */
const step = (name, run) => {
  console.log(`\n── ${name}`);
  return run() ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
};

function vitest() {
  console.log('\n── unit, property, interop and structure tests');
  const ran = run(bin('vitest'), [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${path.join(REPORTS, 'vitest.json')}`,
  ]);
  const counts = report('vitest');
  if (counts === null) return { passed: 0, failed: 1, skipped: 0 };
  const failed = counts.numFailedTests + (ran || counts.numFailedTests > 0 ? 0 : 1);
  return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests };
}

function playwright(args) {
  console.log('\n── end-to-end tests');
  const ran = onDisplay(bin('playwright'), ['test', '--config', 'test/playwright.config.ts', ...args]);
  const stats = report('e2e')?.stats;
  if (stats === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const failed = stats.unexpected + (ran || stats.unexpected > 0 ? 0 : 1);
  return { passed: stats.expected + stats.flaky, failed, skipped: stats.skipped };
}

ensureNode();
const line = ensurePackages([...RUNTIME_PACKAGES, ...TEST_PACKAGES]);
if (line !== null) {
  console.error(`The tests need system packages. Run this, then again:\n  ${line}`);
  process.exit(1);
}
ensureDependencies();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const { resolveElectron } = await import('./electron-runtime.mjs');
await resolveElectron();

const [only, ...args] = process.argv.slice(2);
const results =
  only === 'screenshots'
    ? [step('build', build), playwright(['screenshots'])]
    : only === 'e2e'
      ? [step('build', build), playwright(args)]
      : [
          step('format', () => run(bin('biome'), ['format'])),
          step('lint', () => run('npm', ['run', '--silent', 'lint'])),
          step('types', () => run(bin('tsc'), ['-b'])),
          vitest(),
          step('build', build),
          playwright([]),
        ];

const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
if (total('skipped') > 0) console.log(`\n${total('skipped')} tests were SKIPPED; see above for why.`);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
