/** The built command line, as a user runs it; and the plain tools it is compared with. */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'vitest';
import type { ZodType } from 'zod';

export const CLI = path.join(import.meta.dirname, '../../out/cli.cjs');

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string; readonly bytes: Buffer };
export type RunOptions = { readonly input?: Uint8Array | string; readonly cwd?: string };

/** A command and its first words that run Node of another system: Wine and Node for Windows. */
const RUNNER = process.env['PLATTER_RUNNER'];
export const HERE: readonly string[] = [process.execPath];
export const WINDOWS: readonly string[] | null = RUNNER === undefined ? null : (JSON.parse(RUNNER) as string[]);
const COMMAND = WINDOWS ?? HERE;

/** Whether the command line that is tested runs on Windows. */
export const onWindows = process.platform === 'win32' || WINDOWS !== null;

/** A path of this system as the command line that is tested writes it: under Wine all of them are on drive Z. */
export const asNamed = (file: string): string => (WINDOWS === null ? file : `Z:${file.replaceAll('/', '\\')}`);

type Streams = { readonly status: number | null; readonly stdout: Buffer; readonly stderr: Buffer };
type Spawning = RunOptions & { readonly env: NodeJS.ProcessEnv };

/** Wine cannot hand on pipes of this system: the streams are files. */
function spawnedThroughFiles(command: string, words: readonly string[], { input, ...options }: Spawning): Streams {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-streams-'));
  const [source, out, err] = ['in', 'out', 'err'].map((name) => path.join(folder, name)) as [string, string, string];
  writeFileSync(source, input ?? '');
  const streams = [openSync(source, 'r'), openSync(out, 'w'), openSync(err, 'w')];
  const { status } = spawnSync(command, words, { ...options, stdio: input === undefined ? ['ignore', ...streams.slice(1)] : streams });
  for (const stream of streams) closeSync(stream);
  const answer = { status, stdout: readFileSync(out), stderr: readFileSync(err) };
  rmSync(folder, { recursive: true });
  return answer;
}

function spawned(command: string, words: readonly string[], { input, ...options }: Spawning): Streams {
  const streams = input === undefined ? { stdio: ['ignore' as const, 'pipe' as const, 'pipe' as const] } : { input };
  return spawnSync(command, words, { maxBuffer: 1 << 28, ...options, ...streams });
}

/** Runs to the end. No fault may ever show a stack trace. */
export const platter = (words: readonly string[], options: RunOptions = {}): Ran => platterBy(COMMAND, words, options);

/** The same, run by HERE or by WINDOWS, with more words for Node if wanted. */
export function platterBy([command = '', ...first]: readonly string[], words: readonly string[], options: RunOptions = {}): Ran {
  const { NO_COLOR: _, PLATTER_DEBUG: __, ...env } = process.env;
  const ran = (command === process.execPath ? spawned : spawnedThroughFiles)(command, [...first, CLI, ...words], { ...options, env });
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
    const [command = '', ...first] = COMMAND;
    const child = spawn(command, [...first, CLI, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
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
