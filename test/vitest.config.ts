/** Everything that needs no window. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/{unit,property,interop,arch}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    allowOnly: process.env['CI'] !== 'true' && process.env['REQUIRE_ORACLES'] !== '1',
  },
});
