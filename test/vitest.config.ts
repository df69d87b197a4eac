/** Everything that needs no window. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    testTimeout: 30_000,
    globalSetup: ['test/support/buildCli.ts'],
    allowOnly: process.env['CI'] !== 'true' && process.env['REQUIRE_ORACLES'] !== '1',
    projects: [
      {
        extends: true,
        test: { name: 'tests', include: ['test/{unit,property,interop,arch,cli}/**/*.test.{ts,tsx}'], sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/{powercut,faults,fuzz,model,kill}/**/*.test.ts'],
          // After the others, some of which look at the clock, and on all processors: Vitest alone would leave one idle.
          sequence: { groupOrder: 1 },
          maxWorkers: availableParallelism(),
        },
      },
    ],
    // With --coverage, as npm test runs it.
    coverage: {
      provider: 'v8',
      // The two folders that may lose somebody's data. What is not covered, and why: test/README.md.
      include: ['main/vhd/**/*.ts', 'main/io/**/*.ts'],
      thresholds: { 'main/vhd/**/*.ts': { branches: 95 }, 'main/io/**/*.ts': { branches: 95 } },
      reporter: ['text', 'json'],
      reportsDirectory: 'out/coverage',
      skipFull: true,
      reportOnFailure: true,
    },
  },
});
