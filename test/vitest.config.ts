/** Everything that needs no window. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * What would reach the next test file of the same process: something else in the place of a module or of what is global, and
 * the state of a window, which the modules of its stores keep. Files with that have a process each. All others of these
 * folders share what they load, which takes longer than most of them run.
 */
const REPLACING = /\bvi\.(?:mock|doMock|resetModules|stubGlobal|stubEnv)\(|\bObject\.(?:assign|defineProperty)\((?:globalThis|process)\b/;
const OF_STORES = /^test\/unit\/renderer\/.*(?<!\.(?:model|text))\.test\.tsx?$/;
const SHARING = ['unit', 'property', 'cli'];

const filesOf = (folder: string): string[] =>
  readdirSync(path.join(ROOT, 'test', folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${folder}/${name.replaceAll(path.sep, '/')}`)
    .filter((name) => /\.test\.tsx?$/.test(name));
const isApart = (name: string): boolean => OF_STORES.test(name) || REPLACING.test(readFileSync(path.join(ROOT, name), 'utf8'));
const APART = SHARING.flatMap(filesOf).filter(isApart);

export default defineConfig({
  test: {
    root: ROOT,
    // Limits end what hangs. What is merely slow, on a machine that has much else to do, takes its time.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    // Vitest alone would leave one processor idle, and a test that waits for a disk or another process leaves one, too. What
    // bounds work counts processor time, so that neighbours do not matter.
    maxWorkers: availableParallelism() + 1,
    globalSetup: ['test/support/buildCli.ts'],
    setupFiles: ['test/support/lightGarbage.ts'],
    allowOnly: process.env['CI'] !== 'true' && process.env['REQUIRE_ORACLES'] !== '1',
    projects: [
      {
        extends: true,
        test: {
          name: 'sharing',
          include: SHARING.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
          exclude: APART,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      // After the others: a process that is shared ends where a file that shares none is next.
      { extends: true, test: { name: 'tests', include: [...APART, 'test/{interop,arch}/**/*.test.ts'], sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/{powercut,faults,fuzz,model,kill}/**/*.test.ts'],
          testTimeout: 3_600_000,
          sequence: { groupOrder: 2 },
        },
      },
      // Needs Node for Windows under Wine: npm run test:windows.
      ...(process.env['PLATTER_RUNNER'] === undefined
        ? []
        : [{ extends: true as const, test: { name: 'windows', include: ['test/windows/**/*.test.ts'], sequence: { groupOrder: 3 } } }]),
    ],
    // With --coverage, as npm test runs it.
    coverage: {
      provider: 'v8',
      // What may lose somebody's data, and what tells of it. What is not covered, and why: test/README.md.
      include: ['main/{vhd,io,jobs,report,cli}/**/*.ts'],
      exclude: ['main/cli/cli.ts', 'main/jobs/worker.ts', 'main/jobs/jobThread.ts'],
      thresholds: {
        'main/vhd/**/*.ts': { branches: 95 },
        'main/io/**/*.ts': { branches: 94 },
        'main/jobs/**/*.ts': { branches: 90 },
        'main/report/**/*.ts': { branches: 90 },
        'main/cli/**/*.ts': { branches: 90 },
      },
      reporter: ['text', 'json'],
      reportsDirectory: 'out/coverage',
      skipFull: true,
      reportOnFailure: true,
    },
  },
});
