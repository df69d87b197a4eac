import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{unit,property,interop,arch,powercut,faults,fuzz,model,kill}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
  },
});
