// npm run proofs: the proofs of `npm test` with their full budgets, an hour or more: every power cut in scripts of three
// edits, more damaged disks, more kills, a bad sector at every place that is read. For the night, and before a release.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const VITEST_WORDS = ['run', '--config', 'test/vitest.config.ts', 'test/powercut', 'test/faults', 'test/fuzz', 'test/model', 'test/kill'];
const env = { ...process.env, PLATTER_PROOFS: 'full' };
const run = (...words) => spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit', env }).status === 0;

// Files elsewhere that have budgets of their own, too. In the window: every screen in every size, a million requests.
const ELSEWHERE = ['test/property/hostile', 'test/property/ops', 'test/property/repairs', 'test/cli/halfway', 'test/interop/damage'];
const passed = [run(VITEST, ...VITEST_WORDS, ...ELSEWHERE), run(path.join(ROOT, 'scripts/test.mjs'), 'e2e', 'accessibility', 'requests')];
process.exitCode = passed.every(Boolean) ? 0 : 1;
