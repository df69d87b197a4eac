/** Everything that needs no window. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/{unit,property,interop,arch,powercut,faults,fuzz,model,kill}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    // Vitest alone would leave one of two processors idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    allowOnly: process.env['CI'] !== 'true' && process.env['REQUIRE_ORACLES'] !== '1',
    coverage: {
      enabled: true,
      provider: 'v8',
      // The two folders that may lose somebody's data.
      include: ['main/vhd/**/*.ts', 'main/io/**/*.ts'],
      reporter: ['text', 'json'],
      reportsDirectory: 'out/coverage',
      skipFull: true,
      reportOnFailure: true,
    },
  },
});
