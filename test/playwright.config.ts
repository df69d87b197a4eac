/**
 * End-to-end tests. One window at a time has a display's focus: where each worker has a display of its own there is one more
 * of them than processors, for a story waits as often as it works; else one. Pictures are taken only by `npm run screenshots`.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testIgnore: process.env['PLATTER_SCREENSHOTS'] === '1' ? [] : ['**/screenshots.spec.ts'],
  workers: process.env['PLATTER_DISPLAY'] === 'own' ? availableParallelism() + 1 : 1,
  // Limits end what hangs. What is merely slow, on a machine that has much else to do, takes its time.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  forbidOnly: process.env['CI'] === 'true' || process.env['REQUIRE_ORACLES'] === '1',
  reporter: [['list'], ['json', { outputFile: '../out/reports/e2e.json' }]],
  outputDir: '../out/e2e',
});
