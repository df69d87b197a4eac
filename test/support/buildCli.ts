/** Builds out/cli.cjs and its worker once, before any test, where they are older than their sources. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createBuilder } from 'vite';

const ROOT = path.join(import.meta.dirname, '../..');
const BUILT = ['out/cli.cjs', 'out/worker/worker.cjs'];
const SOURCES = ['main', 'shared', 'package.json', 'renderer/vite.config.ts'];

const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newestIn(file: string): number {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return timeOf(file);
  return Math.max(0, ...readdirSync(file).map((name) => newestIn(path.join(file, name))));
}

export async function setup(): Promise<void> {
  const newest = Math.max(...SOURCES.map((name) => newestIn(path.join(ROOT, name))));
  if (BUILT.every((name) => timeOf(path.join(ROOT, name)) > newest)) return;
  const builder = await createBuilder({ configFile: path.join(ROOT, 'renderer/vite.config.ts'), logLevel: 'warn' });
  for (const name of ['cli', 'worker']) {
    const environment = builder.environments[name];
    if (environment === undefined) throw new Error(`the build has no ${name}`);
    await builder.build(environment);
  }
}
