/** The built command line, as a user runs it; and the plain tools it is compared with. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ZodType } from 'zod';

export const CLI = path.join(import.meta.dirname, '../../out/cli.cjs');

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string; readonly bytes: Buffer };
export type RunOptions = { readonly input?: Uint8Array | string; readonly cwd?: string };

/** Runs to the end. No fault may ever show a stack trace. */
export function platter(words: readonly string[], { input, cwd }: RunOptions = {}): Ran {
  const { NO_COLOR: _, PLATTER_DEBUG: __, ...env } = process.env;
  const options = {
    maxBuffer: 1 << 28,
    env,
    ...(input === undefined ? { stdio: ['ignore' as const, 'pipe' as const, 'pipe' as const] } : { input }),
  };
  const ran = spawnSync(process.execPath, [CLI, ...words], cwd === undefined ? options : { ...options, cwd });
  const err = ran.stderr.toString();
  expect(`${words.join(' ')}: ${err}`).not.toMatch(/\n\s+at |fault of ours|UnhandledPromise/);
  return { code: ran.status, out: ran.stdout.toString(), err, bytes: ran.stdout };
}

/** Standard output of a run that must go well. */
export function done(...words: string[]): string {
  const ran = platter(words);
  expect({ words, code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  return ran.out;
}

/** The one document of a run with `--json`, in the shape its schema gives it. `code` is the exit code that is expected. */
export function documentOf<T>(schema: ZodType<T>, words: readonly string[], code = 0): T {
  const ran = platter([...words, '--json']);
  expect({ words, code: ran.code, err: ran.err }).toMatchObject({ code });
  return schema.parse(JSON.parse(ran.out));
}

/** Output of any other program; throws when it fails. */
export function tool(command: string, ...words: string[]): string {
  const ran = spawnSync(command, words, { maxBuffer: 1 << 28, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

export const sha256 = (file: string): string => tool('sha256sum', file).slice(0, 64);
export const fileHash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Starts, waits until `ready`, sends the signal, and answers how it ended. */
export function interrupted(
  words: readonly string[],
  signal: NodeJS.Signals,
  ready: () => boolean,
): Promise<{ code: number | null; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (part) => {
      err += String(part);
    });
    const timer = setInterval(() => {
      if (!ready()) return;
      clearInterval(timer);
      child.kill(signal);
    }, 2);
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, err });
    });
  });
}
