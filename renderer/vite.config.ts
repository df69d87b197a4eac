/** One build for page, main process and preload. Main and preload are CommonJS, because a sandboxed preload cannot be a module. */
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const root = path.join(import.meta.dirname, '..');

/** Code that Electron loads itself. The targets are those of the oldest runtime that Platter is developed on (Electron 25). */
function electronCode(name: string, input: string, target: string): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, conditions: ['node', 'import', 'module', 'default'] },
    build: {
      outDir: path.join(root, 'out', name),
      emptyOutDir: true,
      target,
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: path.join(root, input),
        // These packages find their compiled code by where they are installed, so they cannot be bundled.
        external: ['electron', 'fs-native-extensions', 'koffi', ...builtinModules, /^node:/],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
const CLI = path.join(root, 'out', 'cli.cjs');

/** The command line: one file for plain Node, without anything of Electron. The packages with compiled code stay outside. */
function commandLine(): EnvironmentOptions {
  const { build, ...rest } = electronCode('', 'main/cli/cli.ts', 'node20');
  return {
    ...rest,
    define: { PLATTER_VERSION: JSON.stringify(version) },
    build: {
      ...build,
      // Node reads the whole file at every start.
      minify: true,
      emptyOutDir: false,
      rolldownOptions: {
        ...build?.rolldownOptions,
        external: [...builtinModules, /^node:/, 'fs-native-extensions', 'koffi'],
        output: { format: 'cjs', entryFileNames: 'cli.cjs', codeSplitting: false, banner: '#!/usr/bin/env node' },
      },
    },
  };
}

/**
 * The threads of long jobs, for the window and for the command line: out/worker/worker.cjs, beside both. It is split into
 * several files, so that a helper thread does not load the megabytes that only the job itself needs.
 */
function worker(): EnvironmentOptions {
  const { build, ...rest } = electronCode('worker', 'main/jobs/worker.ts', 'node18');
  const output = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' } as const;
  return { ...rest, build: { ...build, rolldownOptions: { ...build?.rolldownOptions, output } } };
}

export default defineConfig({
  root: path.join(root, 'renderer'),
  base: './',
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir: path.join(root, 'out/renderer'),
        emptyOutDir: true,
        target: 'chrome114',
        assetsInlineLimit: 0,
        // The page is read from the drive and not over a network, so one large file is fine.
        chunkSizeWarningLimit: 2048,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: path.join(root, 'renderer/index.html') },
      },
    },
    main: electronCode('main', 'main/index.ts', 'node18'),
    preload: electronCode('preload', 'main/preload.ts', 'chrome114'),
    worker: worker(),
    cli: commandLine(),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'ssr') await builder.build(environment);
      }
      chmodSync(CLI, 0o755);
      // On Windows, a folder with cli.cjs, worker/ and this file is a command line that needs no installation.
      copyFileSync(path.join(root, 'assets/windows/platter.cmd'), path.join(root, 'out/platter.cmd'));
    },
  },
});
