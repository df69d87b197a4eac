/** Everything that needs no window. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Tests of functions that keep nothing from one call to the next. Their files share what they load, which takes longer than
 * to run them.
 */
const PURE = ['test/{unit/main/vhd,unit/shared,property}/**/*.test.ts', 'test/unit/renderer/**/*.{model,text}.test.ts'];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    // Limits end what hangs. What is merely slow, on a machine that has much else to do, takes its time.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    // Vitest alone would leave one processor idle. What bounds work counts processor time, so that neighbours do not matter.
    maxWorkers: availableParallelism(),
    globalSetup: ['test/support/buildCli.ts'],
    setupFiles: ['test/support/lightGarbage.ts'],
    allowOnly: process.env['CI'] !== 'true' && process.env['REQUIRE_ORACLES'] !== '1',
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: { name: 'tests', include: ['test/{unit,interop,arch,cli}/**/*.test.{ts,tsx}'], exclude: PURE, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/{powercut,faults,fuzz,model,kill}/**/*.test.ts'],
          testTimeout: 3_600_000,
          sequence: { groupOrder: 1 },
        },
      },
      // Needs Node for Windows under Wine: npm run test:windows.
      ...(process.env['PLATTER_RUNNER'] === undefined
        ? []
        : [{ extends: true as const, test: { name: 'windows', include: ['test/windows/**/*.test.ts'], sequence: { groupOrder: 2 } } }]),
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
