/** End-to-end tests: one window at a time. Pictures are taken only by `npm run screenshots`. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testIgnore: process.env['PLATTER_SCREENSHOTS'] === '1' ? [] : ['**/screenshots.spec.ts'],
  workers: 1,
  // Limits end what hangs. What is merely slow, on a machine that has much else to do, takes its time.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  forbidOnly: process.env['CI'] === 'true' || process.env['REQUIRE_ORACLES'] === '1',
  reporter: [['list'], ['json', { outputFile: '../out/reports/e2e.json' }]],
  outputDir: '../out/e2e',
});
